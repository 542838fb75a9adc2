import { once } from 'node:events';
import { createToken } from '../../src/domain/tokens/token.ts';
import { type RunningApp, startMain } from './app.ts';
import { jsonClient } from './client.ts';
import { openDesk } from './desk.ts';
import { inTurn } from './intake.ts';
import { type Bench, type Result, result } from './measure.ts';
import { slope } from './stats.ts';
import { textMaker } from './texts.ts';

const MESSAGES = 100_000;
const SAMPLES = 50;
const AT_ONCE = 16;
const CALLERS = 1_000;
/** MB, and MB in 10,000 messages: less than this cannot be told from none. */
const LIMITS = { resident: 250, slope: 1 };
const MB = 1024 * 1024;

/** What the process that people run holds in memory, idle and while a hundred thousand messages pass through it. */
export async function measureMemory(bench: Bench): Promise<Result[]> {
  const database = await bench.server.create();
  const desk = await openDesk(database.url);
  const token = inTurn(
    await Promise.all(
      desk.people
        .slice(0, CALLERS)
        .map(
          async ({ id: personId }) =>
            (await createToken(desk.system(), { name: 'bench', scopes: ['write'], personId })).secret,
        ),
    ),
  );
  await desk.close();
  const app = await startMain(
    { DATABASE_URL: database.url, SECRET_KEY: 'a secret key of the benchmark alone' },
    ['--expose-gc', '--import', './test/bench/memory-probe.ts'],
  );
  const client = jsonClient(app.url, AT_ONCE);
  const text = textMaker(5);
  const samples = [{ x: 0, y: await residentOf(app) }];
  try {
    const step = (bench.quick ? 1_000 : MESSAGES) / SAMPLES;
    for (let sample = 1; sample <= SAMPLES; sample += 1) {
      await sendMany(step, () =>
        client.post('/portal/messages', token(), { delivery: crypto.randomUUID(), text: text() }),
      );
      samples.push({ x: sample * step, y: await residentOf(app) });
      if (sample % 10 === 0)
        bench.say(`memory: ${sample * step} messages, ${samples.at(-1)?.y.toFixed(0)} MB`);
    }
  } finally {
    client.close();
    await app.stop();
    await database.drop();
  }
  const later = samples.slice(SAMPLES / 2);
  const last = samples.at(-1)?.y ?? Number.NaN;
  const growth = slope(later) * 10_000;
  const resident = samples.map(({ y }) => y);
  return [
    result('memory: resident, idle', 'MB', resident.slice(0, 1), resident[0] ?? Number.NaN, {
      atMost: LIMITS.resident,
    }),
    result(`memory: resident, after ${samples.at(-1)?.x} messages`, 'MB', resident, last, {
      atMost: LIMITS.resident,
    }),
    result(
      'memory: growth over the second half',
      'MB/10,000 messages',
      later.map(({ y }) => y),
      growth,
      {
        atMost: LIMITS.slope,
      },
    ),
  ];
}

async function sendMany(count: number, send: () => Promise<void>): Promise<void> {
  let left = count;
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      while (left > 0) {
        left -= 1;
        await send();
      }
    }),
  );
}

/** MB, after garbage was collected. */
async function residentOf({ child }: RunningApp): Promise<number> {
  const answer = once(child, 'message');
  child.send('memory');
  const [memory] = (await answer) as [NodeJS.MemoryUsage];
  return memory.rss / MB;
}
