import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { api } from '../../src/contract/api.ts';
import { fakeMail } from '../support/mail/smtp.ts';
import { expectAccessible } from './support/accessibility.ts';
import { type Deskbell, startDeskbell } from './support/deskbell.ts';
import { picture } from './support/pictures.ts';
import { closeDesk, openScreen, type Screen, signIn, WIDTHS, withBrowser } from './support/screen.ts';

withBrowser();

/** How things are, for those who wait. Each test goes on where the last one ended. */
describe.each(WIDTHS)('the status page, on a %s', (width) => {
  let desk: Deskbell;
  let mail: Awaited<ReturnType<typeof fakeMail>>;
  let admin: Screen;
  let reader: Screen;
  let number: string;

  beforeAll(async () => {
    mail = await fakeMail();
    desk = await startDeskbell({ environment: { SMTP_URL: mail.url, MAIL_FROM: 'status@example.com' } });
    const teamId = (await desk.call(api.teams.list, {})).items[0]?.id ?? '';
    const roles: ('requester' | 'agent' | 'admin')[] = ['requester', 'agent', 'admin'];
    const ada = await desk.person('Ada Lovelace', { roles, team: teamId });
    for (const name of ['shop-frontend-7', 'mail-gw']) await desk.call(api.services.create, { name, teamId });
    admin = await signIn(desk, width, ada);
    reader = await openScreen(desk, width, 'somebody outside');
  });
  afterAll(async () => {
    await closeDesk(desk);
    await mail?.close();
  });

  /** A page without scripts: nobody is shut out, nothing sticks out sideways; takes pictures, light and dark. */
  async function look(screen: Screen, name: string): Promise<void> {
    for (const colorScheme of ['dark', 'light'] as const) {
      await screen.page.emulateMedia({ colorScheme });
      await expectAccessible(screen.page, `${name} on a ${width}, ${colorScheme}`);
      await picture(screen.page, `${name}-${width}${colorScheme === 'dark' ? '-dark' : ''}`);
    }
    const sideways = await screen.page.evaluate(
      () => document.documentElement.scrollWidth - window.innerWidth,
    );
    expect(sideways, `${name} on a ${width} sticks out sideways`).toBeLessThanOrEqual(0);
  }

  test('an admin chooses what it shows, and puts it on', async () => {
    await admin.open('/settings/status-page');
    await admin.heading('Status page');
    await admin.fill('Title', 'Acme status');
    await admin.page.getByRole('switch', { name: 'Everybody may see the public page' }).click();
    for (const [service, name] of [
      ['shop-frontend-7', 'Online shop'],
      ['mail-gw', 'E-mail'],
    ] as const) {
      await admin.page.getByRole('combobox', { name: 'Add a service' }).click();
      await admin.page.getByRole('option', { name: service }).click();
      await admin.fill(`Public name of ${service}`, name);
      await admin.page.getByRole('switch', { name: `${service} is on the public page` }).click();
    }
    await admin.fill('Heading of mail-gw', 'Inside');
    await admin.press('Move mail-gw up');
    await admin.look('status-page-settings', { dark: true });
    await admin.press('Save');
    await admin.sees('Saved.');
    await reader.open('/status');
    await reader.heading('Acme status');
    await reader.sees('Everything is operational');
    expect(await reader.page.getByRole('heading', { level: 3 }).allTextContents()).toEqual([
      'E-mail',
      'Online shop',
    ]);
  });

  test('an update is published in words of its own', async () => {
    const { items } = await desk.call(api.services.list, {});
    const shop = items.find(({ name }) => name === 'shop-frontend-7')?.id ?? '';
    const declared = { title: 'db-7 is gone', severity: 1 as const, services: [shop] };
    number = (await desk.call(api.incidents.declare, declared)).number;
    await admin.open(`/incidents/${number}`);
    await admin.press('Update …');
    const dialog = admin.dialog();
    await dialog.getByLabel('How does it stand?').fill('db-7 does not answer.');
    await dialog.getByLabel('Also on the status page').fill('Orders cannot be placed.\nWe look into it.');
    await dialog.getByLabel('Title on the status page').fill('No orders');
    await choose(admin, 'Who reads it there?', 'Everybody, it is public');
    await choose(admin, 'How is shop-frontend-7?', 'Major outage');
    await admin.look('status-page-update');
    await admin.press('Send', dialog);
    await admin.heading('On the status page');
    await admin.sees('Orders cannot be placed.');
    await admin.look('status-page-incident');
    const endsAt = new Date(Date.now() + 7_200_000).toISOString();
    const startsAt = new Date(Date.now() + 3_600_000).toISOString();
    await desk.call(api.maintenances.create, {
      ...{ name: 'mail-gw reboot', serviceIds: items.map(({ id }) => id), startsAt, endsAt },
      statusTitle: 'A short break',
    });
    await reader.open('/status');
    await reader.sees('Orders cannot be placed.');
    await reader.sees('A short break');
    expect(await reader.page.content()).not.toMatch(/db-7|shop-frontend|mail-gw/);
    await look(reader, 'status-page');
    await admin.open('/status/internal');
    await admin.sees('shop-frontend-7');
    await admin.sees('mail-gw reboot');
    await look(admin, 'status-page-internal');
  });

  test('whoever reads the internal page has it mailed to them, and stops it', async () => {
    await admin.page.getByRole('link', { name: 'Get updates by e-mail' }).click();
    await admin.heading('Be told by e-mail');
    await admin.press('Send me updates');
    await admin.sees('is mailed to');
    await look(admin, 'status-page-follow');
    await admin.press('Send me no more mails');
    await admin.sees('Nothing is mailed to');
  });

  test('somebody subscribes, confirms, is told, and leaves again', async () => {
    await reader.fill('E-mail address', 'grace@example.com');
    await reader.press('Subscribe');
    await reader.heading('Please look into your mail');
    await look(reader, 'status-page-asked');
    const linkOf = async (at: number, purpose: string) => {
      await expect.poll(() => mail.mails.length, { timeout: 15_000 }).toBeGreaterThan(at);
      const text = mail.mails[at]?.text.replaceAll('=3D', '=') ?? '';
      return new RegExp(`/status/${purpose}/[\\w-]{44}`).exec(text)?.[0] ?? '';
    };
    await reader.open(await linkOf(0, 'confirm'));
    await reader.press('Yes, subscribe');
    await reader.heading('You are subscribed');
    await desk.call(api.incidents.resolve, { number, resolution: 'db-7 is new.' });
    await reader.open('/status');
    await reader.sees('Everything is operational');
    await look(reader, 'status-page-over');
    await admin.open('/settings/status-page');
    await admin.sees('grace@example.com');
    await admin.look('status-page-subscribers');
    await reader.open(await linkOf(1, 'end'));
    await reader.press('Yes, unsubscribe');
    await reader.heading('You get no more of these mails');
    expect((await desk.call(api.statusPage.subscribers, {})).items).toEqual([]);
  });
});

async function choose(screen: Screen, field: string, option: string): Promise<void> {
  await screen.dialog().getByLabel(field).selectOption({ label: option });
}
