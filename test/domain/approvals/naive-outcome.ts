import type { Need, OutcomeFacts } from '../../../src/domain/approvals/outcome.ts';

/**
 * The rules told a second time, by trying: a group is out of reach when nobody who has not voted, however they vote,
 * can bring it to enough approvals.
 */
export function naiveState(facts: OutcomeFacts): string {
  const { policy, barred, begun } = facts;
  for (let stage = 0; stage < policy.stages.length; stage++) {
    if (stage >= begun) return rest(facts);
    const seats = facts.seats.filter((one) => one.stage === stage && !barred.has(one.personId));
    const votes: { seatId: string; voterId: string; choice: string }[] = [];
    for (const vote of facts.votes) {
      if (vote.stage !== stage || barred.has(vote.voterId)) continue;
      if (!seats.some(({ personId }) => personId === vote.seatId)) continue;
      if (votes.some((one) => one.seatId === vote.seatId || one.voterId === vote.voterId)) continue;
      votes.push(vote);
    }
    const of = (id: string) => votes.find(({ seatId }) => seatId === id)?.choice ?? 'none';
    const groups = policy.stages[stage]?.groups ?? [];
    const choicesOf = (index: number) =>
      seats.filter((seat) => seat.groups.includes(index)).map(({ personId }) => of(personId));
    const mandatory = seats.filter((seat) => seat.mandatory).map(({ personId }) => of(personId));
    if (policy.oneRejects && votes.some(({ choice }) => choice === 'reject')) return 'rejected';
    if (mandatory.some((choice) => choice === 'reject' || choice === 'abstain')) return 'rejected';
    if (groups.some((need, index) => !canStillBeMet(need, choicesOf(index)))) return 'rejected';
    const isMet =
      groups.every((need, index) => isEnough(need, choicesOf(index))) &&
      mandatory.every((choice) => choice === 'approve') &&
      !votes.some(({ choice }) => choice === 'changes');
    if (!isMet) return rest(facts);
  }
  return 'approved';
}

const rest = ({ cancelled, expired }: OutcomeFacts) =>
  cancelled ? 'cancelled' : expired ? 'expired' : 'pending';

function isEnough(need: Need, choices: string[]): boolean {
  const approved = choices.filter((choice) => choice === 'approve').length;
  const taking = choices.filter((choice) => choice !== 'abstain').length;
  switch (need.need) {
    case 'any':
      return approved > 0;
    case 'all':
      return approved > 0 && approved === taking;
    case 'count':
      return approved >= need.count;
    case 'percent':
      return approved > 0 && approved * 100 >= need.percent * taking;
  }
}

/** Tries every number of those who have not voted, or who wait for changes, as approvals and as abstentions. */
function canStillBeMet(need: Need, choices: string[]): boolean {
  const fixed = choices.filter((choice) => choice !== 'none' && choice !== 'changes');
  const open = choices.length - fixed.length;
  for (let approve = 0; approve <= open; approve++) {
    for (let abstain = 0; abstain + approve <= open; abstain++) {
      const tried = [
        ...fixed,
        ...Array.from({ length: approve }, () => 'approve'),
        ...Array.from({ length: abstain }, () => 'abstain'),
        ...Array.from({ length: open - approve - abstain }, () => 'reject'),
      ];
      if (isEnough(need, tried)) return true;
    }
  }
  return false;
}
