import type { Ctx } from '../../src/lib/context.ts';
import { type BenchDesk, openDesk } from './desk.ts';
import { fillTickets } from './fill.ts';
import { type Bench, type Result, result } from './measure.ts';
import { median, percentile } from './stats.ts';

const SIZES = { full: [10_000, 1_000_000], quick: [1_000, 20_000] };
const TICKS = 200;

type IdleTick = {
  /** Whose tick: `sla`. */
  name: string;
  /** Leaves the desk, which has its tickets, such that nothing is to do. */
  prepare: (desk: BenchDesk) => Promise<unknown>;
  tick: (ctx: Ctx) => Promise<unknown>;
  /** How many times as long it may take on the large desk as on the small one. */
  growth: number;
};

/** What it costs a job to find that nothing is to do, on a small desk and on a large one, in turn. */
export async function measureIdleTick(
  bench: Bench,
  { name, prepare, tick, growth }: IdleTick,
): Promise<Result[]> {
  const desks: { size: number; desk: BenchDesk; close(): Promise<void> }[] = [];
  try {
    for (const size of bench.quick ? SIZES.quick : SIZES.full) {
      const database = await bench.server.create();
      const desk = await openDesk(database.url);
      desks.push({
        size,
        desk,
        async close() {
          await desk.close();
          await database.drop();
        },
      });
      await fillTickets(database.url, size);
      await prepare(desk);
      bench.say(`${name}: ${size} tickets written`);
    }
    const rounds: number[][] = desks.map(() => []);
    for (let round = -1; round < bench.rounds; round += 1) {
      const times = desks.map((): number[] => []);
      for (let count = 0; count < TICKS; count += 1) {
        for (const [index, { desk }] of desks.entries()) {
          const began = performance.now();
          await tick(desk.system());
          times[index]?.push(performance.now() - began);
        }
      }
      // The first one only warms up.
      if (round >= 0) for (const [index, one] of times.entries()) rounds[index]?.push(percentile(one, 0.5));
    }
    const [small = [], large = []] = rounds;
    const ratio = median(large.map((value, index) => value / (small[index] ?? Number.NaN)));
    return [
      ...desks.map(({ size }, index) =>
        result(
          `${name}: idle tick, ${size} tickets, p50`,
          'ms',
          rounds[index] ?? [],
          median(rounds[index] ?? []),
        ),
      ),
      result(`${name}: idle tick, the large desk to the small one`, 'ms', large, median(large), {
        ...{ ratio, atMost: growth },
      }),
    ];
  } finally {
    for (const { close } of desks) await close();
  }
}
