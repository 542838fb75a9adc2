import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { api } from '../../src/contract/api.ts';
import { type Deskbell, type DeskPerson, startDeskbell } from './support/deskbell.ts';
import { closeDesk, type Screen, signIn, WIDTHS, withBrowser } from './support/screen.ts';

withBrowser();

/** Ada, an agent, is the change manager; Grace is an admin. Each test goes on where the last one ended. */
describe.each(WIDTHS)('what changes come to, on a %s', (width) => {
  let desk: Deskbell;
  let ada: DeskPerson;
  let agent: Screen;
  let admin: Screen;

  beforeAll(async () => {
    desk = await startDeskbell();
    const teamId = (await desk.call(api.teams.list, {})).items[0]?.id ?? '';
    ada = await desk.person('Ada Lovelace', { roles: ['requester', 'agent'], team: teamId });
    const grace = await desk.person('Grace Hopper', { roles: ['requester', 'agent', 'admin'], team: teamId });
    agent = await signIn(desk, width, ada);
    admin = await signIn(desk, width, grace);
  });
  afterAll(() => closeDesk(desk));

  /** Ada carries it out now. */
  async function underWay(title: string): Promise<string> {
    const at = (hours: number) => new Date(Date.now() + hours * 3_600_000).toISOString();
    const { number } = await ada.call(api.changes.plan, {
      ...{ title, reason: 'It leaks.', plan: 'Restart it.', testPlan: 'Look.', backoutPlan: 'Start it.' },
      ...{ startsAt: at(-1), endsAt: at(1), implementerId: ada.id },
    });
    await ada.call(api.changes.submit, { number });
    await desk.call(api.changes.pass, { number });
    await desk.call(api.changes.pass, { number });
    await ada.call(api.changes.start, { number });
    return number;
  }

  test('an admin says after how many a template is proposed, and who decides', async () => {
    await admin.open('/settings/changes');
    const factory = admin.page.getByRole('group', { name: 'Proposed templates' });
    await factory.getByLabel('After so many that went well').fill('51');
    await factory.getByLabel('Change manager').selectOption('People');
    await admin.press('Save');
    await admin.sees('must be at most 50');
    await factory.getByLabel('After so many that went well').fill('1');
    await factory.getByLabel('Which people').fill('Ada');
    await admin.page.getByRole('option', { name: /Ada Lovelace/ }).click();
    await factory.scrollIntoViewIfNeeded();
    await admin.look('settings-factory', { dark: true });
    await admin.press('Save');
    await admin.sees('Saved.');
    expect((await desk.call(api.settings.get, {})).changes.factory).toEqual({
      ...{ after: 1, days: 365, manager: { who: 'people', personIds: [ada.id] } },
    });
    await agent.open('/settings/changes');
    await agent.sees('After a normal change that went well within 365 days a template is proposed.');
  });

  test('systems that failed stand on the page of a change, which is then with issues', async () => {
    const number = await underWay('Patch the servers');
    await ada.call(api.changes.reportFailure, { number, system: 'db-1', summary: 'It does not start' });
    await agent.open(`/changes/${number}`);
    await agent.sees('One system failed');
    await agent.press('Report a failure …');
    await agent.dialog().getByLabel('Which system?').fill('web-2');
    await agent.dialog().getByLabel('What is wrong, in a few words?').fill('No answer on 443');
    await agent.press('Report', agent.dialog());
    await agent.sees('2 systems failed');
    await agent.look('change-failures', { full: true });
    await agent.press('Done …');
    expect(await agent.dialog().getByText('Successful', { exact: true }).count()).toBe(0);
    await agent.dialog().getByLabel('What happened?').fill('Two are left.');
    await agent.press('Finish', agent.dialog());
    await agent.sees('Successful, with issues');
    await agent.page
      .getByRole('region', { name: '2 systems failed' })
      .getByRole('link', { name: /^INC-/ })
      .last()
      .click();
    await agent.heading(/web-2: No answer on 443/);
  });

  test('what went well is proposed, declined with a reason, or approved after an edit', async () => {
    for (const title of ['Restart the shop', 'Clean the cache']) {
      const number = await underWay(title);
      await ada.call(api.changes.finish, { number, outcome: 'successful' });
      await ada.call(api.changes.close, { number });
    }
    await agent.open('/settings/change-templates');
    await agent.sees('Restart the shop');
    await agent.look('settings-change-proposals', { full: true });
    await admin.open('/settings/change-templates');
    await admin.look('settings-change-proposals-admin', { dark: true });
    await agent.press('Decline Clean the cache');
    await agent.dialog().getByLabel('Why?').fill('The cache is going away.');
    await agent.press('Decline', agent.dialog());
    const left = (role: 'button' | 'heading', name: string) =>
      expect.poll(() => agent.page.getByRole(role, { name }).count());
    await left('button', 'Decline Clean the cache').toBe(0);
    await agent.press('Review Restart the shop');
    const dialog = agent.dialog('Approve a template');
    await dialog.getByLabel('Name').fill('Restart');
    await dialog.getByLabel('How long it takes, in minutes').fill('30');
    await agent.look('change-proposal', { full: true });
    await agent.press('Approve', dialog);
    await agent.page.getByRole('link', { name: 'Use Restart', exact: true }).waitFor();
    await left('heading', 'Proposed').toBe(0);
    await admin.sees(/Restart the shop · takes 30 min/);
    await admin.page.getByRole('link', { name: 'Use Restart', exact: true }).waitFor();
  });
});
