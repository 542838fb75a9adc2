import type { Ctx } from './context.ts';
import type { Store } from './store.ts';

/** As many as PostgreSQL expects in a list that it does not know yet; for shorter ones it would plan every time. */
const LIST_LENGTH = 10;

type Line<Found> = { answered: Promise<unknown>; next: Round<Found> | undefined };
type Round<Found> = { keys: string[]; answers: Promise<Map<string, Found>> };

/**
 * Lookups by a key, gathered: whoever asks while an answer is on its way waits for it, and then all of them are asked
 * for in one statement, since a burst of requests would otherwise cost as many lookups. Not for transactions.
 * @param find what is found for some of these keys, among which one may stand several times
 */
export function gathered<Found>(
  find: (ctx: Ctx, keys: string[]) => Promise<(Found & { key: string })[]>,
): (ctx: Ctx, key: string) => Promise<Found | undefined> {
  const lines = new WeakMap<Store, Line<Found>>();

  async function findAll(ctx: Ctx, keys: string[]): Promise<Map<string, Found>> {
    const padding = Array<string>(Math.max(0, LIST_LENGTH - keys.length)).fill(keys[0] ?? '');
    const rows = await find(ctx, [...keys, ...padding]);
    return new Map(rows.map(({ key, ...found }) => [key, found as Found]));
  }

  return async (ctx, key) => {
    const line = lines.get(ctx.store) ?? { answered: Promise.resolve(), next: undefined };
    lines.set(ctx.store, line);
    if (!line.next) {
      const keys: string[] = [];
      const answers = line.answered.then(() => {
        line.next = undefined;
        const found = findAll(ctx, keys);
        line.answered = found.catch(() => {});
        return found;
      });
      line.next = { keys, answers };
    }
    line.next.keys.push(key);
    return (await line.next.answers).get(key);
  };
}
