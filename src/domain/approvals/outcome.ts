/**
 * What becomes of an approval: a pure function of its policy, of who is asked, of their votes, and of who may not be
 * counted. Nothing of it is stored as a count, so it cannot be wrong.
 */

export type Choice = 'approve' | 'reject' | 'abstain' | 'changes';

/** How many of a group must approve. Who abstains is not counted among those of whom `all` or a percentage are meant. */
export type Need =
  | { need: 'any' }
  | { need: 'all' }
  | { need: 'count'; count: number }
  | { need: 'percent'; percent: number };

export type StageRule = {
  groups: readonly Need[];
};
export type OutcomePolicy = {
  stages: readonly StageRule[];
  /** One rejection is enough. Otherwise it is rejected once too few are left who could approve. */
  oneRejects: boolean;
};

/** Somebody who is asked in a stage: for one group of it or several, or because nothing goes without them. */
export type Seat = { stage: number; personId: string; groups: readonly number[]; mandatory: boolean };

/** Cast for a seat by whoever has it, or by somebody else in their place. */
export type Vote = { stage: number; seatId: string; voterId: string; choice: Choice };

export type Tally = {
  state: 'open' | 'met' | 'out_of_reach';
  /** How many must approve, as it is now. */
  needed: number;
  approved: number;
  rejected: number;
  abstained: number;
  changes: number;
  /** Who have not voted yet. */
  waiting: number;
};

export type StageOutcome = {
  state: 'waiting' | 'open' | 'approved' | 'rejected';
  groups: Tally[];
  /** Those without whom it does not go, and who have not approved. */
  missing: string[];
  /** Somebody wants something changed first: until then it is not approved. */
  changesWanted: boolean;
};

export type Outcome = {
  state: 'pending' | 'approved' | 'rejected' | 'expired' | 'cancelled';
  /** Where it is, or where it was decided. */
  stage: number;
  stages: StageOutcome[];
};

export type OutcomeFacts = {
  policy: OutcomePolicy;
  seats: readonly Seat[];
  votes: readonly Vote[];
  /** People who are never counted: by their seats nor by their votes for others. */
  barred: ReadonlySet<string>;
  /** In how many stages somebody has been looked for. */
  begun: number;
  cancelled?: boolean;
  expired?: boolean;
};

export function outcomeOf(facts: OutcomeFacts): Outcome {
  const { policy, seats, votes, barred, begun, cancelled, expired } = facts;
  const stages: StageOutcome[] = [];
  for (const [index, rule] of policy.stages.entries()) {
    const before = stages[index - 1];
    const isReached = index < begun && (!before || before.state === 'approved');
    const there = seats.filter(({ stage, personId }) => stage === index && !barred.has(personId));
    const cast = countedVotes(votes, there, index, barred);
    stages.push(stageOutcome(rule, there, cast, policy.oneRejects, isReached));
  }
  const at = stages.findIndex(({ state }) => state !== 'approved');
  const stage = at < 0 ? stages.length - 1 : at;
  return { state: stateOf(at < 0 ? undefined : stages[at], { cancelled, expired }), stage, stages };
}

function stateOf(
  open: StageOutcome | undefined,
  { cancelled, expired }: Pick<OutcomeFacts, 'cancelled' | 'expired'>,
): Outcome['state'] {
  if (!open) return 'approved';
  if (open.state === 'rejected') return 'rejected';
  if (cancelled) return 'cancelled';
  return expired ? 'expired' : 'pending';
}

/** By seat. Nobody is counted twice in a stage, whomever they voted for. */
function countedVotes(
  votes: readonly Vote[],
  seats: readonly Seat[],
  stage: number,
  barred: ReadonlySet<string>,
): Map<string, Choice> {
  const there = new Set(seats.map(({ personId }) => personId));
  const voters = new Set<string>();
  const cast = new Map<string, Choice>();
  for (const vote of votes) {
    if (vote.stage !== stage || barred.has(vote.voterId) || !there.has(vote.seatId)) continue;
    if (voters.has(vote.voterId) || cast.has(vote.seatId)) continue;
    voters.add(vote.voterId);
    cast.set(vote.seatId, vote.choice);
  }
  return cast;
}

function stageOutcome(
  { groups }: StageRule,
  seats: readonly Seat[],
  cast: ReadonlyMap<string, Choice>,
  oneRejects: boolean,
  isReached: boolean,
): StageOutcome {
  const choiceOf = ({ personId }: Seat) => cast.get(personId);
  const tallies = groups.map((need, group) =>
    tallyOf(need, seats.filter((seat) => seat.groups.includes(group)).map(choiceOf)),
  );
  const mandatory = seats.filter((seat) => seat.mandatory);
  const missing = mandatory.filter((seat) => choiceOf(seat) !== 'approve').map(({ personId }) => personId);
  const choices = [...cast.values()];
  const changesWanted = choices.includes('changes');
  const isRejected =
    (oneRejects && choices.includes('reject')) ||
    mandatory.some((seat) => ['reject', 'abstain'].includes(choiceOf(seat) ?? '')) ||
    tallies.some(({ state }) => state === 'out_of_reach');
  const isApproved = !changesWanted && missing.length === 0 && tallies.every(({ state }) => state === 'met');
  const state = !isReached ? 'waiting' : isRejected ? 'rejected' : isApproved ? 'approved' : 'open';
  return { state, groups: tallies, missing, changesWanted };
}

function tallyOf(need: Need, choices: readonly (Choice | undefined)[]): Tally {
  const count = (wanted: Choice | undefined) => choices.filter((choice) => choice === wanted).length;
  const [approved, rejected, abstained] = [count('approve'), count('reject'), count('abstain')];
  const [changes, waiting] = [count('changes'), count(undefined)];
  const needed = neededOf(need, choices.length - abstained);
  const state = approved >= needed ? 'met' : approved + waiting + changes < needed ? 'out_of_reach' : 'open';
  return { state, needed, approved, rejected, abstained, changes, waiting };
}

/** At least one: nothing is approved by nobody. A percentage rounds up. */
function neededOf(need: Need, asked: number): number {
  switch (need.need) {
    case 'any':
      return 1;
    case 'all':
      return Math.max(1, asked);
    case 'count':
      return need.count;
    case 'percent':
      return Math.max(1, Math.ceil((need.percent * asked) / 100));
  }
}
