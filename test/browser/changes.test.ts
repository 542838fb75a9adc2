import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { api } from '../../src/contract/api.ts';
import { type Deskbell, type DeskPerson, startDeskbell } from './support/deskbell.ts';
import { closeDesk, type Screen, signIn, WIDTHS, withBrowser } from './support/screen.ts';

withBrowser();

const HOUR = 3_600_000;
/** As the browser's input has it, in the zone of the people here. */
const wall = (hours: number) => new Date(Date.now() + hours * HOUR).toISOString().slice(0, 16);

/** Ada plans, Grace agrees. Each test goes on where the last one ended. */
describe.each(WIDTHS)('changes, on a %s', (width) => {
  let desk: Deskbell;
  let ada: DeskPerson;
  let grace: DeskPerson;
  let agent: Screen;
  let admin: Screen;
  let number = '';

  const choose = async (screen: Screen, label: string, typed: string, option = typed) => {
    await screen.page.getByLabel(label).and(screen.page.locator('input')).first().fill(typed);
    await screen.page.getByRole('option', { name: option }).first().click();
  };
  const answer = (screen: Screen, words: string) =>
    screen.page.getByRole('radio', { name: words, exact: true }).check();

  beforeAll(async () => {
    desk = await startDeskbell();
    const teamId = (await desk.call(api.teams.list, {})).items[0]?.id ?? '';
    ada = await desk.person('Ada Lovelace', { roles: ['requester', 'agent'], team: teamId });
    grace = await desk.person('Grace Hopper', { roles: ['requester', 'agent', 'admin'], team: teamId });
    await desk.call(api.services.create, { name: 'Web shop', teamId, tier: 2 });
    agent = await signIn(desk, width, ada);
    admin = await signIn(desk, width, grace);
  });
  afterAll(() => closeDesk(desk));

  test('one is planned, and what is found about it is told', async () => {
    await agent.open('/changes');
    await agent.sees('No change is planned');
    await agent.page.getByRole('link', { name: 'New change' }).click();
    await agent.heading('New change');
    await agent.press('Save the draft');
    await agent.sees('must not be empty');
    await agent.fill('Title', 'Renew the certificate');
    await agent.fill('Reason', 'It ends on Sunday.');
    await agent.look('change-new', { full: true });
    await agent.press('Add a link');
    await agent.page.getByLabel('Link 1: words').fill('Runbook');
    await agent.page.getByLabel('Link 1: address').fill('runbook');
    await agent.press('Save the draft');
    await agent.sees('must be an address that begins with https:// or http://');
    await agent.page.getByLabel('Link 1: address').fill('https://wiki.example.com/runbook');
    await agent.press('Save the draft');
    await agent.heading(/CHG-\d+ · Renew the certificate/);
    number = new URL(agent.page.url()).pathname.split('/').at(-1) ?? '';
    await agent.sees('It has no window yet: say when it begins and ends.');
    await agent.sees(/In the way:/);
    await agent.look('change-draft', { dark: true, full: true });
  });

  test('what is in the way of it is told, and it is mended', async () => {
    agent.forgive(/409 \(Conflict\)/);
    await agent.press('Submit');
    await agent.sees(/It has no window yet/, agent.page.getByRole('alert'));
    await agent.page.getByRole('link', { name: 'Edit', exact: true }).click();
    await agent.heading(`Edit ${number}`);
    await agent.fill('Plan', 'Install the new one.');
    await agent.fill('Test plan', 'Open the shop.');
    await agent.fill('Backout plan', 'Put the old one back.');
    await agent.page.getByLabel('From').fill(wall(48));
    await choose(agent, 'Carried out by', 'Ada', 'Ada Lovelace');
    await choose(agent, 'Services', 'Web shop');
    await answer(agent, 'Often, and it went well');
    await answer(agent, 'At once');
    await answer(agent, 'In part');
    await agent.look('change-edit', { full: true });
    await agent.press('Save');
    await agent.heading(/Renew the certificate/);
    await agent.seesNot(/In the way:/);
    await agent.sees(/Low risk/);
    await agent.press('Submit');
    await agent.sees('Being assessed');
  });

  test('somebody else agrees, and it appears by itself', async () => {
    await admin.open(`/changes/${number}`);
    await admin.press('Agree …');
    await admin.dialog().getByLabel('Comment').fill('Looks sound.');
    await admin.look('change-agree');
    await admin.press('Agree', admin.dialog());
    await agent.sees('Waits for approval');
    await admin.press('Agree …');
    await admin.press('Agree', admin.dialog());
    await agent.sees('Scheduled');
  });

  test('it is started with a reason, and backed out', async () => {
    await agent.press('Start …');
    await agent.press('Start now', agent.dialog());
    await agent.sees('Fill this in.');
    await agent.dialog().getByLabel('Why now?').fill('The shop is closed today.');
    await agent.press('Start now', agent.dialog());
    await agent.sees('Under way');
    await agent.press('Back out …');
    await agent.dialog().getByLabel('What happened?').fill('Old phones did not like it.');
    await agent.look('change-back-out');
    await agent.press('It was backed out', agent.dialog());
    await agent.sees('In review');
    await agent.press('Close …');
    await agent.dialog().getByLabel('Review').fill('Try with old phones first.');
    await agent.press('Close it', agent.dialog());
    await agent.sees('−5 points from one change in the last half year');
    await agent.look('change-closed', { dark: true, full: true });
    await agent.page.getByRole('link', { name: number }).click();
    await agent.sees(/finished the change: backed out/);
  });

  test('a ticket is planned as a change', async () => {
    const request = await desk.call(api.tickets.open, {
      ...{ kind: 'request', title: 'More disks for the shop', description: 'They are full.' },
    });
    await agent.open(`/tickets/${request.number}`);
    await agent.press('More actions');
    await agent.page.getByRole('menuitem', { name: 'Plan as a change' }).click();
    await agent.heading(`Plan ${request.number} as a change`);
    await expect.poll(() => agent.page.getByLabel('Title').inputValue()).toBe('More disks for the shop');
    await agent.press('Save the draft');
    await agent.heading(/CHG-\d+ · More disks for the shop/);
    await agent.open(`/tickets/${request.number}`);
    await agent.page.getByRole('link', { name: 'Open the change' }).click();
    await agent.press('Cancel the change …');
    await agent.dialog().getByLabel('Why?').fill('There is room again.');
    await agent.press('Cancel the change', agent.dialog());
    await agent.sees('Cancelled');
  });

  test('the list narrows by what stands in its address', async () => {
    for (const title of ['A new firewall rule', 'Restart the mail']) {
      await ada.call(api.changes.plan, {
        ...{ title, type: title.startsWith('Restart') ? 'emergency' : 'normal' },
        ...{ startsAt: `${wall(72)}:00Z`, endsAt: `${wall(74)}:00Z` },
      });
    }
    await agent.open('/changes');
    await agent.sees(/A new firewall rule/);
    await agent.look('changes', { dark: true });
    if (width === 'desktop') {
      await agent.page.setViewportSize({ width: 768, height: 600 });
      await agent.look('changes-tablet');
      await agent.page.setViewportSize({ width: 1280, height: 800 });
    }
    await agent.press('Type');
    await agent.page.getByRole('checkbox', { name: 'Emergency' }).check();
    await agent.seesNot(/A new firewall rule/);
    expect(new URL(agent.page.url()).search).toBe('?type=emergency');
    await agent.open('/changes?state=cancelled');
    await agent.sees(/More disks for the shop/);
  });

  test('who is asked by a policy reads the plan before the vote', async () => {
    const policy = await desk.call(api.approvalPolicies.create, {
      name: 'Change board',
      stages: [{ groups: [{ approvers: { who: 'people', personIds: [grace.id] }, need: { need: 'any' } }] }],
    });
    const { changes } = await desk.call(api.settings.get, {});
    await desk.call(api.settings.update, {
      changes: { ...changes, policies: { ...changes.policies, assess: policy.id } },
    });
    const planned = await ada.call(api.changes.plan, {
      ...{ title: 'Move the mail', description: 'To the new host.', reason: 'The old one is full.' },
      ...{ plan: 'Stop it.\nCopy it.\nStart it.', testPlan: 'Send one.', backoutPlan: 'Start the old one.' },
      ...{ startsAt: `${wall(72)}:00Z`, endsAt: `${wall(74)}:00Z` },
    });
    await ada.call(api.changes.submit, { number: planned.number });
    await agent.open(`/changes/${planned.number}`);
    await agent.page.getByRole('link', { name: 'Change board' }).waitFor();
    await agent.look('change-asked', { full: true });
    await admin.open(`/changes/${planned.number}`);
    await admin.page.getByRole('link', { name: 'Change board' }).click();
    await admin.heading('Move the mail');
    await admin.sees('Start the old one.');
    await admin.look('change-approval', { dark: true, full: true });
    await admin.press('Approve');
    await agent.sees('Waits for approval');
  });

  test('an admin says how risk is weighed, and agents read it', async () => {
    await admin.open('/settings/changes');
    await admin.look('settings-changes', { dark: true, full: true });
    await admin.press('Add a question');
    await admin.press('Save');
    await admin.sees('must not be empty');
    const question = admin.page.getByRole('group', { name: 'Question 4' });
    await question.getByLabel('Question 4', { exact: true }).fill('Is the shop open then?');
    await question.getByLabel('Question 4, answer 1', { exact: true }).fill('No');
    await question.getByLabel('Question 4, answer 2', { exact: true }).fill('Yes');
    await admin.press('Remove rule 2');
    await admin.press('Save');
    await admin.sees('Saved.');
    await agent.open('/settings/changes');
    await agent.sees('Is the shop open then?');
    await agent.sees(/Medium risk for all changes that touch a service of tier 1/);
    await agent.seesNot('Emergency: Medium risk');
    expect(await agent.page.getByRole('main').getByRole('button').count()).toBe(0);
    await agent.look('settings-changes-agent', { full: true });
  });

  test('a freeze is added, read in words, and removed', async () => {
    await admin.open('/settings/freezes');
    await admin.sees('No freeze yet');
    await admin.press('Add a freeze');
    const dialog = admin.dialog('Add a freeze');
    await dialog.getByLabel('Name').fill('Nights');
    await dialog.getByLabel('It holds').selectOption('week');
    for (const day of ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Saturday', 'Sunday']) {
      await dialog.getByText(day, { exact: true }).click();
    }
    await dialog.getByLabel('Not before').fill(wall(-24));
    await dialog.getByLabel('Not after').fill(wall(24 * 60));
    await admin.sees('In words: every day, 18:00 to 08:00 on the next day.', dialog);
    await admin.look('settings-freeze', { full: true });
    await admin.press('Add', dialog);
    await admin.sees(/Every day, 18:00 to 08:00 on the next day; within/);
    await desk.call(api.freezes.create, {
      ...{ name: 'End of the month', timeZone: 'UTC', repeat: { every: 'month', fromDay: -1, days: 1 } },
      ...{ startsAt: `${wall(0)}:00Z`, endsAt: `${wall(24 * 365)}:00Z` },
    });
    await agent.open('/settings/freezes');
    await agent.sees(/Each month from the last day on, for one day/);
    await agent.look('settings-freezes', { dark: true });
    await admin.press('Actions for End of the month');
    await admin.page.getByRole('menuitem', { name: 'Remove' }).click();
    await admin.press('Remove', admin.dialog());
    await agent.seesNot(/Each month from the last day on/);
  });

  test('the calendar shows changes and freezes, by month and by week', async () => {
    await agent.open(`/changes/calendar?date=${wall(72).slice(0, 10)}`);
    await agent.sees(/Move the mail/);
    await agent.sees(/Freeze: Nights/);
    await agent.look('change-calendar-month', { dark: true, full: true });
    await agent.page.getByText('Week', { exact: true }).click();
    await expect.poll(() => new URL(agent.page.url()).searchParams.get('view')).toBe('week');
    await agent.sees(/Move the mail/);
    await agent.look('change-calendar-week', { dark: true, full: true });
    await agent.press('The week before');
    await agent.seesNot(/Move the mail/);
    await agent.press('The week after');
    await agent.page
      .getByRole('link', { name: /Move the mail/ })
      .first()
      .focus();
    await agent.page.keyboard.press('Enter');
    await agent.heading(/Move the mail/);
  });

  test('whose calendar is to show changes has an address for it, which can be ended', async () => {
    await agent.open('/changes/calendar');
    await agent.press('Make an address: Changes');
    const field = agent.dialog('The address for your calendar').getByRole('textbox', { name: 'Address' });
    await expect.poll(() => field.inputValue()).toMatch(/calendars/);
    const address = await field.inputValue();
    expect(await (await fetch(address)).text()).toMatch(/^BEGIN:VCALENDAR/);
    await agent.look('change-calendar-feed', { dark: true });
    await agent.press('I have it', agent.dialog());
    await agent.press('End the address: Changes');
    await agent.press('End it', agent.dialog('End this address?'));
    await expect.poll(async () => (await fetch(address)).status).toBe(404);
  });

  test('a template is agreed to once for all, used, withdrawn and approved again', async () => {
    await admin.open('/settings/freezes');
    await admin.press('Actions for Nights');
    await admin.page.getByRole('menuitem', { name: 'Remove' }).click();
    await admin.press('Remove', admin.dialog());
    await admin.sees('No freeze yet');
    await admin.open('/settings/change-templates');
    await admin.press('Add a template');
    const dialog = admin.dialog('Add a template');
    await dialog.getByLabel('Name').fill('Restart the shop');
    await dialog.getByLabel('Title').fill('Restart of the shop');
    await dialog.getByLabel('Description').fill('It forgets what it need not know.');
    await dialog.getByLabel('Plan', { exact: true }).fill('Press the button.');
    await admin.look('settings-change-template', { full: true });
    await admin.press('Add', dialog);
    await admin.sees(/Restart of the shop · takes 1 h/);
    await agent.open('/settings/change-templates');
    await agent.page.getByRole('link', { name: 'Use Restart the shop' }).click();
    await agent.heading('New change');
    await agent.sees('Press the button.');
    const title = agent.page.getByRole('textbox', { name: 'Title' });
    await expect.poll(() => title.inputValue()).toBe('Restart of the shop');
    const from = wall(30);
    const to = new Date(Date.parse(`${from}Z`) + HOUR).toISOString().slice(0, 16);
    await agent.page.getByLabel('From').fill(from);
    await expect.poll(() => agent.page.getByLabel('To', { exact: true }).inputValue()).toBe(to);
    await agent.look('change-by-template', { full: true });
    await agent.press('Save the draft');
    await agent.heading(/CHG-\d+ · Restart of the shop/);
    await agent.press('Submit');
    await agent.sees('Scheduled');
    await admin.press('Actions for Restart the shop');
    await admin.page.getByRole('menuitem', { name: 'Withdraw …' }).click();
    await admin.dialog().getByLabel('Why?').fill('It lost a basket.');
    await admin.press('Withdraw', admin.dialog());
    await admin.sees('It lost a basket.');
    await admin.look('settings-change-templates', { dark: true });
    await agent.open('/settings/change-templates');
    await agent.sees('withdrawn');
    await admin.press('Actions for Restart the shop');
    await admin.page.getByRole('menuitem', { name: 'Approve again' }).click();
    await admin.press('Approve', admin.dialog());
    await agent.page.getByRole('link', { name: 'Use Restart the shop' }).waitFor();
  });
});
