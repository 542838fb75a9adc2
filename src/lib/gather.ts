import type { Ctx } from './context.ts';
import type { Store } from './store.ts';

/** Of the work that is done together, so many statements of one process are on their way at once. */
const MOST_RUNNING = 2;
/** Beside one that is on its way, another one is worth it for so many. */
const ENOUGH = 6;
/**
 * Who has waited for so long goes beside more of them, since those may be slow: two of a kind, and so many in all.
 * Where what they wait for is locked, more would take every connection there is, and nobody would get on.
 */
const PATIENCE_MS = 100;
const MOST_OF_A_KIND = 2;
const MOST_AT_ALL = 8;

type Waiting<Item, Result> = {
  ctx: Ctx;
  item: Item;
  resolve(result: Result): void;
  reject(error: unknown): void;
};

/** Who waits for one kind of work, and how many of its statements are on their way. */
type Line = { length: number; isLate: boolean; running: number; serve(): void };

/** What runs and what waits on one store. */
class Pace {
  readonly lines: Line[] = [];
  running = 0;
  private looks = false;

  private mayServe({ length, isLate, running }: Line): boolean {
    if (length === 0) return false;
    if (this.running === 0 || (this.running < MOST_RUNNING && length >= ENOUGH)) return true;
    return isLate && running < MOST_OF_A_KIND && this.running < MOST_AT_ALL;
  }

  /** Once all that came in at this moment has been read: those who ask at the same moment go together. */
  look(): void {
    if (this.looks) return;
    this.looks = true;
    setImmediate(() => {
      this.looks = false;
      // The longest line first.
      for (const line of this.lines.toSorted((a, b) => b.length - a.length)) {
        if (this.mayServe(line)) line.serve();
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
    const line: Line = {
      get length() {
        return waiting.length;
      },
      isLate: false,
      running: 0,
      serve() {
        clearTimeout(patience);
        patience = undefined;
        line.isLate = false;
        pace.running += 1;
        line.running += 1;
        runFor(waiting.splice(0, most)).finally(() => {
          pace.running -= 1;
          line.running -= 1;
          pace.look();
        });
        if (waiting.length > 0) wait();
      },
    };
    function wait(): void {
      patience ??= setTimeout(() => {
        line.isLate = true;
        pace.look();
      }, PATIENCE_MS);
    }

    pace.lines.push(line);
    return (next) => {
      waiting.push(next);
      wait();
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
