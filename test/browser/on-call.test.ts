import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { api } from '../../src/contract/api.ts';
import { icalFile } from '../support/calendars.ts';
import { type Deskbell, type DeskPerson, startDeskbell } from './support/deskbell.ts';
import { docsImage } from './support/pictures.ts';
import { closeDesk, type Screen, signIn, WIDTHS, withBrowser } from './support/screen.ts';

withBrowser();

const DAY = 86_400_000;

/** A calendar from outside. */
let served = '';
let address = '';
const outside = createServer((_, res) => res.end(served));
beforeAll(async () => {
  await new Promise<void>((resolve) => outside.listen(0, '127.0.0.1', resolve));
  address = `http://127.0.0.1:${(outside.address() as AddressInfo).port}/rota.ics`;
});
afterAll(() => outside.close());

/** A team that takes turns. Each test goes on where the last one ended. */
describe.each(WIDTHS)('on call, on a %s', (width) => {
  let desk: Deskbell;
  let ada: DeskPerson;
  let ben: DeskPerson;
  let id: string;
  let agent: Screen;
  let admin: Screen;

  const overridesNow = async () => (await desk.call(api.schedules.overrides, { id })).items;
  const part = (name: string, of = agent) => of.page.getByRole('region', { name, exact: true });

  beforeAll(async () => {
    desk = await startDeskbell();
    await desk.call(api.settings.update, { allowedHosts: ['127.0.0.1'] });
    const teamId = (await desk.call(api.teams.list, {})).items[0]?.id ?? '';
    ada = await desk.person('Ada Lovelace', { roles: ['requester', 'agent'], team: teamId });
    ben = await desk.person('Ben Okafor', { roles: ['requester', 'agent'], team: teamId });
    const robin = await desk.person('Robin Hale', { roles: ['requester', 'admin'] });
    const start = `${new Date(Date.now() - 10 * DAY).toISOString().slice(0, 10)}T09:00`;
    const workdays = [{ from: '08:00', to: '18:00' }];
    ({ id } = await desk.call(api.schedules.create, {
      ...{ name: 'Shop, around the clock', teamId, timeZone: 'Asia/Kolkata' },
      layers: [
        {
          ...{ name: 'Primary', turns: [[ada.id], [ben.id]], start, every: { count: 1, unit: 'weeks' } },
          hours: [workdays, workdays, workdays, workdays, workdays, workdays, []],
        },
      ],
    }));
    [agent, admin] = (await Promise.all([ada, robin].map((one) => signIn(desk, width, one)))) as [
      Screen,
      Screen,
    ];
  });
  // A schedule is added that tells Slack, which is not set up: at some hours somebody comes on at once.
  afterAll(() => closeDesk(desk, /The channel slack is not set up/));

  test('shows who is on call, a timeline with its gaps, and moves through time', async () => {
    await agent.page.getByRole('link', { name: 'On call' }).click();
    await agent.heading('Shop, around the clock');
    await agent.sees('Primary', part('Timeline'));
    await agent.sees(/times of Asia\/Kolkata/);
    await part('Gaps').getByRole('listitem').first().waitFor();
    await part('Timeline')
      .getByRole('button', { name: /^Nobody: / })
      .first()
      .waitFor();
    await agent.look('on-call', { dark: true, full: true });
    if (width === 'desktop') await docsImage(agent.page, 'on-call');
    const heading = agent.page.getByRole('status').filter({ hasText: /20\d\d/ });
    const before = await heading.textContent();
    await agent.press('Next month');
    await expect.poll(() => heading.textContent()).not.toBe(before);
    await agent.press('Today');
    await expect.poll(() => heading.textContent()).toBe(before);
    await agent.page.getByText('Week', { exact: true }).click();
    await agent.sees(/Week of/);
    await agent.press('Next week');
    await agent.sees('Primary', part('Timeline'));
    await agent.look('on-call-week', { full: true });
  });

  test('goes to a date, which stands in the address', async () => {
    const heading = agent.page.getByRole('status').filter({ hasText: /20\d\d/ });
    await agent.page.getByText('Month', { exact: true }).click();
    await agent.page.getByLabel('Go to a date').fill('2031-05-20');
    await expect.poll(() => heading.textContent()).toMatch(/May 2031/);
    await expect.poll(() => agent.page.url()).toMatch(/date=2031-05-20/);
    await agent.page.reload();
    await agent.sees('Primary', part('Timeline'));
    await expect.poll(() => heading.textContent()).toMatch(/May 2031/);
    await agent.press('Next month');
    await expect.poll(() => heading.textContent()).toMatch(/June 2031/);
    await agent.press('Today');
    await expect.poll(() => agent.page.url()).not.toMatch(/date=/);
    await agent.page.getByText('Week', { exact: true }).click();
    await expect.poll(() => agent.page.url()).toMatch(/view=week/);
    await agent.press('Next week');
    await agent.sees('Primary', part('Timeline'));
  });

  test('the past stays as it was when the rules are changed, and the change stands there in words', async () => {
    await desk.call(api.schedules.update, { id, timeZone: 'Asia/Kathmandu' });
    await agent.sees('The time zone is Asia/Kathmandu instead of Asia/Kolkata.', part('Versions'));
    await agent.sees('Version 1', part('Versions'));
    await desk.call(api.schedules.update, { id, timeZone: 'Asia/Kolkata' });
    await agent.sees('Version 3', part('Versions'));
  });

  test('what is not covered is named, with links to when that is', async () => {
    const coverage = part('Coverage');
    await agent.sees('Every schedule that is used is covered. Some things are worth a look.', coverage);
    await agent.sees(/no escalation policy and no queue uses it/, coverage);
    await agent.sees('Nobody is on call', coverage);
    await agent.sees('No page reaches Ada Lovelace outside of the portal', coverage);
    await coverage
      .getByRole('button', { name: /^and \d+ more times$/ })
      .first()
      .click();
    await coverage.getByRole('link').last().click();
    await expect.poll(() => agent.page.url()).toMatch(/date=20\d\d-\d\d-\d\d#schedule$/);
    await agent.sees('Primary', part('Timeline'));
    const policy = await desk.call(api.escalationPolicies.create, {
      name: 'Shop',
      steps: [{ page: [{ who: 'schedule', scheduleId: id }], waitMinutes: 5 }],
    });
    await agent.open('/on-call');
    await agent.sees('Some alerts would reach nobody, or not everybody who is meant.', coverage);
    await agent.look('on-call-coverage', { dark: true, full: true });
    await desk.call(api.escalationPolicies.remove, { id: policy.id });
    // What follows is about a week that is still to come.
    await agent.page.getByText('Week', { exact: true }).click();
    await agent.press('Next week');
    await agent.sees('Primary', part('Timeline'));
  });

  test('a shift is pressed by the keyboard and taken over; the override is taken back, and put there again', async () => {
    const shift = part('Timeline')
      .getByRole('list', { name: 'On call' })
      .getByRole('button', { name: /^(Ada|Ben)/ });
    await shift.first().press('Enter');
    await agent.dialog('Add an override').waitFor();
    await agent.look('on-call-override', { dark: true });
    await agent.press('Add', agent.dialog());
    await agent.sees('The override was added.');
    await expect.poll(async () => (await overridesNow()).map((one) => one.personIds)).toEqual([[ada.id]]);
    await agent.press('Take back the override of Ada Lovelace');
    await agent.sees('The override was taken back.');
    await expect.poll(overridesNow).toEqual([]);
    await agent.press('Undo');
    await agent.sees('Ada Lovelace', part('Overrides'));
    await expect.poll(async () => (await overridesNow()).length).toBe(1);
  });

  test('an override is changed in one step, and what is wrong stands at its field', async () => {
    const [before] = await overridesNow();
    await agent.press('Change the override of Ada Lovelace');
    const dialog = agent.dialog('Change the override');
    await dialog.getByLabel('To').fill('2020-01-01T00:00');
    await agent.press('Save', dialog);
    await agent.sees('must be after the beginning', dialog);
    const from = await dialog.getByLabel('From').inputValue();
    const later = new Date(Date.parse(`${from}Z`) + 5 * DAY).toISOString().slice(0, 16);
    await dialog.getByLabel('To').fill(later);
    await agent.press('Save', dialog);
    await agent.sees('The override was changed.');
    await expect
      .poll(async () => (await overridesNow()).map((one) => one.id === before?.id || one.to))
      .toEqual([new Date(Date.parse(before?.from ?? '') + 5 * DAY).toISOString()]);
  });

  test.runIf(width === 'desktop')('a span is picked by dragging over the timeline', async () => {
    const track = part('Timeline').getByRole('list', { name: 'On call' }).locator('xpath=..');
    const box = await track.boundingBox();
    if (!box) expect.fail('nothing there');
    await agent.page.mouse.move(box.x + box.width * 0.5, box.y + box.height / 2);
    await agent.page.mouse.down();
    await agent.page.mouse.move(box.x + box.width * 0.6, box.y + box.height / 2, { steps: 5 });
    await agent.page.mouse.move(box.x + box.width * 0.75, box.y + box.height / 2, { steps: 5 });
    await agent.page.mouse.up();
    const dialog = agent.dialog('Add an override');
    await dialog.waitFor();
    const timeIn = async (label: string) => Date.parse(`${await dialog.getByLabel(label).inputValue()}Z`);
    // A quarter of a week.
    expect(((await timeIn('To')) - (await timeIn('From'))) / DAY).toBeCloseTo(1.75, 1);
    await agent.press('Cancel', dialog);
  });

  test('a secret address for calendars is shown once, works, and is ended', async () => {
    await agent.press('Make an address: My own shifts');
    const address = agent.dialog().getByRole('textbox', { name: 'Address' });
    await expect.poll(() => address.inputValue()).toMatch(/calendars/);
    const response = await fetch(await address.inputValue());
    expect(await response.text()).toMatch(/^BEGIN:VCALENDAR/);
    await agent.press('I have it', agent.dialog());
    await agent.press('End the address: My own shifts');
    await agent.press('End it', agent.dialog('End this address?'));
    await agent.page.getByRole('button', { name: 'Make an address: My own shifts' }).waitFor();
  });

  test('an admin has a calendar from outside say who is on call; what means nobody is listed', async () => {
    const day = new Date(Date.now() + 2 * DAY).toISOString().slice(0, 10).replaceAll('-', '');
    served = icalFile(
      ['UID:1', 'SUMMARY:Ben Okafor', `DTSTART;VALUE=DATE:${day}`, 'RRULE:FREQ=WEEKLY'],
      ['UID:2', 'SUMMARY:To be found', `DTSTART;VALUE=DATE:${day}`],
    );
    await admin.open(`/on-call?schedule=${id}`);
    await admin.press('Actions for Shop, around the clock');
    await admin.page.getByRole('menuitem', { name: 'Edit' }).click();
    const form = admin.dialog('Edit “Shop, around the clock”');
    await admin.press('Add a layer from a calendar', form);
    await admin.press('Add a calendar', form);
    const dialog = admin.dialog('Add a calendar');
    await admin.fill('Name', 'Rota', dialog);
    await admin.fill('iCalendar address', address, dialog);
    await admin.look('on-call-calendar');
    await admin.press('Add and read', dialog);
    await admin.sees(/events to come; one title means nobody/, form);
    await form.getByRole('checkbox', { name: 'Skip whoever is away by their calendar' }).check();
    await admin.press('Save', form);
    await admin.sees('Shop, around the clock was saved.');
    const outside = part('Calendars from outside', admin);
    await outside.getByText('one title means nobody').click();
    await admin.sees(/To be found/, outside);
    await admin.sees('Whoever is away is skipped.', part('Versions', admin));
    await admin.look('on-call-outside', { dark: true, full: true });
    const { items } = await desk.call(api.schedules.list, {});
    expect(items.find((one) => one.id === id)).toMatchObject({
      ...{ skipAbsent: true, layers: [{ name: 'Primary' }, { kind: 'calendar' }] },
    });
  });

  test('an agent is away by a calendar of their own', async () => {
    const day = new Date(Date.now() - DAY).toISOString().slice(0, 10).replaceAll('-', '');
    served = icalFile(['UID:1', 'SUMMARY:Beach', `DTSTART;VALUE=DATE:${day}`, 'DURATION:P9D']);
    await agent.open('/availability');
    await agent.press('Add a calendar', part('My calendars'));
    const dialog = agent.dialog('Add a calendar');
    await agent.fill('Name', 'Vacation', dialog);
    await agent.fill('iCalendar address', 'ftp://x', dialog);
    await agent.press('Add and read', dialog);
    await agent.sees('must be an address that begins with https://', dialog);
    await agent.fill('iCalendar address', address, dialog);
    await agent.press('Add and read', dialog);
    await agent.sees(/one event to come/, part('My calendars'));
    await agent.sees(/by their calendar until/);
    await agent.look('availability-calendar', { full: true });
    await agent.press('Actions for Vacation');
    await agent.page.getByRole('menuitem', { name: 'Remove' }).click();
    await agent.press('Remove', agent.dialog('Remove “Vacation”?'));
    await expect
      .poll(async () => {
        const { items } = await desk.call(api.availability.list, {});
        return items.flatMap(({ members }) => members).find((one) => one.id === ada.id)?.availability;
      })
      .toBe('available');
  });

  test('somebody is paged by hand: who that reaches is shown before, and it is confirmed', async () => {
    await agent.open('/on-call');
    await agent.press('Page…');
    const dialog = agent.dialog('Page somebody');
    await agent.press('Page…', dialog);
    await agent.sees('must say why', dialog);
    await dialog.getByRole('combobox', { name: 'Person' }).fill('Ben');
    await agent.page.getByRole('option', { name: 'Ben Okafor' }).click();
    await agent.fill('Why', 'The checkout is down', dialog);
    await agent.sees(/Only mail and the portal reach Ben Okafor/, dialog);
    await agent.look('on-call-page', { dark: true });
    await agent.press('Page…', dialog);
    await agent.press('Page now', agent.dialog('Page Ben Okafor?'));
    await agent.sees('Ben Okafor is paged.');
    await agent.heading('The checkout is down');
    await agent.sees('Ada Lovelace', agent.page.getByRole('complementary', { name: 'Details' }));
    const { items } = await desk.call(api.alerts.list, {});
    expect(items).toMatchObject([{ summary: 'The checkout is down', askedBy: { name: 'Ada Lovelace' } }]);
    const alert = items[0]?.id ?? '';
    await desk.call(api.alerts.resolve, { id: alert });
    await agent.open('/on-call');
    await agent.heading('Shop, around the clock');
  });

  test('an admin adds a schedule with a preview, and removes it', async () => {
    await admin.open('/on-call');
    await admin.press('Add a schedule');
    const dialog = admin.dialog('Add a schedule');
    await admin.press('Add', dialog);
    await admin.fill('Name', 'Network', dialog);
    await dialog.getByRole('combobox', { name: 'Team' }).click();
    await admin.page.getByRole('listbox').getByRole('option').first().click();
    await dialog.getByRole('combobox', { name: 'Turn 1' }).fill('Ada');
    await admin.page.getByRole('option', { name: 'Ada Lovelace' }).click();
    // What is proposed stays open over the form until one goes on.
    await admin.page.keyboard.press('Tab');
    await admin.sees('Primary', part('Preview', admin));
    await admin.press('Add a turn', dialog);
    await dialog.getByRole('combobox', { name: 'Turn 2' }).fill('Ben');
    await admin.page.getByRole('option', { name: 'Ben Okafor' }).click();
    await dialog.getByRole('checkbox', { name: 'Only at certain hours or on certain days' }).check();
    await dialog.getByRole('textbox', { name: 'Monday, from' }).fill('8');
    await part('Preview', admin)
      .getByRole('img', { name: /^Ben Okafor: / })
      .first()
      .waitFor();
    await admin.sees('In the next thirty days, with the overrides that there are:', part('Preview', admin));
    await admin.sees('Nobody is on call', part('Preview', admin));
    await dialog.getByRole('combobox', { name: 'Where this is told' }).selectOption('slack');
    await admin.fill('Conversation', 'T1:C1', dialog);
    await admin.look('on-call-form', { dark: true });
    await admin.press('Add', dialog);
    await admin.sees('Network was added.');
    await admin.sees(/^Nobody is on call: .* and \d+ more times\. No page reaches Ada Lovelace/);
    const { items } = await desk.call(api.schedules.list, {});
    expect(items.find(({ name }) => name === 'Network')?.layers).toMatchObject([
      { turns: [[ada.id], [ben.id]], every: { count: 1, unit: 'weeks' } },
    ]);
    expect(items.find(({ name }) => name === 'Network')).toMatchObject({
      ...{ tellsHandover: true, conversation: { channel: 'slack', conversation: 'T1:C1' } },
    });
    // Without the words about what was just added, which lie over the menu.
    await admin.open('/on-call');
    await admin.page.getByRole('link', { name: /^Network/ }).click();
    // What is shown of it may be asked for once more, also by others.
    for (const screen of [admin, agent]) screen.forgive(/status of 404/);
    await admin.press('Actions for Network');
    await admin.page.getByRole('menuitem', { name: 'Remove' }).click();
    await admin.press('Remove', admin.dialog('Remove “Network”?'));
    await expect.poll(() => admin.page.getByRole('link', { name: /^Network/ }).count()).toBe(0);
  });
});
