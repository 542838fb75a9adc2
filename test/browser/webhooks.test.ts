import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { api } from '../../src/contract/api.ts';
import { type Received, type Receiver, receiver, verify } from '../domain/webhooks/receiver.ts';
import { type Deskbell, type DeskPerson, startDeskbell } from './support/deskbell.ts';
import { closeDesk, type Screen, signIn, WIDTHS, withBrowser } from './support/screen.ts';

withBrowser();

const EVIL = '<img src=x onerror="window.harmed = 1">';

describe.each(WIDTHS)('webhooks, on a %s', (width) => {
  let desk: Deskbell;
  let there: Receiver;
  let grace: DeskPerson;
  let admin: Screen;
  let secret: string;

  beforeAll(async () => {
    desk = await startDeskbell();
    there = await receiver();
    grace = await desk.person('Grace Hopper');
    const root = await desk.person('Robin Hale', { roles: ['requester', 'admin'] });
    admin = await signIn(desk, width, root, '/settings/webhooks');
  });
  afterAll(async () => {
    await closeDesk(desk);
    await there?.close();
  });

  const open = (title: string) => grace.call(api.tickets.open, { title, description: title });
  const arrives = (count: number) =>
    vi.waitFor(() => expect(there.received.length).toBe(count), { timeout: 15_000 });
  const choose = async (item: string) => {
    await admin.press('Actions for the webhook Status page');
    await admin.page.getByRole('menuitem', { name: item }).click();
  };
  const takeSecret = async () => {
    const dialog = admin.dialog('The secret of the webhook');
    const shown = await dialog.getByRole('textbox', { name: 'Secret' }).inputValue();
    expect(shown).toMatch(/^whsec_/);
    await admin.press('I have it', dialog);
    await dialog.waitFor({ state: 'hidden' });
    return shown;
  };

  test('are added, and their secret is shown once', async () => {
    await admin.sees('No webhook yet');
    await admin.press('Add a webhook');
    const form = admin.dialog('Add a webhook');
    await admin.fill('Name', 'Status page', form);
    await admin.fill('Address', 'ftp://example.com', form);
    await admin.fill('Headers', 'authorization: Bearer abc\nhost: example.org', form);
    await admin.press('Add', form);
    await admin.sees('must be an address such as https://example.com/hook', form);
    await admin.sees('Header 2 is a header that Deskbell sets itself', form);
    await admin.look('settings-webhook-form', { dark: true });
    await admin.fill('Address', there.url, form);
    await admin.fill('Headers', 'authorization: Bearer abc', form);
    await admin.press('Add', form);
    await admin.dialog('The secret of the webhook').waitFor();
    await admin.look('settings-webhook-secret');
    secret = await takeSecret();
    await admin.sees('of all open queues');
    await admin.seesNot(secret);
  });

  test('stay outside of the network until an admin allows a host of it', async () => {
    await choose('Send a test');
    await admin.sees('127.0.0.1 is not public. An admin can allow it in the settings.');
    expect(there.received).toEqual([]);
    const hosts = admin.page.getByRole('region', { name: 'Hosts of your own network' });
    await hosts.getByLabel('Allowed hosts').first().fill('127.0.0.1');
    await admin.press('Save', hosts);
    await admin.sees('Saved.');
  });

  test('are tried out', async () => {
    await choose('Send a test');
    await admin.sees('Status page answered with 200.');
    const [one] = there.received as [Received];
    expect(one.headers.authorization).toBe('Bearer abc');
    expect(verify(one, secret, new Date())).toBe(true);
  });

  test('show what was sent and answered, as text', async () => {
    there.answer(() => ({ status: 200, body: EVIL }));
    await open(`Printer ${EVIL}`);
    await arrives(2);
    await admin.open('/settings/webhooks');
    const row = admin.page.getByRole('listitem').filter({ hasText: 'opened · REQ-1' });
    await row.getByText('Delivered').waitFor();
    await row.locator('summary').click();
    await admin.sees('"kind": "opened"', row);
    await expect.poll(() => row.getByRole('region', { name: 'What was answered' }).textContent()).toBe(EVIL);
    await admin.look('settings-webhooks', { dark: true, full: true });
    expect(await admin.page.evaluate(() => 'harmed' in window), 'nothing of it ran').toBe(false);
    await admin.press('Send again', row);
    await arrives(3);
    expect(there.received[2]?.text).toBe(there.received[1]?.text);
  });

  test('warn when one was given up, and send again what it missed', async () => {
    there.answer(() => 410);
    await open('Scanner');
    // Nobody looks again: the page hears of it.
    const warning = admin.page.getByRole('alert').filter({ hasText: 'was switched off' });
    await warning.getByText('It answered that it is gone (410).').waitFor();
    await admin.page.evaluate(() => window.scrollTo(0, 0));
    await admin.look('settings-webhooks-off', { dark: true });
    await expect(desk.run('src/commands/doctor.ts')).rejects.toThrow('Webhooks: given up: Status page');
    there.answer(() => 200);
    await choose('Switch on');
    await warning.waitFor({ state: 'hidden' });
    await choose('Send again what failed');
    const dialog = admin.dialog('Send again what failed');
    await admin.look('settings-webhooks-replay');
    await admin.press('Send again', dialog);
    await admin.sees('One delivery is sent again.');
    await arrives(5);
    await admin.fill('Ticket', 'REQ-2');
    await admin.sees('Delivered', admin.page.getByRole('listitem').filter({ hasText: 'REQ-2' }));
  });

  test('get a new secret and keep their headers', async () => {
    await choose('New secret');
    await admin.press('Make it', admin.dialog('Make a new secret for “Status page”?'));
    const next = await takeSecret();
    await admin.sees('The old secret signs until');
    await choose('Edit');
    const form = admin.dialog('Edit “Status page”');
    await admin.sees('Keep the headers authorization', form);
    await form.getByRole('checkbox', { name: 'Internal notes' }).check();
    await admin.press('Save', form);
    await admin.sees('Status page was saved.');
    await choose('Send a test');
    await arrives(6);
    const last = there.received.at(-1) as Received;
    expect(last.headers.authorization).toBe('Bearer abc');
    expect([secret, next].map((one) => verify(last, one, new Date()))).toEqual([true, true]);
  });

  test('are removed', async () => {
    await choose('Remove');
    await admin.press('Remove', admin.dialog('Remove “Status page”?'));
    await admin.sees('No webhook yet');
  });
});
