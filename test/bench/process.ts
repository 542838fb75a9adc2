import { type ChildProcess, spawn } from 'node:child_process';
import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { borrowDatabase } from '../../src/lib/borrow-database.ts';
import { type Bench, type Result, result } from './measure.ts';
import { median, slope } from './stats.ts';
import { textMaker } from './texts.ts';

const MAIN = new URL('../../src/main.ts', import.meta.url).pathname;
/** As `npm start` has them. */
const FLAGS = ['--max-semi-space-size=4'];
const LIMITS = { startMs: 3_000, megabytes: 250, slope: 1 };
/** Each may send ten messages a second. */
const SENDERS = 200;
const AT_ONCE = 8;

type Running = { child: ChildProcess; url: string; startedIn: number; dataDir: string };

/** How soon the whole process is ready on an existing database, and what it keeps in memory as messages come in. */
export async function measureProcess(bench: Bench): Promise<Result[]> {
  const dataDir = await mkdtemp(join(tmpdir(), 'deskbell-bench-'));
  try {
    await stop(await start(dataDir));
    const starts: number[] = [];
    for (let round = 0; round < bench.rounds; round += 1) {
      const running = await start(dataDir);
      starts.push(running.startedIn);
      await stop(running);
    }
    const running = await start(dataDir);
    await sleep(3_000);
    const idle = await residentMegabytes(running);
    const samples = await receive(running, bench);
    await stop(running);
    const half = samples.slice(Math.floor(samples.length / 2));
    const grows = 10_000 * slope(half.map(({ messages, megabytes }) => ({ x: messages, y: megabytes })));
    const name = `after ${samples.at(-1)?.messages} messages`;
    return [
      result('process: cold start to ready, existing embedded database', 'ms', starts, median(starts), {
        atMost: LIMITS.startMs,
      }),
      result('process: resident memory, idle', 'MB', [idle], idle),
      result(
        `process: resident memory, ${name}`,
        'MB',
        samples.map((sample) => sample.megabytes),
        median(half.slice(-5).map((sample) => sample.megabytes)),
        { atMost: LIMITS.megabytes },
      ),
      result('process: slope of memory over the second half, per 10,000 messages', 'MB', [grows], grows, {
        atMost: LIMITS.slope,
      }),
    ];
  } finally {
    await rm(dataDir, { recursive: true, force: true });
  }
}

async function start(dataDir: string): Promise<Running> {
  const began = performance.now();
  const child = spawn(process.execPath, [...FLAGS, MAIN], {
    env: { ...process.env, DATA_DIR: dataDir, DATABASE_URL: '', PORT: '0', LOG_LEVEL: 'warn' },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr?.on('data', (chunk) => {
    said += chunk;
  });
  for (;;) {
    const url = /ready at (\S+)/.exec(said)?.[1];
    if (url && (await fetch(`${url}/readyz`)).ok) {
      return { child, url, startedIn: performance.now() - began, dataDir };
    }
    if (child.exitCode !== null) throw new Error(`Deskbell did not start: ${said}`);
    await sleep(5);
  }
}

async function stop({ child }: Running): Promise<void> {
  child.kill('SIGTERM');
  await once(child, 'exit');
}

async function residentMegabytes({ child }: Running): Promise<number> {
  const status = await readFile(`/proc/${child.pid}/status`, 'utf8');
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024;
}

/** Sends messages through the portal as many people would, and looks at the memory in between. */
async function receive(
  running: Running,
  { quick, say }: Bench,
): Promise<{ messages: number; megabytes: number }[]> {
  const count = quick ? 1_000 : 100_000;
  const every = count / 40;
  const cookies = await signIn(running);
  const textOf = textMaker(1);
  const samples: { messages: number; megabytes: number }[] = [];
  let sent = 0;
  const sender = async () => {
    while (sent < count) {
      const number = sent++;
      const answer = await fetch(`${running.url}/api/v1/portal/messages`, {
        method: 'POST',
        headers: {
          cookie: cookies[number % SENDERS] ?? '',
          origin: running.url,
          'content-type': 'application/json',
        },
        body: JSON.stringify({ delivery: randomUUID(), text: textOf() }),
      });
      if (answer.status === 429) await sleep(1_000);
      else if (!answer.ok) throw new Error(`${answer.status}: ${await answer.text()}`);
      await answer.arrayBuffer().catch(() => {});
      if ((number + 1) % every === 0) {
        samples.push({ messages: number + 1, megabytes: await residentMegabytes(running) });
        if ((number + 1) % (every * 10) === 0) say(`process: ${number + 1} messages`);
      }
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, sender));
  return samples;
}

/** Sessions as the sign-in page makes them, written straight into the database: the limit on signing in is not measured here. */
async function signIn({ dataDir }: Running): Promise<string[]> {
  const database = await borrowDatabase({ databaseUrl: undefined, dataDir });
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  try {
    const secrets = Array.from({ length: SENDERS }, () => randomBytes(32).toString('base64url'));
    const hashes = secrets.map((secret) => createHash('sha256').update(secret).digest('hex'));
    await client.query(
      `WITH people AS (
         INSERT INTO person (id, email, name, created_at, updated_at)
         SELECT gen_random_uuid(), 'person' || i || '@example.com', 'Person ' || i, now(), now()
           FROM generate_series(1, cardinality($1::text[])) i RETURNING id
       ), numbered AS (SELECT id, row_number() OVER () AS i FROM people)
       INSERT INTO session (hash, person_id, created_at, last_seen_at)
       SELECT h.hash, n.id, now(), now() FROM unnest($1::text[]) WITH ORDINALITY AS h (hash, i) JOIN numbered n USING (i)`,
      [hashes],
    );
    return secrets.map((secret) => `deskbell=${secret}`);
  } finally {
    await client.end();
    await database.giveBack();
  }
}
