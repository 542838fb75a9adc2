import { expect, test } from 'vitest';
import {
  newQuestion,
  newRule,
  settingsOf,
  settingsValues,
} from '../../../../src/console/features/changes/settings-values.ts';
import { ruleWords } from '../../../../src/console/features/changes/settings-words.ts';
import { ChangeSettings } from '../../../../src/contract/settings.ts';
import { defaultChangeSettings } from '../../../../src/domain/changes/default-settings.ts';

test('what is not touched is sent as it was', () => {
  expect(settingsOf(settingsValues(defaultChangeSettings))).toEqual(defaultChangeSettings);
});

test('new questions and rules are right once they have words', () => {
  const values = settingsValues(defaultChangeSettings);
  const question = { ...newQuestion(), text: 'Is it night?' };
  question.answers = question.answers.map((answer, at) => ({ ...answer, text: `Answer ${at}` }));
  values.risk.questions.push(question, { ...question, id: newQuestion().id });
  values.risk.rules.push({ ...newRule(), name: 'Many', services: 3 });
  values.closeDays = '';
  const sent = ChangeSettings.parse(settingsOf(values));
  expect(sent.closeDays).toBeNull();
  expect(new Set(sent.risk.questions.map(({ id }) => id)).size).toBe(5);
  expect(sent.risk.rules.at(-1)).toEqual({ name: 'Many', types: [], tiers: [], services: 3, risk: 'medium' });
});

test('rules in words', () => {
  const rule = { types: [], tiers: [], services: null, risk: 'high' } as const;
  expect(ruleWords({ ...rule, types: [], tiers: [] })).toBe('High risk for all changes');
  expect(ruleWords({ ...rule, types: ['emergency'], tiers: [1, 2], services: 3 })).toBe(
    'High risk for emergency changes that touch a service of tier 1 or 2 and 3 services or more',
  );
});
