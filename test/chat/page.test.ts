import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type AlertDesk, createAlertDesk } from '../domain/alerts/alert-desk.ts';
import { accountOf, fresh, message, send } from './inbound.ts';

/** Nils pages Ben, or whoever answers for the service Shop: Ada first, then Ben. */
let desk: AlertDesk;
beforeAll(async () => {
  desk = await createAlertDesk();
  await desk.store.client.person.update({ where: { id: desk.second.id }, data: { name: 'Ben Okafor' } });
  await desk.addTeam('Checkout');
  await desk.serviceBy(null, 'Checkout');
});
afterAll(() => desk.close());
beforeEach(() => desk.store.client.alert.deleteMany());

const alerts = async () => {
  const rows = await desk.store.client.alert.findMany({
    include: { service: true, askedBy: true },
    orderBy: { id: 'asc' },
  });
  return rows.map(
    ({ service, askedBy, severity, summary }) =>
      `${askedBy?.name} ${service?.name ?? '-'} ${severity} ${summary}`,
  );
};

describe.each(['web', 'slack', 'teams'])('on %s', (channel) => {
  const command = async (text: string, who = desk.neighbour, delivery = fresh('delivery')) =>
    (await send(desk, accountOf(who), { type: 'command', text }, { channel, delivery })).answer;
  const write = async (text: string, who = desk.neighbour) =>
    (await send(desk, accountOf(who), message(text), { channel })).answer;

  test('somebody is paged by a command or a message, and it is said how', async () => {
    expect(await command('page Ben the checkout is down')).toMatchObject({
      type: 'said',
      text: 'Ben Okafor is paged until somebody answers:\nBen Okafor by the portal · now\nBen Okafor by mail · in 2 min\nOnly mail and the portal reach Ben Okafor: no chat and no phone of theirs is known, or named in how they are paged.',
    });
    expect(await write('/page shop: it is slow')).toMatchObject({
      text: expect.stringMatching(/^Shop is paged/),
    });
    expect(await alerts()).toEqual(['Nils - critical the checkout is down', 'Nils Shop critical it is slow']);
    expect(await desk.store.client.ticket.count()).toBe(0);
  });

  test.each([
    ['"Ben Okafor", the disk is full', 'Nils - critical the disk is full'],
    ['@Ben Okafor low: when you have time', 'Nils - info when you have time'],
    ['person Ben urgent: now', 'Nils - critical now'],
    ['service Shop\nit is\nslow', 'Nils Shop critical it is\nslow'],
  ])('%s is understood', async (words, made) => {
    await command(`page ${words}`);
    expect(await alerts()).toEqual([made]);
  });

  test('delivered twice it pages once', async () => {
    const text = 'page Ben the checkout is down';
    expect(await command(text, desk.neighbour, `page ${channel}`)).toMatchObject({
      text: expect.stringContaining('is paged'),
    });
    expect(await command(text, desk.neighbour, `page ${channel}`)).toMatchObject({
      text: 'This was sent already, and pages once.',
    });
    expect(await alerts()).toHaveLength(1);
  });

  test.each([
    ['Zed it is down', /^No team, no service and nobody who can be paged is called so. Nobody was paged/],
    ['Ben', /^Say why, too. Nobody was paged/],
  ])('%s pages nobody, and it is said what is expected', async (words, expected) => {
    expect(await command(`page ${words}`)).toMatchObject({ text: expect.stringMatching(expected) });
    expect(await alerts()).toEqual([]);
  });

  test('where a name means several, they are offered, with what was written', async () => {
    const answer = await command('page checkout low: it is slow');
    expect(answer).toMatchObject({
      type: 'form',
      form: {
        action: 'page',
        fields: [
          { name: 'to', options: [{ label: 'the team Checkout' }, { label: 'the service Checkout' }] },
          { name: 'text', initial: 'it is slow' },
          { name: 'urgency', initial: 'low' },
        ],
      },
    });
  });

  test('by a form: a team, a service or a person, and never two', async () => {
    expect(await command('page')).toMatchObject({ type: 'form', form: { action: 'page' } });
    const fill = async (fields: Record<string, string>) =>
      (
        await send(
          desk,
          accountOf(desk.neighbour),
          { type: 'submitted', action: 'page', value: '', fields, attachmentIds: [] },
          { channel },
        )
      ).answer;
    const [to, personId] = [`service:${desk.service.id}`, desk.second.id];
    for (const [fields, field] of [
      [{ text: 'x' }, 'to'],
      [{ to, personId, text: 'x' }, 'personId'],
      [{ to, text: ' ' }, 'text'],
      [{ to: 'queue:x', text: 'x' }, 'to'],
    ] as const) {
      expect(await fill(fields)).toMatchObject({ type: 'form_errors', errors: [{ field }] });
    }
    await fill({ to, text: 'slow', urgency: 'low' });
    await fill({ personId, text: 'Help' });
    expect(await alerts()).toEqual(['Nils Shop info slow', 'Nils - critical Help']);
  });

  test('others are refused, and what only looks like it is a message', async () => {
    for (const who of [desk.requester, desk.guest]) {
      expect(await command('page Ben it is down', who)).toMatchObject({ type: 'refused' });
    }
    await write('page 3 of the report is empty');
    expect(await desk.store.client.ticket.count()).toBe(1);
    await desk.store.client.ticket.updateMany({ data: { title: 'x' } });
    expect(await alerts()).toEqual([]);
    await desk.store.client.entry.deleteMany();
    await desk.store.client.ticket.deleteMany();
  });
});
