/** A macro as its form holds it: every field present. Paths are those of the API. */
import { CreateMacro, type Macro, type MacroAction, type MacroReach } from '../../../contract/macros.ts';
import type { Me } from '../../../contract/session.ts';
import { isAdmin } from '../../session.tsx';
import { type ActionDraft, actionDraft, actionOf } from '../automation/action-draft.ts';
import { emptyWords } from '../automation/draft.ts';
import { checkedBy } from '../ticket/form.ts';

export type MacroValues = {
  name: string;
  description: string;
  reach: MacroReach;
  teamIds: string[];
  reply: string;
  actions: ActionDraft[];
};

/** For whom somebody may write macros. */
export const reachesOf = (me: Me): MacroReach[] => {
  if (isAdmin(me)) return ['everybody', 'teams', 'personal'];
  return me.teams.some(({ lead }) => lead) ? ['teams', 'personal'] : ['personal'];
};

export const macroValues = (macro: Macro | null, me: Me): MacroValues => ({
  name: macro?.name ?? '',
  description: macro?.description ?? '',
  reach: macro?.reach ?? reachesOf(me)[0] ?? 'personal',
  teamIds: macro?.teamIds ?? [],
  reply: macro?.reply ?? '',
  actions: (macro?.actions ?? []).map(actionDraft),
});

/** What is sent. What is unfinished comes out as the contract refuses it. */
export const macroOf = ({ reply, actions, ...values }: MacroValues) => ({
  ...values,
  teamIds: values.reach === 'teams' ? values.teamIds : [],
  reply: reply.trim() === '' ? null : reply,
  actions: actions.map((action) => actionOf(action) as MacroAction),
});

/** What is wrong, at the fields of the form. */
export function macroErrors(values: MacroValues): Record<string, string> {
  const made = macroOf(values);
  const errors = Object.entries(checkedBy(CreateMacro)(made)).map(([path, words]) => [
    path,
    emptyWords(made, path) ?? String(words),
  ]);
  const isNothing = made.reply === null && made.actions.length === 0;
  return {
    ...Object.fromEntries(errors),
    ...(isNothing ? { reply: 'Write a reply, or add an action.' } : {}),
    ...(made.reach === 'teams' && made.teamIds.length === 0 ? { teamIds: 'Choose at least one team.' } : {}),
  };
}
