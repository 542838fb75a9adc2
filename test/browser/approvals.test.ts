import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { api } from '../../src/contract/api.ts';
import { type Deskbell, type DeskPerson, startDeskbell } from './support/deskbell.ts';
import { closeDesk, type Screen, signIn, WIDTHS, withBrowser } from './support/screen.ts';

withBrowser();

describe.each(WIDTHS)('approvals, on a %s', (width) => {
  let desk: Deskbell;
  let grace: DeskPerson;
  let teamName: string;
  let admin: Screen;
  let agent: Screen;
  /** She asks for nothing, and is asked: no agent. */
  let boss: Screen;
  let number: string;

  const policies = async () => (await desk.call(api.approvalPolicies.list, {})).items;
  const stateOf = async () =>
    (await desk.call(api.tickets.get, { number })).approvals.map(({ state }) => state);

  /** The page of the ticket, with all that stands beside it. */
  const details = async (screen: Screen) => {
    await screen.open(`/tickets/${number}`);
    if (width === 'phone') await screen.page.getByText('Details', { exact: true }).click();
  };

  beforeAll(async () => {
    desk = await startDeskbell();
    const [first] = (await desk.call(api.teams.list, {})).items;
    const team = first?.id ?? '';
    teamName = first?.name ?? '';
    grace = await desk.person('Grace Hopper');
    const root = await desk.person('Robin Hale', { roles: ['requester', 'agent', 'admin'], team });
    const ada = await desk.person('Ada Lovelace', { roles: ['requester', 'agent'], team });
    const manager = await desk.person('Margaret Hamilton');
    await desk.call(api.people.update, { id: grace.id, managerId: manager.id });
    ({ number } = await grace.call(api.tickets.open, {
      title: 'A new firewall rule',
      description: 'Open port 443 to the new shop, from everywhere.',
    }));
    [admin, agent, boss] = (await Promise.all(
      [root, ada, manager].map((one) => signIn(desk, width, one)),
    )) as [Screen, Screen, Screen];
  });
  afterAll(() => closeDesk(desk));

  test('an admin makes a policy of two stages', async () => {
    await admin.open('/settings/approvals');
    await admin.sees('No policy yet');
    await admin.press('Add a policy');
    const dialog = admin.dialog();
    await dialog.getByRole('textbox', { name: 'Name' }).fill('Network change');
    await dialog.getByRole('combobox', { name: 'Who is asked, stage 1, 1' }).selectOption('manager');
    await admin.press('Add a stage', dialog);
    await dialog.getByRole('combobox', { name: 'How many must approve, stage 2, 1' }).selectOption('count');
    await admin.press('Add', dialog);
    await admin.sees('must not be empty', dialog);
    await dialog.getByRole('combobox', { name: 'Team, stage 2, 1' }).click();
    await admin.page.getByRole('option', { name: teamName, exact: true }).click();
    await dialog.getByRole('textbox', { name: 'Remind after hours' }).fill('24');
    await admin.press('Decide by a condition', dialog);
    await admin.sees('Never, as long as it asks nothing.', dialog);
    await admin.look('approvals-policy-form', { dark: true });
    await admin.press('Add', dialog);
    await admin.sees('Network change was added.');
    await admin.sees(/^The requester’s manager, then 1 of .*; reminded after 24 h\.$/);
    await admin.look('approvals-policies');
    expect(await policies()).toMatchObject([
      {
        name: 'Network change',
        remindHours: 24,
        auto: [],
        stages: [{}, { groups: [{ need: { count: 1 } }] }],
      },
    ]);
  });

  test('an agent asks on the ticket, and sees whom it waits for', async () => {
    await details(agent);
    await agent.press('Ask for approval');
    const dialog = agent.dialog();
    await agent.press('Ask', dialog);
    await agent.sees('Please choose a policy.', dialog);
    await dialog.getByRole('combobox', { name: 'Policy' }).click();
    await agent.page.getByRole('option', { name: 'Network change' }).click();
    await dialog.getByRole('textbox', { name: 'Why' }).fill('The shop opens on Monday');
    await agent.look('approvals-ask');
    await agent.press('Ask', dialog);
    const list = agent.page.getByRole('list', { name: `Approvals of ${number}` });
    await agent.sees('Waits for Margaret Hamilton', list);
    await agent.sees('Stage 1 of 2', list);
    await agent.sees(/^asked for approval by “Network change”: The shop opens on Monday/);
  });

  test('who is asked finds it in the portal, reads all of it, and approves', async () => {
    await boss.open('/');
    await boss.page.getByRole('link', { name: 'Something waits for your approval' }).click();
    await boss.heading('My approvals');
    await boss.sees('Approve');
    await boss.look('approvals-mine', { dark: true });
    await boss.page.getByRole('link', { name: /A new firewall rule/ }).click();
    await boss.sees('Open port 443 to the new shop, from everywhere.');
    await boss.look('approvals-one');
    await boss.press('Approve');
    await boss.sees('You have approved it.');
    await boss.sees(/^Margaret Hamilton approved, /);
    await boss.page.getByRole('button', { name: 'Approve' }).waitFor({ state: 'hidden' });
    const list = agent.page.getByRole('list', { name: `Approvals of ${number}` });
    await agent.sees('Stage 2 of 2', list);
    await agent.sees(/Margaret Hamilton approved, /, list);
  });

  test('rejecting asks why, and everybody sees it', async () => {
    await details(admin);
    const list = admin.page.getByRole('list', { name: `Approvals of ${number}` });
    await admin.press('Reject', list);
    await admin.press('Reject', admin.dialog());
    await admin.sees('Please say why.', admin.dialog());
    await admin.dialog().getByRole('textbox', { name: 'Why not' }).fill('From everywhere is too much.');
    await admin.press('Reject', admin.dialog());
    await admin.sees('Rejected by Robin Hale (From everywhere is too much.).', list);
    await admin.page.evaluate(() => window.scrollTo(0, 0));
    await admin.look('approvals-decided', { dark: true, full: true });
    await agent.sees('Rejected by Robin Hale (From everywhere is too much.).', list);
    expect(await stateOf()).toEqual(['rejected']);
    await boss.sees('Rejected by Robin Hale (From everywhere is too much.).');
  });

  test('somebody else votes for one who says so in their own menu', async () => {
    await boss.press(/^Margaret Hamilton: account menu/);
    await boss.page.getByRole('menuitem', { name: 'Delegations' }).click();
    await boss.heading('Delegations');
    await boss.press('Have somebody vote for me');
    await boss.dialog().getByRole('textbox', { name: 'Who' }).fill('grace');
    await boss.press('Save', boss.dialog());
    await boss.sees('must be a person, or an e-mail address', boss.dialog());
    await boss.look('approvals-delegation');
    const { email } = await desk.call(api.people.get, { id: grace.id });
    await boss.dialog().getByRole('textbox', { name: 'Who' }).fill(email);
    await boss.press('Save', boss.dialog());
    await boss.sees('Grace Hopper votes for you.');
    await boss.look('approvals-delegations', { dark: true });
    await boss.press('End it: Grace Hopper');
    await boss.press('End it', boss.dialog());
    await boss.sees('Nobody votes for you');
  });
});
