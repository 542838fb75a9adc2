import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { api } from '../../src/contract/api.ts';
import { type Deskbell, type DeskPerson, startDeskbell } from './support/deskbell.ts';
import { closeDesk, type Screen, signIn, WIDTHS, withBrowser } from './support/screen.ts';

withBrowser();

/** Ada and Brian work for IT support, where Brian leads. Each test goes on where the last one ended. */
describe.each(WIDTHS)('tickets that are given to agents, on a %s', (width) => {
  let desk: Deskbell;
  let people: Record<'grace' | 'ada' | 'brian' | 'root', DeskPerson>;
  let ada: Screen;
  let brian: Screen;
  let admin: Screen;
  let team: string;

  const ticket = async (title: string, queueId?: string) =>
    (await people.grace.call(api.tickets.open, { title, description: title, queueId })).number;
  const option = (screen: Screen, name: string) =>
    screen.page.getByRole('menuitemradio', { name, exact: true });
  const menu = (screen: Screen, more = '') =>
    screen.page.getByRole('button', { name: `${screen.who}: account menu${more}`, exact: true });
  /** What is known of a ticket stands at its side, or folded above it where there is no room. */
  async function openTicket(screen: Screen, number: string) {
    await screen.open(`/tickets/${number}`);
    if (width === 'phone') await screen.page.getByText('Details', { exact: true }).click();
  }

  beforeAll(async () => {
    desk = await startDeskbell();
    const [{ id = '', members = [] } = {}] = (await desk.call(api.teams.list, {})).items;
    team = id;
    // The first admin, who is of the team, gets no tickets here.
    for (const { id } of members) await desk.call(api.teams.removeMember, { id: team, personId: id });
    const agent = { roles: ['requester' as const, 'agent' as const], team };
    people = {
      grace: await desk.person('Grace Hopper'),
      ada: await desk.person('Ada Lovelace', agent),
      brian: await desk.person('Brian Kernighan', agent),
      root: await desk.person('Robin Hale', { roles: ['requester', 'agent', 'admin'] }),
    };
    await desk.call(api.teams.setMember, { id: team, personId: people.brian.id, lead: true });
    [ada, brian, admin] = (await Promise.all(
      [people.ada, people.brian, people.root].map((person) => signIn(desk, width, person)),
    )) as [Screen, Screen, Screen];
  });
  afterAll(() => closeDesk(desk));

  test('an admin lets a queue give its tickets in turn', async () => {
    await admin.open('/settings/queues');
    await admin.press('Actions for the queue IT support');
    await admin.page.getByRole('menuitem', { name: 'Edit' }).click();
    const dialog = admin.dialog('Edit IT support');
    await dialog.getByRole('radio', { name: 'Round robin' }).check();
    await dialog.getByRole('checkbox', { name: 'Only to agents with the skills for it' }).check();
    await dialog.getByText('How its tickets come to agents').scrollIntoViewIfNeeded();
    await admin.look('settings-queue-assignment', { dark: true });
    await admin.press('Save', dialog);
    await admin.sees('given to agents: round robin');
  });

  test('and says how much somebody takes, what they know about, and whom they answer to', async () => {
    await admin.open('/settings/people');
    await admin.page.getByRole('searchbox', { name: 'Search people' }).fill('Ada');
    await admin.press('Actions for Ada Lovelace');
    await admin.page.getByRole('menuitem', { name: 'Edit' }).click();
    const dialog = admin.dialog('Edit Ada Lovelace');
    await dialog.getByRole('tab', { name: 'Work' }).click();
    await dialog.getByRole('combobox', { name: 'Manager' }).fill('Brian');
    await admin.page.getByRole('option', { name: /Brian Kernighan/ }).click();
    await dialog.getByRole('textbox', { name: 'Capacity' }).fill('1');
    const skills = dialog.getByRole('combobox', { name: 'Skills' });
    await skills.fill('vpn');
    await skills.press('Enter');
    await admin.look('settings-person-work', { dark: true });
    await admin.press('Save', dialog);
    await admin.sees('Ada Lovelace was saved.');
    await admin.open('/settings/priority');
    const capacity = admin.page.getByRole('textbox', { name: 'Capacity of an agent' });
    await capacity.fill('1');
    await admin.press('Save');
    await admin.sees('Saved.');
    await admin.look('settings-capacity');
  });

  test('a ticket comes to an agent whose turn it is, and nobody had to take it', async () => {
    const number = await ticket('VPN is down');
    await openTicket(ada, number);
    await ada.sees('assigned this to Ada Lovelace');
  });

  test('what nobody can take says why', async () => {
    await openTicket(brian, await ticket('Screen is black'));
    await brian.sees('assigned this to Brian Kernighan');
    await openTicket(brian, await ticket('Mouse is gone'));
    await brian.sees('Everybody who is available is at capacity');
    await brian.look('ticket-unassigned');
  });

  test('who goes away says so in their menu, and it stands in the header', async () => {
    await ada.open('/queues');
    await menu(ada).click();
    await option(ada, 'Available').waitFor();
    await ada.look('person-menu', { dark: true });
    await option(ada, 'Away').click();
    await menu(ada, '. Away').waitFor();
    await ada.sees('Away', menu(ada, '. Away'));
  });

  test('handing back asks first, and then gives the tickets to others', async () => {
    await menu(ada, '. Away').click();
    await option(ada, 'Away, hand back tickets').click();
    await ada.sees(/They go back to their queues at once/, ada.dialog('Hand back your open tickets?'));
    await ada.look('hand-back');
    await ada.press('Cancel', ada.dialog());
    await menu(ada, '. Away').click();
    await option(ada, 'Away, hand back tickets').click();
    await ada.press('Hand back', ada.dialog());
    await openTicket(ada, 'REQ-1');
    await ada.sees('put this back to unassigned: Ada Lovelace is away');
    await menu(ada, '. Away').waitFor();
  });

  test('who leads the team sees who is there and with how much, and brings somebody back', async () => {
    await brian.open('/queues');
    if (width === 'phone') await brian.press('Switch queue');
    await brian.page.getByRole('link', { name: 'Availability' }).click();
    await brian.heading('Availability');
    const team = brian.page.getByRole('region', { name: 'Team IT' });
    await brian.sees('1 of 2 available', team);
    const row = (name: string) => team.getByRole('row').filter({ hasText: name });
    await brian.sees('Away', row('Ada Lovelace'));
    await brian.sees('0 of 1', row('Ada Lovelace'));
    await brian.sees('1 of 1', row('Brian Kernighan'));
    await brian.sees('at capacity', row('Brian Kernighan'));
    await brian.look('availability', { dark: true });
    await brian.press('Change the availability of Ada Lovelace');
    await option(brian, 'Available').waitFor();
    await brian.look('availability-menu');
    await option(brian, 'Available').click();
    await brian.sees('2 of 2 available', team);
    // One of those that wait comes to her at once.
    await brian.sees('1 of 1', row('Ada Lovelace'));
    await menu(ada).waitFor();
  });

  test('others see it too, and change themselves alone', async () => {
    await ada.open('/availability');
    await ada.sees('2 of 2 available');
    await ada.page.getByRole('button', { name: 'Change the availability of Ada Lovelace' }).waitFor();
    const ofBrian = ada.page.getByRole('button', { name: 'Change the availability of Brian Kernighan' });
    await ofBrian.waitFor({ state: 'detached' });
    await admin.open('/availability');
    await admin.page.getByRole('button', { name: 'Change the availability of Brian Kernighan' }).waitFor();
  });

  test('a page that cannot be fetched says so, and tries again', async () => {
    brian.forgive(/status of 503/);
    const refused = { status: 503, json: {}, headers: { 'content-type': 'application/json' } };
    await brian.page.route('**/api/v1/availability', (route) => route.fulfill(refused));
    await brian.open('/availability');
    await brian.sees('This could not be loaded');
    await brian.look('availability-failed');
    await brian.page.unroute('**/api/v1/availability');
    await brian.press('Try again');
    await brian.sees('2 of 2 available');
  });

  test('a queue gives its tickets to whoever is on call by a schedule', async () => {
    const { id } = await desk.call(api.queues.create, { name: 'Night desk', teamId: team });
    await desk.call(api.schedules.create, { name: 'Nights', teamId: team, timeZone: 'UTC', layers: [] });
    await admin.open('/settings/queues');
    await admin.press('Actions for the queue Night desk');
    await admin.page.getByRole('menuitem', { name: 'Edit' }).click();
    const dialog = admin.dialog('Edit Night desk');
    await dialog.getByRole('radio', { name: 'Whoever is on call' }).check();
    admin.forgive(/status of 422/);
    await admin.press('Save', dialog);
    await admin.sees('Say by which schedule somebody is on call.', dialog);
    await dialog.getByRole('combobox', { name: 'Schedule' }).click();
    await admin.page.getByRole('option', { name: 'Nights' }).click();
    await dialog.getByText('How its tickets come to agents').scrollIntoViewIfNeeded();
    await admin.look('settings-queue-on-call');
    await admin.press('Save', dialog);
    await admin.sees('given to agents: whoever is on call');
    const queue = (await desk.call(api.queues.list, {})).items.find((one) => one.id === id);
    expect(queue).toMatchObject({ assignment: 'on_call' });
    const number = await ticket('At night', id);
    await openTicket(admin, number);
    await admin.sees('Nobody of the team is on call');
    await desk.call(api.queues.update, { id, assignment: 'manual', scheduleId: null });
  });
});
