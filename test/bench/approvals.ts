import { setTimeout as sleep } from 'node:timers/promises';
import { askForApproval } from '../../src/domain/approvals/ask.ts';
import { followApprovals } from '../../src/domain/approvals/by-clock.ts';
import { createApprovalPolicy } from '../../src/domain/approvals/policies.ts';
import { openTicket } from '../../src/domain/tickets/open.ts';
import { createToken } from '../../src/domain/tokens/token.ts';
import { startMain } from './app.ts';
import { jsonClient } from './client.ts';
import { type BenchDesk, openDesk } from './desk.ts';
import { openLoop } from './load.ts';
import { type Bench, type Result, result } from './measure.ts';
import { median, percentile } from './stats.ts';

const LIMITS = { vote: 50, sweep: 1_000 };
const PER_SECOND = 50;
const WARMING_UP = 15;
/** Each may make 600 requests a minute. */
const VOTERS = 100;
const OPEN = 10_000;
const SWEEPS = 50;

type Asked = { id: string; fingerprint: string };

/** How long a vote takes that decides, and how long it takes to look after many that are open. */
export async function measureApprovals(bench: Bench): Promise<Result[]> {
  const database = await bench.server.create();
  const desk = await openDesk(database.url);
  try {
    return [...(await measureVotes(bench, desk)), ...(await measureSweep(bench, desk))];
  } finally {
    await desk.close();
    await database.drop();
  }
}

async function measureVotes(bench: Bench, desk: BenchDesk): Promise<Result[]> {
  const count = bench.quick ? 50 : 500;
  const voters = desk.people.slice(0, VOTERS);
  const policies: string[] = [];
  const tokens: string[] = [];
  for (const { id: personId } of voters) {
    policies.push(await policyOf(desk, personId, null));
    const token = { name: 'bench', scopes: ['read' as const, 'write' as const], personId };
    tokens.push((await createToken(desk.system(), token)).secret);
  }
  const app = await startMain({
    ...{ DATABASE_URL: desk.url, SECRET_KEY: 'a secret key of the benchmark alone' },
  });
  const client = jsonClient(app.url, 16);
  const [p50, p99]: [number[], number[]] = [[], []];
  try {
    for (let round = -1; round < bench.rounds; round += 1) {
      const asked = await ask(desk, count, (index) => policies[index % VOTERS] ?? '');
      await allShown(desk);
      const times: number[] = [];
      // The first one only warms up.
      const rate = round < 0 ? WARMING_UP : PER_SECOND;
      await openLoop(count, rate, async (index) => {
        const { id, fingerprint } = asked[index] as Asked;
        const began = performance.now();
        const vote = { choice: 'approve', fingerprint };
        await client.post(`/approvals/${id}/votes`, tokens[index % VOTERS] ?? '', vote);
        times.push(performance.now() - began);
      });
      if (round < 0) continue;
      p50.push(percentile(times, 0.5));
      p99.push(percentile(times, 0.99));
    }
  } finally {
    client.close();
    await app.stop();
  }
  const pending = await desk.store.client.approval.count({ where: { state: 'pending' } });
  if (pending > 0) throw new Error(`${pending} approvals were not decided.`);
  const name = `approvals: click to decision at ${PER_SECOND} a second`;
  return [
    result(`${name}, p50`, 'ms', p50, median(p50)),
    result(`${name}, p99`, 'ms', p99, median(p99), { atMost: LIMITS.vote }),
  ];
}

/** Nobody clicks on a card before it is there. */
async function allShown(desk: BenchDesk): Promise<void> {
  while ((await desk.store.client.notice.count({ where: { state: 'pending' } })) > 0) await sleep(200);
}

/** Many that are open, of which nothing, a few and then all are due for a reminder. */
async function measureSweep(bench: Bench, desk: BenchDesk): Promise<Result[]> {
  const open = bench.quick ? 200 : OPEN;
  const policyId = await policyOf(desk, desk.people[0]?.id ?? '', 24);
  await ask(desk, open, () => policyId);
  const { pool } = desk.store;
  await pool.query('VACUUM (ANALYZE) approval, approval_seat, notice');
  bench.say(`approvals: ${open} are open`);
  const sweep = async () => {
    const began = performance.now();
    let count = 0;
    for (let found = 1; found > 0; count += found) found = await followApprovals(desk.system());
    return { took: performance.now() - began, count };
  };
  const due = (part: number) =>
    pool.query(
      `UPDATE approval SET stage_at = now() - interval '25 hours', work_at = now(), reminded_at = NULL
        WHERE id IN (SELECT id FROM approval WHERE state = 'pending' ORDER BY id LIMIT $1::int)`,
      [part],
    );
  const [idle, some]: [number[], number[]] = [[], []];
  for (let round = 0; round < bench.rounds; round += 1) {
    const times: number[] = [];
    for (let count = 0; count < SWEEPS; count += 1) times.push((await sweep()).took);
    idle.push(percentile(times, 0.5));
    const part = open / 100;
    await due(part);
    const { took, count } = await sweep();
    if (count !== part) throw new Error(`${count} of ${part} were reminded.`);
    some.push(took);
  }
  await due(open);
  const all = await sweep();
  const perSecond = all.count / (all.took / 1_000);
  return [
    result('approvals: sweep of 10,000, none due, p50', 'ms', idle, median(idle)),
    result('approvals: sweep of 10,000, a hundredth due', 'ms', some, median(some), { atMost: LIMITS.sweep }),
    result('approvals: reminders, all due at once', 'approvals/s', [perSecond], perSecond),
  ];
}

async function policyOf(desk: BenchDesk, personId: string, remindHours: number | null): Promise<string> {
  const { id } = await createApprovalPolicy(desk.system(), {
    ...{ name: `Bench ${personId} ${remindHours}`, remindHours, escalateHours: null, expireHours: null },
    stages: [{ groups: [{ approvers: { who: 'people', personIds: [personId] }, need: { need: 'any' } }] }],
  });
  return id;
}

/** Tickets of other people that wait for approval. */
async function ask(desk: BenchDesk, count: number, policyOf: (index: number) => string): Promise<Asked[]> {
  const asked: Asked[] = [];
  let next = 0;
  const requesterId = desk.people.at(-1)?.id;
  await Promise.all(
    Array.from({ length: 8 }, async () => {
      for (let index = next++; index < count; index = next++) {
        const ticket = await openTicket(desk.system(), {
          ...{ title: `Approve ${index}`, description: 'Of the benchmark.', requesterId },
        });
        const about = { number: ticket?.number ?? '', policyId: policyOf(index) };
        const { id, hash } = await askForApproval(desk.system(), about);
        asked[index] = { id, fingerprint: hash };
      }
    }),
  );
  return asked;
}
