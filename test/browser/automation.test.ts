import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { api } from '../../src/contract/api.ts';
import { type Deskbell, type DeskPerson, startDeskbell } from './support/deskbell.ts';
import { closeDesk, type Screen, signIn, WIDTHS, withBrowser } from './support/screen.ts';

withBrowser();

describe.each(WIDTHS)('what the desk does by itself, on a %s', (width) => {
  let desk: Deskbell;
  let grace: DeskPerson;
  let ada: DeskPerson;
  let admin: Screen;
  let agent: Screen;

  const box = (name: string) => admin.dialog().getByRole('textbox', { name, exact: true });
  const field = (name: string) => admin.dialog().getByLabel(name, { exact: true }).first();
  const choose = (name: string, label: string) => field(name).selectOption({ label });
  const pick = async (name: string, option: string) => {
    await field(name).click();
    await admin.page.getByRole('option', { name: option }).first().click();
    await field(name).press('Tab');
  };
  const words = async (name: string, text: string) => {
    await field(name).fill(text);
    await field(name).press('Enter');
  };
  const rule = (place: number, name: string, screen = admin) =>
    screen.page.getByRole('region', { name: `Rule ${place}: ${name}` });
  const open = async (title: string, more: object = {}) =>
    (await grace.call(api.tickets.open, { title, description: title, ...more })).number;
  const names = async () => (await desk.call(api.automations.list, {})).items.map(({ name }) => name);
  const states = async (ticket: string) =>
    (await desk.call(api.automations.runs, { ticket })).items.map(({ state }) => state);
  const log = () => admin.page.getByRole('list').filter({ has: admin.page.locator('time') });

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
    await open('The printer is on fire', { impact: 1, urgency: 1 });
    await open('A new mouse');
  });
  afterAll(() => closeDesk(desk));

  test('an admin builds a rule with groups within groups, tries it, and adds it', async () => {
    await admin.open('/settings/automation');
    await admin.sees('No rule yet');
    await admin.look('automation-none', { dark: true });
    await admin.press('Add a rule');
    await admin.press('Add', admin.dialog());
    await admin.sees('Add at least one action.', admin.dialog());
    await admin.sees('must not be empty', admin.dialog());
    await box('Name').and(admin.page.locator(':focus')).waitFor();
    await admin.look('automation-empty');

    await box('Name').fill('Fire first');
    await admin.press('Add a condition', admin.dialog());
    await choose('Condition 1: how', 'is this or more urgent');
    await choose('Condition 1: value', 'P2 High');
    await admin.press('Add a group', admin.dialog());
    await choose('Condition 2.1: what', 'Title');
    await words('Condition 2.1: value', 'fire');
    await admin.press('Add a condition to group 2', admin.dialog());
    await choose('Condition 2.2: what', 'Requester');
    await admin.press('Add', admin.dialog());
    await admin.sees('must not be empty', admin.dialog().getByRole('group', { name: 'Group 2' }));
    await pick('Condition 2.2: value', 'Ada Lovelace');
    await admin.press('Add a condition', admin.dialog());
    await choose('Condition 3: what', 'Tag');
    await choose('Condition 3: how', 'is not');
    await words('Condition 3: value', 'drill');
    await field('Condition 1: what').scrollIntoViewIfNeeded();
    await admin.look('automation-condition', { dark: true });

    await admin.press('Add an action', admin.dialog());
    await choose('Action 1: what', 'Assign');
    await pick('To', 'Ada Lovelace');
    await admin.press('Add an action', admin.dialog());
    await admin.dialog().getByText('Insert what differs from ticket to ticket').click();
    await box('What agents read').fill('Run, !');
    await box('What agents read').press('ArrowLeft');
    await admin.press('{{assignee.name}}', admin.dialog());
    await expect.poll(() => box('What agents read').inputValue()).toBe('Run, {{assignee.name}}!');
    await admin.look('automation-actions', { dark: true });
    const sentence =
      /^When a ticket is opened, if its priority is P2 or more urgent, \(the title contains “fire” or the requester is Ada Lovelace\), and it is not tagged drill: assign it to Ada Lovelace and note “Run, {{assignee\.name}}!”\.$/;
    await admin.sees(sentence, admin.dialog());

    await admin.press('Try it on the last 50 tickets', admin.dialog());
    await admin.sees('It would have acted on 1 of the last 2 tickets.', admin.dialog());
    await admin.sees('It was opened. It would act: tag is not drill: yes', admin.dialog());
    await admin.sees('It was opened. It would not act: priority is at most 2: no', admin.dialog());
    await admin.dialog().getByRole('button', { name: 'Add', exact: true }).scrollIntoViewIfNeeded();
    await admin.look('automation-dry-run', { dark: true });
    await admin.press('Add', admin.dialog());
    await admin.sees('Fire first was added.');
    await admin.sees(sentence, rule(1, 'Fire first'));
    await admin.look('automation-rules', { dark: true });
  });

  test('another one is made with the keyboard alone, and moved', async () => {
    const { keyboard } = admin.page;
    const tab = async (times: number) => {
      for (let count = 0; count < times; count += 1) await keyboard.press('Tab');
    };
    const focused = (name: string, role: 'button' | 'combobox' | 'textbox' = 'button') =>
      admin.page.getByRole(role, { name, exact: true }).and(admin.page.locator(':focus')).waitFor();
    await admin.page.getByRole('button', { name: 'Add a rule' }).focus();
    await keyboard.press('Enter');
    await focused('Name', 'textbox');
    await keyboard.type('Thanks are answered');
    await tab(1);
    await focused('This happens', 'combobox');
    await keyboard.type('Somebody replies');
    await tab(1);
    await focused('Who', 'combobox');
    await keyboard.type('The requester');
    await tab(1);
    await focused('Add a condition');
    await keyboard.press('Enter');
    await focused('Condition 1: what', 'combobox');
    await keyboard.type('What was just');
    await tab(2);
    await keyboard.type('thanks,');
    // The removal, another condition, a group, the delay.
    await tab(2);
    await focused('Add a condition');
    await tab(2);
    await focused('A delay', 'textbox');
    await keyboard.type('30m');
    await tab(1);
    await keyboard.press('Enter');
    await focused('Action 1: what', 'combobox');
    await keyboard.type('Put on');
    await admin.press('Add an action', admin.dialog());
    await focused('Action 2: what', 'combobox');
    await keyboard.type('Tag');
    // Its move up and down, its removal, its tags.
    await tab(4);
    await keyboard.type('thanked,');
    await admin.dialog().getByRole('button', { name: 'Move action 2 up' }).focus();
    await keyboard.press('Enter');
    await focused('Move action 1 up');
    await keyboard.press('Tab');
    await keyboard.press('Enter');
    await focused('Move action 2 down');
    await admin.sees(/after 30 min: put it on hold, waiting for requester and tag it thanked\.$/);
    await admin.dialog().getByRole('button', { name: 'Remove action 1' }).focus();
    await keyboard.press('Enter');
    await focused('Add an action');
    await box('Name').focus();
    await keyboard.press('Enter');
    await rule(2, 'Thanks are answered').waitFor();
    await admin.page.getByRole('button', { name: 'Move Thanks are answered up' }).focus();
    await keyboard.press('Enter');
    await rule(1, 'Thanks are answered').waitFor();
    expect(await names()).toEqual(['Thanks are answered', 'Fire first']);
    await admin.look('automation-two', { full: true });
  });

  test('every trigger has its fields', async () => {
    await admin.press('Edit Thanks are answered');
    for (const [trigger, label] of [
      ['Something of it changes', 'Of these'],
      ['It reaches a state', 'Which'],
      ['A promised time goes by', 'Which time'],
      ['Something becomes of an alert', 'What'],
      ['Nothing has happened for some time', 'Hours'],
      ['A set time comes', 'Time zone'],
    ] as const) {
      await choose('This happens', trigger);
      await field(label).waitFor();
      await admin.look(`automation-trigger-${label.toLowerCase().replaceAll(' ', '-')}`);
    }
  });

  test('and so has every action', async () => {
    for (const [kind, label] of [
      ['Move to a queue', 'Queue'],
      ['Classify', 'Impact'],
      ['Reply to the requester', 'What the requester reads'],
      ['Resolve', 'As'],
      ['Cancel', 'Why'],
      ['Post in a conversation', 'Conversation'],
      ['Tell people', 'And these people'],
      ['Open a part', 'Title'],
      ['Link to a ticket', 'Ticket'],
      ['Call a webhook', 'Webhook'],
      ['Page who is on call', 'Service'],
    ] as const) {
      await choose('Action 1: what', kind);
      await field(label).scrollIntoViewIfNeeded();
      await admin.look(`automation-action-${kind.toLowerCase().replaceAll(' ', '-')}`);
    }
    await admin.press('Cancel', admin.dialog());
  });

  test('a rule that goes by the clock says when, and what daylight saving does to it', async () => {
    const at = admin.dialog().getByLabel(/^At\b/);
    await admin.press('Edit Thanks are answered');
    await choose('This happens', 'A set time comes');
    await at.fill('');
    await admin.press('Save', admin.dialog());
    await admin.sees('must be a time such as 09:00', admin.dialog());
    await at.and(admin.page.locator(':focus')).waitFor();
    await at.fill('02:30');
    await admin.seesNot('must be a time such as 09:00', admin.dialog());
    await choose('Recurs', 'On a weekday of the month');
    await choose('Which one', 'Last');
    await choose('Weekday', 'Sunday');
    await pick('Time zone', 'Europe/Berlin');
    await admin.sees(
      /^At set times \(Last Sunday of the month at 02:30, Europe\/Berlin\), for every open ticket,/,
    );
    await admin.sees('The clocks skip its time that day: it runs at the first minute that is there.');
    await at.scrollIntoViewIfNeeded();
    await admin.look('automation-schedule', { dark: true });
    await admin.press('Try it on the last 50 tickets', admin.dialog());
    await admin.sees(/^Its time had come\. It would not act/, admin.dialog());
    await admin.press('Save', admin.dialog());
    await admin.sees('Thanks are answered was saved.');
    const [saved] = (await desk.call(api.automations.list, {})).items;
    expect(saved?.trigger).toEqual({ on: 'schedule', cron: '30 2 * * 7#L', timeZone: 'Europe/Berlin' });
  });

  test('what the server refuses stands at its field', async () => {
    admin.forgive(/status of 422/);
    await admin.press('Edit Fire first');
    await box('What agents read').fill('Hello {{nobody}}.');
    await admin.press('Save', admin.dialog());
    await admin.sees(/^There is no {{nobody}}/, admin.dialog());
    await box('What agents read').and(admin.page.locator(':focus')).waitFor();
    await admin.look('automation-refused');
    await box('What agents read').fill('Run, {{assignee.name}}!');
    await box('Name').fill('Fire goes first');
    await admin.press('Save', admin.dialog());
    await admin.sees('Fire goes first was saved.');
    await admin.sees(/Version 2/, rule(2, 'Fire goes first'));
  });

  test('a rule is switched off at once, which can be undone', async () => {
    const name = 'Fire goes first';
    await admin.page.getByRole('switch', { name: `${name} is on` }).press(' ');
    await admin.sees(/· off/, rule(2, name));
    await admin.sees(`${name} is off. What it had still to do is not done.`);
    await admin.look('automation-off');
    await admin.press('Undo');
    await admin.seesNot(/· off/, rule(2, name));
    await expect
      .poll(async () => (await desk.call(api.automations.list, {})).items.every(({ enabled }) => enabled))
      .toBe(true);
  });

  test('a rule as YAML, all of them as a file, and what is taken in again', async () => {
    await admin.press('Edit Fire goes first');
    await admin.page.getByRole('tab', { name: 'YAML' }).click();
    const yaml = await box('Fire goes first as YAML').inputValue();
    expect(yaml).toContain(`to: person:${ada.email}`);
    await admin.look('automation-yaml', { dark: true });
    await admin.page.keyboard.press('Escape');
    const downloading = admin.page.waitForEvent('download');
    await admin.press('Export');
    const file = await (await downloading).path();
    const text = await readFile(file, 'utf8');
    expect(parse(text).automations.map((one: { name: string }) => one.name)).toEqual(await names());

    admin.forgive(/status of 422/);
    await admin.press('Import');
    await box('YAML').fill(
      'automations:\n  - name: Who is that?\n    trigger: { on: noted }\n    actions:\n      - { do: assign, to: "person:nobody@example.com" }\n',
    );
    await admin.press('Import', admin.dialog());
    await admin.sees(
      'Rule 1, in line 2: actions.0.to: There is no person “nobody@example.com” here.',
      admin.dialog(),
    );
    await admin.look('automation-import', { dark: true });
    const more = text.replace('Run, ', 'Run away, ').replace('name: Thanks', 'name: More thanks');
    await admin
      .dialog()
      .locator('input[type=file]')
      .setInputFiles({ name: 'rules.yaml', mimeType: 'text/yaml', buffer: Buffer.from(more) });
    await expect.poll(() => box('YAML').inputValue()).toBe(more);
    await admin.press('Import', admin.dialog());
    await admin.sees('Rules: one was added, one was changed.');
    expect(await names()).toHaveLength(3);
    await admin.sees(/Version 3/, rule(2, 'Fire goes first'));
  });

  test('the log says what rules did, and what failed is tried again', async () => {
    await desk.call(api.automations.create, {
      name: 'Link it',
      trigger: { on: 'opened' },
      actions: [
        { do: 'link', kind: 'related', to: 'PRB-99' },
        { do: 'tag', add: ['linked'] },
      ],
      condition: { field: 'title', op: 'contains', value: ['fire'] },
    });
    const number = await open('The server room is on fire', { impact: 1, urgency: 1 });
    await expect.poll(() => states(number)).toEqual(['failed', 'done']);
    await admin.page.getByText('What they did', { exact: true }).click();
    await admin.sees('Assigned.');
    await admin.sees('Tagged.');
    await admin.look('automation-log', { dark: true });
    await admin.dialog().waitFor({ state: 'hidden' });
    await admin.page.getByLabel('State', { exact: true }).selectOption({ label: 'Failed' });
    await admin.seesNot('Assigned.', log());
    await admin.press('Try again');
    await admin.sees('It is tried again.');
    await admin.look('automation-log-failed');
    await admin.press('Clear');
    admin.forgive(/status of 404/);
    await admin.page.getByRole('combobox', { name: 'Ticket' }).fill('REQ-999');
    await admin.page.keyboard.press('Enter');
    await admin.sees('This could not be loaded');

    await agent.open(`/tickets/${number}`);
    await agent.heading('The server room is on fire');
    const fold = agent.page.locator('details:not([open]) > summary', { hasText: 'Details' });
    if (await fold.count()) await fold.click();
    await agent.sees('What rules did');
    await agent.page.getByText('What rules did').scrollIntoViewIfNeeded();
    await agent.look('automation-ticket', { dark: true });
    await agent.page.getByRole('link', { name: 'In the log' }).click();
    await agent.sees('Link to a ticket: There is no such ticket.');
    expect(await agent.page.getByRole('button', { name: 'Try again' }).count()).toBe(0);
    await agent.look('automation-log-agent');
  });

  test('agents read the rules and what they did', async () => {
    await agent.open('/settings/automation');
    await rule(2, 'Fire goes first', agent).waitFor();
    expect(await agent.page.getByRole('main').getByRole('button').count()).toBe(0);
    await agent.page.getByRole('link', { name: /^what it did.*Fire goes first$/ }).click();
    await agent.sees('Noted.');
    await agent.look('automation-agent');
  });
});
