import { type ChangeState, type ChangeType, changeStateWords } from '../../contract/changes.ts';
import { fail } from '../../lib/errors.ts';

/** The states of a change and the moves between them. Names and shape are those of ServiceNow's change management. */

/** Where a change goes that is submitted, that was assessed, and that was authorised. */
const NEXT: Record<ChangeType, Partial<Record<ChangeState, ChangeState>>> = {
  normal: { new: 'assess', assess: 'authorize', authorize: 'scheduled' },
  standard: { new: 'scheduled', authorize: 'scheduled' },
  emergency: { new: 'authorize', authorize: 'scheduled' },
};

type Standing = { type: ChangeType; state: ChangeState; policyId: string | null };

/** A standard one was agreed to once for all, unless somebody is asked for it besides. */
export const isAgreedToBefore = ({ type, policyId }: Omit<Standing, 'state'>): boolean =>
  type === 'standard' && policyId === null;

export const nextState = (change: Standing): ChangeState | undefined =>
  change.type === 'standard' && change.state === 'new' && !isAgreedToBefore(change)
    ? 'authorize'
    : NEXT[change.type][change.state];

/** From where each verb is legal. */
export const changeMoves = {
  edit: { from: ['new', 'assess', 'authorize', 'scheduled'], can: 'edited' },
  submit: { from: ['new'], can: 'submitted' },
  pass: { from: ['assess', 'authorize'], can: 'agreed to' },
  return: { from: ['assess', 'authorize', 'scheduled'], can: 'made a draft again' },
  start: { from: ['scheduled'], can: 'started' },
  finish: { from: ['implement'], can: 'finished' },
  report: { from: ['implement', 'review'], can: 'reported to have failed' },
  close: { from: ['review'], can: 'closed' },
  cancel: { from: ['new', 'assess', 'authorize', 'scheduled', 'implement'], can: 'cancelled' },
} as const satisfies Record<string, { from: readonly ChangeState[]; can: string }>;
export type ChangeMove = keyof typeof changeMoves;

export const isLegal = (state: ChangeState, verb: ChangeMove): boolean =>
  (changeMoves[verb].from as readonly ChangeState[]).includes(state);

/** @throws `conflict` when the verb is not legal in this state */
export function requireLegal(number: string, state: ChangeState, verb: ChangeMove): void {
  if (isLegal(state, verb)) return;
  const words = changeStateWords[state].toLowerCase();
  fail('conflict', `${number} cannot be ${changeMoves[verb].can}: its state is “${words}”.`);
}

export const isOver = (state: ChangeState): boolean => state === 'closed' || state === 'cancelled';
