import { expect, test } from 'vitest';
import { filledIn, readSubmission, renderForm } from '../../../src/channels/teams/form.ts';
import type { Form } from '../../../src/contract/card.ts';
import { statusFields } from '../../../src/contract/status-form.ts';
import { problemsOf } from '../../support/teams/check-activity.ts';
import type { Json } from '../../support/teams/types.ts';
import { SHOP, statusAsked } from '../status-asked.ts';

const form: Form = {
  ...{ action: 'tasks', value: 't1', title: 'Tasks', submit: 'Save' },
  fields: [
    {
      ...{ type: 'choices', name: 'done', label: 'What is done?', required: false },
      options: ['a', 'b', 'c'].map((value) => ({ value, label: value.toUpperCase() })),
    },
  ],
};

test('of a field any number can be chosen, and stays so when the form is shown again', () => {
  const card = renderForm(form, 'e1');
  expect(problemsOf(card as Json)).toEqual([]);
  expect(card.body[0]).toMatchObject({ type: 'Input.ChoiceSet', isMultiSelect: true, isRequired: false });
  const sent = (value: string) =>
    readSubmission({ deskbell: { form, opened: 'e1' }, 'field:done': value }).fields;
  expect(sent('a,c')).toEqual({ done: 'a,c' });
  expect(sent('')).toEqual({});
  expect(renderForm(filledIn(form, sent('a,c')), 'e1').body[0]).toMatchObject({ value: 'a,c' });
});

test('a day and a number are asked for by the inputs that Teams has for them', () => {
  const asked: Form = {
    ...form,
    fields: [
      { type: 'date', name: 'by', label: 'By when?', required: true },
      { type: 'number', name: 'count', label: 'How many?', required: false, min: 1, max: null },
    ],
  };
  const card = renderForm(asked, 'e1');
  expect(problemsOf(card as Json)).toEqual([]);
  expect(card.body).toMatchObject([
    { type: 'Input.Date', isRequired: true },
    { type: 'Input.Number', min: 1 },
  ]);
  const sent = (by: unknown, count: unknown) =>
    readSubmission({ deskbell: { form: asked, opened: 'e1' }, 'field:by': by, 'field:count': count }).fields;
  // Clients differ in what they send of a number.
  expect(sent('2026-12-01', 3)).toEqual({ by: '2026-12-01', count: '3' });
  expect(sent('2026-12-01', '3')).toEqual({ by: '2026-12-01', count: '3' });
  expect(sent('', '')).toEqual({});
  const again = renderForm(filledIn(asked, sent('2026-12-01', 0)), 'e1');
  expect(again.body).toMatchObject([{ value: '2026-12-01' }, { value: 0 }]);
});

test('an update of a major incident, with what the status page is to say', () => {
  const asked: Form = { ...form, action: 'incident_update', fields: statusFields(statusAsked) };
  expect(problemsOf(renderForm(asked, 'e1') as Json)).toEqual([]);
  const filled = { statusText: 'We look.', statusPublic: 'yes', [`level ${SHOP}`]: 'degraded' };
  const sent = Object.fromEntries(Object.entries(filled).map(([name, value]) => [`field:${name}`, value]));
  expect(readSubmission({ deskbell: { form: asked, opened: 'e1' }, ...sent }).fields).toEqual(filled);
});
