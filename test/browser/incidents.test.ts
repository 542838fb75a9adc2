import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { api } from '../../src/contract/api.ts';
import { type Deskbell, type DeskPerson, startDeskbell } from './support/deskbell.ts';
import { closeDesk, type Screen, signIn, WIDTHS, withBrowser } from './support/screen.ts';

withBrowser();

/** Something breaks for many. Each test goes on where the last one ended. */
describe.each(WIDTHS)('major incidents, on a %s', (width) => {
  let desk: Deskbell;
  let ada: DeskPerson;
  let agent: Screen;
  let admin: Screen;

  beforeAll(async () => {
    desk = await startDeskbell();
    const teamId = (await desk.call(api.teams.list, {})).items[0]?.id ?? '';
    ada = await desk.person('Ada Lovelace', { roles: ['requester', 'agent'], team: teamId });
    await desk.person('Ben Okafor', { roles: ['requester', 'agent'], team: teamId });
    await desk.call(api.services.create, { name: 'Web shop', teamId });
    const root = await desk.person('Root', { roles: ['requester', 'admin'] });
    [agent, admin] = (await Promise.all([ada, root].map((one) => signIn(desk, width, one)))) as [
      Screen,
      Screen,
    ];
  });
  // The settings come to name Slack for rooms, and there is none here.
  afterAll(() => closeDesk(desk, /The channel slack is not set up/));

  test('one is declared, and its page shows how it stands', async () => {
    await agent.open('/incidents');
    await agent.sees('No major incident is open');
    await agent.press('Declare …');
    const dialog = agent.dialog('Declare a major incident');
    await dialog.getByLabel('What is wrong?').fill('Nobody can pay');
    await agent.press('Declare', dialog);
    await agent.sees(/Answer “Can people work\?”/);
    await dialog.getByLabel('Can people work?').selectOption({ label: 'No, or data is being lost' });
    await dialog.getByLabel('Is there a way around it?').selectOption({ label: 'No' });
    await agent.look('incident-declare');
    await agent.press('Declare', dialog);
    await agent.heading(/Nobody can pay/);
    await agent.sees(/declared a major incident: P1/);
    await agent.press('Take command');
    await agent.sees(/Ada Lovelace is commander/);
  });

  test('who waits is told, and the timeline may be put right', async () => {
    await agent.press('Update …');
    await agent.dialog().getByLabel('How does it stand?').fill('The card provider is away.');
    await agent.press('Send', agent.dialog());
    await agent.sees('The card provider is away.');
    await agent.press('Add …');
    await agent.dialog().getByLabel('What was seen, tried or decided?').fill('Asked Bens provider');
    await agent.press('Add', agent.dialog());
    await agent.press('Actions for Asked Bens provider');
    await agent.page.getByRole('menuitem', { name: 'Edit' }).click();
    await agent.dialog().getByLabel('What was seen, tried or decided?').fill('Asked the provider');
    await agent.press('Save', agent.dialog());
    await agent.sees('Asked the provider');
    await agent.look('incident', { dark: true });
  });

  test('it is resolved, and stands among the past ones', async () => {
    await agent.press('Resolve …');
    await agent.dialog().getByLabel('How was it solved?').fill('The provider is back.');
    await agent.press('Resolve', agent.dialog());
    await agent.sees(/Investigating → Resolved/);
    await agent.open('/incidents');
    await agent.sees('No major incident is open');
    await agent.page.getByText('Past', { exact: true }).click();
    await agent.sees(/Nobody can pay/);
    expect(new URL(agent.page.url()).search).toBe('?show=past');
    await agent.look('incidents-past');
  });

  test('its review is written, section by section, and is done', async () => {
    await agent.page.getByRole('link', { name: /Nobody can pay/ }).click();
    await agent.sees(/the ticket is not closed before it is done/);
    await agent.page.getByRole('link', { name: 'Review', exact: true }).click();
    await agent.heading(/Review of INC-1/);
    await agent.sees(/declared a major incident: P1/);
    await agent.press('Edit causes and contributing factors');
    const causes = '**One** provider only:\n\n- no second contract\n- no alarm on `payments`';
    await agent.page.getByRole('textbox', { name: 'Causes and contributing factors' }).fill(causes);
    await agent.look('review-write');
    await agent.page.getByText('Preview', { exact: true }).click();
    await agent.sees('no second contract');
    await agent.press('Save');
    await agent.sees(/edited/);
    expect(await agent.page.locator('strong', { hasText: 'One' }).count()).toBe(1);
  });

  test('who writes the same section at once is shown what the other wrote; elsewhere nothing is lost', async () => {
    const number = 'INC-1';
    const other = async (sections: object) => {
      const { version } = await desk.call(api.reviews.get, { number });
      await desk.call(api.reviews.edit, { number, version, sections });
    };
    agent.forgive(/status of 409/);
    await agent.press('Edit what went well');
    const box = agent.page.getByRole('textbox', { name: 'What went well' });
    await box.fill('We were quick.');
    await other({ badly: 'Nobody knew whom to call.' });
    await agent.sees('Nobody knew whom to call.');
    await agent.press('Save');
    await agent.sees('We were quick.');
    await agent.press('Edit what went well');
    await box.fill('We were very quick.');
    await other({ well: 'The alarm came at once.' });
    await agent.press('Save');
    await agent.sees(/has changed this section meanwhile/);
    await agent.look('review-conflict');
    await agent.press('Put theirs below mine');
    await agent.press('Save mine instead');
    await agent.sees('We were very quick.');
    await agent.sees('The alarm came at once.');
  });

  test('what follows is a ticket with an owner, and with the review done it may be closed', async () => {
    await agent.press('Open a follow-up …');
    const dialog = agent.dialog();
    await dialog.getByLabel('What is to be done?').fill('A second provider');
    await dialog.getByLabel('Owner').fill('Ben');
    await agent.page.getByRole('option', { name: 'Ben Okafor' }).click();
    await dialog.getByLabel('Due').fill('2036-02-01T10:00');
    await agent.look('review-follow-up');
    await agent.press('Open the ticket', dialog);
    await agent.sees('A second provider');
    await agent.press('Send to review');
    await agent.sees('Review: in review');
    await agent.press('Mark as done');
    await agent.sees('Review: done');
    await agent.seesNot(/is not closed before its review is done/);
    await agent.look('review', { dark: true });
    const href = await agent.page.getByRole('link', { name: 'Download Markdown' }).getAttribute('href');
    const document = await agent.page.evaluate(async (href) => (await fetch(href)).text(), href ?? '');
    expect(document).toContain('# INC-1: Nobody can pay');
    expect(document).toContain('- REQ-1: A second provider · in progress · Ben Okafor · due 2036-02-01');
  });

  test('an admin says how they are led, and what asks for the severity', async () => {
    await admin.open('/settings/incidents');
    await admin.heading('Major incidents');
    await admin.page.getByLabel('The review is not done, in days').fill('5');
    await admin.page.getByLabel('An hour of one person').fill('90');
    await admin.page
      .getByRole('textbox', { name: 'Question 3', exact: true })
      .fill('How many people does it hit?');
    await admin.page.getByLabel('Leads to, question 1, answer 3').selectOption('P3 · Moderate');
    await admin.press('Add a question');
    await admin.page.getByLabel('Which ones get a room').selectOption('P1 to P3');
    await admin.page.getByLabel('Where it is made').selectOption('Always on Slack');
    await admin.press('Save');
    await admin.sees('is asked after no answer');
    await admin.sees('must not be empty', admin.page.getByRole('group', { name: 'Rooms' }));
    await admin.look('incident-settings', { full: true });
    await admin.press('Remove question 4');
    await admin.fill('Beside which conversation', 'T024BE7LD:C024BE91L');
    await admin.press('Save');
    await admin.sees('Saved.');
    const { incidents } = await desk.call(api.settings.get, {});
    expect(incidents).toMatchObject({
      ...{ reviewDays: 5, cost: { rate: 90, currency: 'EUR' } },
      rooms: {
        ...{ severity: 3, archiveDays: 14 },
        place: { channel: 'slack', conversation: 'T024BE7LD:C024BE91L' },
      },
    });
    expect(incidents.severityTree?.questions[2]?.text).toBe('How many people does it hit?');
    expect(incidents.severityTree?.questions[0]?.answers[2]?.leads).toEqual({ severity: 3 });
    await admin.look('incident-settings-saved', { dark: true });
    await agent.open('/incidents/INC-1/review');
    await agent.sees(/€/);
  });

  test('a step of an escalation and a rule declare one', async () => {
    await admin.open('/settings/escalation');
    await admin.press('Add a policy');
    const dialog = admin.dialog();
    await admin.fill('Name', 'At the worst', dialog);
    const choose = (name: string, value: string) => dialog.getByLabel(name).first().selectOption(value);
    await choose('Page, step 1, 1', 'incident');
    await admin.press('Add', dialog);
    await admin.sees('must not be empty', dialog);
    await dialog.getByRole('combobox', { name: 'Queue, step 1, 1' }).click();
    await admin.page.getByRole('listbox').getByRole('option').first().click();
    await choose('Severity, step 1, 1', '2');
    await dialog.getByRole('combobox', { name: 'In the name of, step 1, 1' }).fill('Ben');
    await admin.page.getByRole('option', { name: 'Ben Okafor' }).click();
    await admin.sees(/^Declare a major incident of P2 in /, dialog);
    await dialog.getByText('Declare a major incident of P2').scrollIntoViewIfNeeded();
    await admin.look('incident-step', { dark: true });
    await admin.press('Add', dialog);
    await admin.sees('At the worst was added.');

    const { items } = await desk.call(api.escalationPolicies.list, {});
    const escalationPolicyId = items.find(({ name }) => name === 'At the worst')?.id ?? '';
    const teamId = (await desk.call(api.teams.list, {})).items[0]?.id ?? '';
    const service = { name: 'Payments', teamId, escalationPolicyId };
    const { id } = await desk.call(api.services.create, service);
    const { path } = await desk.call(api.services.addIntegration, { id, name: 'Probe', source: 'generic' });
    const alert = { action: 'trigger', dedupKey: 'pay', summary: 'Payments are slow', severity: 'critical' };
    const body = JSON.stringify(alert);
    await fetch(desk.url + path, { method: 'POST', body, headers: { 'content-type': 'application/json' } });

    await admin.open('/settings/automation');
    await admin.press('Add a rule');
    await admin.fill('Name', 'Outages', dialog);
    await admin.press('Add a condition', dialog);
    await dialog.getByLabel('Condition 1: what').selectOption({ label: 'Title' });
    await dialog.getByLabel('Condition 1: value').fill('outage');
    await dialog.getByLabel('Condition 1: value').press('Enter');
    await admin.press('Add an action', dialog);
    await dialog.getByLabel('Action 1: what').selectOption({ label: 'Declare a major incident' });
    await dialog.getByLabel('Severity').selectOption('3');
    await admin.sees(/the title contains “outage”: declare it a major incident of P3\.$/, dialog);
    await dialog.getByLabel('Severity').scrollIntoViewIfNeeded();
    await admin.look('incident-rule', { dark: true });
    await admin.press('Add', dialog);
    await admin.sees('Outages was added.');
    await ada.call(api.tickets.open, { title: 'Outage of the lift', description: 'It stands still.' });

    await agent.open('/incidents');
    await agent.sees('Payments are slow');
    await agent.sees('Outage of the lift');
    await agent.look('incidents-by-desk');
  });

  test('its page shows its room, however that is', async () => {
    const open = (await desk.call(api.incidents.list, {})).items;
    const number = open.find(({ title }) => title === 'Payments are slow')?.number ?? '';
    const made = { channel: 'slack', name: `#${number.toLowerCase()}-payments-are-slow`, error: null };
    const url = 'https://app.slack.com/client/T024BE7LD/C024BE91L';
    const error = 'The app may not do that in this workspace. An admin installs it again from its manifest.';
    const rooms = {
      none: null,
      wanted: { ...made, state: 'wanted', url: null },
      made: { ...made, state: 'made', url },
      failed: { ...made, state: 'failed', url: null, error },
      archived: { ...made, state: 'archived', url },
    } as const;
    const seen = {
      none: 'Make a room',
      wanted: 'It is being made.',
      made: made.name,
      failed: /An admin installs it again/,
      archived: /put away/,
    };
    for (const state of ['none', 'wanted', 'made', 'failed', 'archived'] as const) {
      await agent.page.route(`**/api/v1/incidents/${number}`, async (route) => {
        const response = await route.fetch();
        await route.fulfill({ response, json: { ...(await response.json()), room: rooms[state] } });
      });
      await agent.open(`/incidents/${number}`);
      await agent.heading(/Payments are slow/);
      await agent.page.getByText(seen[state]).first().scrollIntoViewIfNeeded();
      await agent.look(`incident-room-${state}`, { dark: state === 'failed' });
      await agent.page.unroute(`**/api/v1/incidents/${number}`);
    }
  });
});
