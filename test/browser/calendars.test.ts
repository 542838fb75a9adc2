import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { api } from '../../src/contract/api.ts';
import { type Deskbell, type DeskPerson, startDeskbell } from './support/deskbell.ts';
import { closeDesk, type Screen, signIn, WIDTHS, withBrowser } from './support/screen.ts';

withBrowser();

/** An iCalendar file: of each day there are seven, from last year to five years ahead. */
const ical = (...days: [string, string][]) =>
  [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//example//EN',
    ...days.flatMap(([date, name]) => [
      'BEGIN:VEVENT',
      `UID:${date}`,
      'DTSTAMP:20260101T000000Z',
      `DTSTART;VALUE=DATE:${date}`,
      'RRULE:FREQ=YEARLY',
      `SUMMARY:${name}`,
      'END:VEVENT',
    ]),
    'END:VCALENDAR',
    '',
  ].join('\r\n');

describe.each(WIDTHS)('the hours of work, on a %s', (width) => {
  let desk: Deskbell;
  let grace: DeskPerson;
  let admin: Screen;
  let agent: Screen;
  let intranet: Server;
  let address: string;

  const field = (name: string) => admin.dialog().getByRole('textbox', { name, exact: true });
  const day = (name: string) => admin.dialog().getByRole('group', { name });
  const holiday = () => admin.dialog().getByRole('group', { name: 'Holiday', exact: true });
  const panel = (name: string, screen = admin) =>
    screen.page.getByRole('region', { name: `Calendar ${name}` });
  const act = async (name: string, what: 'Edit' | 'Remove') => {
    await admin.press(`Actions for the calendar ${name}`);
    await admin.page.getByRole('menuitem', { name: what }).click();
  };
  const upload = (name: string, text: string) =>
    panel(name)
      .locator('input[type=file]')
      .setInputFiles({ name: 'days.ics', mimeType: 'text/calendar', buffer: Buffer.from(text) });

  beforeAll(async () => {
    desk = await startDeskbell();
    const team = (await desk.call(api.teams.list, {})).items[0]?.id;
    grace = await desk.person('Grace Hopper');
    const ada = await desk.person('Ada Lovelace', { roles: ['requester', 'agent'], team });
    const root = await desk.person('Robin Hale', { roles: ['requester', 'agent', 'admin'], team });
    [admin, agent] = (await Promise.all([root, ada].map((person) => signIn(desk, width, person)))) as [
      Screen,
      Screen,
    ];
    intranet = createServer((_, response) =>
      response.end(ical(['20201224', 'Founders’ day'], ['20201231', 'Stocktaking'])),
    ).listen(0, '127.0.0.1');
    await once(intranet, 'listening');
    address = `http://127.0.0.1:${(intranet.address() as AddressInfo).port}/days.ics`;
  });
  afterAll(async () => {
    intranet.close();
    await closeDesk(desk);
  });

  test('an admin adds a calendar with a lunch break, a night, and holidays of every kind', async () => {
    await admin.open('/settings/calendars');
    await admin.sees('No calendar yet');
    await admin.look('settings-calendars-none');
    await admin.press('Add a calendar');
    await field('Name').fill('Berlin office');
    await admin.dialog().getByLabel('Time zone').first().fill('berlin');
    await admin.page.getByRole('option', { name: 'Europe/Berlin' }).click();
    await field('Monday, to').fill('12');
    await admin.press('Add hours on Monday', admin.dialog());
    await field('Monday (2), from').fill('13.00');
    await field('Monday (2), to').fill('25:00');
    await admin.press('Add', admin.dialog());
    await admin.sees('must be a time such as 09:00', admin.dialog());
    await admin.look('settings-calendar-wrong');
    await field('Monday (2), to').fill('17:00');
    await expect.poll(() => field('Monday, to').inputValue()).toBe('12:00');
    await admin.press('More for Monday', admin.dialog());
    await admin.page.getByRole('menuitem', { name: 'Copy to all weekdays' }).click();
    await expect.poll(() => field('Friday (2), from').inputValue()).toBe('13:00');
    await admin.press('Add hours on Saturday', admin.dialog());
    await field('Saturday, from').fill('22');
    await field('Saturday, to').fill('6');
    await admin.sees('on Sunday', day('Saturday'));
    await admin.look('settings-calendar-form', { dark: true });

    const add = async (kind: string, name: string, more: () => Promise<unknown>, words: RegExp) => {
      await admin.press('Add a holiday', admin.dialog());
      await holiday().getByRole('textbox', { name: 'Name of the holiday' }).fill(name);
      await holiday().getByLabel('When it is').selectOption({ label: kind });
      await more();
      await admin.sees(words, holiday());
      await admin.glance(`settings-holiday-${kind.split(' ').at(-1)?.toLowerCase()}`);
      await admin.press('Add the holiday', holiday());
      await holiday().waitFor({ state: 'hidden' });
    };
    const month = (label: string) => holiday().getByLabel('Month', { exact: true }).selectOption({ label });
    await add(
      'Once, on one day or several',
      'Company outing',
      async () => {
        await holiday().getByRole('textbox', { name: 'Day', exact: true }).fill('2099-12-30');
        await holiday().getByLabel('Last day, if there are several').fill('2100-01-03');
      },
      /30 December 2099 to 3 January 2100; next on/,
    );
    await add(
      'Yearly, on the same date',
      'Christmas Day',
      async () => {
        await holiday().getByLabel('Day of the month').fill('25');
        await month('December');
      },
      /25 December every year; next on \w{3} 25 Dec/,
    );
    await add(
      'Yearly, on a weekday',
      'Spring bank holiday',
      async () => {
        await holiday().getByLabel('Which').selectOption({ label: 'Last' });
        await month('May');
      },
      /The last Monday in May; next on Mon/,
    );
    await add(
      'Yearly, around Easter',
      'Good Friday',
      () => holiday().getByLabel('Days after Easter Sunday').fill('-2'),
      /2 days before Easter Sunday; next on Fri/,
    );
    await admin.look('settings-calendar-holidays', { dark: true });
    await admin.press('Add', admin.dialog());
    await admin.sees('Berlin office was added.');
    const words = 'Mon to Fri 09:00 to 12:00 and 13:00 to 17:00; Sat 22:00 to 06:00 the day after';
    await admin.sees(words, panel('Berlin office'));
    const row = panel('Berlin office').getByRole('row', { name: 'Saturday' });
    await expect.poll(() => row.textContent()).toBe('Saturday22:00 to 06:00 the day after');
    await admin.look('settings-calendars', { dark: true });
    const [calendar] = (await desk.call(api.calendars.list, {})).items;
    expect(calendar?.holidays).toHaveLength(4);
    expect(calendar?.week[5]).toEqual([{ from: '22:00', to: '06:00' }]);
  });

  test('another one is added with the keyboard alone', async () => {
    const { keyboard } = admin.page;
    const tab = async (times: number) => {
      for (let count = 0; count < times; count += 1) await keyboard.press('Tab');
    };
    await admin.open('/settings/calendars');
    await admin.page.getByRole('button', { name: 'Add a calendar' }).focus();
    await keyboard.press('Enter');
    await field('Name').and(admin.page.locator(':focus')).waitFor();
    await keyboard.type('Night watch');
    await tab(1);
    await keyboard.press('ControlOrMeta+a');
    await keyboard.type('tokyo');
    await keyboard.press('ArrowDown');
    await keyboard.press('Enter');
    // From, to, the removal, another one, more.
    await tab(1);
    await keyboard.type('20');
    await tab(1);
    await keyboard.type('4');
    await tab(3);
    await keyboard.press('Enter');
    const everyDay = admin.page.getByRole('menuitem', { name: 'Copy to every day' });
    await everyDay.waitFor();
    // The menu takes the focus once it is drawn, from the item where an early key had put it.
    await expect
      .poll(async () => {
        if (await everyDay.and(admin.page.locator(':focus')).count()) return true;
        await keyboard.press('ArrowDown');
        return false;
      })
      .toBe(true);
    await keyboard.press('Enter');
    await admin.page.getByRole('menu').waitFor({ state: 'hidden' });
    await expect.poll(() => field('Sunday, to').inputValue()).toBe('04:00');
    await field('Name').focus();
    await keyboard.press('Enter');
    await admin.sees('Every day 20:00 to 04:00 the day after', panel('Night watch'));
    await admin.sees('Asia/Tokyo', panel('Night watch'));
  });

  test('holidays come out of a file; a broken one is told and changes nothing', async () => {
    await upload('Night watch', ical(['20200501', 'May Day'], ['20200502', 'The day after']));
    await admin.sees('Night watch has 14 holidays from iCalendar now.');
    await admin.sees('The day after', panel('Night watch'));
    admin.forgive(/status of 422/);
    await upload('Night watch', 'BEGIN:VCALENDAR\r\nBEGIN:VEVENT');
    await admin.sees('This iCalendar file cannot be read', panel('Night watch').getByRole('alert'));
    await admin.look('settings-calendar-broken-file');
    await admin.sees('The day after', panel('Night watch'));
    await admin.press('Close', panel('Night watch').getByRole('alert'));
    await act('Night watch', 'Edit');
    await admin.sees('14 more were read from iCalendar.', admin.dialog());
    await admin.press('Cancel', admin.dialog());
  });

  test('an address is read once it is allowed, and what stands in the way is told until then', async () => {
    await act('Night watch', 'Edit');
    await field('Address of an iCalendar file').fill(address);
    await admin.press('Save', admin.dialog());
    await admin.sees('It could not be read', panel('Night watch'));
    await admin.sees('The day after', panel('Night watch'));
    await admin.look('settings-calendar-refused', { dark: true });
    const hosts = admin.page.getByRole('region', { name: 'Hosts of your own network' });
    await hosts.getByLabel('Allowed hosts').first().fill('host/with/path');
    await admin.press('Save', hosts);
    await admin.sees(/must be a host/, hosts);
    await hosts.scrollIntoViewIfNeeded();
    await admin.look('settings-hosts-wrong');
    await hosts.getByLabel('Allowed hosts').first().press('Backspace');
    await admin.page.keyboard.type('127.0.0.1');
    await admin.press('Save', hosts);
    await admin.sees(/^Saved\.$/);
    await admin.press('Read now', panel('Night watch'));
    await admin.sees('Stocktaking', panel('Night watch'));
    await admin.seesNot('It could not be read', panel('Night watch'));
    await admin.sees(/^Read every day from .+; last just now\.$/, panel('Night watch'));
    await admin.look('settings-calendar-read');
  });

  test('a queue and a ticket go by a calendar, and then it cannot be removed', async () => {
    await admin.open('/settings/queues');
    await admin.press('Actions for the queue IT support');
    await admin.page.getByRole('menuitem', { name: 'Edit' }).click();
    await admin.dialog().getByLabel('Calendar').first().click();
    await admin.page.getByRole('option', { name: 'Night watch' }).click();
    await admin.dialog().getByLabel('Calendar').first().scrollIntoViewIfNeeded();
    await admin.look('settings-queue-calendar');
    await admin.press('Save', admin.dialog());
    await admin.sees('IT support was saved.');

    await desk.call(api.slaPolicies.create, {
      name: 'Standard',
      terms: {
        calendarId: null,
        targets: { first_response: [60, 60, 60, 60, 60], next_response: null, resolution: null },
        pausesOn: [],
        thresholds: [],
      },
    });
    const { number } = await grace.call(api.tickets.open, { title: 'A new desk', description: 'Please.' });
    await agent.open(`/tickets/${number}`);
    await agent.heading('A new desk');
    await agent.press('More actions');
    await agent.page.getByRole('menuitem', { name: 'Edit' }).click();
    await agent.dialog().getByLabel('Calendar').first().click();
    await agent.page.getByRole('option', { name: 'Berlin office' }).click();
    await agent.look('ticket-calendar', { dark: true });
    await agent.press('Save', agent.dialog());
    await agent.sees(/changed the calendar/);
    const fold = agent.page.locator('details:not([open]) > summary', { hasText: 'Details' });
    if (await fold.count()) await fold.click();
    await agent.sees('Standard, version 1, by the hours of Berlin office');

    await admin.open('/settings/calendars');
    admin.forgive(/status of 409/);
    for (const [name, user] of [
      ['Night watch', 'IT support'],
      ['Berlin office', '1 open ticket'],
    ] as const) {
      await act(name, 'Remove');
      await admin.press('Remove', admin.dialog());
      await admin.sees(user, panel(name).getByRole('alert'));
    }
    await admin.look('settings-calendar-used', { dark: true });
  });

  test('one that nothing goes by is removed', async () => {
    await desk.call(api.calendars.create, {
      name: 'Of no use',
      timeZone: 'UTC',
      week: [[], [], [], [], [], [], [{ from: '00:00', to: '24:00' }]],
    });
    await panel('Of no use').waitFor();
    await act('Of no use', 'Remove');
    await admin.press('Remove', admin.dialog());
    await panel('Of no use').waitFor({ state: 'hidden' });
  });

  test('agents read the calendars', async () => {
    await agent.open('/settings');
    await agent.heading('Calendars');
    await agent.sees('Asia/Tokyo', panel('Night watch', agent));
    expect(await agent.page.getByRole('main').getByRole('button').count()).toBe(0);
    await agent.look('settings-calendars-agent');
  });
});
