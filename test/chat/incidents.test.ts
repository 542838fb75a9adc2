import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { incidentCard, incidentsByTicket } from '../../src/chat/views/incident.ts';
import type { Button } from '../../src/contract/card.ts';
import { planChange } from '../../src/domain/changes/plan.ts';
import { getIncident } from '../../src/domain/incidents/list.ts';
import { updateSettings } from '../../src/domain/settings/settings.ts';
import { HOUR } from '../../src/lib/clock.ts';
import { type AlertDesk, createAlertDesk } from '../domain/alerts/alert-desk.ts';
import { accountOf, send } from './inbound.ts';

let desk: AlertDesk;
beforeEach(async () => {
  desk = await createAlertDesk();
  await desk.store.client.queue.updateMany({
    data: { triage: [{ channel: 'slack', conversation: 'T1:C-triage' }] },
  });
});
afterEach(() => desk.close());

const agent = () => accountOf({ ...desk.agent, teamIds: [] });
const second = () => accountOf({ ...desk.second, teamIds: [] });
const ticketId = async () =>
  (await desk.store.client.majorIncident.findFirstOrThrow({ orderBy: { declaredAt: 'asc' } })).ticketId;
const card = async () => {
  const facts = (await incidentsByTicket(desk.ctxFor('system'), [await ticketId()])).get(await ticketId());
  if (!facts) throw new Error('no incident');
  return incidentCard(facts, 'https://desk.example.com');
};
const buttons = async () =>
  (await card()).blocks.flatMap((block): Button[] => (block.type === 'actions' ? block.buttons : []));
const shown = () => getIncident(desk.ctxFor(desk.agent), { number: 'INC-1' });

