import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Form } from '../../src/contract/card.ts';
import { addTasks } from '../../src/domain/tasks/add.ts';
import { removeTask } from '../../src/domain/tasks/change.ts';
import { tickTask } from '../../src/domain/tasks/tick.ts';
import { getTicket } from '../../src/domain/tickets/get.ts';
import { openChild } from '../../src/domain/tickets/parent.ts';
import type { ActingPerson, Ctx } from '../../src/lib/context.ts';
import { type Cast, createCast } from '../domain/tickets/cast.ts';
import { accountOf, fresh, message, send } from './inbound.ts';

let cast: Cast;
let asAgent: Ctx;
let number: string;
let value: string;
beforeAll(async () => {
  cast = await createCast();
  asAgent = cast.ctxFor(cast.agent);
});
beforeEach(async () => {
  number = await cast.open();
  value = (await cast.row(number)).id;
});
afterAll(() => cast?.close());

const on = { channel: 'web' };
const press = (action: string, by: ActingPerson = cast.agent) =>
  send(cast, accountOf(by), { type: 'pressed', message: 'card', action, value }, on);
const submit = (
  action: string,
  fields: Record<string, string>,
  { by = cast.agent, delivery = fresh('form') } = {},
) =>
  send(
    cast,
    accountOf(by),
    { type: 'submitted', action, value, fields, attachmentIds: [] },
    { ...on, delivery },
  );
const write = (text: string, by: ActingPerson = cast.agent) =>
  send(cast, accountOf(by), { type: 'command', text }, on);
const formOf = async (outcome: ReturnType<typeof press>): Promise<Form> => {
  const { answer } = await outcome;
  return answer.type === 'form' ? answer.form : expect.fail(`no form, but ${JSON.stringify(answer)}`);
};
const optionsOf = ({ fields }: Form) => fields.flatMap((field) => ('options' in field ? field.options : []));
const see = () => getTicket(asAgent, { number });
const done = async () => (await see()).tasks.map(({ title, doneAt }) => `${doneAt ? 'x' : '-'} ${title}`);
const add = async (...titles: string[]) => {
  await addTasks(asAgent, { number, tasks: titles.map((title) => ({ title })) });
  return (await see()).tasks.map(({ id }) => id);
};

test('“More” leads to the tasks: what is open can be ticked, and new ones stand one a line', async () => {
  const empty = await formOf(submit('more', { what: 'tasks' }));
  expect(empty.fields.map(({ name }) => name)).toEqual(['tasks']);
  await submit('tasks', { tasks: 'Order a battery\n\n  \nBook the technician\r\n' });
  const [first = '', second = ''] = (await see()).tasks.map(({ id }) => id);
  await submit('tasks', { done: first });
  const form = await formOf(press('tasks'));
  expect(optionsOf(form)).toEqual([{ value: second, label: 'Book the technician' }]);
  expect(form.fields[0]?.hint).toBe('1 of 2 are done already.');
  const delivery = fresh('again');
  for (let repeat = 0; repeat < 2; repeat += 1)
    await submit('tasks', { done: second, tasks: 'Rate it' }, { delivery });
  expect(await done()).toEqual(['x Order a battery', 'x Book the technician', '- Rate it']);
});

test('a form that was opened a while ago ticks what is still there, and of no other ticket', async () => {
  const ids = await add('One', 'Two', 'Three');
  const other = await cast.open();
  await addTasks(asAgent, { number: other, tasks: [{ title: 'Theirs' }] });
  const [theirs] = (await getTicket(asAgent, { number: other })).tasks;
  await removeTask(asAgent, { id: ids[0] ?? '' });
  await tickTask(asAgent, { id: ids[1] ?? '' });
  await submit('tasks', { done: [...ids, theirs?.id].join(',') });
  expect(await done()).toEqual(['x Two', 'x Three']);
  expect((await getTicket(asAgent, { number: other })).tasks[0]?.doneAt).toBeNull();
});

