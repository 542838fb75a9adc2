import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { api } from '../../src/contract/api.ts';
import { type Deskbell, startDeskbell } from './support/deskbell.ts';
import { closeDesk, type Screen, signIn, WIDTHS, withBrowser } from './support/screen.ts';

withBrowser();

const FILE = join(import.meta.dirname, '../domain/migration/exports/pagerduty.json');

describe.each(WIDTHS)('moving in, on a %s', (width) => {
  let desk: Deskbell;
  let admin: Screen;

  const services = async () => (await desk.call(api.services.list, {})).items.map(({ name }) => name);

  beforeAll(async () => {
    desk = await startDeskbell();
    const root = await desk.person('Robin Hale', { roles: ['requester', 'agent', 'admin'] });
    admin = await signIn(desk, width, root);
  });
  afterAll(() => closeDesk(desk));

  test('an export is planned, and nothing is made', async () => {
    await admin.open('/settings/move-in');
    await admin.sees(/Integrations → API Access Keys/);
    await admin.page.getByRole('combobox', { name: 'From' }).selectOption({ label: 'Opsgenie' });
    await admin.sees(/configuration backup, zipped/);
    await admin.page.getByRole('combobox', { name: 'From' }).selectOption({ label: 'PagerDuty' });
    await admin.look('move-in', { dark: true });
    await admin.press('Show what would be made');
    await admin.sees('Choose the file of the export.');
    await admin.page.locator('input[type=file]').setInputFiles(FILE);
    await admin.press('Show what would be made');
    await admin.sees(/^Planned: 12 to make, 3 left out$/);
    await admin.sees('turns of 90 minutes: here they last whole hours');
    expect(await services()).toEqual([]);
    await admin.look('move-in-plan', { dark: true });
  });

  test('the plan is looked through', async () => {
    await admin.page.getByRole('combobox', { name: 'Outcome' }).selectOption({ label: 'What needs a look' });
    await admin.sees('3 of 15 are shown.');
    await admin.page.getByRole('combobox', { name: 'What', exact: true }).selectOption({ label: 'Service' });
    await admin.sees('1 of 15 are shown.');
    await admin.sees('It is disabled there.');
    await admin.page
      .getByRole('combobox', { name: 'What', exact: true })
      .selectOption({ label: 'Everything' });
    await admin.page.getByRole('combobox', { name: 'Outcome' }).selectOption({ label: 'Every one' });
    await admin.page.getByRole('textbox', { name: 'Words' }).fill('prometheus');
    await admin.sees('1 of 15 are shown.');
    await admin.page.getByRole('textbox', { name: 'Words' }).fill('');
  });

  test('it is applied after a question, and the keys are shown once', async () => {
    await admin.press('Apply');
    await admin.sees(/No mail is sent to anybody/, admin.dialog());
    await admin.press('Apply', admin.dialog());
    await admin.sees('My Web App: Prometheus', admin.dialog());
    await admin.look('move-in-keys');
    await admin.press('I have them', admin.dialog());
    await admin.sees(/^Applied: 12 to make, 3 left out$/);
    expect(await services()).toEqual(['My Web App']);
  });

  test('the batch is undone, and says so', async () => {
    await admin.press('Back to all');
    await admin.press('Open PagerDuty, pagerduty.json');
    await admin.press('Undo');
    await admin.press('Undo', admin.dialog());
    await admin.sees('It was undone.');
    await admin.sees(/^Undone: /);
    await expect.poll(services).toEqual([]);
    await admin.look('move-in-undone');
  });
});
