/** Few enough that nobody waits for long, enough that a night is long enough. */
const BATCH = 10_000;

/**
 * Removes rows a batch at a time.
 * @param remove removes so many at most, and returns how many those were
 */
export async function inBatches(remove: (most: number) => Promise<number>): Promise<void> {
  while ((await remove(BATCH)) === BATCH);
}
