import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { z } from 'zod';
import type { RecurrenceAction } from '../../../src/contract/recurrences.ts';
import { createApprovalPolicy, removeApprovalPolicy } from '../../../src/domain/approvals/policies.ts';
import { castVote } from '../../../src/domain/approvals/vote.ts';
import { advanceChanges } from '../../../src/domain/changes/advance.ts';
import { createFreeze } from '../../../src/domain/changes/freezes.ts';
import { changeGate, getChange } from '../../../src/domain/changes/list.ts';
import { editChange, planChange } from '../../../src/domain/changes/plan.ts';
import { createTemplate, withdrawTemplate } from '../../../src/domain/changes/templates.ts';
import { runRecurrences } from '../../../src/domain/recurrence/run.ts';
import { createService } from '../../../src/domain/services/services.ts';
import type { ActingPerson } from '../../../src/lib/context.ts';
import { outcome, refusal } from '../tickets/cast.ts';
import { createRecurringDesk, type RecurringDesk } from './recurring-desk.ts';

type Patch = Extract<z.input<typeof RecurrenceAction>, { do: 'patch_window' }>;

let desk: RecurringDesk;
let owner: ActingPerson;
let mail: string;
let shop: string;
let open: string;
let fixed: string;
beforeEach(async () => {
  desk = await createRecurringDesk();
  const teamId = desk.team.id;
  owner = await desk.person({ name: 'Olga', roles: ['requester', 'agent'], teams: [desk.team] });
  await desk.store.client.teamMember.update({
    where: { teamId_personId: { teamId, personId: owner.id } },
    data: { lead: true },
  });
  mail = (await createService(asAdmin(), { name: 'Mail', teamId })).id;
  shop = (await createService(asAdmin(), { name: 'Shop', teamId })).id;
  const content = {
    ...{ title: 'Patches', description: 'All of them.', impact: 3 as const, minutes: 60, holdsAlerts: true },
    ...{ reason: 'Holes.', plan: 'Patch, restart.', testPlan: 'Look.', backoutPlan: 'The snapshot.' },
  };
  open = (await createTemplate(asAdmin(), { name: 'Any', content: { ...content, services: [] } })).id;
  fixed = (await createTemplate(asAdmin(), { name: 'Both', content: { ...content, services: [mail, shop] } }))
    .id;
});
afterEach(() => desk.close());

const asAdmin = () => desk.ctxFor(desk.admin);
/** Each day at ten, for a window of five hours from ten in the evening on. */
const patching = (more: Partial<Patch> = {}) =>
  desk.recurrence({
    timeZone: 'Europe/Berlin',
    cron: '0 10 * * *',
    action: {
      ...{ do: 'patch_window', title: 'Patches of {{date}}', description: 'As the vendor says.' },
      ...{ requesterId: desk.agent.id, assigneeId: desk.agent.id, queueId: desk.queue.id },
      window: { daysAfter: 0, at: '22:00', minutes: 300 },
      ...{ templateId: open, services: [mail], tasks: ['Take a snapshot'], ...more },
    },
  });
const changes = () => desk.store.client.change.findMany({ include: { ticket: true } });
const see = (number: string) => getChange(desk.ctxFor(desk.agent), { number });
const frozen = (startsAt: string, endsAt: string) =>
  createFreeze(asAdmin(), {
    ...{ name: 'Year’s end', timeZone: 'UTC', startsAt, endsAt, types: ['normal', 'standard'] },
  });
const owners = (name = 'Owners') =>
  createApprovalPolicy(asAdmin(), {
    name,
    stages: [{ groups: [{ approvers: { who: 'service_owner' }, need: { need: 'any' } }] }],
  });
async function vote(number: string, choice: 'approve' | 'reject'): Promise<void> {
  const { approvals } = await see(number);
  const { id } = approvals.find(({ state }) => state === 'pending') ?? expect.fail('nobody is asked');
  const { hash } = await desk.store.client.approval.findUniqueOrThrow({ where: { id } });
  await castVote(desk.ctxFor(owner), { id, choice, comment: 'Not now.', fingerprint: hash });
  while ((await advanceChanges(desk.ctxFor('system'))) > 0);
}

