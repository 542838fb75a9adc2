import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { api } from '../../src/contract/api.ts';
import { type Deskbell, type DeskPerson, startDeskbell } from './support/deskbell.ts';
import { closeDesk, type Screen, signIn, WIDTHS, withBrowser } from './support/screen.ts';

withBrowser();

const DAY = 86_400_000;

/** A team that takes turns, a week each. Each test goes on where the last one ended. */
describe.each(WIDTHS)('offered shifts, on a %s', (width) => {
  let desk: Deskbell;
  let ada: DeskPerson;
  let ben: DeskPerson;
  let scheduleId: string;
  let [asAda, asBen, asLead]: Screen[] = [];

  const offers = async () => (await desk.call(api.swaps.list, {})).items;
  const part = (of: Screen | undefined, name: string) =>
    screen(of).page.getByRole('region', { name, exact: true });
  const screen = (of: Screen | undefined) => of ?? expect.fail('nobody has signed in');

  beforeAll(async () => {
    desk = await startDeskbell();
    const teamId = (await desk.call(api.teams.list, {})).items[0]?.id ?? '';
    const staff = { roles: ['requester' as const, 'agent' as const], team: teamId };
    ada = await desk.person('Ada Lovelace', staff);
    ben = await desk.person('Ben Okafor', staff);
    const robin = await desk.person('Robin Hale', { roles: ['requester', 'admin'] });
    const start = `${new Date(Date.now() - 2 * DAY).toISOString().slice(0, 10)}T09:00`;
    ({ id: scheduleId } = await desk.call(api.schedules.create, {
      ...{ name: 'Shop, around the clock', teamId, timeZone: 'Asia/Kolkata' },
      layers: [{ name: 'Primary', turns: [[ada.id], [ben.id]], start, every: { count: 1, unit: 'weeks' } }],
    }));
    [asAda, asBen, asLead] = await Promise.all([ada, ben, robin].map((one) => signIn(desk, width, one)));
  });
  afterAll(() => closeDesk(desk));

  test('a shift is offered from the timeline, for another one in return', async () => {
    const page = screen(asAda);
    await page.open(`/on-call?schedule=${scheduleId}&view=week`);
    const shift = part(asAda, 'Timeline')
      .getByRole('list', { name: 'On call' })
      .getByRole('button', { name: /^Ada/ });
    await shift.first().press('Enter');
    await page.look('swap-override', { dark: true });
    await page.press('Offer this shift', page.dialog('Add an override'));
    const dialog = page.dialog('Offer a shift');
    // All of it, though the week that is shown may end before.
    const end = `${new Date(Date.now() + 5 * DAY).toISOString().slice(0, 10)}T09:00`;
    expect(await dialog.getByLabel(/^To(?! whom)/).inputValue()).toBe(end);
    await dialog.getByLabel('To whom').fill('Ben');
    await page.page.getByRole('option', { name: 'Ben Okafor' }).click();
    await dialog.getByLabel('To whom').press('Tab');
    await dialog.getByRole('combobox', { name: 'A shift in return' }).click();
    await page.page.getByRole('option', { name: / to / }).first().click();
    await page.fill('Note', 'My sister marries that week.', dialog);
    await page.look('swap-offer', { dark: true, full: true });
    await page.press('Offer', dialog);
    await page.sees('The shift was offered.');
    await page.sees('Offered by you', part(asAda, 'Offered shifts'));
    expect(await offers()).toMatchObject([
      { state: 'open', offerer: { name: 'Ada Lovelace' }, asked: [{ person: { name: 'Ben Okafor' } }] },
    ]);
    expect((await offers())[0]?.inReturn).not.toBeNull();
  });

  test('whoever is asked declines with a word, and the offer has ended', async () => {
    const page = screen(asBen);
    await page.open('/on-call');
    await page.sees('Offered to you', part(asBen, 'Offered shifts'));
    await page.sees('My sister marries that week.', part(asBen, 'Offered shifts'));
    await page.look('swap-list', { dark: true, full: true });
    await page.press('Decline: the shift of Ada Lovelace');
    const dialog = page.dialog('Decline a shift');
    await page.fill('A word to Ada Lovelace', 'I am in Rome', dialog);
    await page.look('swap-decline');
    await page.press('Decline', dialog);
    await part(asBen, 'Offered shifts').waitFor({ state: 'detached' });
    // It goes from the other page by itself.
    await part(asAda, 'Offered shifts').waitFor({ state: 'detached' });
    expect(await offers()).toMatchObject([{ state: 'declined', asked: [{ word: 'I am in Rome' }] }]);
  });

  test('what is wrong stands at its field; an offer is withdrawn', async () => {
    const page = screen(asAda);
    page.forgive(/status of 422/);
    const shift = part(asAda, 'Timeline')
      .getByRole('list', { name: 'On call' })
      .getByRole('button', { name: /^Ada/ });
    await shift.first().press('Enter');
    await page.press('Offer this shift', page.dialog('Add an override'));
    const dialog = page.dialog('Offer a shift');
    await dialog.getByLabel(/^To(?! whom)/).fill('2020-01-01T00:00');
    await page.press('Offer', dialog);
    await page.sees('must be after the beginning', dialog);
    await dialog.getByLabel(/^To(?! whom)/).fill('2099-01-01T00:00');
    await page.press('Offer', dialog);
    await page.sees(/must be at most 100 days after from/, dialog);
    await page.press('Cancel', dialog);
    await shift.first().press('Enter');
    await page.press('Offer this shift', page.dialog('Add an override'));
    await page.press('Offer', page.dialog('Offer a shift'));
    await page.sees('Offered by you', part(asAda, 'Offered shifts'));
    await page.press('Withdraw: the shift of Ada Lovelace');
    await page.sees('The offer was withdrawn.');
    await part(asAda, 'Offered shifts').waitFor({ state: 'detached' });
  });

  test('it is taken, and the timeline shows who has it', async () => {
    const from = new Date(Date.now() + 3_600_000).toISOString();
    const to = new Date(Date.now() + 2 * 3_600_000).toISOString();
    await desk.call(api.swaps.offer, { scheduleId, offererId: ada.id, from, to });
    const page = screen(asBen);
    await page.press('Take it: the shift of Ada Lovelace');
    await page.sees('The shift is yours.');
    await part(asBen, 'Offered shifts').waitFor({ state: 'detached' });
    await page.sees('Ben Okafor', part(asBen, 'Overrides'));
    expect((await offers())[0]).toMatchObject({ state: 'taken', takenBy: { name: 'Ben Okafor' } });
  });

  test('an admin gives it to somebody who was asked', async () => {
    const from = new Date(Date.now() + 3 * 3_600_000).toISOString();
    const to = new Date(Date.now() + 4 * 3_600_000).toISOString();
    await desk.call(api.swaps.offer, { scheduleId, offererId: ada.id, from, to });
    const page = screen(asLead);
    await page.open('/on-call');
    await page.sees('Offered to others', part(asLead, 'Offered shifts'));
    await page.look('swap-admin', { full: true });
    await page.press('Give to… (the shift of Ada Lovelace)');
    await page.page.getByRole('menuitem', { name: 'Ben Okafor' }).click();
    await page.sees('Ben Okafor has the shift.');
    expect((await offers())[0]).toMatchObject({ state: 'taken', takenBy: { name: 'Ben Okafor' } });
  });
});
