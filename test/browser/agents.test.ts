import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { api } from '../../src/contract/api.ts';
import { type Deskbell, type DeskPerson, startDeskbell } from './support/deskbell.ts';
import { closeDesk, type Screen, signIn, WIDTHS, withBrowser } from './support/screen.ts';

withBrowser();

describe.each(WIDTHS)('agents at work together, on a %s', (width) => {
  let desk: Deskbell;
  let grace: DeskPerson;
  let ada: Screen;
  let brian: Screen;

  const ticket = async (title: string, description = title) =>
    (await grace.call(api.tickets.open, { title, description })).number;
  const search = (screen: Screen, words: string) =>
    screen.page.getByRole('searchbox', { name: 'Search tickets' }).fill(words);

  beforeAll(async () => {
    desk = await startDeskbell();
    const team = (await desk.call(api.teams.list, {})).items[0]?.id;
    grace = await desk.person('Grace Hopper');
    const agents = await Promise.all(
      ['Ada Lovelace', 'Brian Kernighan'].map((name) =>
        desk.person(name, { roles: ['requester', 'agent'], team }),
      ),
    );
    [ada, brian] = (await Promise.all(agents.map((agent) => signIn(desk, width, agent)))) as [Screen, Screen];
  });
  afterAll(() => closeDesk(desk));

  test('each sees that the other is looking at the same ticket, and when they have left', async () => {
    const number = await ticket('Two look at this');
    await ada.open(`/tickets/${number}`);
    await ada.heading('Two look at this');
    await brian.open(`/tickets/${number}`);
    await ada.sees('Brian Kernighan is looking at this too');
    await brian.sees('Ada Lovelace is looking at this too');
    await brian.look('ticket-presence');
    await brian.open('/queues');
    await ada.seesNot('Brian Kernighan is looking at this too');
  });

  test('of two who take at the same time one gets it, and the other is told who has it', async () => {
    const number = await ticket('Two want this');
    await Promise.all([ada, brian].map((screen) => screen.open(`/tickets/${number}`)));
    await brian.page.getByRole('button', { name: 'Take', exact: true }).waitFor();
    // Brian's press is on its way while Ada's arrives.
    let arrive = () => {};
    const arrived = new Promise<void>((done) => {
      arrive = done;
    });
    await brian.page.route('**/take', async (route) => {
      await arrived;
      await route.continue();
    });
    brian.forgive(/status of 409/);
    await brian.press('Take');
    await ada.press('Take');
    await ada.sees('with Ada Lovelace');
    arrive();
    await brian.sees(`${number} was taken by Ada Lovelace already.`);
    await brian.look('ticket-taken');
    await brian.sees('with Ada Lovelace');
    await brian.page.unroute('**/take');
  });

  test('a new ticket stands as a card in the triage conversation, is taken and answered from there', async () => {
    await ada.open('/queues');
    if (width === 'phone') await ada.press('Switch queue');
    await ada.look('queues-nav');
    await ada.page.getByRole('link', { name: 'Triage of IT support' }).click();
    await ada.heading('Triage: IT support');
    const number = await ticket('Screen stays black', 'Since this morning.\nThe light is on.');
    const card = ada.page.getByRole('group', { name: `${number} · Screen stays black` });
    await ada.sees('Since this morning.', card);
    await ada.sees('Nobody yet', card);
    await ada.look('triage', { dark: true });
    await ada.press('Take', card);
    await ada.sees('Ada Lovelace', card);
    expect(await card.getByRole('button', { name: 'Take' }).count()).toBe(0);
    await ada.press('Reply', card);
    await ada.fill('The requester reads this', 'Please try another cable.', ada.dialog(`Reply on ${number}`));
    await ada.look('triage-reply');
    await ada.press('Send to the requester', ada.dialog());
    await ada.dialog().waitFor({ state: 'hidden' });

    const thread = ada.page.getByRole('listitem').filter({ has: card });
    await ada.press('Thread', thread);
    await ada.fill('Internal note', 'We have none left.', thread);
    await ada.press('Add note', thread);
    await ada.sees('We have none left.', thread.getByRole('list', { name: 'Thread' }));
    await ada.look('triage-thread');
    const { items } = await desk.call(api.tickets.entries, { number, limit: 50 });
    const written = items.filter(({ kind }) => kind !== 'event').map(({ kind, body }) => [kind, body]);
    expect(written).toContainEqual(['reply', 'Please try another cable.']);
    expect(written).toContainEqual(['note', 'We have none left.']);

    await ada.press('More', card);
    await ada.dialog().getByRole('combobox').selectOption({ label: 'Resolve' });
    await ada.look('triage-more');
    await ada.press('Next', ada.dialog());
    await ada.fill(/How was it solved/, 'A new cable.', ada.dialog(`Resolve ${number}`));
    await ada.press('Resolve', ada.dialog());
    await ada.sees('Resolved', card);
  });

  test('a press on a card that is out of date changes nothing and gets an answer', async () => {
    const number = await ticket('Pressed too late');
    const card = brian.page.getByRole('group', { name: `${number} · Pressed too late` });
    await brian.open(new URL(ada.page.url()).pathname);
    await brian.page.route('**/portal/actions', async (route) => {
      await grace.call(api.tickets.cancel, { number });
      await route.continue();
    });
    await brian.press('Take', card);
    await brian.sees(
      /is cancelled, so it cannot be taken/,
      brian.page.getByRole('region', { name: 'Answer' }),
    );
    await brian.page.unroute('**/portal/actions');
    await brian.sees('Cancelled', card);
    expect((await desk.call(api.tickets.get, { number })).assignee).toBeNull();
  });

  test('words are found in any script, and a number by itself', async () => {
    const found = [
      ['Größe der Schrift ändern', 'größe'],
      ['打印机卡纸', '打印机'],
      ['Ошибка при входе', 'ошибка'],
      ['Imprimante cassée 🖨️', 'cassée'],
    ] as const;
    const numbers: string[] = [];
    for (const [title] of found) numbers.push(await ticket(title, `${title}.`));
    await brian.open('/queues');
    for (const [index, [title, words]] of found.entries()) {
      await search(brian, words);
      await brian.page.getByRole('link', { name: title }).waitFor();
      const other = found[(index + 1) % found.length]?.[0] ?? '';
      await brian.page.getByRole('link', { name: other }).waitFor({ state: 'hidden' });
    }
    await search(brian, numbers[0] ?? '');
    await brian.page.getByRole('link', { name: found[0][0] }).waitFor();
    await search(brian, 'nothing like it');
    await brian.sees('No ticket fits these filters');
    await brian.look('queues-nothing');
    await brian.page.getByRole('button', { name: 'Clear filters' }).last().click();
    await brian.page.getByRole('link', { name: found[1][0] }).waitFor();
  });

  test('a ticket is raised for somebody who called, and several are taken at once', async () => {
    await brian.press('New ticket');
    const form = brian.dialog('New ticket');
    await form.getByLabel('Requester').first().fill('grace');
    await brian.page.getByRole('option', { name: /Grace Hopper/ }).click();
    await brian.fill('Description', 'She called: the door badge does not work.', form);
    await brian.look('ticket-raise');
    await brian.press('Open the ticket', form);
    await brian.sees(/She called/);
    const numbers = [await ticket('First of two'), await ticket('Second of two')];
    await brian.open('/queues');
    for (const number of numbers)
      await brian.page.getByRole('checkbox', { name: `Select ${number}` }).check();
    const bar = brian.page.getByRole('region', { name: 'Selected tickets' });
    await brian.sees(/^2 (tickets )?selected$/, bar);
    await brian.look('queues-selected');
    await brian.press('Take', bar);
    await brian.sees('Taken: 2 tickets.');
    for (const number of numbers) {
      expect((await desk.call(api.tickets.get, { number })).assignee?.name).toBe('Brian Kernighan');
    }
  });

  test('who cannot be told in their chat is told elsewhere, and that is to be seen', async () => {
    const number = await ticket('Nobody told me');
    const eve = await desk.person('Eve Adams');
    await desk.call(api.people.join, { id: eve.id, channel: 'teams', externalId: 'tenant:eve' });
    await desk.call(api.tickets.watch, { number, personId: eve.id, inChat: true });
    await ada.open(`/tickets/${number}`);
    const notice = ada.page.getByRole('note').filter({ hasText: 'Not everybody could be told' });
    await ada.sees(/The card for Eve Adams on Microsoft Teams: The channel teams is not set up/, notice);
    await ada.sees('They find it in the portal.', notice);
    await ada.look('ticket-undelivered', { dark: true });
    const admin = await signIn(desk, width, await desk.person('Root', { roles: ['requester', 'admin'] }));
    await admin.open('/settings/deliveries');
    await admin.heading('Not delivered');
    await admin.sees(/The card for Eve Adams on Microsoft Teams/);
    await admin.look('settings-deliveries');
    await admin.page.getByRole('link', { name: number }).first().click();
    await admin.heading(/Nobody told me/);
    await admin.close();
  });

  test('the keys explain themselves', async () => {
    await brian.open('/queues');
    await brian.page.getByRole('link', { name: 'First of two' }).waitFor();
    await brian.page.keyboard.press('?');
    await brian.dialog('Keyboard shortcuts').waitFor();
    await brian.look('queues-keys');
  });
});
