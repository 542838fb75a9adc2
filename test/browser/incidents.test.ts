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
});
