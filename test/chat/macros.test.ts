import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Form } from '../../src/contract/card.ts';
import { updateMacro } from '../../src/domain/macros/save.ts';
import { cancelTicket } from '../../src/domain/tickets/cancel.ts';
import type { ActingPerson } from '../../src/lib/context.ts';
import { createMacroDesk, type MacroDesk } from '../domain/macros/macro-desk.ts';
import { accountOf, fresh, send } from './inbound.ts';

let desk: MacroDesk;
let number: string;
let value: string;
beforeAll(async () => {
  desk = await createMacroDesk();
});
beforeEach(async () => {
  await desk.store.client.macro.deleteMany();
  number = await desk.open();
  value = (await desk.row(number)).id;
});
afterAll(() => desk?.close());

const on = { channel: 'web' };
const press = (by: ActingPerson = desk.agent) =>
  send(desk, accountOf(by), { type: 'pressed', message: 'card', action: 'macro', value }, on);
const submit = (
  action: string,
  fields: Record<string, string>,
  { by = desk.agent, at = value, delivery = fresh('form') } = {},
) =>
  send(
    desk,
    accountOf(by),
    { type: 'submitted', action, value: at, fields, attachmentIds: [] },
    { ...on, delivery },
  );
const formOf = async (outcome: ReturnType<typeof press>): Promise<Form> => {
  const { answer } = await outcome;
  return answer.type === 'form' ? answer.form : expect.fail(`no form, but ${JSON.stringify(answer)}`);
};
const optionsOf = ({ fields: [field] }: Form) =>
  field?.type === 'choice' ? field.options.map(({ label }) => label) : [];
const tag = (name: string) => ({ name, actions: [{ do: 'tag' as const, add: [name.toLowerCase()] }] });

test('“More” leads to a choice of what fits the ticket, the most used first', async () => {
  expect(await submit('more', { what: 'macro' })).toMatchObject({
    answer: { type: 'said', text: expect.stringMatching(/no macro for .* as it is/) },
  });
  await desk.macro(tag('Alpha'));
  const beta = await desk.macro(tag('Beta'));
  await desk.macro({ name: 'Resume', actions: [{ do: 'resume' }] });
  await desk.macro({ ...tag('Mine'), reach: 'personal' }, desk.lead);
  await submit('macro', { macro: beta.id });
  expect(optionsOf(await formOf(submit('more', { what: 'macro' })))).toEqual(['Beta', 'Alpha']);
});

test('is listed up to a hundred, and says so', async () => {
  for (let count = 0; count <= 100; count++) await desk.macro(tag(`T${count}`));
  const form = await formOf(press());
  expect(optionsOf(form)).toHaveLength(100);
  expect(form.fields[0]?.hint).toMatch(/Only the 100/);
});

test('without a text is applied at once and says what it did, once', async () => {
  const { id } = await desk.macro({
    actions: [
      { do: 'assign', to: 'me' },
      { do: 'note', text: 'Mine.' },
    ],
  });
  const again = () => submit('macro', { macro: id }, { delivery: 'once' });
  expect(await again()).toMatchObject({ answer: { type: 'said', text: `${number}: Assigned. Noted.` } });
  expect((await again()).answer.type).toBe('done');
  expect((await desk.said(number)).slice(1)).toEqual(['Mine.']);
});

test('says what it did, and of what was so already only when that is all', async () => {
  const mine = { do: 'assign', to: 'me' } as const;
  const both = await desk.macro({ name: 'Both', actions: [mine, { do: 'note', text: 'Mine.' }] });
  const one = await desk.macro({ name: 'One', actions: [mine] });
  const said = async (macro: string) => (await submit('macro', { macro })).answer;
  expect(await said(one.id)).toMatchObject({ text: `${number}: Assigned.` });
  expect(await said(both.id)).toMatchObject({ text: `${number}: Noted.` });
  expect(await said(one.id)).toMatchObject({ text: `${number}: All of it was so already.` });
});

