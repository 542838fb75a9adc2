import { readFile } from 'node:fs/promises';
import { parse } from 'csv-parse/sync';
import { unzipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { api } from '../../src/contract/api.ts';
import { type Deskbell, startDeskbell } from './support/deskbell.ts';
import { closeDesk, type Screen, signIn, WIDTHS, withBrowser } from './support/screen.ts';

withBrowser();

describe.each(WIDTHS)('exports, on a %s', (width) => {
  let desk: Deskbell;
  let admin: Screen;
  let agent: Screen;

  beforeAll(async () => {
    desk = await startDeskbell();
    const grace = await desk.person('Grace Hopper');
    const { id: team } = await desk.call(api.teams.create, { name: 'Agents' });
    const ada = await desk.person('Ada Lovelace', { roles: ['requester', 'agent'], team });
    const root = await desk.person('Robin Hale', { roles: ['requester', 'admin'] });
    for (const title of ['=HYPERLINK("http://evil")', 'The printer smokes', 'The lift is stuck']) {
      const kind = title.startsWith('The lift') ? 'incident' : 'request';
      await grace.call(api.tickets.open, { title, description: title, kind });
    }
    admin = await signIn(desk, width, root, '/settings/export');
    agent = await signIn(desk, width, ada, '/queues?kind=request');
  });
  afterAll(() => closeDesk(desk));

  /** The newest file, once it is there. */
  const download = async (screen: Screen, name: RegExp) => {
    const link = screen.page.getByRole('link', { name }).first();
    // The worker may have other things to do.
    await link.waitFor({ timeout: 60_000 });
    const [file] = await Promise.all([screen.page.waitForEvent('download'), link.click()]);
    return { name: file.suggestedFilename(), bytes: await readFile(await file.path()) };
  };

  test('an admin takes everything away', async () => {
    await admin.sees('No export yet');
    await admin.press('New export');
    const form = admin.dialog('New export');
    await admin.look('settings-export-form', { dark: true });
    await admin.press('Export', form);
    const { name, bytes } = await download(admin, /^Download deskbell-/);
    await admin.sees('Kept until');
    await admin.look('settings-export');
    expect(name).toMatch(/^deskbell-\d{4}-\d\d-\d\d\.zip$/);
    const files = unzipSync(new Uint8Array(bytes));
    expect(JSON.parse(Buffer.from(files['export.json'] ?? []).toString()).rows.ticket).toBe(3);
    expect(Object.keys(files)).toContain('auditEntry.jsonl');
  });

  test('an agent exports what a list shows, as a table', async () => {
    await agent.press('Export these');
    const form = agent.dialog('Export these tickets');
    await agent.look('queues-export');
    await agent.press('Export', form);
    await agent.heading('Export');
    const { name, bytes } = await download(agent, /^Download deskbell-ticket-/);
    expect(name).toMatch(/\.csv$/);
    const rows: Record<string, string>[] = parse(bytes, { bom: true, columns: true });
    expect(rows.map(({ title }) => title)).toEqual([`'=HYPERLINK("http://evil")`, 'The printer smokes']);
  });

  test('agents choose among tickets and alerts, and say which', async () => {
    await agent.press('New export');
    const form = agent.dialog('New export');
    await agent.sees('With timelines', form);
    await agent.seesNot('Audit log', form);
    agent.forgive(/422/);
    await agent.press('Export', form);
    await agent.sees('Only an admin may export all of it.');
    await agent.press('Cancel', form);
    await form.waitFor({ state: 'hidden' });
  });

  test('what is there is removed after a question', async () => {
    await agent.page.getByRole('button', { name: /^Remove deskbell-ticket-/ }).click();
    const question = agent.dialog('Remove this export?');
    await agent.press('Remove', question);
    await agent.sees('No export yet');
    // An admin sees those of others, but not their files.
    await admin.open('/settings/export');
    await admin.sees('Everything');
  });
});
