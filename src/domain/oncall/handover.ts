import { z } from 'zod';
import type { RotaShift } from './layer-shifts.ts';

/** Somebody has come on call. Of people by their ids. */
export type Handover = {
  /** In epoch milliseconds. */
  at: number;
  /** Never nobody. */
  comes: string[];
  goes: string[];
  stays: string[];
};

/** Who came on last, as far as that is known: until `at`. */
export type Duty = { people: readonly string[]; at: number };

/**
 * What has become of a duty by the shifts from there until after `now`: who has it now, and the latest handover of those
 * that nobody has been told of. Who comes on again after a gap, with nobody in between, has not come on. Null: nobody
 * has, or whoever has is not on call any more.
 */
export function follow(
  shifts: readonly RotaShift[],
  duty: Duty,
  now: number,
): { people: readonly string[]; handover: Handover | null } {
  const [first] = shifts;
  // The rules have been changed: what they say of the past is not how it was.
  const isChanged = first?.from === duty.at && !isSame(first.people, duty.people);
  const current = shifts.findLast(({ from, to }) => from <= now && now < to);
  let people = duty.people;
  let handover: Handover | null = null;
  for (const shift of isChanged ? shifts.slice(-1) : shifts) {
    const before = new Set(people);
    const after = new Set(shift.people);
    const comes = shift.people.filter((id) => !before.has(id));
    if (comes.length > 0) {
      handover = {
        at: isChanged && shift.from === duty.at ? now : shift.from,
        comes,
        goes: people.filter((id) => !after.has(id)),
        stays: shift.people.filter((id) => before.has(id)),
      };
    }
    people = shift.people;
  }
  const comes = handover?.comes.filter((id) => current?.people.includes(id)) ?? [];
  return { people, handover: handover && comes.length > 0 ? { ...handover, comes } : null };
}

export const isSame = (one: readonly string[], other: readonly string[]): boolean =>
  one.length === other.length && one.every((id) => other.includes(id));

/** What is announced of a handover. */
export const HandoverNews = z.object({
  scheduleId: z.string(),
  at: z.number(),
  comes: z.array(z.string()),
  goes: z.array(z.string()),
  stays: z.array(z.string()),
  /** Who of them it is told; null: the team. */
  to: z.string().nullable(),
});
export type HandoverNews = z.output<typeof HandoverNews>;
