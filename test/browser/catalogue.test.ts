import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { api } from '../../src/contract/api.ts';
import { type Deskbell, type DeskPerson, startDeskbell } from './support/deskbell.ts';
import { closeDesk, type Screen, signIn, WIDTHS, withBrowser } from './support/screen.ts';

withBrowser();

/** Each test goes on where the last one ended. */
describe.each(WIDTHS)('the catalogue, on a %s', (width) => {
  let desk: Deskbell;
  let grace: DeskPerson;
  let boss: DeskPerson;
  let asker: Screen;
  let agent: Screen;
  let admin: Screen;
  let number: string;

  const field = (screen: Screen, label: string | RegExp) => screen.page.getByLabel(label);

  beforeAll(async () => {
    desk = await startDeskbell();
    const team = (await desk.call(api.teams.list, {})).items[0]?.id ?? '';
    grace = await desk.person('Grace Hopper');
    boss = await desk.person('Margaret Hamilton');
    const ada = await desk.person('Ada Lovelace', { roles: ['requester', 'agent'], team });
    const robin = await desk.person('Robin Hale', { roles: ['requester', 'admin'] });
    [asker, agent, admin] = (await Promise.all(
      [grace, ada, robin].map((one) => signIn(desk, width, one)),
    )) as [Screen, Screen, Screen];
  });
  afterAll(() => closeDesk(desk));

  test('an empty catalogue is not in the way, and says what to do', async () => {
    await asker.open('/catalogue');
    await asker.sees('There is nothing to choose from yet');
    await asker.look('catalogue-none');
    await asker.open('/');
    await asker.heading('My requests');
    expect(await asker.page.getByRole('link', { name: /Request something/ }).count()).toBe(0);
  });

  test('what is offered stands by category, and is found by words', async () => {
    await desk.call(api.catalogue.common, {});
    const policy = await desk.call(api.approvalPolicies.create, {
      name: 'Hardware',
      stages: [{ groups: [{ approvers: { who: 'people', personIds: [boss.id] }, need: { need: 'any' } }] }],
    });
    const { items } = await desk.call(api.catalogue.list, {});
    const laptop = items.find(({ name }) => name === 'New laptop');
    if (!laptop) throw new Error('There is no laptop.');
    const { version: _, ...content } = laptop;
    await desk.call(api.catalogue.update, {
      ...content,
      approvalPolicyId: policy.id,
      cost: { amount: 1_200, currency: 'EUR' },
      steps: [{ title: 'Order it' }, { title: 'Set it up', stage: 2 }],
    });
    await asker.open('/');
    await asker.look('catalogue-home');
    await asker.page.getByRole('link', { name: /Request something/ }).click();
    await asker.heading('Hardware');
    await asker.sees('1,200 EUR');
    await asker.sees('Needs approval');
    await asker.look('catalogue-offered', { dark: true, full: true });
    await asker.page.getByRole('searchbox', { name: 'Search the catalogue' }).fill('lapt');
    await asker.seesNot('Shared mailbox');
    await asker.sees('New laptop');
    await expect.poll(() => asker.page.url()).toMatch(/q=lapt$/);
    await asker.page.getByRole('searchbox', { name: 'Search the catalogue' }).fill('zebra');
    await asker.sees('Nothing fits these words');
    await asker.look('catalogue-nothing');
  });

  test('a question comes and goes with an answer, and errors stand at the questions', async () => {
    await asker.open('/catalogue');
    await asker.page.getByRole('link', { name: /Access to an application/ }).click();
    await asker.heading('Access to an application');
    expect(await field(asker, /Until when/).count()).toBe(0);
    await field(asker, /For how long/).selectOption('Until a day');
    await field(asker, /Until when/).waitFor();
    await field(asker, /Which application/).fill('Payroll');
    await asker.press('Request');
    await asker.sees('Please look at what is marked below.');
    expect(await asker.page.getByText('Please fill this in.').count()).toBe(3);
    expect(await field(asker, /Which application/).inputValue()).toBe('Payroll');
    await asker.look('catalogue-form-wrong', { full: true });
    await asker.page.reload();
    await expect.poll(() => field(asker, /Which application/).inputValue()).toBe('Payroll');
    await field(asker, /Until when/).waitFor();
    await field(asker, /For how long/).selectOption('As long as I am here');
    await field(asker, /Until when/).waitFor({ state: 'hidden' });
  });

  test('what the desk refuses stands at its question, too', async () => {
    await asker.open('/catalogue');
    await asker.page.getByRole('link', { name: /Software licence/ }).click();
    await field(asker, /Which program/).fill('Editor');
    await field(asker, /How many/).fill('5000');
    await field(asker, /What do you need it for/).fill('Writing');
    asker.forgive(/status of 422/);
    await asker.press('Request');
    await asker.sees('must be at most 1000');
    expect(await field(asker, /Which program/).inputValue()).toBe('Editor');
    await field(asker, /How many/).fill('5');
    await asker.press('Request');
    await asker.page.waitForURL(/\/requests\/REQ-\d+$/);
    await asker.sees('Being done');
    await asker.sees('Editor');
  });

  test('a laptop waits for approval, then its steps are seen', async () => {
    await asker.open('/catalogue');
    await asker.page.getByRole('link', { name: /New laptop/ }).click();
    await field(asker, /Which one/).selectOption('Strong, for developers');
    await field(asker, 'Dock').check();
    await field(asker, /By when/).fill('2030-03-01');
    await field(asker, /What do you need it for/).fill('The old one is too slow for the build.');
    await asker.page
      .locator('input[type="file"]')
      .setInputFiles({ name: 'offer.txt', mimeType: 'text/plain', buffer: Buffer.from('1,200 EUR') });
    await asker.sees('offer.txt');
    await asker.look('catalogue-form', { dark: true, full: true });
    await asker.press('Request');
    await asker.page.waitForURL(/\/requests\/REQ-\d+$/);
    number = asker.page.url().split('/').at(-1) ?? '';
    const about = asker.page.getByRole('region', { name: 'What was requested' });
    await asker.sees('Waits for approval', about);
    await asker.sees('Strong, for developers', about);
    await asker.sees('0 of 2 done', about);
    await asker.look('catalogue-request-waits', { full: true });
    const [waiting] = (await boss.call(api.approvals.list, {})).items;
    if (!waiting) throw new Error('Nothing waits.');
    await boss.call(api.approvals.vote, {
      id: waiting.id,
      fingerprint: waiting.fingerprint,
      choice: 'approve',
    });
    await asker.sees('Being done', about);
    await asker.sees('under way', about);
    await asker.page.evaluate(() => window.scrollTo(0, 0));
    await asker.look('catalogue-request', { dark: true, full: true });
  });

  test('an agent sees the same beside the ticket, and asks for somebody else', async () => {
    await agent.open(`/tickets/${number}`);
    if (width === 'phone') await agent.page.getByText('Details', { exact: true }).click();
    await agent.page.getByRole('list', { name: 'Steps' }).getByRole('link').first().waitFor();
    await agent.sees('Strong, for developers');
    await agent.look('catalogue-ticket');
    await agent.open('/catalogue');
    await agent.page.getByRole('link', { name: /Password reset/ }).click();
    await agent.page.getByRole('combobox', { name: 'For whom' }).fill('grace');
    await agent.page.getByRole('option', { name: /Grace Hopper/ }).click();
    await field(agent, /Where can you not sign in/).fill('Mail');
    await agent.press('Request');
    await agent.page.waitForURL(/\/tickets\/REQ-\d+$/);
    const made = agent.page.url().split('/').at(-1) ?? '';
    expect((await desk.call(api.tickets.get, { number: made })).requester.id).toBe(grace.id);
  });

  test('an admin begins with the common items', async () => {
    await admin.open('/settings/catalogue');
    await admin.sees('Onboarding');
    await admin.press('Add common items');
    await admin.sees('All common items are there already.');
    await admin.look('catalogue-settings', { full: true });
  });

  test('an admin writes an item, and sees in a preview how its form looks in each place', async () => {
    // What was told just now stands before the button.
    await admin.open('/settings/catalogue');
    await admin.press('Add an item');
    const dialog = admin.dialog();
    // Of a list that has been opened; the options of the plain ones in the form are none of it.
    const offered = admin.page.locator('[role="option"]').filter({ visible: true });
    const part = (name: string) => dialog.getByRole('region', { name, exact: true });
    await admin.press('Add', dialog);
    await admin.sees('must not be empty', dialog);
    await dialog.getByRole('textbox', { name: 'Name', exact: true }).first().fill('Parking space');
    await admin.press('Add a question', dialog);
    await admin.fill('Question', 'Which car park?', part('Question 1'));
    await part('Question 1').getByRole('combobox', { name: 'Answer' }).selectOption('choice');
    const options = part('Question 1').getByRole('combobox', { name: 'Options' });
    for (const option of ['North', 'South, with a roof']) {
      await options.fill(option);
      await options.press('Enter');
    }
    await admin.press('Add a question', dialog);
    await admin.fill('Question', 'Why a roof?', part('Question 2'));
    await part('Question 2').getByRole('combobox', { name: 'Asked' }).selectOption({ index: 1 });
    await part('Question 2').getByRole('combobox', { name: 'is one of' }).click();
    await offered.filter({ hasText: 'South, with a roof' }).click();
    await admin.page.keyboard.press('Escape');
    const preview = dialog.getByRole('region', { name: 'Preview' });
    const asked = preview.getByRole('textbox', { name: 'Why a roof?' });
    expect(await asked.count()).toBe(0);
    await preview.getByRole('combobox', { name: 'Which car park?' }).selectOption('South, with a roof');
    await asked.waitFor();
    await admin.look('catalogue-editor', { dark: true });
    for (const look of ['Slack', 'Teams']) {
      await preview.getByText(look, { exact: true }).click();
      await admin.sees('Only if “Which car park?” is South, with a roof.', preview);
      await preview.scrollIntoViewIfNeeded();
      await admin.look(`catalogue-editor-${look.toLowerCase()}`);
    }
    await admin.press('Move question 2 up', dialog);
    await dialog.getByRole('combobox', { name: 'Queue', exact: true }).click();
    await offered.first().click();
    await admin.press('Add', dialog);
    await admin.sees('must name a question before it', dialog);
    await admin.press('Move question 1 down', dialog);
    await admin.press('Add a step', dialog);
    await admin.fill('What is done', 'Print the pass', part('Step 1'));
    await admin.look('catalogue-editor-steps');
    await admin.press('Add', dialog);
    await admin.sees('Parking space was added.');
    const { items } = await desk.call(api.catalogue.list, {});
    expect(items.find(({ name }) => name === 'Parking space')).toMatchObject({
      fields: [
        { type: 'choice', name: 'which_car_park', options: ['North', 'South, with a roof'], when: null },
        { name: 'why_a_roof', when: { field: 'which_car_park', is: ['South, with a roof'] } },
      ],
      steps: [{ title: 'Print the pass', stage: 1, queueId: null }],
    });
  });

  test('what is changed is another version, and what is archived is not offered', async () => {
    await admin.press('Actions for Parking space');
    await admin.page.getByRole('menuitem', { name: 'Edit' }).click();
    await admin.sees(/This makes version 2/, admin.dialog());
    await admin.fill('Description', 'For a year.', admin.dialog());
    await admin.press('Save', admin.dialog());
    await admin.sees('Parking space was saved.');
    await admin.press('Actions for Parking space');
    await admin.page.getByRole('menuitem', { name: 'Archive' }).click();
    await admin.sees('Parking space is not offered any more.');
    await admin.sees('Archived');
    const { items } = await grace.call(api.catalogue.offered, {});
    expect(items.map(({ name }) => name)).not.toContain('Parking space');
  });

  test('items are taken in from YAML, all or none', async () => {
    await admin.press('Import');
    const yaml = admin.dialog().getByRole('textbox', { name: 'YAML' });
    await yaml.fill('catalogue:\n  - name: Standing desk\n    queueId: queue:Nowhere\n');
    admin.forgive(/status of 422/);
    await admin.press('Import', admin.dialog());
    await admin.sees('Nothing was taken in', admin.dialog());
    await admin.look('catalogue-import');
    const queue = (await desk.call(api.queues.list, {})).items[0]?.name;
    await yaml.fill(`catalogue:\n  - name: Standing desk\n    queueId: "queue:${queue}"\n`);
    await admin.press('Import', admin.dialog());
    await admin.sees('Items: one was added.');
    await admin.sees('Standing desk');
    const [file] = await Promise.all([admin.page.waitForEvent('download'), admin.press('Export')]);
    expect(file.suggestedFilename()).toBe('deskbell-catalogue.yaml');
  });

  test('agents read the items, and change nothing', async () => {
    await agent.open('/settings/catalogue');
    await agent.sees('Standing desk');
    expect(await agent.page.getByRole('main').getByRole('button').count()).toBe(0);
    await agent.look('catalogue-settings-agent');
  });
});
