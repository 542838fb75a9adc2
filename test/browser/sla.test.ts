import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { api } from '../../src/contract/api.ts';
import { type Deskbell, type DeskPerson, startDeskbell } from './support/deskbell.ts';
import { closeDesk, type Screen, signIn, WIDTHS, withBrowser } from './support/screen.ts';

withBrowser();

describe.each(WIDTHS)('times that are promised, on a %s', (width) => {
  let desk: Deskbell;
  let grace: DeskPerson;
  let ada: DeskPerson;
  let admin: Screen;
  let agent: Screen;
  /** What the requester opens: the most pressing one, and one that can wait. */
  let vpn: string;

  const field = (name: string) => admin.dialog().getByRole('textbox', { name, exact: true });
  const policy = (place: number, name: string, screen = admin) =>
    screen.page.getByRole('region', { name: `Policy ${place}: ${name}` });
  const open = async (title: string, level: 1 | 3) =>
    (await grace.call(api.tickets.open, { title, description: title, impact: level, urgency: level })).number;
  /** On a phone the facts are folded away. */
  const details = async (screen: Screen) => {
    const fold = screen.page.locator('details:not([open]) > summary', { hasText: 'Details' });
    if (await fold.count()) await fold.click();
  };

  beforeAll(async () => {
    desk = await startDeskbell();
    const team = (await desk.call(api.teams.list, {})).items[0]?.id;
    grace = await desk.person('Grace Hopper');
    ada = await desk.person('Ada Lovelace', { roles: ['requester', 'agent'], team });
    const root = await desk.person('Robin Hale', { roles: ['requester', 'agent', 'admin'], team });
    [admin, agent] = (await Promise.all([root, ada].map((person) => signIn(desk, width, person)))) as [
      Screen,
      Screen,
    ];
  });
  afterAll(() => closeDesk(desk));

  test('an admin adds a policy, which starts with usual times', async () => {
    await admin.open('/settings/sla');
    await admin.sees('No policy yet');
    await admin.look('settings-sla-none');
    await admin.press('Add a policy');
    await expect.poll(() => field('First response, P1').inputValue()).toBe('15m');
    await expect.poll(() => field('Resolution, P5').inputValue()).toBe('80h');
    await field('Next response, P5').fill('2d');
    await admin.press('Add', admin.dialog());
    await admin.sees('must not be empty', admin.dialog());
    await admin.sees('Write it as 4h, 30m or 1h 30m.', admin.dialog());
    await admin.look('settings-sla-wrong');
    await field('Name').fill('Standard');
    await field('Next response, P5').fill('1:30');
    await field('Next response, P4').focus();
    await expect.poll(() => field('Next response, P5').inputValue()).toBe('1h 30m');
    await admin.look('settings-sla-form', { dark: true });
    await admin.dialog().getByRole('group', { name: 'Times' }).scrollIntoViewIfNeeded();
    await field('When, 1').focus();
    await admin.glance('settings-sla-form-thresholds');
    await admin.dialog().getByRole('button', { name: 'Add', exact: true }).scrollIntoViewIfNeeded();
    await admin.glance('settings-sla-form-end');
    await admin.press('Add', admin.dialog());
    await admin.sees(/Standard was added/);
    await admin.sees('Tells the assignee at 75 % of the time.', policy(1, 'Standard'));
    await admin.look('settings-sla', { dark: true });
  });

  test('a second one goes before it, with the keyboard alone', async () => {
    const { keyboard } = admin.page;
    const focused = (name: string) =>
      admin.page.getByRole('button', { name, exact: true }).and(admin.page.locator(':focus')).waitFor();
    await admin.page.getByRole('button', { name: 'Add a policy' }).focus();
    await keyboard.press('Enter');
    await field('Name').and(admin.page.locator(':focus')).waitFor();
    await keyboard.type('What cannot wait');
    // The queue, the kind, the priority.
    for (let times = 0; times < 3; times += 1) await keyboard.press('Tab');
    await keyboard.press('ArrowDown');
    await keyboard.press('Enter');
    await admin.sees('When its priority is P1, unless a policy above it holds.');
    await field('Resolution, P1').fill('2h');
    await keyboard.press('Enter');
    await policy(2, 'What cannot wait').waitFor();
    await admin.page.getByRole('button', { name: 'Move What cannot wait up' }).focus();
    await keyboard.press('Enter');
    await policy(1, 'What cannot wait').waitFor();
    await focused('Move What cannot wait up');
    const { items } = await desk.call(api.slaPolicies.list, {});
    expect(items.map(({ name }) => name)).toEqual(['What cannot wait', 'Standard']);
    await admin.look('settings-sla-two', { full: true });
  });

  test('is switched off at once, and has another version once it is changed', async () => {
    const name = 'What cannot wait';
    await policy(1, name)
      .getByRole('switch', { name: `${name} is on` })
      .press(' ');
    await admin.sees(/· off/, policy(1, name));
    await policy(1, name)
      .getByRole('switch', { name: `${name} is on` })
      .press(' ');
    await admin.seesNot(/· off/, policy(1, name));
    await admin.press(`Edit ${name}`);
    await admin.sees(/^This makes version 2/, admin.dialog());
    await field('Resolution, P1').fill('3h');
    await admin.press('Save', admin.dialog());
    await admin.sees(/version 2/, policy(1, name));
    await admin.sees('3 h', policy(1, name));
  });

  test('agents read the policies and what else is theirs of the settings', async () => {
    await agent.open('/settings/sla');
    await policy(1, 'What cannot wait', agent).waitFor();
    expect(await agent.page.getByRole('main').getByRole('button').count()).toBe(0);
    await agent.look('settings-sla-agent');
    const sections = agent.page.getByRole('navigation', { name: 'Settings' }).getByRole('link');
    await expect
      .poll(() => sections.allTextContents())
      .toEqual([
        ...['Calendars', 'SLA policies', 'Services', 'Maintenance', 'Escalation policies'],
        ...['Approval policies', 'Changes', 'Freezes', 'Change templates', 'Change boards', 'Catalogue'],
        ...['Automation', 'Macros', 'Export'],
      ]);
    await agent.open('/settings/people');
    await agent.heading('This page is for administrators');
  });

  test('what is due next stands first, and turns by itself when its time comes', async () => {
    await open('A new mouse', 3);
    vpn = await open('The VPN is gone', 1);
    const screen = await signIn(desk, width, ada);
    await screen.page.clock.install();
    await screen.open('/queues?sort=due');
    await screen.heading('Due next');
    const rows = screen.page.locator('main [data-row]');
    await expect.poll(() => rows.allTextContents()).toEqual(['The VPN is gone', 'A new mouse']);
    await screen.sees(/in 1\d min/);
    await screen.look('queues-due', { dark: true });
    await screen.page.clock.fastForward('12:00');
    await screen.sees(/in [23] min/);
    await screen.look('queues-due-soon', { dark: true });
    await screen.page.clock.fastForward('08:00');
    await screen.sees(/\d min overdue/);
    await screen.look('queues-due-late', { dark: true });
    await screen.page.keyboard.press('j');
    await screen.page.keyboard.press('x');
    await screen.sees('1 selected');
    await screen.look('queues-due-selected');
    await screen.page.keyboard.press('Enter');
    await screen.heading('The VPN is gone');
    await details(screen);
    await screen.sees(/First response \d min overdue/);
    await screen.look('ticket-late', { dark: true });
    await screen.close();
  });

  test('a ticket shows its clocks: they run, are met, stand still and are over', async () => {
    await agent.open(`/tickets/${vpn}`);
    await agent.heading('The VPN is gone');
    await details(agent);
    await agent.sees('What cannot wait, version 2');
    await agent.sees('Target 15 min');
    await agent.sees('Target 3 h');
    await agent.look('ticket-clocks', { dark: true });
    await agent.page.getByRole('textbox', { name: 'Reply to Grace Hopper' }).fill('On it.');
    await agent.press('Send reply');
    await agent.sees('Met');
    await agent.press('Hold');
    await agent.press('Put on hold', agent.dialog());
    await agent.sees('Paused');
    await agent.sees(/^(3 h|2 h 59 min) left of 3 h$/);
    await agent.look('ticket-clocks-paused', { dark: true });
    await agent.press('Take off hold');
    await agent.seesNot('Paused');
    await agent.press('Resolve');
    await agent.fill('What Grace Hopper reads', 'Plugged in.', agent.dialog());
    await agent.press('Resolve', agent.dialog());
    await agent.sees(/^Resolved \w{3} \d/);
    await agent.look('ticket-clocks-over', { dark: true });
  });

  test('what happened to a ticket that was merged says to which', async () => {
    const [first, second] = [await open('The printer jams', 3), await open('It jams again', 3)];
    await ada.call(api.tickets.take, { number: second });
    await ada.call(api.tickets.merge, { number: second, into: first });
    await agent.open(`/tickets/${first}`);
    await agent.sees(`took this (${second}, before it was merged into this)`);
  });
});
