import type { PlatformSide } from './beside.ts';
import { type Bench, type Result, result } from './measure.ts';
import { AT_ONCE, MESSAGES, PROBE, type Resident, residentDuring } from './resident.ts';
import { eventClient, startBolt, startDesk } from './slack-sides.ts';

/** Times what the bare app holds, and so many MB more; MB in 10,000 events, less than which cannot be told from none. */
const LIMITS = { times: 1.3, more: 60, slope: 1 };

/** What the process that people run holds in memory when many events of Slack passed through it, beside a bare app. */
export async function measureSlackMemory(bench: Bench): Promise<Result[]> {
  const database = await bench.server.create();
  const events = bench.quick ? 1_000 : MESSAGES;
  const measured = async (name: string, side: PlatformSide): Promise<Resident> => {
    const client = eventClient(side.url, AT_ONCE);
    try {
      return await residentDuring(side.child, events, client.send, (line) =>
        bench.say(`slack-memory: ${name}, ${line}`),
      );
    } finally {
      client.close();
      await side.stop();
    }
  };
  try {
    const bare = await measured('bare Bolt', await startBolt(PROBE));
    const desk = await measured('desk', await startDesk(database.url, PROBE));
    const [mine = Number.NaN, its = Number.NaN] = [desk.samples.at(-1), bare.samples.at(-1)];
    return [
      result(`slack-memory: bare Bolt, resident after ${events} events`, 'MB', bare.samples, its),
      result(`slack-memory: resident after ${events} events`, 'MB', desk.samples, mine, {
        atMost: Math.round(its * LIMITS.times + LIMITS.more),
      }),
      result('slack-memory: growth over the second half', 'MB/10,000 events', desk.later, desk.growth, {
        atMost: LIMITS.slope,
      }),
    ];
  } finally {
    await database.drop();
  }
}
