import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { api } from '../../src/contract/api.ts';
import { type Deskbell, type DeskPerson, startDeskbell } from './support/deskbell.ts';
import { closeDesk, type Screen, signIn, WIDTHS, withBrowser } from './support/screen.ts';

withBrowser();

/** A service that is being watched. Each test goes on where the last one ended. */
describe.each(WIDTHS)('alerts, on a %s', (width) => {
  let desk: Deskbell;
  let ada: DeskPerson;
  let agent: Screen;
  let admin: Screen;
  let hook: string;

  /** As monitoring says it. */
  const say = async (event: object) => {
    const body = JSON.stringify({ source: 'db-1', severity: 'critical', ...event });
    const response = await fetch(hook, { method: 'POST', body });
    expect(response.status).toBe(202);
  };
  const row = (summary: string) => agent.page.getByRole('listitem').filter({ hasText: summary });

  beforeAll(async () => {
    desk = await startDeskbell();
    const teamId = (await desk.call(api.teams.list, {})).items[0]?.id ?? '';
    ada = await desk.person('Ada Lovelace', { roles: ['requester', 'agent'], team: teamId });
    const ben = await desk.person('Ben Okafor', { roles: ['requester', 'agent'], team: teamId });
    const { id: escalationPolicyId } = await desk.call(api.escalationPolicies.create, {
      name: 'Shop, around the clock',
      steps: [ada, ben].map(({ id: personId }) => ({
        page: [{ who: 'person' as const, personId }],
        waitMinutes: 5,
      })),
    });
    const { id } = await desk.call(api.services.create, { name: 'Web shop', teamId, escalationPolicyId });
    const { path } = await desk.call(api.services.addIntegration, { id, name: 'Probe', source: 'generic' });
    hook = desk.url + path;
    const robin = await desk.person('Robin Hale', { roles: ['requester', 'admin'] });
    [agent, admin] = (await Promise.all([ada, robin].map((one) => signIn(desk, width, one)))) as [
      Screen,
      Screen,
    ];
  });
  afterAll(() => closeDesk(desk));

  test('an alert appears by itself, and is acknowledged from its row', async () => {
    await agent.page.getByRole('link', { name: 'Alerts' }).click();
    await agent.sees('All is well');
    await agent.look('alerts-none');
    await say({ dedupKey: 'pay', summary: 'Nobody can pay', labels: { region: 'eu-1' } });
    await agent.sees('Nobody can pay');
    await say({ dedupKey: 'slow', summary: 'Pages are slow', severity: 'warning' });
    await say({ dedupKey: 'slow', summary: 'Pages are slow', severity: 'warning' });
    await agent.sees(/2 times/);
    await agent.look('alerts-list', { dark: true });
    await agent.press('Acknowledge: Nobody can pay');
    await agent.sees('by Ada Lovelace', row('Nobody can pay'));
    await agent.press('Resolve: Pages are slow');
    await row('Pages are slow').waitFor({ state: 'hidden' });
  });

  test('filters stand in the address', async () => {
    await agent.press('State: open');
    await agent.page.getByRole('checkbox', { name: 'Resolved' }).check();
    await agent.sees('Pages are slow');
    await agent.seesNot('Nobody can pay');
    expect(new URL(agent.page.url()).search).toBe('?state=resolved');
    await agent.page.keyboard.press('Escape');
    await agent.open('/alerts?severity=info&state=nonsense');
    await agent.sees('No alert fits these filters');
    await agent.press('Clear filters');
    await agent.sees('Nobody can pay');
  });

  test('its page tells who was paged and when the next ones are, and follows', async () => {
    await say({
      dedupKey: 'disk',
      summary: 'The disk is full',
      links: [{ text: 'Runbook', url: desk.url }],
    });
    await agent.page.getByRole('link', { name: 'The disk is full' }).click();
    await agent.heading('The disk is full');
    await agent.sees(/The next step is due in [45] min/);
    await agent.sees('sent', agent.page.getByRole('table'));
    await agent.look('alert', { dark: true });
    await agent.press('Escalate');
    await agent.press('Cancel', agent.dialog());
    await agent.press('Escalate');
    await agent.press('Escalate', agent.dialog('Page the next ones now?'));
    await agent.sees('Ben Okafor', agent.page.getByRole('table'));
    await agent.press('Silence …');
    await agent.page.getByRole('menuitem', { name: '4 hours' }).click();
    await agent.sees(/silenced it/);
    await agent.look('alert-silenced');
    await agent.press('End the silence');
    await agent.sees(/ended its silence/);
    await agent.press('Make a ticket');
    await agent.page.getByRole('link', { name: /^INC-/ }).click();
    if (width === 'phone') await agent.page.getByText('Details', { exact: true }).click();
    await agent.page
      .getByRole('list', { name: /^Alerts of INC-/ })
      .getByRole('link', { name: 'The disk is full' })
      .click();
    await agent.heading('The disk is full');
    await agent.press('Acknowledge');
    await agent.sees(/acknowledged it/);
    // As from the chat of somebody else: the page follows.
    await say({ dedupKey: 'disk', action: 'resolve', summary: '-' });
    await agent.sees(/resolved it/);
    expect(await agent.page.getByRole('button', { name: 'Acknowledge' }).count()).toBe(0);
    await agent.look('alert-resolved', { full: true });
  });

  test('says so where there is none', async () => {
    agent.forgive(/status of 4\d\d/);
    await agent.open(`/alerts/${crypto.randomUUID()}`);
    await agent.sees('There is no such alert');
    await agent.open('/alerts/nonsense');
    await agent.sees('There is no such alert');
  });

  test('an admin adds a service, and an integration whose key is shown once and works', async () => {
    await admin.open('/settings/services');
    await admin.sees('Web shop');
    await admin.press('Add a service');
    await admin.press('Add', admin.dialog());
    await admin.fill('Name', 'Payments', admin.dialog());
    await admin.dialog().getByRole('combobox', { name: 'Team' }).click();
    await admin.page.getByRole('listbox').getByRole('option').first().click();
    await admin.dialog().getByRole('combobox', { name: 'Escalation policy' }).click();
    await admin.page.getByRole('option', { name: 'Shop, around the clock' }).click();
    await admin.look('services-form', { dark: true });
    await admin.press('Add', admin.dialog());
    await admin.sees('Payments was added.');
    await admin.press('Actions for the service Payments');
    await admin.page.getByRole('menuitem', { name: 'Add an integration' }).click();
    await admin.fill('Name', 'Cluster', admin.dialog());
    await admin.press('Add', admin.dialog());
    const key = await admin.dialog().getByRole('textbox', { name: 'Key' }).inputValue();
    const address = await admin.dialog().getByRole('textbox', { name: 'Address' }).inputValue();
    const snippet = await admin.dialog().getByRole('textbox', { name: 'alertmanager.yml' }).inputValue();
    expect(address).toBe(`${desk.url}/hooks/alertmanager/${key}`);
    expect(snippet).toContain(`url: ${address}`);
    await admin.look('services-key', { dark: true });
    await admin.press('I have it');
    const alerts = [{ status: 'firing', labels: { alertname: 'Down' }, fingerprint: 'f1' }];
    const body = JSON.stringify({ version: '4', groupKey: 'g1', alerts });
    const sent = () => fetch(address, { method: 'POST', body });
    expect((await sent()).status).toBe(202);
    expect((await fetch(address, { method: 'POST', body: '{ "version": "3" }' })).status).toBe(400);
    await admin.press('Payloads of Cluster');
    await admin.sees('Refused: groupKey');
    await admin.sees('one event');
    await admin.look('services-payloads', { dark: true });
    await admin.page.keyboard.press('Escape');
    await admin.press('Actions for the integration Cluster');
    await admin.page.getByRole('menuitem', { name: 'New key' }).click();
    await admin.press('Make a new key', admin.dialog('A new key for “Cluster”?'));
    await admin.dialog('The key of “Cluster”').waitFor();
    await admin.press('I have it');
    expect((await sent()).status).toBe(404);
    await admin.press('Actions for the integration Cluster');
    await admin.page.getByRole('menuitem', { name: 'Revoke' }).click();
    await admin.press('Revoke', admin.dialog('Revoke “Cluster”?'));
    await admin.sees('No integration: no alert can come.');
    await admin.look('services-list', { dark: true });
  });

  const choose = async (item: string, menu: string) => {
    await admin.press(menu);
    await admin.page.getByRole('menuitem', { name: item }).click();
  };

  test('an admin says what of a service pages nobody, and which alerts open tickets', async () => {
    await choose('Noise and tickets', 'Actions for the service Payments');
    await admin.fill('Hold for seconds', '30', admin.dialog());
    await admin.dialog().getByRole('switch', { name: 'Alerts that belong together page once' }).click();
    const labels = admin.dialog().getByRole('combobox', { name: 'The same values of these labels' });
    await labels.fill('cluster');
    await labels.press('Enter');
    await admin.dialog().getByRole('switch', { name: 'Alerts open tickets' }).click();
    await admin.press('Save', admin.dialog());
    const queue = admin.dialog().getByRole('combobox', { name: 'In the queue' });
    await expect.poll(() => queue.getAttribute('aria-invalid')).toBe('true');
    await admin.fill('Over by itself after minutes', '90', admin.dialog());
    await queue.click();
    await admin.page.getByRole('listbox').getByRole('option').first().click();
    await admin.dialog().getByRole('combobox', { name: 'In the name of' }).fill('Ada');
    await admin.page.getByRole('option', { name: 'Ada Lovelace' }).click();
    await admin.look('services-noise', { dark: true, full: true });
    await admin.press('Save', admin.dialog());
    await admin.sees('Payments was saved.');
    const saved = async () =>
      (await desk.call(api.services.list, {})).items.find(({ name }) => name === 'Payments')?.settings;
    await expect.poll(saved).toMatchObject({
      ...{ holdSeconds: 30, autoResolveMinutes: 90, group: { minutes: 10, labels: ['cluster'] } },
      tickets: { severities: ['critical', 'error'], requesterId: ada.id },
    });
  });

  test('an admin writes a mapping, and sees at once what it makes of what was sent', async () => {
    await say({ title: 'Queue is long', level: 'warning', host: 'mq-1' }).catch(() => undefined);
    await choose('Settings', 'Actions for the integration Probe');
    await admin.dialog().getByRole('switch', { name: 'It sends JSON in words of its own' }).click();
    await admin.sees('Say at least what is wrong', admin.dialog());
    await admin.fill('What is wrong', 'title', admin.dialog());
    await admin.sees(/Triggers “Queue is long”/, admin.dialog());
    admin.forgive(/status of 4\d\d/);
    await admin.fill('How bad it is', 'level ||', admin.dialog());
    await admin.sees(/level \|\|/, admin.dialog().getByRole('region', { name: 'What it makes of it' }));
    await admin.fill('How bad it is', 'level', admin.dialog());
    await admin.sees(/Triggers “Queue is long” · Warning/, admin.dialog());
    await admin.look('integration-mapping', { dark: true, full: true });
    await admin.press('Save', admin.dialog());
    await admin.sees('Probe was saved.');
    await say({ title: 'Queue is long', level: 'warning' });
    await agent.open('/alerts');
    await agent.sees('Queue is long');
  });

  test('a heartbeat says whether it was heard', async () => {
    const { items } = await desk.call(api.services.list, {});
    const id = items.find(({ name }) => name === 'Payments')?.id ?? '';
    const beat = await desk.call(api.services.addIntegration, { id, name: 'Night run', source: 'heartbeat' });
    await admin.open('/settings/services');
    await admin.sees(/not heard yet/);
    expect((await fetch(desk.url + beat.path)).status).toBe(202);
    await choose('Settings', 'Actions for the integration Night run');
    await admin.fill('Expected every so many seconds', '86400', admin.dialog());
    await admin.press('Save', admin.dialog());
    await admin.sees(/last heard just now, missing if not heard until/);
    await admin.look('services-heartbeat');
  });

  test('the on-call report says how alerts were answered, and is saved as CSV', async () => {
    await agent.open('/alerts');
    await agent.page.getByRole('link', { name: 'On-call report' }).click();
    await agent.heading('On call');
    const shop = agent.page.getByRole('region', { name: 'Answers' }).getByRole('row', { name: /^Web shop/ });
    await shop.waitFor();
    const people = agent.page.getByRole('region', { name: 'Interruptions' });
    await people.getByRole('row', { name: /^Ada Lovelace UTC/ }).waitFor();
    await agent.look('report-on-call', { dark: true, full: true });
    const saving = agent.page.waitForEvent('download');
    await agent.press('People as CSV');
    expect((await saving).suggestedFilename()).toMatch(/^deskbell-people-.*\.csv$/);
    await agent.page.getByLabel('Until').fill('2020-01-01');
    await agent.sees(/From one day to a later one/);
  });

  test('an agent plans a maintenance, begins one, and ends it', async () => {
    await agent.open('/settings/maintenance');
    await agent.sees('No maintenance yet');
    const note = async (name: string, later: boolean) => {
      await agent.press('Plan a maintenance');
      await agent.fill('What is done', name, agent.dialog());
      await agent.dialog().getByRole('combobox', { name: 'Services' }).click();
      await agent.page.getByRole('option', { name: 'Web shop' }).click();
      await agent.page.keyboard.press('Escape');
      if (later) await agent.dialog().getByRole('radio', { name: 'Later' }).check();
      if (later) await agent.look('maintenance-form', { dark: true });
      await agent.press('Note it', agent.dialog());
      await agent.sees(`${name} is noted.`);
    };
    await note('New disks', true);
    await note('New switch', false);
    const lines = agent.page.getByRole('row');
    await agent.sees('planned', lines.filter({ hasText: 'New disks' }));
    await agent.sees('under way', lines.filter({ hasText: 'New switch' }));
    await agent.look('maintenance-list', { dark: true });
    await agent.press('Call off: New disks');
    await agent.press('Call off', agent.dialog('Call off “New disks”?'));
    await agent.press('End now: New switch');
    await agent.press('End now', agent.dialog('End “New switch” now?'));
    await agent.sees('over', lines.filter({ hasText: 'New switch' }));
    await agent.sees('No alerts came meanwhile.');
  });

  test('archives it, and takes that back; an agent only reads', async () => {
    const payments = admin.page.getByRole('region', { name: 'Service Payments' });
    await admin.press('Actions for the service Payments');
    await admin.page.getByRole('menuitem', { name: 'Archive' }).click();
    await payments.waitFor({ state: 'hidden' });
    await admin.press('Undo');
    await payments.waitFor();
    await agent.open('/settings/services');
    await agent.sees('Payments');
    expect(await agent.page.getByRole('button', { name: /service/ }).count()).toBe(0);
  });

  test('an admin adds an escalation policy, orders its steps by keys, and reads it in words', async () => {
    await admin.open('/settings/escalation');
    await admin.sees(/Page Ada Lovelace; after 5 min page Ben Okafor\./);
    await admin.press('Add a policy');
    await admin.press('Add', admin.dialog());
    await admin.fill('Name', 'At night', admin.dialog());
    const find = async (place: string, name: string) => {
      await admin
        .dialog()
        .getByRole('combobox', { name: `Person, ${place}` })
        .fill(name);
      await admin.page.getByRole('option', { name }).click();
    };
    await find('step 1, 1', 'Ada');
    await admin.press('Add a step', admin.dialog());
    await find('step 2, 1', 'Ben');
    await admin.press('And somebody else, step 2', admin.dialog());
    await admin.dialog().getByRole('combobox', { name: 'Page, step 2, 2' }).selectOption('round_robin');
    await admin.dialog().getByRole('combobox', { name: 'Team, step 2, 2' }).click();
    await admin.page.getByRole('listbox').getByRole('option').first().click();
    await admin.press('And somebody else, step 2', admin.dialog());
    await admin.dialog().getByRole('combobox', { name: 'Page, step 2, 3' }).selectOption('ticket');
    await admin.dialog().getByRole('combobox', { name: 'Queue, step 2, 3' }).click();
    await admin.page.getByRole('listbox').getByRole('option').first().click();
    await admin.dialog().getByRole('combobox', { name: 'Priority, step 2, 3' }).selectOption('2');
    await admin.dialog().getByRole('combobox', { name: 'In the name of, step 2, 3' }).fill('Ben');
    await admin.page.getByRole('option', { name: 'Ben Okafor' }).click();
    await admin.fill('Repeat all of it', '2', admin.dialog());
    await admin.sees(
      /Page Ada Lovelace; after 5 min page Ben Okafor and one of .+ in turn, and open a ticket of P2 in .+; all/,
      admin.dialog(),
    );
    await admin.look('escalation-form', { dark: true });
    await admin.dialog().getByRole('button', { name: 'Move step 2 up' }).focus();
    await admin.page.keyboard.press('Enter');
    await admin.press('Add', admin.dialog());
    await admin.sees('At night was added.');
    await admin.sees(
      /Page Ben Okafor and one of .+ in turn, and open a ticket of P2 in .+; after 5 min page Ada Lovelace; all of it repeated twice\./,
    );
    await admin.look('escalation-list', { dark: true });
  });

  test('removes a policy, but none that a service goes by; an agent only reads', async () => {
    const remove = async (name: string) => {
      await admin.press(`Actions for ${name}`);
      await admin.page.getByRole('menuitem', { name: 'Remove' }).click();
      await admin.press('Remove', admin.dialog(`Remove “${name}”?`));
    };
    admin.forgive(/status of 409/);
    await remove('Shop, around the clock');
    await admin.sees(/goes by this policy/);
    await remove('At night');
    await admin.page.getByRole('row', { name: /At night/ }).waitFor({ state: 'hidden' });
    await agent.open('/settings/escalation');
    await agent.sees('Shop, around the clock');
    expect(await agent.page.getByRole('button', { name: /policy|Shop/ }).count()).toBe(0);
  });
});