describe('a run', () => {
  test('makes a standard change of the template, scheduled for its window by the clock of the zone', async () => {
    desk.clock.set(new Date('2026-03-28T08:00:00Z'));
    const work = await patching();
    // At the end of that night the clocks are put forward.
    await desk.work('2026-03-28 09:00');
    const number = (await changes())[0]?.ticket.number ?? '';
    expect(await see(number)).toMatchObject({
      ...{ type: 'standard', state: 'scheduled', title: 'Patches of 2026-03-28', plan: 'Patch, restart.' },
      ...{ startsAt: '2026-03-28T21:00:00.000Z', endsAt: '2026-03-29T02:00:00.000Z' },
      ...{ timeZone: 'Europe/Berlin', services: [{ name: 'Mail' }], implementer: { id: desk.agent.id } },
      ...{ template: { name: 'Any' }, holdsAlerts: true, approvals: [] },
    });
    expect(await desk.runLog(work)).toEqual([`03-28 09:00 done Opened ${number}. It is scheduled.`]);
    expect(await desk.store.client.task.count()).toBe(1);
  });

  test('touches what its template says, or a part of that', async () => {
    await patching({ templateId: fixed, services: [] });
    await patching({ templateId: fixed, services: [shop] });
    await desk.work('2026-01-06 09:00');
    const touched = await Promise.all((await changes()).map(({ ticket }) => see(ticket.number)));
    const names = touched.map(({ services }) => services.map(({ name }) => name).join(', '));
    expect(names.toSorted()).toEqual(['Mail, Shop', 'Shop']);
  });

  test('is done once by many processes', async () => {
    await patching();
    desk.clock.set(new Date('2026-01-06T09:00:00Z'));
    await Promise.all(Array.from({ length: 6 }, () => runRecurrences(desk.ctxFor('system'))));
    expect(await changes()).toHaveLength(1);
    expect(await desk.store.client.ticket.count()).toBe(1);
  });

  test('that breaks off leaves nothing behind, and is done whole when it is tried again', async () => {
    const work = await patching();
    // The last thing that it writes.
    await desk.store.client.$executeRawUnsafe(`
      CREATE FUNCTION broken() RETURNS trigger AS $$ BEGIN RAISE EXCEPTION 'broken'; END $$ LANGUAGE plpgsql`);
    await desk.store.client.$executeRawUnsafe(`
      CREATE TRIGGER broken BEFORE INSERT ON audit_entry FOR EACH ROW
       WHEN (NEW.action = 'recurrence.run') EXECUTE FUNCTION broken()`);
    await desk.work('2026-01-06 09:00');
    expect([await desk.store.client.ticket.count(), (await changes()).length]).toEqual([0, 0]);
    await desk.store.client.$executeRawUnsafe('DROP TRIGGER broken ON audit_entry');
    await desk.work('2026-01-06 09:02');
    expect(await changes()).toHaveLength(1);
    expect((await desk.runLog(work))[0]).toMatch(/09:00 done Opened CHG-\d+\. It is scheduled\.$/);
  });

  test('fails while its template is withdrawn', async () => {
    const work = await patching();
    await withdrawTemplate(asAdmin(), { id: open, reason: 'It went wrong.' });
    await desk.work('2026-01-06 09:00');
    expect(await desk.store.client.ticket.count()).toBe(0);
    expect((await desk.runLog(work))[0]).toContain('failed The template “Any” is withdrawn');
  });
});

