import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { freePort } from '../../src/lib/free-port.ts';
import { endWithUs } from './app.ts';
import { closedLoop, type Load } from './load.ts';
import { type Bench, type Result, result } from './measure.ts';
import { median } from './stats.ts';

/** What takes in the events of a platform. */
export type PlatformSide = {
  url: string;
  child: ChildProcess;
  /** Milliseconds of CPU so far. */
  cpu(): Promise<number>;
  stop(): Promise<void>;
};

export type Client = { send(): Promise<void>; close(): void };

const AT_ONCE = [1, 16, 64];
/** How many at once its limits are about. */
const JUDGED = 16;
/** Rounds: V8 compiles for the first ten thousand events or so, and these processes run for weeks. */
const WARM_UP = 6;

/** To the bare app's. */
export type Limits = { rate: number; cpu?: number; p99?: number };
type Side = Load & { server: number };
type Pair = { desk: Side; bare: Side };

/**
 * Events to committed tickets in the process that people run, beside an app of the platform's own SDK that only
 * acknowledges them.
 * @returns the figures, and how many tickets there must be
 */
export async function measureBeside(
  bench: Bench,
  sides: { desk: PlatformSide; bare: PlatformSide },
  of: { name: string; bare: string; client(url: string, atOnce: number): Client; limits: Limits },
): Promise<{ figures: Result[]; tickets: number }> {
  const milliseconds = bench.quick ? 300 : 2_000;
  const measure = async (side: keyof typeof sides, atOnce: number): Promise<Side> => {
    const { url, cpu } = sides[side];
    const client = of.client(url, atOnce);
    const before = await cpu();
    const load = await closedLoop(milliseconds, atOnce, client.send);
    client.close();
    return { ...load, server: ((await cpu()) - before) / load.count };
  };
  for (let round = 0; round < WARM_UP; round += 1) {
    for (const side of ['desk', 'bare'] as const) await measure(side, JUDGED);
  }
  const rounds = new Map<number, Pair[]>();
  for (const atOnce of AT_ONCE) {
    const all: Pair[] = [];
    for (let round = 0; round < bench.rounds; round += 1) {
      all.push({ desk: await measure('desk', atOnce), bare: await measure('bare', atOnce) });
    }
    rounds.set(atOnce, all);
    bench.say(`${of.name}, ${atOnce} at once: done`);
  }
  return {
    figures: [...rounds].flatMap(([atOnce, all]) => figuresOf(atOnce, all, of)),
    tickets: [...rounds.values()].flat().reduce((sum, { desk }) => sum + desk.count, 0),
  };
}

function figuresOf(
  atOnce: number,
  all: Pair[],
  { name, bare, limits }: { name: string; bare: string; limits: Limits },
): Result[] {
  const told = (what: string, unit: string, of: (side: Side) => number, limit = {}) => {
    const own = all.map(({ desk }) => of(desk));
    const ratio = median(all.map((pair) => of(pair.desk) / of(pair.bare)));
    return result(`${name}: ${what}, ${atOnce} at once`, unit, own, median(own), { ratio, ...limit });
  };
  const atMost = (limit: number | undefined) =>
    atOnce === JUDGED && limit !== undefined ? { atMost: limit } : {};
  const yardstick = all.map((pair) => pair.bare.perSecond);
  return [
    told(
      'events to tickets',
      'events/s',
      (side) => side.perSecond,
      atOnce === JUDGED ? { atLeast: limits.rate } : {},
    ),
    result(`${name}: ${bare}, ${atOnce} at once`, 'events/s', yardstick, median(yardstick)),
    told('acknowledgement, p50', 'ms', (side) => side.p50),
    told('acknowledgement, p99', 'ms', (side) => side.p99, atMost(limits.p99)),
    told('CPU of the server', 'ms/event', (side) => side.server, atMost(limits.cpu)),
  ];
}

/** An app of a platform's own SDK that only acknowledges, in a process of its own. */
export async function startBare(
  script: string,
  path: string,
  environment: Record<string, string>,
  nodeFlags: string[] = [],
): Promise<PlatformSide> {
  const port = await freePort();
  const child = spawn(process.execPath, [...nodeFlags, join(import.meta.dirname, script)], {
    env: { ...process.env, PORT: String(port), ...environment },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  endWithUs(child);
  await once(child, 'message');
  return {
    url: `http://127.0.0.1:${port}${path}`,
    child,
    async cpu() {
      const answer = once(child, 'message');
      child.send('used');
      return ((await answer) as [{ cpu: number }])[0].cpu;
    },
    async stop() {
      child.kill();
    },
  };
}
