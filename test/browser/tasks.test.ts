import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { api } from '../../src/contract/api.ts';
import { type Deskbell, type DeskPerson, startDeskbell } from './support/deskbell.ts';
import { closeDesk, type Screen, signIn, WIDTHS, withBrowser } from './support/screen.ts';

withBrowser();

/** One ticket that becomes a project. Each test goes on where the last one ended. */
describe.each(WIDTHS)('tasks, child tickets and projects, on a %s', (width) => {
  let desk: Deskbell;
  let grace: DeskPerson;
  let agent: Screen;
  let requester: Screen;
  let number: string;

  const see = () => desk.call(api.tickets.get, { number });
  const titles = async () => (await see()).tasks.map(({ title }) => title);
  const boxOf = (screen: Screen, title: string) =>
    screen.page.getByRole('checkbox', { name: title, exact: true });
  const bar = (screen: Screen) => screen.page.getByRole('progressbar', { name: `How far ${number} is` });
  const says = (screen: Screen, words: string) =>
    expect.poll(() => bar(screen).getAttribute('aria-valuetext')).toBe(words);
  const more = async (name: string) => {
    await agent.press('More actions');
    await agent.page.getByRole('menuitem', { name }).click();
  };
  const act = async (task: string, does: string) => {
    await agent.press(`Actions for ${task}`);
    await agent.page.getByRole('menuitem', { name: does, exact: true }).click();
  };
  const openTicket = async (which = number) => {
    await agent.open(`/tickets/${which}`);
    await agent.heading(/\S/);
    if (width === 'phone') await agent.page.getByText('Details', { exact: true }).click();
  };

  beforeAll(async () => {
    desk = await startDeskbell();
    const team = (await desk.call(api.teams.list, {})).items[0]?.id;
    grace = await desk.person('Grace Hopper');
    const ada = await desk.person('Ada Lovelace', { roles: ['requester', 'agent'], team });
    ({ number } = await grace.call(api.tickets.open, {
      title: 'We move to Berlin',
      description: 'In March.',
    }));
    [agent, requester] = (await Promise.all([ada, grace].map((one) => signIn(desk, width, one)))) as [
      Screen,
      Screen,
    ];
  });
  afterAll(() => closeDesk(desk));

  test('an agent writes tasks one after the other, by keys alone', async () => {
    await openTicket();
    const field = agent.page.getByRole('textbox', { name: 'New task' });
    await field.focus();
    for (const [at, title] of ['Order the line', 'Pack the servers', 'Tell the staff'].entries()) {
      await agent.page.keyboard.type(title);
      await agent.page.keyboard.press('Enter');
      await expect.poll(() => titles()).toHaveLength(at + 1);
      await expect.poll(() => field.inputValue()).toBe('');
    }
    await says(agent, '0 of 3 done');
    await agent.look('tasks-list');
  });

  test('ticks one, takes that back, and puts them in another order', async () => {
    const box = boxOf(agent, 'Order the line');
    await box.focus();
    await agent.page.keyboard.press('Space');
    await says(agent, '1 of 3 done');
    await box.and(agent.page.locator(':focus')).waitFor();
    await agent.page.keyboard.press('Space');
    await says(agent, '0 of 3 done');
    await act('Tell the staff', 'Move up');
    await expect.poll(titles).toEqual(['Order the line', 'Tell the staff', 'Pack the servers']);
    const menu = agent.page.getByRole('menu', { name: 'Actions for Order the line' });
    await agent.press('Actions for Order the line');
    await menu.getByRole('menuitem', { name: 'Move down' }).waitFor();
    expect(await menu.getByRole('menuitem', { name: 'Move up' }).count()).toBe(0);
    await agent.press('Actions for Order the line');
    await menu.waitFor({ state: 'hidden' });
  });

  test('gives one to the requester, with a time, and requires it', async () => {
    await act('Tell the staff', 'Edit');
    const dialog = agent.dialog('Edit the task');
    await dialog.getByRole('combobox', { name: 'Owner' }).fill('Grace');
    await agent.page.getByRole('option', { name: 'Grace Hopper' }).click();
    await dialog.getByLabel('Due').fill('2030-03-01T10:00');
    await dialog.getByLabel(/^Required/).check();
    await agent.look('tasks-edit', { dark: true });
    await agent.press('Save', dialog);
    await dialog.waitFor({ state: 'hidden' });
    // In the zone of the browser, which is Berlin.
    expect((await see()).tasks[1]).toMatchObject({
      owner: { name: 'Grace Hopper' },
      dueAt: '2030-03-01T09:00:00.000Z',
      required: true,
    });
    await agent.sees('required');
  });

  test('removes one after a question', async () => {
    await act('Pack the servers', 'Remove');
    await agent.press('Remove', agent.dialog('Remove the task “Pack the servers”?'));
    await expect.poll(titles).toEqual(['Order the line', 'Tell the staff']);
  });

  test('opens a child for the same requester, and makes the ticket a project', async () => {
    await more('Open a child ticket');
    const dialog = agent.dialog(`Part of ${number}`);
    await expect
      .poll(() => dialog.getByRole('combobox', { name: 'Requester' }).inputValue())
      .toBe('Grace Hopper');
    await agent.fill('Title', 'Phones', dialog);
    await agent.fill('Description', 'Move the numbers.', dialog);
    await agent.look('tasks-child');
    await agent.press('Open the ticket', dialog);
    await dialog.waitFor({ state: 'hidden' });
    const [child] = (await see()).children;
    expect(child).toMatchObject({ title: 'Phones', state: 'new' });
    await agent.page
      .getByRole('link', { name: child?.number ?? '' })
      .first()
      .waitFor();
    await says(agent, '0 of 3 done');
    await more('Make it a project');
    await agent.heading('Project');
    await agent.look('tasks-project', { dark: true });
  });

  test('the requester sees how far it is and what is theirs to do, and nothing else of it', async () => {
    await requester.open(`/requests/${number}`);
    await says(requester, '0 of 3 done');
    await requester.sees('Tell the staff');
    await requester.seesNot('Order the line');
    await requester.look('tasks-request');
    await boxOf(requester, 'Tell the staff').check();
    // Both see it at once.
    await says(requester, '1 of 3 done');
    await says(agent, '1 of 3 done');
    await agent.sees(/by Grace Hopper/);
  });

  test('a child leads to its parent and back, and to a list', async () => {
    const [child] = (await see()).children;
    await openTicket(child?.number);
    await agent.heading('Part of');
    await agent.page.getByRole('link', { name: number, exact: true }).last().click();
    await agent.heading('We move to Berlin');
    if (width === 'phone') await agent.page.getByText('Details', { exact: true }).click();
    await agent.page.getByRole('link', { name: 'As a list' }).click();
    await agent.sees(`Parts of ${number}`);
    await agent.sees('Phones');
    await agent.seesNot('We move to Berlin');
    await agent.look('tasks-filter');
    await agent.press(`Not only parts of ${number}`);
    await agent.sees('We move to Berlin');
    await agent.open('/queues?project=true');
    await agent.sees('We move to Berlin');
    await agent.seesNot('Phones');
  });

  test('what has to be done first is told where one wants to resolve it', async () => {
    const left = (await see()).tasks.find(({ doneAt }) => doneAt === null);
    const id = left?.id ?? expect.fail('nothing is left to do');
    await desk.call(api.tasks.change, { id, required: true });
    await openTicket();
    agent.forgive(/status of 409/);
    await agent.press('Resolve');
    const dialog = agent.dialog(`Resolve ${number}`);
    await dialog.getByRole('textbox').fill('All is there.');
    await agent.press('Resolve', dialog);
    await dialog.getByRole('alert').filter({ hasText: 'cannot be resolved before this is done' }).waitFor();
    await agent.look('tasks-refused');
    await agent.press('Cancel', dialog);
    await desk.call(api.tasks.change, { id, required: false });
  });

  test('it is resolved with its child left open only after a question', async () => {
    await openTicket();
    agent.forgive(/status of 409/);
    await agent.press('Resolve');
    const dialog = agent.dialog(`Resolve ${number}`);
    await dialog.getByRole('textbox').fill('All is there.');
    await agent.press('Resolve', dialog);
    const question = agent.dialog('Resolve it all the same?');
    await agent.sees(/has open child tickets: .* They stay open\./, question);
    await agent.look('tasks-resolve');
    await agent.press('Resolve', question);
    await dialog.waitFor({ state: 'hidden' });
    expect(await see()).toMatchObject({ state: 'resolved', progress: { done: 1, total: 3 } });
    await expect.poll(() => boxOf(agent, 'Order the line').isDisabled()).toBe(true);
  });
});
