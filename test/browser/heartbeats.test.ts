import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { api } from '../../src/contract/api.ts';
import { type Deskbell, startDeskbell } from './support/deskbell.ts';
import { closeDesk, type Screen, signIn, WIDTHS, withBrowser } from './support/screen.ts';

withBrowser();

/** The shortest time in which something must be heard. */
const SHORTEST = 30;
/** Until it is missing, and until a page that is open shows it. */
const PATIENCE = (SHORTEST + 30) * 1_000;

/** What is waited for. Each test goes on where the last one ended. */
describe.each(WIDTHS)('heartbeats, on a %s', (width) => {
  let desk: Deskbell;
  let agent: Screen;
  let admin: Screen;
  let backup: string;

  const row = (screen: Screen, name: string) => screen.page.getByRole('listitem').filter({ hasText: name });
  const beat = async (url: string) => expect((await fetch(url)).status).toBe(202);

  beforeAll(async () => {
    desk = await startDeskbell();
    const team = (await desk.call(api.teams.list, {})).items[0]?.id ?? '';
    const ada = await desk.person('Ada Lovelace', { roles: ['requester', 'agent'], team });
    const robin = await desk.person('Robin Hale', { roles: ['requester', 'admin'] });
    [agent, admin] = (await Promise.all([ada, robin].map((one) => signIn(desk, width, one)))) as [
      Screen,
      Screen,
    ];
  });
  afterAll(() => closeDesk(desk));

  test('where there is none, the page says what they are; without a service there can be none', async () => {
    await agent.page.getByRole('link', { name: 'Alerts', exact: true }).click();
    await agent.page.getByRole('link', { name: 'Heartbeats' }).click();
    await agent.heading('Heartbeats');
    await agent.sees('No heartbeat yet');
    await agent.look('heartbeats-none');
    expect(await agent.page.getByRole('button', { name: 'Add a heartbeat' }).count()).toBe(0);
    await admin.open('/heartbeats');
    await admin.press('Add a heartbeat');
    await admin.sees('No service yet', admin.dialog());
    await admin.page.keyboard.press('Escape');
  });

  test('an admin adds one, whose key and ping are shown once; that it is heard is seen at once', async () => {
    const teamId = (await desk.call(api.teams.list, {})).items[0]?.id ?? '';
    for (const name of ['Database', 'Web shop']) await desk.call(api.services.create, { name, teamId });
    await admin.press('Add a heartbeat');
    const dialog = admin.dialog('Add a heartbeat');
    await admin.fill('Name', 'Nightly backup', dialog);
    await dialog.getByRole('combobox', { name: 'Service' }).click();
    await admin.page.getByRole('option', { name: 'Database' }).click();
    await admin.fill('Expected every so many seconds', String(SHORTEST), dialog);
    await admin.look('heartbeats-add');
    await admin.press('Add', dialog);
    const shown = admin.dialog('The key of “Nightly backup”');
    await shown.getByRole('textbox', { name: 'Again and again, while all is well' }).waitFor();
    backup = await shown.getByRole('textbox', { name: 'Address' }).inputValue();
    await admin.press('I have it', shown);
    await admin.sees('Not heard yet', row(admin, 'Nightly backup'));
    await agent.sees('Waiting', row(agent, 'Nightly backup'));
    await beat(backup);
    await agent.sees('Healthy', row(agent, 'Nightly backup'));
    await agent.sees(/Last heard/, row(agent, 'Nightly backup'));
  });

  test('everybody is told how to ping; an admin changes how late one may be', async () => {
    await agent.press('How to ping: Nightly backup');
    const address = agent.dialog().getByRole('textbox', { name: 'Address' });
    expect(await address.inputValue()).toBe(`${desk.url}/hooks/heartbeat/YOUR_KEY`);
    await agent.press('Copy: Address', agent.dialog());
    await agent.look('heartbeats-ping');
    await agent.page.keyboard.press('Escape');
    const { items } = await desk.call(api.services.list, {});
    for (const [service, name, settings] of [
      ['Web shop', 'Queue worker', { everySeconds: 3_600, graceSeconds: 600 }],
      ['Web shop', 'Certificate renewal with a name that is rather long', { everySeconds: 86_400 }],
    ] as const) {
      const id = items.find((one) => one.name === service)?.id ?? '';
      const { path } = await desk.call(api.services.addIntegration, {
        id,
        name,
        source: 'heartbeat',
        settings,
      });
      if (name === 'Queue worker') await beat(desk.url + path);
    }
    await admin.press('Actions for the integration Queue worker');
    await admin.page.getByRole('menuitem', { name: 'Settings' }).click();
    await admin.fill('Seconds of grace', '5400', admin.dialog());
    await admin.press('Save', admin.dialog());
    await agent.sees('Expected every 1 h, 1 h 30 min of grace', row(agent, 'Queue worker'));
  });

  test(
    'one that is not heard is missing by itself, with its alert, and comes back',
    async () => {
      const missing = row(agent, 'Nightly backup').getByText('Missing', { exact: true });
      await missing.waitFor({ timeout: PATIENCE });
      await agent.sees(/Missing since/, row(agent, 'Nightly backup'));
      const first = agent.page.getByRole('list', { name: 'Heartbeats' }).getByRole('listitem').first();
      await agent.sees('Nightly backup', first);
      const { items } = await desk.call(api.services.list, {});
      const shop = items.find(({ name }) => name === 'Web shop')?.id ?? '';
      const ends = new Date(Date.now() + 3_600_000).toISOString();
      await desk.call(api.maintenances.create, { name: 'New shelves', serviceIds: [shop], endsAt: ends });
      await agent.sees('Pages nobody: New shelves', row(agent, 'Queue worker'));
      await agent.look('heartbeats', { dark: true });
      await admin.look('heartbeats-admin', { full: true });
      await agent.page.getByRole('link', { name: 'Open alert of Nightly backup' }).click();
      await agent.heading('No heartbeat of Nightly backup for 30 s');
      await agent.open('/heartbeats');
      await missing.waitFor();
      await beat(backup);
      await agent.sees('Healthy', row(agent, 'Nightly backup'));
    },
    PATIENCE * 2,
  );

  test('they are found by words and state, which stand in the address; one that is revoked is gone', async () => {
    await agent.page.getByRole('searchbox', { name: 'Search heartbeats' }).fill('QUEUE');
    await row(agent, 'Nightly backup').waitFor({ state: 'hidden' });
    await agent.sees('Queue worker', row(agent, 'Queue worker'));
    await expect.poll(() => agent.page.url()).toMatch(/text=QUEUE$/);
    await agent.open('/heartbeats?state=late');
    await agent.sees('No heartbeat fits these filters');
    await agent.press('Clear filters');
    await agent.sees('Queue worker', row(agent, 'Queue worker'));
    await admin.press('Actions for the integration Queue worker');
    await admin.page.getByRole('menuitem', { name: 'Revoke' }).click();
    await admin.press('Revoke', admin.dialog());
    await row(agent, 'Queue worker').waitFor({ state: 'hidden' });
  });
});
