import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { z } from 'zod';
import type { CreateItem } from '../../../src/contract/catalogue.ts';
import { addCommonItems } from '../../../src/domain/catalogue/common.ts';
import { advanceRequests } from '../../../src/domain/catalogue/fulfil.ts';
import { createItem, listItems, updateItem } from '../../../src/domain/catalogue/items.ts';
import { listOffered } from '../../../src/domain/catalogue/offered.ts';
import { exportItems, importItems } from '../../../src/domain/catalogue/portable.ts';
import { requestItem } from '../../../src/domain/catalogue/request.ts';
import { requestOf } from '../../../src/domain/catalogue/view.ts';
import { cancelTicket } from '../../../src/domain/tickets/cancel.ts';
import { getTicket } from '../../../src/domain/tickets/get.ts';
import { resolveTicket } from '../../../src/domain/tickets/resolve.ts';
import { type ApprovalDesk, createApprovalDesk } from '../approvals/approval-desk.ts';
import { outcome, refusal } from '../tickets/cast.ts';

let desk: ApprovalDesk;
beforeEach(async () => {
  desk = await createApprovalDesk();
});
afterEach(() => desk.close());

const asAdmin = () => desk.ctxFor(desk.admin);
const asAgent = () => desk.ctxFor(desk.agent);
const asRita = () => desk.ctxFor(desk.requester);
const system = () => desk.ctxFor('system');
const add = (more: Partial<z.input<typeof CreateItem>> = {}) =>
  createItem(asAdmin(), {
    ...{ name: 'New laptop', description: 'For work', queueId: desk.queue.id },
    fields: [
      { type: 'choice', name: 'model', label: 'Which one?', options: ['Light', 'Strong'], required: true },
    ],
    ...more,
  });
const ask = async (id: string, answers: Record<string, string> = { model: 'Light' }) =>
  (await requestItem(asRita(), { id, answers })) ?? expect.fail('it was not made');
const goOn = async () => {
  while ((await advanceRequests(system())) > 0);
};
const see = (number: string) => requestOf(asAgent(), number);
const steps = async (number: string) =>
  (await see(number)).steps.map((one) => `${one.title}: ${one.done ? 'done' : (one.number ?? 'later')}`);
const solve = (number: string) => resolveTicket(asAgent(), { number, resolution: 'Done', code: 'fulfilled' });

describe('what is offered', () => {
  test('is what one may ask for where one is', async () => {
    await add();
    await add({ name: 'Keys', audience: { who: 'agents' } });
    await add({ name: 'Team room', audience: { who: 'teams', teamIds: [desk.team.id] } });
    await add({ name: 'In Slack only', channels: ['slack'] });
    const { id } = await add({ name: 'Old' });
    const {
      archived: _,
      version: __,
      ...old
    } = (await listItems(asAdmin())).items.find((one) => one.id === id) ?? expect.fail();
    await updateItem(asAdmin(), { ...old, archived: true });
    const names = async (as: typeof desk.agent, channel?: string) =>
      (await listOffered(desk.ctxFor(as, channel))).items.map(({ name }) => name);
    expect(await names(desk.requester)).toEqual(['New laptop']);
    expect(await names(desk.requester, 'slack')).toEqual(['In Slack only', 'New laptop']);
    expect(await names(desk.agent)).toEqual(['Keys', 'New laptop', 'Team room']);
    const guest = await desk.person({ guest: true });
    expect(await names(guest)).toEqual([]);
    expect((await listOffered(asAgent(), { q: 'WORK lap' })).items.map(({ name }) => name)).toEqual([
      'New laptop',
    ]);
    expect(await outcome(requestItem(asRita(), { id }))).toBe('not_found');
    expect(await outcome(requestItem(desk.ctxFor(guest), { id }))).toBe('not_found');
  });
});

