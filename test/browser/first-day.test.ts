import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { api } from '../../src/contract/api.ts';
import { type Deskbell, type DeskPerson, startDeskbell } from './support/deskbell.ts';
import { closeDesk, openScreen, type Screen, signIn, WIDTHS, withBrowser } from './support/screen.ts';

withBrowser();

describe.each(WIDTHS)('the first day of a desk, on a %s', (width) => {
  let desk: Deskbell;
  let admin: Screen;

  const settings = async (section: string) => {
    await admin.open(`/settings/${section}`);
    await admin.page.getByRole('navigation', { name: 'Settings' }).waitFor();
  };
  const pick = async (label: string, words: string, within = admin.dialog()) => {
    const box = within.getByRole('combobox', { name: label }).or(within.getByLabel(label)).first();
    // In the middle, where the list that opens has room.
    await box.evaluate((element) => element.scrollIntoView({ block: 'center' }));
    await box.fill(words);
    await admin.page.getByRole('option', { name: words }).first().click();
  };

  beforeAll(async () => {
    desk = await startDeskbell({ embedded: true });
    admin = await openScreen(desk, width, 'Admin');
  });
  afterAll(() => closeDesk(desk));

  test('the link that the first start shows signs the admin in', async () => {
    await admin.open(desk.firstLink);
    await admin.heading('Welcome back');
    expect(admin.page.url(), 'the secret leaves the address').not.toContain('#');
    await admin.look('sign-in-link');
    await admin.press('Sign in');
    await admin.heading('What do you need help with?');
    await admin.sees('No open requests');
    await admin.look('home-empty', { dark: true });
  });

  test('a link that was used says so, and offers a new one', async () => {
    const late = await openScreen(desk, width, 'somebody late');
    late.forgive(/status of 4\d\d/);
    await late.open(desk.firstLink);
    await late.press('Sign in');
    await late.heading('This link does not work any more');
    await late.look('sign-in-used');
    await late.press('Ask for a new link');
    await late.heading('Sign in');
    await late.press('Send me a link');
    await late.sees('Enter your e-mail address.');
    await late.look('sign-in', { dark: true });
    await late.fill('E-mail address', 'nobody@example.com');
    await late.press('Send me a link');
    await late.heading('Look for our message');
    await late.sees(/If nobody@example\.com is known here/);
    await late.look('sign-in-sent');
    await late.close();
  });

  test('the admin adds a colleague to the team', async () => {
    await settings('people');
    await admin.press('Add a person');
    await admin.press('Add', admin.dialog('Add a person'));
    await admin.sees('must not be empty');
    await admin.fill('Name', 'Ada Lovelace', admin.dialog());
    await admin.fill('E-mail', 'ada@example.com', admin.dialog());
    await admin.dialog().getByRole('checkbox', { name: 'Agent' }).check();
    await admin.look('settings-person');
    await admin.press('Add', admin.dialog());
    await admin.sees('Ada Lovelace was added.');
    await settings('teams');
    await pick('Add an agent', 'Ada Lovelace', admin.page.getByRole('region', { name: 'Team IT' }));
    await admin.page.getByRole('button', { name: 'Take Ada Lovelace out of the team' }).waitFor();
  });

  test('accounts of chats are joined to people, moved once the admin knows from whom, and parted', async () => {
    const ben = await desk.person('Ben Okri');
    await desk.call(api.people.join, { id: ben.id, channel: 'slack', externalId: 'T0DESK:U0BEN' });
    await settings('people');
    await admin.sees('Slack', admin.page.getByRole('row', { name: /Ben Okri/ }));
    await admin.press('Actions for Ada Lovelace');
    await admin.page.getByRole('menuitem', { name: 'Edit' }).click();
    const form = admin.dialog('Edit Ada Lovelace');
    await form.getByRole('tab', { name: 'Accounts' }).click();
    await admin.sees(/^None yet/, form);
    await admin.fill('Account', 'U0BEN', form);
    await admin.press('Join', form);
    await admin.sees(/must be workspace:member/, form);
    await admin.look('settings-accounts-none');

    admin.forgive(/status of 409/);
    await admin.fill('Account', ' t0desk:u0ben ', form);
    await admin.press('Join', form);
    const move = admin.dialog('Move this account from Ben Okri to Ada Lovelace?');
    await admin.sees(/From now on, whoever writes with it is Ada Lovelace/, move);
    await admin.look('settings-account-move');
    await admin.press('Move it', move);
    const hers = form.getByRole('list', { name: 'Accounts of Ada Lovelace' });
    await admin.sees('T0DESK:U0BEN', hers);
    expect((await desk.call(api.people.get, { id: ben.id })).identities).toEqual([]);

    await form.getByRole('combobox', { name: 'Chat' }).selectOption({ label: 'Microsoft Teams' });
    const inEntra = '72F988BF-86f1-41af-91ab-2d7cd011db47:5d6e0c4a-1111-2222-3333-444455556666';
    await admin.fill('Account', inEntra, form);
    await admin.press('Join', form);
    await admin.sees(inEntra.toLowerCase(), hers);
    await admin.look('settings-accounts', { dark: true });

    await admin.press('Part the Slack account T0DESK:U0BEN', form);
    const part = admin.dialog('Part this Slack account from Ada Lovelace?');
    await admin.sees(/known by the e-mail address that Slack vouches for/, part);
    await admin.look('settings-account-part');
    // Escape takes back the question, and no more than that.
    await admin.page.keyboard.press('Escape');
    await part.waitFor({ state: 'hidden' });
    await admin.sees('T0DESK:U0BEN', hers);
    await admin.press('Part the Slack account T0DESK:U0BEN', form);
    await admin.press('Part', part);
    await admin.seesNot('T0DESK:U0BEN', hers);
    await admin.press('Close', form);
    const row = admin.page.getByRole('row', { name: /Ada Lovelace/ });
    await admin.sees('Microsoft Teams', row);
    await admin.seesNot('Slack', row);
    await admin.look('settings-people-chats', { dark: true });
  });

  test('who has a chat chooses whether Deskbell writes to them there first, or in the portal', async () => {
    const elif = await desk.person('Elif Demir');
    const first = async () => (await desk.call(api.people.get, { id: elif.id })).preferredChannel;
    const screen = await signIn(desk, width, elif);
    const menu = screen.page.getByRole('menu');
    await screen.press('Elif Demir: account menu');
    await screen.sees('Appearance', menu);
    await screen.seesNot('Deskbell writes to you first in', menu);
    await screen.page.keyboard.press('Escape');

    await desk.call(api.people.join, { id: elif.id, channel: 'teams', externalId: 't1:elif' });
    await screen.page.reload();
    await screen.press('Elif Demir: account menu');
    const choice = (name: string) => menu.getByRole('menuitemradio', { name });
    await choice('Microsoft Teams').and(menu.locator('[aria-checked="true"]')).waitFor();
    await screen.look('account-menu-chats', { dark: true });
    await choice('The portal').click();
    await screen.sees('From now on Deskbell writes to you first here: The portal.');
    expect(await first()).toBe('web');
    await screen.press('Elif Demir: account menu');
    await choice('The portal').and(menu.locator('[aria-checked="true"]')).waitFor();
    await choice('Microsoft Teams').click();
    await expect.poll(first).toBe('teams');
    await screen.close();
  });

  test('the admin adds a team, its queue, and one that is private', async () => {
    await settings('teams');
    await admin.press('Add a team');
    await admin.fill('Name', 'Network', admin.dialog());
    await admin.press('Add', admin.dialog());
    await admin.page.getByRole('region', { name: 'Team Network' }).waitFor();
    await settings('queues');
    for (const [name, seen] of [
      ['Network and VPN', 'Open'],
      ['Personnel', 'Private'],
    ] as const) {
      await admin.press('Add a queue');
      await admin.fill('Name', name, admin.dialog());
      await pick('Team', 'Network');
      await admin.dialog().getByRole('radio', { name: seen, exact: true }).check();
      if (seen === 'Private') await admin.look('settings-queue');
      await admin.press('Add', admin.dialog());
      await admin.sees(`${name} was added.`);
    }
    await admin.sees('private: only its team sees it', admin.page.getByRole('row', { name: /Personnel/ }));
  });

  test('what is raised in a private queue is seen by its team, and not by the admin', async () => {
    const { items } = await desk.call(api.queues.list, {});
    const [network, personnel] = ['Network', 'Personnel'].map((name) =>
      items.find((queue) => queue.name.startsWith(name)),
    );
    const member = await desk.person('Noah Stein', { roles: ['requester', 'agent'], team: network?.teamId });
    const asker = await desk.person('Elif Kaya');
    const title = 'A question about my contract';
    await asker.call(api.tickets.open, { title, description: title, queueId: personnel?.id });
    const his = await signIn(desk, width, member, '/queues');
    await his.page.getByRole('link', { name: title }).waitFor();
    await his.look('queues-private');
    await admin.open('/queues');
    await admin.sees('Nothing waits here');
    await his.close();
  });

  test('the admin adds a routing rule and tries it before anybody writes', async () => {
    await settings('rules');
    await admin.sees('No rule yet');
    await admin.press('Add a rule');
    const form = admin.dialog('Add a rule');
    await admin.fill('Name', 'VPN to the network team', form);
    await form.getByLabel('Has any of').first().fill('vpn');
    await admin.page.keyboard.press('Enter');
    await pick('Send it to', 'Network and VPN');
    await admin.sees(/vpn/, form.getByRole('status'));
    await admin.look('settings-rule');
    await admin.press('Add', form);
    await admin.page.getByRole('region', { name: 'Rule 1: VPN to the network team' }).waitFor();
    const dryRun = admin.page.getByRole('region', { name: 'Dry run' });
    await admin.fill('Text, as somebody might write it', 'The VPN does not connect', dryRun);
    await admin.press('Try', dryRun);
    await admin.sees(/VPN to the network team/, dryRun.getByRole('list').first());
    await admin.sees(/fires/, dryRun);
    await admin.look('settings-dry-run', { full: width === 'desktop' });
    await admin.fill('Text, as somebody might write it', 'I need a chair', dryRun);
    await admin.press('Try', dryRun);
    await admin.sees(/No rule decides/, dryRun);
    await admin.sees('IT support', dryRun);
  });

  test('somebody who is deactivated is out at once', async () => {
    const bob: DeskPerson = await desk.person('Bob Out');
    const his = await signIn(desk, width, bob);
    await settings('people');
    await admin.sees('Bob Out');
    await admin.page.getByRole('searchbox', { name: 'Search people' }).fill('bob');
    await admin.press('Actions for Bob Out');
    await admin.look('settings-person-menu');
    await admin.page.getByRole('menuitem', { name: 'Deactivate' }).click();
    await admin.dialog('Deactivate Bob Out?').waitFor();
    await admin.look('settings-deactivate');
    his.forgive(/status of 401/);
    await admin.press('Deactivate', admin.dialog());
    await admin.sees('Bob Out is deactivated.');
    await his.heading('Sign in');
    await his.close();
    await admin.page.getByText('Deactivated', { exact: true }).click();
    await admin.sees('Bob Out');
  });

  test('a token works, is shown once, and is refused when it was revoked', async () => {
    await settings('tokens');
    await admin.press('Make a token');
    await admin.fill('Name', 'Monitoring', admin.dialog('Make a token'));
    await admin.look('settings-token');
    await admin.press('Make it', admin.dialog());
    const shown = admin.dialog('Your new token');
    const secret = await shown.getByLabel('Token', { exact: true }).inputValue();
    await admin.look('settings-token-secret');
    const asToken = () =>
      fetch(`${desk.url}/api/v1/tickets`, { headers: { authorization: `Bearer ${secret}` } });
    expect((await asToken()).status).toBe(200);
    await admin.press('I have it', shown);
    await admin.page.reload();
    await admin.page.getByRole('button', { name: 'Revoke Monitoring' }).waitFor();
    expect(await admin.page.content()).not.toContain(secret);
    await admin.press('Revoke Monitoring');
    await admin.press('Revoke', admin.dialog('Revoke “Monitoring”?'));
    await admin.sees('Monitoring was revoked.');
    expect((await asToken()).status).toBe(401);
  });

  test('the audit shows all of it, and its chain is whole', async () => {
    await settings('audit');
    for (const action of ['token.revoke', 'token.create', 'rule.create', 'queue.create', 'team.create']) {
      await admin.sees(action);
    }
    await admin.page.getByText('token.revoke').first().click();
    await admin.look('settings-audit');
    await admin.press('Verify chain');
    await admin.sees('The chain is whole', admin.dialog());
    await admin.look('settings-audit-chain');
  });

  test('who is no admin does not get to the settings, and who is no agent not to the queues', async () => {
    const grace = await signIn(desk, width, await desk.person('Grace Hopper'));
    expect(await grace.page.getByRole('link', { name: 'Settings' }).count()).toBe(0);
    await grace.open('/settings/people');
    await grace.heading('This page is for administrators');
    await grace.open('/queues');
    await grace.heading('This page is for agents');
    await grace.look('not-for-you');
    await grace.open('/nowhere');
    await grace.heading('There is no such page');
    await grace.look('not-found');
    await grace.press('Grace Hopper: account menu');
    await grace.look('account-menu');
    await grace.page.getByRole('menu').getByText('Dark').click();
    await expect
      .poll(() => grace.page.locator('html').getAttribute('data-mantine-color-scheme'))
      .toBe('dark');
    await grace.press('Grace Hopper: account menu');
    grace.forgive(/status of 401/);
    await grace.page.getByRole('menuitem', { name: 'Sign out' }).click();
    await grace.heading('Sign in');
    await grace.open('/');
    await grace.heading('Sign in');
    await grace.close();
  });
});
