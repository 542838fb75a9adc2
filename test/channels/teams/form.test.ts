import { expect, test } from 'vitest';
import { filledIn, readSubmission, renderForm } from '../../../src/channels/teams/form.ts';
import { statusFields } from '../../../src/chat/incident-status.ts';
import type { Form } from '../../../src/contract/card.ts';
import { createStatusDesk } from '../../domain/status/status-desk.ts';
import { problemsOf } from '../../support/teams/check-activity.ts';
import type { Json } from '../../support/teams/types.ts';

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

test('an update of a major incident, with what the status page is to say', async () => {
  const desk = await createStatusDesk();
  try {
    const fields = await statusFields(desk.ctxFor(desk.agent));
    expect(fields).toHaveLength(4);
    const asked: Form = { ...form, action: 'incident_update', title: 'INC-1: update', fields };
    expect(problemsOf(renderForm(asked, 'e1') as Json)).toEqual([]);
    const sent = {
      deskbell: { form: asked, opened: 'e1' },
      ...{ 'field:statusText': 'We look.', 'field:statusPublic': 'yes', 'field:statusLevel': 'degraded' },
    };
    expect(readSubmission(sent).fields).toEqual({
      ...{ statusText: 'We look.', statusPublic: 'yes', statusLevel: 'degraded' },
    });
  } finally {
    await desk.close();
  }
});
