import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { api } from '../../src/contract/api.ts';
import { type Deskbell, type DeskPerson, startDeskbell } from './support/deskbell.ts';
import { closeDesk, type Screen, signIn, WIDTHS, withBrowser } from './support/screen.ts';

withBrowser();

describe.each(WIDTHS)('macros, on a %s', (width) => {
  let desk: Deskbell;
  let grace: DeskPerson;
  let admin: Screen;
  let agent: Screen;

  const box = (screen: Screen, name: string) => screen.dialog().getByRole('textbox', { name, exact: true });
  const macros = async () => (await desk.call(api.macros.list, {})).items;
  const open = async (title: string) =>
    (await grace.call(api.tickets.open, { title, description: title })).number;
  const said = async (number: string) =>
    (await desk.call(api.tickets.entries, { number })).items.flatMap(({ kind, body }) =>
      kind === 'event' ? [] : [body],
    );
  const writing = () => agent.page.getByRole('textbox', { name: 'Reply to Grace Hopper' });
  /** The list is open, and what is typed looks for a macro. */
  const find = async (screen: Screen, words: string) => {
    const field = screen.dialog().getByRole('combobox', { name: 'Macro' });
    await field.and(screen.page.locator(':focus')).waitFor();
    await screen.page.getByRole('option').first().waitFor();
    await screen.page.keyboard.type(words);
  };

  beforeAll(async () => {
    desk = await startDeskbell();
    const team = (await desk.call(api.teams.list, {})).items[0]?.id;
    grace = await desk.person('Grace Hopper');
    const root = await desk.person('Robin Hale', { roles: ['requester', 'agent', 'admin'], team });
    const ada = await desk.person('Ada Lovelace', { roles: ['requester', 'agent'], team });
    [admin, agent] = (await Promise.all([root, ada].map((one) => signIn(desk, width, one)))) as [
      Screen,
      Screen,
    ];
  });
  afterAll(() => closeDesk(desk));

  test('an admin adds one for everybody, with a reply and actions', async () => {
    await admin.open('/settings/macros');
    await admin.sees('No macro yet');
    await admin.look('macros-none');
    await admin.press('Add a macro');
    await admin.press('Add', admin.dialog());
    await admin.sees('Write a reply, or add an action.', admin.dialog());
    await box(admin, 'Name').fill('Ask for the log');
    await box(admin, 'Description').fill('When nobody knows what happened');
    await box(admin, 'Reply').fill('Hello {{requester.firstname}}, please send us the log.');
    await admin.press('Add an action', admin.dialog());
    const what = (place: number) => admin.dialog().getByRole('combobox', { name: `Action ${place}: what` });
    await expect.poll(() => what(1).locator('option').allTextContents()).not.toContain('Call a webhook');
    await what(1).selectOption({ label: 'Assign' });
    await admin
      .dialog()
      .getByLabel('To whoever applies the macro')
      .and(admin.page.locator(':checked'))
      .waitFor();
    await admin.press('Add an action', admin.dialog());
    await what(2).selectOption({ label: 'Put on hold' });
    await admin.look('macros-form', { dark: true });
    admin.forgive(/status of 422/);
    await admin.press('Add', admin.dialog());
    await admin.sees(/^There is no {{requester\.firstname}}/, admin.dialog());
    await box(admin, 'Reply').fill('Hello {{requester.first_name}}, please send us the log. {{agent.name}}');
    await admin.press('Add', admin.dialog());
    await admin.sees('Ask for the log was added.');
    await admin.sees(/assign it to whoever applies it, and put it on hold, waiting for requester\.$/);
    await admin.look('macros-list', { dark: true });
  });

  test('an agent adds one of their own, and cannot change what is shared', async () => {
    await agent.open('/settings/macros');
    await agent.sees('Ask for the log');
    expect(await agent.page.getByRole('button', { name: 'Actions for Ask for the log' }).count()).toBe(0);
    await agent.press('Add a macro');
    expect(await agent.dialog().getByText('Who may use it').count()).toBe(0);
    await box(agent, 'Name').fill('Greeting');
    await box(agent, 'Reply').fill('Good morning {{requester.first_name}},');
    await agent.press('Add', agent.dialog());
    await agent.sees('Greeting was added.');
    await agent.look('macros-agent');
    expect((await macros()).map(({ name }) => name)).toEqual(['Ask for the log']);
  });

  test('a canned reply is put where one writes, by keys alone, and is edited before it is sent', async () => {
    const number = await open('The mouse is shy');
    await agent.open(`/tickets/${number}`);
    await writing().focus();
    await agent.page.keyboard.press('/');
    await find(agent, 'greet');
    await agent.look('macros-find');
    await agent.page.keyboard.press('Enter');
    await agent.dialog().waitFor({ state: 'hidden' });
    await expect.poll(() => writing().inputValue()).toBe('Good morning Grace,');
    await writing().and(agent.page.locator(':focus')).waitFor();
    await agent.page.keyboard.type(' call it softly / or not');
    await agent.page.keyboard.press('Control+Enter');
    await expect
      .poll(() => said(number))
      .toEqual(['The mouse is shy', 'Good morning Grace, call it softly / or not']);
  });

  test('a macro shows what it will say and do, and does it in one go', async () => {
    const number = await open('It crashed');
    await agent.open(`/tickets/${number}`);
    await agent.press('Use a macro');
    await find(agent, 'log');
    await agent.page.keyboard.press('Enter');
    await agent.sees('Then it will', agent.dialog());
    await agent.sees('Assign it to you', agent.dialog());
    const text = box(agent, 'What the requester reads');
    await expect.poll(() => text.inputValue()).toBe('Hello Grace, please send us the log. Ada Lovelace');
    await agent.look('macros-apply', { dark: true });
    await text.fill('Hello Grace, the log, please.');
    await agent.press('Apply', agent.dialog());
    await agent.sees('Ask for the log: Replied. Assigned. Put on hold.');
    await agent.sees('Hello Grace, the log, please.');
    expect(await desk.call(api.tickets.get, { number })).toMatchObject({
      ...{ state: 'on_hold', assignee: { name: 'Ada Lovelace' } },
    });
    await writing().and(agent.page.locator(':focus')).waitFor();
    // On hold it cannot be put on hold.
    await agent.page.keyboard.press('/');
    await find(agent, 'log');
    await agent.sees('No such macro');
    await agent.page.keyboard.press('Escape');
    await agent.page.keyboard.press('Escape');
    await agent.dialog().waitFor({ state: 'hidden' });
    await agent.page.keyboard.type('etc/hosts');
    await expect.poll(() => writing().inputValue()).toBe('/etc/hosts');
  });

  test('what is refused says why, and nothing is done', async () => {
    const number = await open('Somebody is faster');
    await agent.open(`/tickets/${number}`);
    await agent.press('Use a macro');
    await find(agent, 'log');
    await agent.page.keyboard.press('Enter');
    await agent.sees('Then it will', agent.dialog());
    await desk.call(api.tickets.hold, { number, reason: 'awaiting_vendor' });
    agent.forgive(/status of 409/);
    await agent.press('Apply', agent.dialog());
    await agent.sees(/could not put it on hold.* Nothing was done\.$/, agent.dialog());
    await agent.look('macros-refused');
    expect(await said(number)).toEqual(['Somebody is faster']);
  });

  test('many tickets at once', async () => {
    const numbers = [await open('Printer one'), await open('Printer two')];
    await agent.open('/queues');
    for (const number of numbers) {
      await agent.page.getByRole('checkbox', { name: `Select ${number}` }).check();
    }
    await agent.press('Macro');
    await find(agent, 'log');
    await agent.page.keyboard.press('Enter');
    await agent.sees('Each requester reads', agent.dialog());
    await agent.sees(/^Assign it to whoever applies it and put it on hold/, agent.dialog());
    await agent.look('macros-bulk', { dark: true });
    await agent.press('Apply', agent.dialog());
    await agent.sees('Ask for the log: 2 tickets.');
    const [macro] = await macros();
    expect(macro).toMatchObject({ uses: 3 });
  });

  test('one is changed and removed', async () => {
    await admin.page.reload();
    await admin.sees('3 times');
    await admin.press('Actions for Ask for the log');
    await admin.page.getByRole('menuitem', { name: 'Edit' }).click();
    await box(admin, 'Name').fill('Ask for more');
    await admin.press('Save', admin.dialog());
    await admin.sees('Ask for more was saved.');
    await admin.press('Actions for Ask for more');
    await admin.page.getByRole('menuitem', { name: 'Remove' }).click();
    await admin.press('Remove', admin.dialog());
    await admin.sees('No macro yet');
    expect(await macros()).toEqual([]);
  });
});
