import { fail } from '../lib/errors.ts';

/**
 * Runs `work` and says in words of its own when a unique value is taken: two callers who both looked and found
 * it free meet in the database, and one of them hears it from there. The transaction of that one is over.
 * @throws `conflict`
 */
export async function onTaken<Result>(words: string, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if ((error as { code?: unknown } | null)?.code === 'P2002') return fail('conflict', words);
    throw error;
  }
}
