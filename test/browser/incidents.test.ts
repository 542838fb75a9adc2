import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { api } from '../../src/contract/api.ts';
import { type Deskbell, startDeskbell } from './support/deskbell.ts';
import { closeDesk, type Screen, signIn, WIDTHS, withBrowser } from './support/screen.ts';

withBrowser();

/** Something breaks for many. Each test goes on where the last one ended. */
describe.each(WIDTHS)('major incidents, on a %s', (width) => {
  let desk: Deskbell;
  let agent: Screen;

  beforeAll(async () => {
    desk = await startDeskbell();
    const teamId = (await desk.call(api.teams.list, {})).items[0]?.id ?? '';
    const ada = await desk.person('Ada Lovelace', { roles: ['requester', 'agent'], team: teamId });
    await desk.person('Ben Okafor', { roles: ['requester', 'agent'], team: teamId });
    await desk.call(api.services.create, { name: 'Web shop', teamId });
    agent = await signIn(desk, width, ada);
  });
  afterAll(() => closeDesk(desk));

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
    const admin = await signIn(desk, width, await desk.person('Root', { roles: ['requester', 'admin'] }));
    await admin.open('/settings/incidents');
    await admin.heading('Major incidents');
    await admin.page.getByLabel('The review is not done, in days').fill('5');
    await admin.page.getByLabel('An hour of one person').fill('90');
    await admin.page
      .getByRole('textbox', { name: 'Question 3', exact: true })
      .fill('How many people does it hit?');
    await admin.page.getByLabel('Leads to, question 1, answer 3').selectOption('P3 · Moderate');
    await admin.press('Add a question');
    await admin.press('Save');
    await admin.sees('is asked after no answer');
    await admin.look('incident-settings', { full: true });
    await admin.press('Remove question 4');
    await admin.press('Save');
    await admin.sees('Saved.');
    const { incidents } = await desk.call(api.settings.get, {});
    expect(incidents).toMatchObject({ reviewDays: 5, cost: { rate: 90, currency: 'EUR' } });
    expect(incidents.severityTree?.questions[2]?.text).toBe('How many people does it hit?');
    expect(incidents.severityTree?.questions[0]?.answers[2]?.leads).toEqual({ severity: 3 });
    await admin.look('incident-settings-saved', { dark: true });
    await agent.open('/incidents/INC-1/review');
    await agent.sees(/€/);
  });
});
