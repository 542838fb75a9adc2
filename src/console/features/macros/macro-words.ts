/** A macro in plain words. */
import type { Macro } from '../../../contract/macros.ts';
import { actionWords } from '../automation/action-words.ts';
import type { RuleNames } from '../automation/condition-words.ts';
import { and, sentence } from '../settings/rule-words.ts';

type Content = Pick<Macro, 'reply' | 'actions'>;

/** “Reply “Hello …”, assign it to whoever applies it, and put it on hold.” */
export function macroWords({ reply, actions }: Content, names: RuleNames): string {
  const parts = [
    ...(reply === null ? [] : [actionWords({ do: 'reply', text: reply }, names)]),
    ...actions.map((action) => actionWords(action, names)),
  ];
  return `${sentence(and.format(parts))}.`;
}

/** Those whose names the words need. */
export const peopleIn = ({ actions }: Content): string[] =>
  actions.flatMap((action) =>
    action.do === 'assign' && action.to !== 'me' && action.to !== 'nobody' ? [action.to] : [],
  );
