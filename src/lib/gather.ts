import type { Ctx } from './context.ts';
import type { Store } from './store.ts';

/** Of the work that is done together, so many statements of one process are on their way at once. */
const MOST_RUNNING = 2;
/** Beside one that is on its way, another one is worth it for so many, or for whoever waited for so long. */
const ENOUGH = 6;
const PATIENCE_MS = 100;

type Waiting<Item, Result> = {
  ctx: Ctx;
  item: Item;
  resolve(result: Result): void;
  reject(error: unknown): void;
};

/** Who waits for one kind of work. */
type Line = { length(): number; serve(): void };

/** What runs and what waits on one store. */
class Pace {
  readonly lines: Line[] = [];
  running = 0;
  private looks = false;

  mayServe(count: number): boolean {
    return count > 0 && (this.running === 0 || (this.running < MOST_RUNNING && count >= ENOUGH));
  }

  /** Once all that came in at this moment has been read: those who ask at the same moment go together. */
  look(): void {
    if (this.looks) return;
    this.looks = true;
    setImmediate(() => {
      this.looks = false;
      // The longest line first.
      for (const line of this.lines.toSorted((a, b) => b.length() - a.length())) {
        if (this.mayServe(line.length())) line.serve();
      }
    });
  }
}
const paces = new WeakMap<Store, Pace>();

function paceOf(store: Store): Pace {
  const pace = paces.get(store) ?? new Pace();
  paces.set(store, pace);
  return pace;
}

/**
 * Work that is done together: whoever asks while others are being served waits for it, and then all of them are served
 * in one statement, since in a burst a statement for each costs more than what it does. Inside a transaction each is
 * served there, by itself.
 * @param run what comes of each of these, in their order; what it throws, all of them are told
 * @param most how many are served in one statement
 */
export function batched<Item, Result>(
  run: (ctx: Ctx, items: Item[]) => Promise<Result[]>,
  most: number,
): (ctx: Ctx, item: Item) => Promise<Result> {
  const lines = new WeakMap<Store, (waiting: Waiting<Item, Result>) => void>();

  function openLine(pace: Pace): (waiting: Waiting<Item, Result>) => void {
    const waiting: Waiting<Item, Result>[] = [];
    let patience: NodeJS.Timeout | undefined;

    function serve(): void {
      clearTimeout(patience);
      patience = undefined;
      pace.running += 1;
      runFor(waiting.splice(0, most)).finally(() => {
        pace.running -= 1;
        pace.look();
      });
    }

    pace.lines.push({ length: () => waiting.length, serve });
    return (next) => {
      waiting.push(next);
      patience ??= setTimeout(serve, PATIENCE_MS);
      pace.look();
    };
  }

  async function runFor(batch: Waiting<Item, Result>[]): Promise<void> {
    const [first] = batch;
    if (!first) return;
    try {
      const results = await run(
        first.ctx,
        batch.map(({ item }) => item),
      );
      for (const [index, { resolve }] of batch.entries()) resolve(results[index] as Result);
    } catch (error) {
      for (const { reject } of batch) reject(error);
    }
  }

  return async (ctx, item) => {
    if (ctx.inTransaction) return (await run(ctx, [item]))[0] as Result;
    const line = lines.get(ctx.store) ?? openLine(paceOf(ctx.store));
    lines.set(ctx.store, line);
    return new Promise((resolve, reject) => line({ ctx, item, resolve, reject }));
  };
}

/** As many as PostgreSQL expects in a list that it does not know yet; for shorter ones it would plan every time. */
const LIST_LENGTH = 10;
const MOST_KEYS = 1_000;

/**
 * Lookups by a key, {@link batched}.
 * @param find what is found for some of these keys, among which one may stand several times
 */
export function gathered<Found>(
  find: (ctx: Ctx, keys: string[]) => Promise<(Found & { key: string })[]>,
): (ctx: Ctx, key: string) => Promise<Found | undefined> {
  return batched<string, Found | undefined>(async (ctx, keys) => {
    const padding = Array<string>(Math.max(0, LIST_LENGTH - keys.length)).fill(keys[0] ?? '');
    const rows = await find(ctx, [...keys, ...padding]);
    const byKey = new Map(rows.map(({ key, ...found }) => [key, found as Found]));
    return keys.map((key) => byKey.get(key));
  }, MOST_KEYS);
}
