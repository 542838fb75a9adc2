/** What a rule did once, in words. */
import type { ActionOutcome, RuleRun } from '../../../contract/automation.ts';
import { actionKinds } from './action-draft.ts';

export const runStateWords: Record<RuleRun['state'], string> = {
  waiting: 'Waiting',
  done: 'Done',
  failed: 'Failed',
  stopped: 'Stopped',
};

/** “Tag: It was so already.” */
export function outcomeWords({ do: kind, outcome, words }: ActionOutcome): string {
  const what = `${(actionKinds as Record<string, string>)[kind] ?? kind}: ${words}`;
  return outcome === 'later' ? `${what} It is tried again.` : what;
}
