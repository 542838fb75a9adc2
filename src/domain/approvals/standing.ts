import type { ActingPerson } from '../../lib/context.ts';
import type { Delegation } from '../../lib/prisma/client.ts';
import { covers } from './delegates.ts';
import { barredBecause, type LoadedApproval } from './load.ts';
import type { Subject } from './subject.ts';

/** Where somebody stands with an approval. */
export type Standing =
  /** They may vote, for whom it is. */
  | { may: 'vote'; seat: LoadedApproval['seats'][number] }
  | { may: 'nothing'; words: string; isAsked: boolean };

/**
 * For whom somebody may vote: for themselves if they are asked, otherwise for the first whose votes they have been given
 * and who has not voted.
 * @param delegations those to them that are in force
 */
export function standingOf(
  approval: LoadedApproval,
  subject: Subject,
  person: Pick<ActingPerson, 'id' | 'guest' | 'external'>,
  delegations: readonly Delegation[],
): Standing {
  const isHere = ({ round, stage }: { round: number; stage: number }) =>
    round === approval.round && stage === approval.stage;
  const seats = approval.seats.filter(isHere);
  const votes = approval.votes.filter(isHere);
  const nothing = (words: string, isAsked = true): Standing => ({ may: 'nothing', words, isAsked });

  const own = votes.find(({ voterId }) => voterId === person.id);
  if (own) return nothing('You have voted already. Nothing has changed.');
  const represented = new Set(
    delegations.filter((one) => covers(one, approval.policyId)).map(({ personId }) => personId),
  );
  const mine = seats.filter(({ personId }) => personId === person.id);
  const others = seats.filter((seat) => represented.has(seat.personId) || seat.substituteId === person.id);
  const candidates = mine.length > 0 ? mine : others;
  if (candidates.length === 0) return nothing('You are not asked about this.', false);
  switch (barredBecause(approval, subject, { ...person, active: true })) {
    case 'guest':
      return nothing('Guests and people from outside do not vote.');
    case 'involved':
      return nothing('You have a part in this, so you do not vote on it.');
  }
  const free = candidates.find(
    (seat) =>
      !votes.some(({ seatId }) => seatId === seat.personId) && !barredBecause(approval, subject, seat.person),
  );
  if (free) return { may: 'vote', seat: free };
  const cast = votes.find(({ seatId }) => candidates.some(({ personId }) => personId === seatId));
  return nothing(
    cast
      ? `${cast.voter.name} has voted already in this place. Nothing has changed.`
      : 'This vote is not counted.',
  );
}

/** Whether somebody has ever been asked about it, themselves or in somebody's place. */
export function wasAsked(
  approval: LoadedApproval,
  personId: string,
  delegations: readonly Delegation[],
): boolean {
  return (
    approval.seats.some(
      (seat) =>
        seat.personId === personId ||
        seat.substituteId === personId ||
        delegations.some((one) => one.personId === seat.personId && covers(one, approval.policyId)),
    ) || approval.votes.some(({ voterId }) => voterId === personId)
  );
}