describe('in a freeze', () => {
  beforeEach(() => frozen('2026-01-06T00:00:00Z', '2026-01-07T00:00:00Z'));

  test('it stays a draft that says why, where its queue talks', async () => {
    await desk.store.client.queue.update({
      where: { id: desk.queue.id },
      data: { triage: [{ channel: 'web', conversation: 'it' }] },
    });
    const work = await patching();
    await desk.work('2026-01-06 09:00');
    const number = (await changes())[0]?.ticket.number ?? '';
    expect((await see(number)).state).toBe('new');
    expect((await desk.runLog(work))[0]).toContain(
      `Opened ${number}. It stays a draft. It falls into the freeze “Year’s end”`,
    );
    const entry = await desk.store.client.entry.findFirstOrThrow({
      where: { kind: 'event', ticket: { number } },
      orderBy: { id: 'desc' },
    });
    expect(JSON.stringify(entry.data)).toContain('The change stays a draft.');
    const told = await desk.store.client.notice.findMany({ where: { entryId: entry.id } });
    expect(told.map(({ conversation }) => conversation)).toEqual(['it']);
  });

  test('or is put off to the next run, if the work says so', async () => {
    const work = await patching({ frozen: 'next' });
    await desk.work('2026-01-06 09:00');
    expect(await desk.store.client.ticket.count()).toBe(0);
    await desk.work('2026-01-07 09:00');
    const [number] = (await changes()).map(({ ticket }) => ticket.number);
    expect(await desk.runLog(work)).toEqual([
      '01-06 09:00 skipped Put off to the next run. It would fall into the freeze “Year’s end”.',
      `01-07 09:00 done Opened ${number}. It is scheduled.`,
    ]);
  });
});

describe('with a policy', () => {
  test('it is scheduled once the owner of its services has agreed, and a draft once they have not', async () => {
    const { id: policyId } = await owners();
    const work = await patching({ policyId });
    await desk.work('2026-01-06 09:00');
    const [yes = ''] = (await changes()).map(({ ticket }) => ticket.number);
    expect(await see(yes)).toMatchObject({ state: 'authorize', approvals: [{ policy: 'Owners' }] });
    expect((await changeGate(desk.ctxFor(desk.agent), { number: yes })).gate).toBe('wait');
    expect((await desk.runLog(work))[0]).toContain('It is submitted, and waits for approval.');
    await vote(yes, 'approve');
    expect((await see(yes)).state).toBe('scheduled');
    // Another window is another thing to agree to.
    await editChange(desk.ctxFor(desk.agent), { number: yes, endsAt: '2026-01-07T03:00:00Z' });
    expect((await see(yes)).state).toBe('authorize');
    await desk.work('2026-01-07 09:00');
    const no = (await changes()).map(({ ticket }) => ticket.number).find((one) => one !== yes) ?? '';
    await vote(no, 'reject');
    expect((await see(no)).state).toBe('new');
  });

  test('that is gone it stays a draft', async () => {
    const { id: policyId } = await owners();
    const work = await patching({ policyId });
    await removeApprovalPolicy(asAdmin(), { id: policyId });
    await desk.work('2026-01-06 09:00');
    expect((await changes())[0]?.state).toBe('new');
    expect((await desk.runLog(work))[0]).toContain('The policy by which it was to be asked for is gone.');
  });
});

test('what could not be done is refused', async () => {
  const other = desk.ctxFor('system').newId();
  const messageOf = async (more: Partial<Patch>) => (await refusal(patching(more))).message;
  expect(await messageOf({ templateId: other })).toContain('There is no such template');
  expect(await messageOf({ templateId: null })).toContain('Choose what it is a change of');
  expect(await messageOf({ services: [other] })).toContain('There is no such service');
  expect(await messageOf({ policyId: other })).toContain('There is no such approval policy');
  const network = (await createService(asAdmin(), { name: 'Network', teamId: desk.team.id })).id;
  expect(await messageOf({ templateId: fixed, services: [network] })).toContain('does not touch one');
  // Of an agent a template goes on deciding about its services.
  const planned = planChange(desk.ctxFor(desk.agent), {
    ...{ type: 'standard', templateId: open, services: [mail] },
  });
  expect(await outcome(planned)).toBe('conflict');
});
