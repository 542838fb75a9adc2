import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { api } from '../../src/contract/api.ts';
import { type Deskbell, type DeskPerson, startDeskbell } from './support/deskbell.ts';
import { closeDesk, type Screen, signIn, WIDTHS, withBrowser } from './support/screen.ts';

withBrowser();

/** Grace leads the board, Ada is on it and is asked to approve. Each test goes on where the last one ended. */
describe.each(WIDTHS)('meetings about changes, on a %s', (width) => {
  let desk: Deskbell;
  let ada: DeskPerson;
  let grace: DeskPerson;
  let member: Screen;
  let chair: Screen;
  let queueId = '';
  let team = '';
  const numbers: string[] = [];

  /** An emergency, which waits for approval. */
  const plan = async (title: string) => {
    const { number } = await grace.call(api.changes.plan, {
      ...{ title, description: 'It is old.', type: 'emergency', reason: 'It ends.', plan: 'Renew it.' },
      ...{ testPlan: 'Look at it.', backoutPlan: 'Put the old one back.', timeZone: 'UTC' },
      ...{ startsAt: '2036-01-01T10:00:00Z', endsAt: '2036-01-01T11:00:00Z' },
    });
    await grace.call(api.changes.submit, { number });
    numbers.push(number);
    return number;
  };
  const item = (screen: Screen, index: number) =>
    screen.page
      .getByRole('listitem')
      .filter({ has: screen.page.getByText(numbers[index] ?? '') })
      .first();
  const order = async () =>
    (await chair.page.getByRole('heading', { level: 3 }).allInnerTexts()).map(
      (words) => /CHG-\d+/.exec(words)?.[0],
    );

  beforeAll(async () => {
    desk = await startDeskbell();
    const queue = (await desk.call(api.queues.list, {})).items[0];
    queueId = queue?.id ?? '';
    const teamId = queue?.teamId ?? '';
    team = (await desk.call(api.teams.list, {})).items.find(({ id }) => id === teamId)?.name ?? '';
    await desk.call(api.queues.update, {
      id: queueId,
      triage: [{ channel: 'web', conversation: `triage:${queueId}` }],
    });
    ada = await desk.person('Ada Lovelace', { roles: ['requester', 'agent'], team: teamId });
    grace = await desk.person('Grace Hopper', { roles: ['requester', 'agent', 'admin'], team: teamId });
    const { id } = await desk.call(api.approvalPolicies.create, {
      name: 'Change advisory board',
      stages: [{ groups: [{ approvers: { who: 'people', personIds: [ada.id] }, need: { need: 'any' } }] }],
    });
    const { changes } = await desk.call(api.settings.get, {});
    await desk.call(api.settings.update, {
      changes: { ...changes, policies: { ...changes.policies, emergency: id } },
    });
    await plan('Renew the certificate');
    await plan('Move the mail to the new data centre in Frankfurt am Main');
    member = await signIn(desk, width, ada);
    chair = await signIn(desk, width, grace);
  });
  afterAll(() => closeDesk(desk));

  test('a board is set up, with a look at when it meets', async () => {
    await member.open('/changes/meetings');
    await member.sees('No agenda is drawn up yet');
    await chair.open('/settings/change-boards');
    await chair.sees('No board yet');
    await chair.press('Add a board');
    const dialog = chair.dialog('Add a board');
    await chair.press('Add', dialog);
    await chair.sees('must be an active agent', dialog);
    await chair.sees('must be a team', dialog);
    await dialog.getByLabel('Name').fill('CAB');
    await dialog.getByRole('region', { name: 'Next meetings' }).getByRole('listitem').first().waitFor();
    await dialog.getByLabel('Agenda, hours before').fill('168');
    await dialog.getByRole('combobox', { name: 'Chair' }).fill('Grace');
    await chair.page.getByRole('option', { name: 'Grace Hopper' }).first().click();
    await dialog.getByRole('combobox', { name: 'Team', exact: true }).click();
    await chair.page.getByRole('option', { name: team, exact: true }).click();
    await dialog.getByRole('combobox', { name: 'Conversation' }).click();
    await chair.page.getByRole('option', { name: /^Triage of/ }).click();
    await chair.look('settings-change-board', { full: true });
    await chair.press('Add', dialog);
    await chair.sees(/Tuesday at 10:00/);
    await chair.look('settings-change-boards', { dark: true });
    await member.open('/settings/change-boards');
    await member.sees('CAB');
    expect(await member.page.getByRole('button', { name: 'Add a board' }).count()).toBe(0);
  });

  test('its agenda is drawn up, and stands in the list and in the conversation', async () => {
    await member.open('/changes');
    await member.page.getByRole('link', { name: 'Meetings' }).click();
    await member.heading('Meetings');
    await member.sees(/2 changes · led by/);
    await member.look('meetings');
    await member.open(`/triage/${encodeURIComponent(`triage:${queueId}`)}`);
    await member.sees(/^CAB · /);
    await member.glance('meeting-card');
  });

  test('it is put in order by the keyboard, and a change is added and taken off', async () => {
    await chair.open('/changes/meetings');
    await chair.page.getByRole('link', { name: 'CAB' }).click();
    await chair.heading('CAB');
    expect(await order()).toEqual(numbers);
    await chair.page.getByRole('button', { name: `Move ${numbers[1]} up` }).focus();
    await chair.page.keyboard.press('Enter');
    await expect.poll(order).toEqual(numbers.toReversed());
    await chair.page.getByRole('button', { name: `Move ${numbers[1]} down` }).focus();
    await chair.page.keyboard.press('Enter');
    await expect.poll(order).toEqual(numbers);
    const { number } = await grace.call(api.changes.plan, { title: 'Water the plants', description: 'Dry.' });
    await chair.press('Add a change …');
    await chair.dialog().getByLabel('Number').fill(number);
    await chair.press('Add', chair.dialog());
    await chair.sees(/Water the plants/);
    await chair.press(`Take ${number} off the agenda`);
    await chair.dialog().getByLabel('Why?').fill('The gardener does it.');
    await chair.press('Take it off', chair.dialog());
    await chair.sees('The gardener does it.');
    await chair.look('meeting-planned', { full: true });
  });

  test('once it has begun there are votes and minutes, and it appears by itself', async () => {
    await member.open(new URL(chair.page.url()).pathname);
    await member.sees('Planned');
    await chair.press('Begin');
    await chair.press('Begin now', chair.dialog());
    await member.sees('Under way');
    await member.look('meeting-under-way', { full: true });
    await member.press('Approve', item(member, 0));
    await member.sees('Scheduled');
    await chair.sees('Scheduled');
    const minutes = (screen: Screen, number: string | undefined) =>
      screen.page.getByRole('textbox', { name: `Minutes of ${number}` });
    await minutes(member, numbers[0]).fill('Agreed: at night, with somebody on call.');
    await member.press('Save the minutes', item(member, 0));
    await chair.sees('Agreed: at night, with somebody on call.');
    await chair.sees('1 of 2 done');
    await chair.press(`Correct the minutes of ${numbers[0]}`);
    await minutes(chair, numbers[0]).fill('Agreed: on Sunday.');
    await chair.press('Save the minutes', item(chair, 0));
    await member.sees('Agreed: on Sunday.');
  });

  test('of two who write at once the later one is told, and loses nothing', async () => {
    chair.forgive(/409 \(Conflict\)/);
    const minutes = (screen: Screen) =>
      screen.page.getByRole('textbox', { name: `Minutes of ${numbers[1]}` });
    await minutes(chair).fill('Mine.');
    await minutes(member).fill('Theirs.');
    await member.press('Save the minutes', item(member, 1));
    await chair.sees('Somebody else has written meanwhile');
    await chair.press('Save the minutes', item(chair, 1));
    await chair.sees(/Somebody else has written the minutes of/);
    await chair.look('meeting-conflict', { full: true });
    await chair.press('Replace it by mine');
    await chair.press('Save the minutes', item(chair, 1));
    await member.sees('Mine.');
  });

  test('at its end it says what has no minutes, and stands among those that are over', async () => {
    await chair.press('End …');
    await chair.sees('Every change has its minutes.');
    await chair.press('End it', chair.dialog());
    await member.sees('Held');
    await chair.look('meeting-held', { dark: true, full: true });
    await chair.page
      .getByRole('link', { name: numbers[0] ?? '' })
      .first()
      .click();
    await chair.heading(/Renew the certificate/);
    await chair.page.getByRole('link', { name: numbers[0] ?? '', exact: true }).click();
    await chair.sees(/Agreed: on Sunday/);
    await member.open('/changes/meetings');
    await member.page.getByText('Over', { exact: true }).click();
    await member.sees(/2 changes, 2 with minutes/);
    await member.look('meetings-past', { dark: true });
    member.forgive(/404 \(Not Found\)/);
    await member.open('/changes/meetings/01900000-0000-7000-8000-000000000000');
    await member.sees('There is no such meeting');
  });
});