test('with a text shows it filled, and sends what the agent makes of it', async () => {
  const { id } = await desk.macro({
    name: 'Ask for a log',
    reply: 'Hello {{requester.first_name}}, please send us the log. {{agent.name}}',
    actions: [
      { do: 'assign', to: 'me' },
      { do: 'hold', reason: 'awaiting_requester' },
    ],
  });
  const form = await formOf(submit('macro', { macro: id }));
  expect(form.fields).toMatchObject([
    {
      ...{ type: 'paragraph', name: 'reply', required: true },
      label: '“Ask for a log”: the requester reads this',
      hint: 'It will also assign it to you and put it on hold, waiting for the requester.',
      initial: 'Hello Rita, please send us the log. Agnes Agent',
    },
  ]);
  expect((await submit('macro', { reply: '  ' }, { at: form.value })).answer).toMatchObject({
    ...{ type: 'form_errors', errors: [{ field: 'reply' }] },
  });
  const delivery = fresh('form');
  const sent = () => submit('macro', { reply: 'Log, please.' }, { at: form.value, delivery });
  expect(await sent()).toMatchObject({
    answer: { type: 'said', text: `${number}: Replied. Assigned. Put on hold.` },
    ticket: number,
  });
  await sent();
  expect((await desk.said(number)).slice(1)).toEqual(['Log, please.']);
  expect(await desk.row(number)).toMatchObject({ state: 'on_hold', assigneeId: desk.agent.id });
});

test('with a text too long for a form is sent as it is, unless something is written instead', async () => {
  const reply = 'Read this. '.repeat(400).trim();
  const { id } = await desk.macro({ reply });
  const form = await formOf(submit('macro', { macro: id }));
  expect(form.fields).toMatchObject([{ required: false, hint: expect.stringMatching(/too long/) }]);
  expect(form.fields[0]?.initial).toBeUndefined();
  await submit('macro', { reply: '' }, { at: form.value });
  await submit('macro', { reply: 'Short.' }, { at: form.value });
  expect((await desk.said(number)).slice(1)).toEqual([reply, 'Short.']);
});

test('changes nothing when it, or the ticket, is not as it was', async () => {
  const { id } = await desk.macro({
    name: 'Greet',
    reply: 'Hello',
    actions: [{ do: 'hold', reason: 'awaiting_vendor' }],
  });
  const form = await formOf(submit('macro', { macro: id }));
  await cancelTicket(desk.ctxFor(desk.agent), { number });
  expect((await submit('macro', { reply: 'Hello' }, { at: form.value })).answer).toMatchObject({
    ...{ type: 'refused', text: expect.stringMatching(/^“Greet” could not reply: .* Nothing was done\.$/) },
  });
  await updateMacro(desk.ctxFor(desk.admin), { id, reply: 'Bye' });
  expect((await submit('macro', { reply: 'Hello' }, { at: form.value })).answer).toMatchObject({
    ...{ type: 'refused', text: expect.stringMatching(/was changed in the meantime/) },
  });
  expect((await desk.said(number)).slice(1)).toEqual([]);
});

test('is for agents, and only what they may use', async () => {
  const { id } = await desk.macro({ ...tag('Mine'), reach: 'personal' }, desk.lead);
  const form = { at: `${value} ${id} 1` };
  expect((await press(desk.requester)).answer.type).toBe('refused');
  expect((await submit('macro', {}, { ...form, by: desk.requester })).answer.type).toBe('refused');
  expect((await submit('macro', {}, form)).answer.type).toBe('refused');
  for (const macro of [id, '', 'x', 'constructor']) {
    expect(['refused', 'form_errors']).toContain((await submit('macro', { macro })).answer.type);
  }
  for (const at of [`${value} `, `${value} x 1`, `${value} ${id} x`, ` ${id} 1`]) {
    expect(['refused', 'form_errors']).toContain((await submit('macro', {}, { at })).answer.type);
  }
  expect(await desk.row(number)).toMatchObject({ tags: [] });
});
