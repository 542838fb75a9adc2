import { createTransport } from 'nodemailer';
import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  addIntegration,
  revokeIntegration,
  updateIntegration,
} from '../../src/domain/services/integrations.ts';
import { listPayloads } from '../../src/domain/services/payloads.ts';
import { listenForMail, type MailListener } from '../../src/sources/mail.ts';
import { type AlertDesk, createAlertDesk } from '../domain/alerts/alert-desk.ts';

let desk: AlertDesk;
let listener: MailListener;
let key: string;
let id: string;
beforeEach(async () => {
  desk = await createAlertDesk();
  listener = await listenForMail(desk, { host: '127.0.0.1', port: 0 });
  const added = await addIntegration(desk.ctxFor(desk.admin), {
    ...{ id: desk.service.id, name: 'mail', source: 'email' },
  });
  key = added.key;
  id = added.integration.id;
});
afterEach(async () => {
  await listener.stop();
  await desk.close();
});

/** Sends a mail; how it was answered: 250, or the code of the refusal. */
async function send(subject: string, more: { to?: string; text?: string } = {}): Promise<number> {
  const transport = createTransport({ host: '127.0.0.1', port: listener.port, ignoreTLS: true });
  try {
    const from = 'nagios@example.com';
    await transport.sendMail({ from, to: `${key}@desk.example.com`, subject, text: 'All of it.', ...more });
    return 250;
  } catch (error) {
    return (error as { responseCode?: number }).responseCode ?? 0;
  } finally {
    transport.close();
  }
}

test('a mail opens an alert, and one that says that it is over closes it', async () => {
  expect(await send('[CRITICAL] Der Speicher ist voll 💾')).toBe(250);
  expect(await desk.lines()).toEqual(['der speicher ist voll 💾 triggered 1']);
  const alert = await desk.store.client.alert.findFirstOrThrow();
  expect(alert).toMatchObject({
    ...{ summary: 'Der Speicher ist voll 💾', severity: 'critical', source: 'nagios@example.com' },
    labels: { text: 'All of it.' },
  });
  // On its way an address may lose the case of its letters.
  expect(
    await send('[RESOLVED] Der Speicher ist voll 💾', { to: `${key.toUpperCase()}@DESK.example.com` }),
  ).toBe(250);
  expect(await desk.lines()).toEqual(['der speicher ist voll 💾 resolved 1']);
  const { items } = await listPayloads(desk.ctxFor(desk.admin), { id });
  expect(items).toHaveLength(2);
});

test('mail for nobody, for another source, or for a key that was revoked is refused', async () => {
  expect(await send('x', { to: `${'0'.repeat(32)}@desk.example.com` })).toBe(550);
  expect(await send('x', { to: `${desk.key}@desk.example.com` })).toBe(550);
  await revokeIntegration(desk.ctxFor(desk.admin), { id });
  expect(await send('x')).toBe(550);
  expect(await desk.lines()).toEqual([]);
});

test('too much, and what is too large, is refused in words that mail servers understand', async () => {
  expect(await send('x', { text: 'x'.repeat(2_100_000) })).toBe(552);
  await updateIntegration(desk.ctxFor(desk.admin), { id, settings: { ratePerMinute: 1 } });
  expect([await send('a'), await send('b')]).toEqual([250, 451]);
  desk.clock.advance(60_000);
  expect(await send('b')).toBe(250);
});
