import type { ActingPerson, Ctx } from '../../lib/context.ts';
import { fail } from '../../lib/errors.ts';
import { isAdmin } from '../people/acting.ts';
import { requireSelf, requireStaff } from '../people/policy.ts';

/** Who may do what with macros. */

/** What the rules need to know of a macro. */
export type MacroFacts = {
  reach: 'everybody' | 'teams' | 'personal';
  ownerId: string | null;
  teamIds: readonly string[];
};

/** A personal macro is its owner's alone, whoever asks. Admins keep house, so they use all that are shared. */
export function mayUse(person: ActingPerson, { reach, ownerId, teamIds }: MacroFacts): boolean {
  if (reach === 'personal') return ownerId === person.id;
  return reach === 'everybody' || isAdmin(person) || teamIds.some((id) => person.teamIds.includes(id));
}

/** Agents write for themselves, leads for teams of which they lead each one, admins for everybody. */
export function mayWrite(person: ActingPerson, macro: MacroFacts): boolean {
  if (macro.reach === 'personal') return macro.ownerId === person.id;
  if (isAdmin(person)) return true;
  const { reach, teamIds } = macro;
  return reach === 'teams' && teamIds.length > 0 && teamIds.every((id) => person.leadOf.includes(id));
}

/** An agent who writes or uses a macro. */
export function requireAgent(ctx: Ctx): ActingPerson {
  requireStaff(ctx);
  return requireSelf(ctx);
}

/** @throws `not_found` for what they may not even use, else `forbidden` */
export function requireMayWrite(person: ActingPerson, macro: MacroFacts): void {
  if (mayWrite(person, macro)) return;
  if (!mayUse(person, macro)) noSuchMacro();
  fail('forbidden', 'Macros for teams are written by who leads all of them, those for everybody by admins.');
}

export const noSuchMacro = (): never => fail('not_found', 'There is no such macro.');
