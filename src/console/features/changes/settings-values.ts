/** How changes are agreed to as its form holds it: every field present, numbers as they are typed. */
import type { z } from 'zod';
import type { ChangeRisk, ChangeType, FindingKind } from '../../../contract/changes.ts';
import type { ChangeSettings } from '../../../contract/settings.ts';
import { uuid } from '../../uuid.ts';

export type QuestionValues = {
  id: string;
  text: string;
  answers: { text: string; likelihood: string }[];
};
export type RuleValues = {
  name: string;
  types: ChangeType[];
  tiers: string[];
  /** Empty: however many. */
  services: number | string;
  risk: ChangeRisk;
};
export type SettingsValues = {
  policies: ChangeSettings['policies'];
  blocks: FindingKind[];
  remindMinutes: number | string;
  /** Empty: never. */
  closeDays: number | string;
  factory: {
    after: number | string;
    days: number | string;
    manager: { who: 'admins' | 'people' | 'team'; personIds: string[]; teamId: string };
  };
  risk: { questions: QuestionValues[]; matrix: ChangeRisk[][]; rules: RuleValues[] };
};

export const settingsValues = ({ risk, factory, ...settings }: ChangeSettings): SettingsValues => ({
  policies: { ...settings.policies },
  blocks: [...settings.blocks],
  ...{ remindMinutes: settings.remindMinutes, closeDays: settings.closeDays ?? '' },
  factory: {
    ...{ after: factory.after, days: factory.days },
    manager: {
      who: factory.manager?.who ?? 'admins',
      personIds: factory.manager?.who === 'people' ? [...factory.manager.personIds] : [],
      teamId: factory.manager?.who === 'team' ? factory.manager.teamId : '',
    },
  },
  risk: {
    questions: risk.questions.map(({ id, text, answers }) => ({
      ...{ id, text },
      answers: answers.map((answer) => ({ text: answer.text, likelihood: String(answer.likelihood) })),
    })),
    matrix: risk.matrix.map((row) => [...row]),
    rules: risk.rules.map(({ tiers, services, ...rule }) => ({
      ...{ ...rule, tiers: tiers.map(String), services: services ?? '' },
    })),
  },
});

const number = (typed: number | string): number | null => (typed === '' ? null : Number(typed));

function managerOf({ who, personIds, teamId }: SettingsValues['factory']['manager']) {
  if (who === 'admins') return null;
  return who === 'people' ? { who, personIds } : { who, teamId };
}

/** What is sent. What is unfinished comes out as the contract refuses it. */
export const settingsOf = ({
  risk,
  factory,
  ...values
}: SettingsValues): z.output<typeof ChangeSettings> => ({
  ...{ policies: values.policies, blocks: values.blocks },
  remindMinutes: Number(values.remindMinutes),
  closeDays: number(values.closeDays),
  factory: {
    after: number(factory.after) ?? 0,
    days: number(factory.days) ?? Number.NaN,
    manager: managerOf(factory.manager),
  },
  risk: {
    questions: risk.questions.map(({ id, text, answers }) => ({
      ...{ id, text },
      answers: answers.map((answer) => ({
        text: answer.text,
        likelihood: Number(answer.likelihood) as 1 | 2 | 3,
      })),
    })),
    matrix: risk.matrix as unknown as ChangeSettings['risk']['matrix'],
    rules: risk.rules.map(({ tiers, services, ...rule }) => ({
      ...{ ...rule, tiers: tiers.map(Number), services: number(services) },
    })),
  },
});

/** Its answers are kept by its id, so that one that was removed never answers another. */
export const newQuestion = (): QuestionValues => ({
  id: `q_${uuid().replaceAll('-', '')}`,
  text: '',
  answers: [
    { text: '', likelihood: '3' },
    { text: '', likelihood: '1' },
  ],
});

export const newRule = (): RuleValues => ({ name: '', types: [], tiers: [], services: '', risk: 'medium' });