test('says what is wrong, and is for agents alone', async () => {
  expect((await submit('tasks', { done: 'x,y' })).answer).toMatchObject({
    type: 'form_errors',
    errors: [{ field: 'done' }],
  });
  expect((await submit('tasks', { tasks: 'x'.repeat(301) })).answer).toMatchObject({
    type: 'form_errors',
    errors: [{ field: 'tasks.0.title' }],
  });
  for (const answer of [
    await press('tasks', cast.requester),
    await submit('tasks', { tasks: 'x' }, { by: cast.requester }),
  ]) {
    expect(answer.answer.type).toBe('refused');
  }
  expect(await done()).toEqual([]);
});

test('lists as many as every platform takes, each on one line', async () => {
  await add(...Array.from({ length: 45 }, (_, at) => `${at} ${'x'.repeat(200)}\u202e`));
  const form = await formOf(press('tasks'));
  expect(optionsOf(form)).toHaveLength(40);
  expect(Math.max(...optionsOf(form).map(({ label }) => label.length))).toBe(75);
  expect(form.fields[0]?.hint).toMatch(/Only the first 40/);
});

test('a command opens them, and a number says how far they are', async () => {
  await add('One', 'Two');
  expect(optionsOf(await formOf(write(`tasks  ${number.toLowerCase()}`)))).toHaveLength(2);
  expect((await write(`tasks ${number}`, cast.requester)).answer.type).toBe('refused');
  const said = async (by: ActingPerson) => JSON.stringify((await write(number, by)).answer);
  expect(await said(cast.agent)).toContain('0 of 2 done');
  expect(await said(cast.requester)).not.toContain('0 of 2');
});

test('a child is opened by a form, for the same requester and where it is said', async () => {
  const form = await formOf(submit('more', { what: 'child' }));
  expect(form.fields.map(({ name, initial }) => [name, initial])).toEqual([
    ['title', undefined],
    ['description', undefined],
    ['queueId', cast.queue.id],
    ['kind', 'request'],
  ]);
  const fields = { title: 'Cable', description: 'Two metres.', queueId: cast.otherQueue.id, kind: 'change' };
  const delivery = fresh('child');
  for (let repeat = 0; repeat < 2; repeat += 1) await submit('child', fields, { delivery });
  const { children } = await see();
  expect(children).toMatchObject([{ title: 'Cable', state: 'new' }]);
  expect((await press('child', cast.requester)).answer.type).toBe('refused');
});

test('a ticket becomes a project, and an ordinary one again', async () => {
  const offered = async () =>
    optionsOf(await formOf(press('more')))
      .map((option) => option.value)
      .filter((what) => what.endsWith('project'));
  expect(await offered()).toEqual(['project']);
  expect((await submit('more', { what: 'project' })).answer).toMatchObject({
    type: 'said',
    text: expect.stringContaining(`${number} is a project now`),
  });
  expect(await offered()).toEqual(['end_project']);
  await submit('more', { what: 'end_project' });
  expect((await see()).isProject).toBe(false);
});

test('resolving asks about open children, and the requester is not told what there is', async () => {
  const resolution = 'Done.';
  expect((await formOf(press('resolve'))).fields.map(({ name }) => name)).toEqual(['resolution', 'code']);
  const child = await openChild(asAgent, { number, title: 'Part', description: 'x' });
  expect((await formOf(press('resolve'))).fields.at(-1)).toMatchObject({ name: 'children', initial: 'no' });
  expect((await submit('resolve', { resolution, children: 'no' })).answer).toMatchObject({
    type: 'refused',
    text: `${number} has open child tickets: ${child.number}.`,
  });
  expect((await press('solved', cast.requester)).answer).toMatchObject({
    type: 'refused',
    text: `${number} cannot be resolved yet: the desk still has work to do for it.`,
  });
  await submit('resolve', { resolution, children: 'yes' });
  expect((await see()).state).toBe('resolved');
});

test('in an ordinary message the words for tasks are words', async () => {
  await add('One');
  const said = await send(cast, accountOf(cast.agent), message(`my tasks ${number} and more`), {
    channel: 'web',
  });
  expect(said.answer.type).not.toBe('form');
});
