import { createToken } from '../../src/domain/tokens/token.ts';
import { startMain } from './app.ts';
import { jsonClient } from './client.ts';
import { openDesk } from './desk.ts';
import { inTurn } from './intake.ts';
import { type Bench, type Result, result } from './measure.ts';
import { AT_ONCE, MESSAGES, PROBE, residentDuring } from './resident.ts';
import { textMaker } from './texts.ts';

const CALLERS = 1_000;
/** MB, and MB in 10,000 messages: less than this cannot be told from none. */
const LIMITS = { resident: 250, slope: 1 };

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
    PROBE,
  );
  const client = jsonClient(app.url, AT_ONCE);
  const text = textMaker(5);
  const messages = bench.quick ? 1_000 : MESSAGES;
  try {
    const send = () =>
      client.post('/portal/messages', token(), { delivery: crypto.randomUUID(), text: text() });
    const { samples, growth, later } = await residentDuring(app.child, messages, send, (line) =>
      bench.say(`memory: ${line}`),
    );
    const [idle = Number.NaN, last = Number.NaN] = [samples[0], samples.at(-1)];
    return [
      result('memory: resident, idle', 'MB', [idle], idle, { atMost: LIMITS.resident }),
      result(`memory: resident, after ${messages} messages`, 'MB', samples, last, {
        atMost: LIMITS.resident,
      }),
      result('memory: growth over the second half', 'MB/10,000 messages', later, growth, {
        atMost: LIMITS.slope,
      }),
    ];
  } finally {
    client.close();
    await app.stop();
    await database.drop();
  }
}
