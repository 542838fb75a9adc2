import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { api } from '../../src/contract/api.ts';
import type { Queue } from '../../src/contract/queues.ts';
import { type Deskbell, type DeskPerson, startDeskbell } from './support/deskbell.ts';
import { closeDesk, type Screen, signIn, WIDTHS, withBrowser } from './support/screen.ts';

withBrowser();

describe.each(WIDTHS)('recurring work, on a %s', (width) => {
  let desk: Deskbell;
  let queue: Queue;
  let admin: DeskPerson;
  let screen: Screen;

  beforeAll(async () => {
    desk = await startDeskbell();
    const [first] = (await desk.call(api.queues.list, {})).items;
    if (!first) throw new Error('There is no queue.');
    queue = await desk.call(api.queues.update, {
      id: first.id,
      triage: [{ channel: 'web', conversation: `triage:${first.id}` }],
    });
    admin = await desk.person('Ada Lovelace', { roles: ['requester', 'agent', 'admin'], team: queue.teamId });
    screen = await signIn(desk, width, admin, '/settings/recurring');
  });
  afterAll(() => closeDesk(desk));

  const { press, fill, sees, dialog, choose, act } = {
    press: (...args: Parameters<Screen['press']>) => screen.press(...args),
    fill: (...args: Parameters<Screen['fill']>) => screen.fill(...args),
    sees: (...args: Parameters<Screen['sees']>) => screen.sees(...args),
    dialog: () => screen.dialog(),
    /** In one of the browser's own selects. */
    choose: (label: string, option: string) =>
      screen.dialog().getByRole('combobox', { name: label, exact: true }).selectOption(option),
    act: async (name: string, what: string) => {
      await screen.press(`Actions for ${name}`);
      await screen.page.getByRole('menuitem', { name: what }).click();
    },
  };
  const zone = async (name: string) => {
    await dialog().getByRole('combobox', { name: 'Time zone' }).fill(name);
    await screen.page.getByRole('option', { name, exact: true }).click();
  };

  test('a ticket on the second Tuesday of the month', async () => {
    await sees('No recurring work yet');
    await press('Add recurring work');
    await fill('Name', 'Patch notes', dialog());
    await choose('Recurs', 'On a weekday of the month');
    await choose('Which one', 'Second');
    await choose('Weekday', 'Tuesday');
    await zone('Asia/Tokyo');
    await expect.poll(() => dialog().getByRole('listitem').count()).toBe(10);
    await sees(/^Tue/, dialog());
    await sees('UTC+09:00', dialog());
    await fill('Title', 'Read the notes of {{month}}', dialog());
    await fill('Description', 'What concerns us, in one sentence each.', dialog());
    await fill('Tasks', 'Servers\nClients', dialog());
    await screen.look('recurring-form', { dark: true });
    await dialog().getByRole('radio', { name: 'Skip' }).check();
    await press('Add', dialog());
    await sees('Open a ticket · Second Tuesday of the month at 09:00, Asia/Tokyo');
    const { items } = await desk.call(api.recurrences.list, {});
    expect(items).toMatchObject([
      {
        ...{ name: 'Patch notes', cron: '0 9 * * 2#2', timeZone: 'Asia/Tokyo', missed: 'skip' },
        action: { tasks: ['Servers', 'Clients'], requesterId: admin.id },
      },
    ]);
  });

  test('run now, after a question, and what came of it', async () => {
    await act('Patch notes', 'Run now');
    await press('Run now', screen.dialog('Run “Patch notes” now?'));
    await sees('Opened REQ-1.');
    await screen.page.getByRole('link', { name: 'REQ-1' }).waitFor();
    await act('Patch notes', 'Show its runs');
    await sees('by hand', dialog());
    await screen.look('recurring-log');
    await dialog().getByRole('link', { name: 'REQ-1' }).click();
    await sees('added to the tasks: Servers and Clients');
    await screen.open('/settings/recurring');
  });

  test('cron fields, with what daylight saving does to them', async () => {
    await act('Patch notes', 'Edit');
    await choose('Recurs', 'Cron fields');
    await expect
      .poll(() => dialog().getByRole('textbox', { name: 'Fields' }).inputValue())
      .toBe('0 9 * * 2#2');
    screen.forgive(/status of 422/);
    await fill('Fields', '0 25 * * *', dialog());
    await sees('These fields cannot be read: Invalid value for hour: 25.', dialog());
    await fill('Fields', '30 2 * 3 0#L', dialog());
    await zone('Europe/Berlin');
    await sees('The clocks skip its time that day', dialog());
    await fill('Fields', '30 2 * 10 0#L', dialog());
    await sees('The clocks show this time twice that day', dialog());
    await screen.glance('recurring-cron');
    await press('Save', dialog());
    await sees('Open a ticket · Cron: 30 2 * 10 0#L, Europe/Berlin');
  });

  test('a digest comes to the conversation where agents talk', async () => {
    await press('Add recurring work');
    await fill('Name', 'Monday', dialog());
    await choose('Recurs', 'On days of the week');
    await dialog().getByText('Friday', { exact: true }).click();
    await choose('Work', 'Post a digest');
    await dialog().getByRole('combobox', { name: 'Queues' }).click();
    await screen.page.getByRole('option', { name: queue.name, exact: true }).click();
    await screen.page.keyboard.press('Tab');
    await choose('Shows', 'Also what was done: resolved, SLA, times, ratings');
    await dialog().getByRole('combobox', { name: 'Conversation' }).click();
    await screen.page.getByRole('option', { name: /^Triage of/ }).click();
    await screen.look('recurring-digest');
    await press('Add', dialog());
    await sees('Post a digest · Monday, Friday at 09:00');
    await act('Monday', 'Run now');
    await press('Run now', screen.dialog('Run “Monday” now?'));
    await sees('Posted.');
    await screen.open(`/triage/${encodeURIComponent(`triage:${queue.id}`)}`);
    await sees(/: 1 open$/);
    await sees('SLA targets met');
    await screen.glance('recurring-digest-card');
    await screen.open('/settings/recurring');
  });

  test('off and on, and gone', async () => {
    const isOn = screen.page.getByRole('switch', { name: 'Monday is on' });
    await screen.page.getByText('Monday', { exact: true }).waitFor();
    await screen.look('recurring', { dark: true });
    // The switch itself is drawn by its label.
    await isOn.focus();
    await screen.page.keyboard.press('Space');
    await sees('off');
    await expect
      .poll(async () => (await desk.call(api.recurrences.list, {})).items[0])
      .toMatchObject({
        name: 'Monday',
        nextAt: null,
      });
    await act('Monday', 'Remove');
    await press('Remove', screen.dialog('Remove “Monday”?'));
    await screen.seesNot('Monday');
  });

  test('a patch window is a standard change of a template, for some services, asked for before', async () => {
    const { id: mail } = await desk.call(api.services.create, { name: 'Mail', teamId: queue.teamId });
    await desk.call(api.changeTemplates.create, {
      name: 'Patch servers',
      content: {
        ...{ title: 'Patches', description: 'All of them.', impact: 3, minutes: 60, holdsAlerts: false },
        ...{ reason: '', plan: 'Patch.', testPlan: '', backoutPlan: '', services: [mail] },
      },
    });
    const stages = [
      { groups: [{ approvers: { who: 'service_owner' as const }, need: { need: 'any' as const } }] },
    ];
    await desk.call(api.approvalPolicies.create, { name: 'Owners', stages });
    await screen.open('/settings/recurring');
    await press('Add recurring work');
    await fill('Name', 'Patch Tuesday', dialog());
    await choose('Work', 'Plan a patch window');
    await fill('Title', 'Patches of {{month}}', dialog());
    await fill('Description', 'As the vendor says.', dialog());
    const pick = async (label: string, option: string) => {
      await dialog().getByLabel(label).and(dialog().locator('input')).first().fill(option);
      await screen.page.getByRole('option', { name: option }).first().click();
    };
    await pick('Change template', 'Patch servers');
    await pick('Services', 'Mail');
    await screen.page.keyboard.press('Tab');
    await pick('Ask for approval', 'Owners');
    await choose('In a freeze', 'Put it off to the next run');
    await dialog().getByLabel('Change template').first().scrollIntoViewIfNeeded();
    await screen.look('recurring-patch-window');
    await press('Add', dialog());
    await sees(/Plan a patch window/);
    const { items } = await desk.call(api.recurrences.list, {});
    const work = items.find(({ name }) => name === 'Patch Tuesday') ?? expect.fail('it is not there');
    expect(work.action).toMatchObject({
      ...{ services: [mail], frozen: 'next', templateId: expect.any(String), policyId: expect.any(String) },
    });
    await act('Patch Tuesday', 'Run now');
    await press('Run now', screen.dialog('Run “Patch Tuesday” now?'));
    await sees(/It is submitted, and waits for approval\./);
    await desk.call(api.recurrences.remove, { id: work.id });
    await screen.open('/settings/recurring');
  });
});