describe.each(['slack', 'teams', 'web'])('on %s', (channel) => {
  const command = async (text: string, who = agent()) =>
    (await send(desk, who, { type: 'command', text }, { channel })).answer;
  const press = async (action: string, who = agent()) =>
    (await send(desk, who, { type: 'pressed', message: 'm', action, value: await ticketId() }, { channel }))
      .answer;
  const submit = async (action: string, value: string, fields: Record<string, string>, who = agent()) =>
    (await send(desk, who, { type: 'submitted', action, value, fields, attachmentIds: [] }, { channel }))
      .answer;
  const declare = (fields: Record<string, string> = {}, who = agent()) =>
    submit(
      'incident_declare',
      'new',
      { title: 'The shop is down', severity: '1', services: desk.service.id, other: 'join', ...fields },
      who,
    );

  test('the change that did it is named with one press, and its card says so', async () => {
    await declare();
    const asSystem = desk.ctxFor('system');
    const { number } = await planChange(desk.ctxFor(desk.agent), {
      ...{ title: 'New *index*', description: 'x', services: [desk.service.id] },
      ...{ startsAt: desk.clock.now().toISOString(), implementerId: desk.agent.id },
      endsAt: new Date(desk.clock.now().getTime() + HOUR).toISOString(),
    });
    const change = await desk.store.client.change.update({
      where: { ticketId: (await desk.store.client.ticket.findUniqueOrThrow({ where: { number } })).id },
      data: { state: 'implement', startedAt: desk.clock.now() },
    });
    const named = (await buttons()).find(({ label }) => label === `Caused by ${number}`);
    expect(named).toMatchObject({ action: 'incident_cause' });
    const pressed = { type: 'pressed', message: 'm', action: 'incident_cause', value: named?.value } as const;
    const incident = (await incidentsByTicket(asSystem, [named?.value.split(' ')[0] ?? ''])).values().next();
    expect(incident.value?.suspects).toMatchObject([{ ticketId: change.ticketId, isCause: false }]);
    const answers = [1, 2].map(() =>
      send(desk, agent(), { ...pressed, value: pressed.value ?? '' }, { channel }),
    );
    for (const { answer } of await Promise.all(answers)) {
      expect(answer).toMatchObject({ text: `INC-1 is caused by ${number}, says its timeline.` });
    }
    expect((await buttons()).some(({ action }) => action === 'incident_cause')).toBe(false);
    expect(JSON.stringify(await card())).toContain(`"Caused by","value":"${number} New *index*"`);
    expect((await shown()).timeline.filter(({ kind }) => kind === 'cause')).toHaveLength(1);
  });

  test('an update goes to the status page, too, in words of its own and where it is said to', async () => {
    const fields = async () => {
      const answer = await press('incident_update');
      return answer.type === 'form' ? answer.form.fields.map(({ name }) => name) : [];
    };
    await declare();
    expect(await fields()).toEqual(['text', 'state']);
    const component = { serviceId: desk.service.id, name: 'Online shop', group: '' };
    await updateSettings(desk.ctxFor('system'), {
      statusPage: {
        ...{ title: 'Status', public: true },
        components: [{ ...component, public: true, internal: true }],
      },
    });
    expect(await fields()).toEqual([
      ...['text', 'state', 'statusText', 'statusTitle', 'statusPublic', `level ${desk.service.id}`],
    ]);
    const update = async (more: Record<string, string>) =>
      submit('incident_update', await ticketId(), { text: 'db-7', statusPublic: 'no', ...more });
    const wrong = (field: string) => ({ type: 'form_errors', errors: [{ field }] });
    expect(await update({ statusPublic: 'yes' })).toMatchObject(wrong('statusText'));
    expect(await update({ statusText: 'We look.' })).toMatchObject(wrong('statusTitle'));
    expect((await shown()).statusUpdates).toEqual([]);
    await update({ statusText: 'db-7 is full.', statusTitle: 'Disk' });
    await update({
      statusText: 'We look.',
      statusTitle: 'No orders',
      statusPublic: 'yes',
      [`level ${desk.service.id}`]: 'degraded',
    });
    expect((await shown()).statusUpdates).toMatchObject([
      { public: false, title: 'Disk', text: 'db-7 is full.', services: null },
      {
        ...{ public: true, title: 'No orders', text: 'We look.' },
        services: [{ serviceId: desk.service.id, level: 'degraded' }],
      },
    ]);
  });

  test('an agent declares one, people take their parts, and it is led to its end', async () => {
    expect(await command('incident The shop is down')).toMatchObject({
      type: 'form',
      form: {
        action: 'incident_declare',
        fields: [
          { name: 'title', initial: 'The shop is down' },
          { name: 'severity', initial: 'ask' },
          { name: 'severity_work', label: 'Can people work?' },
          { name: 'severity_around' },
          { name: 'severity_many' },
          { name: 'services' },
          { name: 'other' },
        ],
      },
    });
    expect(await declare()).toMatchObject({
      type: 'said',
      text: expect.stringContaining('INC-1 is declared'),
    });
    expect(await declare({ title: 'No orders' }, second())).toMatchObject({
      text: 'INC-1 is open already, so you respond there.',
    });
    expect((await buttons()).map(({ label }) => label)).toEqual([
      ...['Take command', 'I respond', 'Give a role', 'Update', 'Add to timeline', 'Resolve'],
    ]);
    expect(await press('incident_command')).toMatchObject({ text: 'You are commander.' });
    expect((await buttons())[0]?.label).toBe('I respond');
    expect(await press('incident_update')).toMatchObject({ type: 'form', form: { title: 'INC-1: update' } });
    await submit('incident_update', await ticketId(), { text: 'We found it.', state: 'identified' });
    await submit('incident_note', await ticketId(), { text: 'Rebooted db-1' });
    await submit('incident_role', await ticketId(), { role: 'scribe', personId: desk.second.id });
    expect(await shown()).toMatchObject({
      state: 'identified',
      roles: [
        { role: 'commander', person: { id: desk.agent.id } },
        { role: 'scribe', person: { id: desk.second.id } },
        { role: 'responder', person: { id: desk.second.id } },
      ],
    });
    expect(await command('incident list')).toMatchObject({
      text: `INC-1 · P1 · Identified · The shop is down · ${desk.agent.name}`,
    });
    await submit('incident_resolve', await ticketId(), { resolution: 'A new disk.' });
    expect(await shown()).toMatchObject({ state: 'resolved' });
    expect(await buttons()).toEqual([]);
    expect(await press('incident_update')).toMatchObject({
      ...{ type: 'refused', text: 'INC-1 is resolved, so it cannot be changed.' },
    });
    expect(await command('incident list')).toMatchObject({ text: 'No major incident is open.' });
  });

  test('who does not know the severity answers questions', async () => {
    expect(await declare({ severity: 'ask', severity_work: '1' })).toMatchObject({
      ...{ type: 'form_errors' },
      errors: [{ field: 'severity', message: 'Answer “Is there a way around it?”, or choose one here.' }],
    });
    await declare({ severity: 'ask', severity_work: '1', severity_around: '2' });
    expect(await shown()).toMatchObject({ severity: 2 });
  });

  test('an alert is declared by its card, once however often the event comes', async () => {
    await desk.say();
    const alert = (await desk.last()).id;
    const event = {
      ...{ type: 'submitted' as const, action: 'incident_declare', value: alert, attachmentIds: [] },
      fields: { severity: '2', services: '', other: 'anyway' },
    };
    for (const _ of [1, 2]) await send(desk, agent(), event, { channel, delivery: 'the same' });
    expect(await desk.store.client.majorIncident.count()).toBe(1);
    expect(await shown()).toMatchObject({ title: 'The disk is full', services: [{ name: 'Shop' }] });
  });

  test('the words of a requester are a request', async () => {
    const who = accountOf({ ...desk.requester, teamIds: [] });
    await command('incident with my printer', who);
    expect(await desk.store.client.majorIncident.count()).toBe(0);
    expect(await desk.store.client.ticket.findFirstOrThrow()).toMatchObject({
      description: 'incident with my printer',
    });
    expect(await command('incident', who)).toMatchObject({ text: expect.stringContaining('Only agents') });
  });
});

test('its card comes where the agents of its queue talk, and follows it', async () => {
  await send(
    desk,
    agent(),
    {
      ...{ type: 'submitted', action: 'incident_declare', value: 'new', attachmentIds: [] },
      fields: { title: 'Down', severity: '1', services: '', other: 'join' },
    },
    { channel: 'slack' },
  );
  expect(await desk.store.client.notice.findMany({ where: { viewKind: 'incident_card' } })).toMatchObject([
    { channel: 'slack', conversation: 'T1:C-triage', state: 'pending' },
  ]);
});