describe('a request', () => {
  test('is a ticket with the answers, and says all that is wrong with them at once', async () => {
    const { id } = await add({ cost: { amount: 1_200, currency: 'EUR' } });
    expect(await refusal(requestItem(asRita(), { id, answers: { model: 'Huge' } }))).toMatchObject({
      ...{ code: 'invalid', fields: ['answers.model'], message: 'Which one? must be one of the choices' },
    });
    const { number, state } = await ask(id);
    expect(state).toBe('fulfilling');
    expect(await getTicket(asAgent(), { number })).toMatchObject({
      ...{ kind: 'request', title: 'New laptop', description: 'Which one? Light\nCost: 1200 EUR' },
      requester: { id: desk.requester.id },
    });
    await solve(number);
    expect((await see(number)).state).toBe('done');
  });

  test('goes on by the version by which it was made', async () => {
    const { id } = await add();
    const { number } = await ask(id);
    await updateItem(asAdmin(), { id, name: 'Laptop', queueId: desk.queue.id, fields: [] });
    expect(await see(number)).toMatchObject({
      ...{ item: { name: 'New laptop', version: 1 }, answers: [{ label: 'Which one?', value: 'Light' }] },
    });
    expect((await listItems(asAdmin())).items[0]).toMatchObject({ name: 'Laptop', version: 2 });
  });

  test('is not begun before it is approved, by nobody who asked for it', async () => {
    const policy = await desk.policy([[[desk.agent, desk.requester], { need: 'any' }]]);
    const { id } = await add({ approvalPolicyId: policy.id, steps: [{ title: 'Order it' }] });
    const { number } = await ask(id);
    expect(await steps(number)).toEqual(['Order it: later']);
    expect(await outcome(solve(number))).toBe('conflict');
    const approval = await desk.store.client.approval.findFirstOrThrow();
    expect(await outcome(desk.vote(desk.requester, approval.id, 'approve'))).toBe('not_found');
    await desk.vote(desk.agent, approval.id, 'approve');
    await Promise.all([goOn(), goOn(), goOn()]);
    expect(await steps(number)).toEqual(['Order it: REQ-2']);
    expect(await desk.store.client.ticket.count()).toBe(2);
  });

  test('that is not approved is declined, and says why', async () => {
    const policy = await desk.policy([[[desk.agent], { need: 'any' }]]);
    const { id } = await add({ approvalPolicyId: policy.id, steps: [{ title: 'Order it' }] });
    const { number } = await ask(id);
    const approval = await desk.store.client.approval.findFirstOrThrow();
    await desk.vote(desk.agent, approval.id, 'reject', { comment: 'Too dear' });
    await goOn();
    expect((await see(number)).state).toBe('declined');
    const ticket = await desk.store.client.ticket.findUniqueOrThrow({ where: { number } });
    expect(ticket).toMatchObject({ state: 'resolved', resolutionCode: 'declined' });
    expect(ticket.resolution).toContain('Too dear');
    expect(await desk.store.client.ticket.count()).toBe(1);
  });

  test('is done step by step, those of a stage beside each other, and then as a whole', async () => {
    const { id } = await add({
      steps: [{ title: 'Account' }, { title: 'Laptop' }, { title: 'Welcome', stage: 3 }],
    });
    const { number } = await ask(id);
    expect(await steps(number)).toEqual(['Account: REQ-2', 'Laptop: REQ-3', 'Welcome: later']);
    await solve('REQ-2');
    await goOn();
    expect(await steps(number)).toEqual(['Account: done', 'Laptop: REQ-3', 'Welcome: later']);
    await solve('REQ-3');
    await Promise.all([goOn(), goOn()]);
    expect(await steps(number)).toEqual(['Account: done', 'Laptop: done', 'Welcome: REQ-4']);
    expect(await getTicket(asRita(), { number })).toMatchObject({ progress: { done: 2, total: 3 } });
    await solve('REQ-4');
    await goOn();
    expect((await see(number)).state).toBe('done');
    expect(await desk.store.client.ticket.findUniqueOrThrow({ where: { number } })).toMatchObject({
      ...{ state: 'resolved', resolutionCode: 'fulfilled' },
    });
  });

  test('that is cancelled ends its steps', async () => {
    const { id } = await add({ steps: [{ title: 'Account' }, { title: 'Laptop' }] });
    const { number } = await ask(id);
    await solve('REQ-2');
    await cancelTicket(asRita(), { number });
    await goOn();
    expect((await see(number)).state).toBe('cancelled');
    const states = await desk.store.client.ticket.findMany({ orderBy: { number: 'asc' } });
    expect(states.map(({ state }) => state)).toEqual(['cancelled', 'resolved', 'cancelled']);
  });
});

describe('the whole catalogue', () => {
  test('begins with ten common items, once', async () => {
    expect(await addCommonItems(asAdmin())).toEqual({ added: 10 });
    expect(await addCommonItems(asAdmin())).toEqual({ added: 0 });
    const { items } = await listOffered(asRita());
    const onboarding = items.find(({ name }) => name === 'Onboarding') ?? expect.fail('there is none');
    const { number } = await ask(onboarding.id, {
      ...{ name: 'Zoë', job: 'Nurse', manager: desk.agent.id, begins: '2026-12-01', place: 'Office' },
    });
    expect((await see(number)).steps).toHaveLength(5);
  });

  test('goes to YAML and back, with names for what it refers to', async () => {
    const policy = await desk.policy([[[desk.agent], { need: 'any' }]]);
    const { name: policyName } = await desk.store.client.approvalPolicy.findUniqueOrThrow({
      where: { id: policy.id },
    });
    await add({ approvalPolicyId: policy.id });
    const { yaml } = await exportItems(asAdmin());
    expect(yaml).toContain(`queue:${desk.queue.name}`);
    expect(yaml).toContain(`approval:${policyName}`);
    expect(await importItems(asAdmin(), { yaml })).toEqual({ added: 0, changed: 0, unchanged: 1 });
    const edited = yaml.replace('For work', 'For home').replace('name: New laptop', 'name: Second laptop');
    expect(await importItems(asAdmin(), { yaml: edited })).toEqual({ added: 1, changed: 0, unchanged: 0 });
    const nowhere = yaml.replace(`queue:${desk.queue.name}`, 'queue:Nowhere');
    expect((await refusal(importItems(asAdmin(), { yaml: nowhere }))).message).toBe(
      'Item 1, in line 2: There is no queue “Nowhere” here.',
    );
  });
});
