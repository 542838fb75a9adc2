/** What a rule did once, in words. */
import type { ActionOutcome, RuleRun } from '../../../contract/automation.ts';
import { actionKinds } from './action-draft.ts';

export const runStateWords: Record<RuleRun['state'], string> = {
  waiting: 'Waiting',
  done: 'Done',
  failed: 'Failed',
  stopped: 'Stopped',
};

const kinds: Record<string, string> = actionKinds;

/** “Tagged.”, “Tag: It was so already.” */
export function outcomeWords({ do: kind, outcome, words }: ActionOutcome): string {
  if (outcome === 'done') return words;
  const told = `${kinds[kind] ?? kind}: ${words}`;
  return outcome === 'later' ? `${told} It is tried again.` : told;
}
