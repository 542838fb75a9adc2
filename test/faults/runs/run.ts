import { check } from '../paging/check.ts';
import { readEvidence } from '../paging/evidence.ts';
import type { Finding } from '../paging/finding.ts';
import type { StaffOptions } from '../paging/staff.ts';
import { createWorld, type World } from '../paging/world.ts';

export type RunOptions = {
  /** The same seed, the same faults. */
  seed: number;
  /** Short: as in the tests. */
  quick: boolean;
  /** How often something is done; unset: as often as it says itself. */
  times?: number | undefined;
  say(words: string): void;
};

/** Does something to the desk while it pages, and finds out what has become of its promises. */
export type Run = (options: RunOptions) => Promise<Finding[]>;

/** @param doing returns figures of its own */
export async function inWorld(
  staff: StaffOptions,
  doing: (world: World) => Promise<Finding[]>,
): Promise<Finding[]> {
  const world = await createWorld(staff);
  try {
    const figures = await doing(world);
    return [...check(await readEvidence(world)), ...figures];
  } finally {
    await world.close();
  }
}
