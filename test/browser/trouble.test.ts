import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { api } from '../../src/contract/api.ts';
import { TEXT_LIMIT } from '../../src/contract/common.ts';
import { type Deskbell, type DeskPerson, startDeskbell } from './support/deskbell.ts';
import { closeDesk, type Screen, signIn, WIDTHS, withBrowser } from './support/screen.ts';

withBrowser();

describe.each(WIDTHS)('when things go wrong, on a %s', (width) => {
  let desk: Deskbell;
  let grace: DeskPerson;
  let ada: DeskPerson;
  let hers: Screen;
  let agent: Screen;

  beforeAll(async () => {
    desk = await startDeskbell();
    const team = (await desk.call(api.teams.list, {})).items[0]?.id;
    grace = await desk.person('Grace Hopper');
    ada = await desk.person('Ada Lovelace', { roles: ['requester', 'agent', 'admin'], team });
    [hers, agent] = await Promise.all([signIn(desk, width, grace), signIn(desk, width, ada)]);
  });
  afterAll(() => closeDesk(desk));

  describe('texts that mean harm', () => {
    const RIGHT_TO_LEFT = '\u202e';
    const EVIL = `<script>window.harmed = 1</script><img src=x onerror="window.harmed = 1"> **bold** ${RIGHT_TO_LEFT}fdp.exe`;
    const LONG =
      `${EVIL}\n[click](javascript:window.harmed=1) <b>bold</b> # heading\n${'long '.repeat(TEXT_LIMIT / 5)}`.slice(
        0,
        TEXT_LIMIT,
      );
    let mallory: DeskPerson;
    let his: Screen;
    let number: string;

    /** Where a text that turns the direction of writing around is not set apart from the words beside it. */
    const turnedAround = () => {
      const apart = 'bdi, [dir="auto"], textarea, title';
      const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
      const found: string[] = [];
      while (walk.nextNode()) {
        const { textContent, parentElement } = walk.currentNode;
        if (/\u202e/.test(textContent ?? '') && !parentElement?.closest(apart)) {
          found.push(
            `<${parentElement?.tagName} class="${parentElement?.className}"> ${textContent?.slice(0, 80)}`,
          );
        }
      }
      return found;
    };

    /** It is all to be read as it was written, and none of it has become anything. */
    const expectInert = async (screen: Screen, name: string) => {
      await screen.sees(/<script>window\.harmed = 1<\/script>/);
      await screen.look(name);
      expect(await screen.page.evaluate(() => 'harmed' in window), 'nothing of it ran').toBe(false);
      expect(await screen.page.evaluate(turnedAround), 'it turns nothing else around').toEqual([]);
      const made = screen.page
        .locator('main')
        .locator('script, img[src="x"], b:has-text("bold"), strong:has-text("bold"), a[href^="javascript"]');
      expect(await made.count(), 'nothing of it became an element').toBe(0);
    };

    beforeAll(async () => {
      mallory = await desk.person('Mallory');
      await desk.call(api.people.update, { id: mallory.id, name: `<b>bold</b> מלורי Mallory` });
      his = await signIn(desk, width, { id: mallory.id, name: `<b>bold</b> מלורי Mallory` });
      const form = { action: 'raise', value: '', attachmentIds: [] };
      const sent = await mallory.call(api.portal.send, { delivery: crypto.randomUUID(), text: LONG });
      number = sent.ticket ?? '';
      await mallory.call(api.portal.submit, {
        ...form,
        delivery: crypto.randomUUID(),
        fields: { title: EVIL, description: EVIL },
      });
    });

    afterAll(() => his.close());

    test('are only read by the agent who works the ticket', async () => {
      await agent.open(`/tickets/${number}`);
      await expectInert(agent, 'hostile-ticket');
      await agent.press('Show all');
      await agent.page.getByRole('button', { name: 'Show less' }).waitFor();
      await agent.fill('Reply to', EVIL).catch(() => {});
      await agent.page.locator('textarea').first().fill(EVIL);
      await agent.press('Send reply');
      await agent.page.getByRole('article', { name: 'Reply by Ada Lovelace' }).waitFor();
    });

    test('are only read in the list of the queue, and by who searches', async () => {
      await agent.open('/queues');
      await expectInert(agent, 'hostile-queues');
      await agent.page.getByRole('searchbox', { name: 'Search tickets' }).fill('<script>');
      await agent.page.locator('main [data-row]').first().waitFor();
    });

    test('are only read on the requester’s own page, with the desk’s card', async () => {
      await his.open(`/requests/${number}`);
      await his.page.getByRole('group', { name: new RegExp(`^${number}`) }).waitFor();
      await his.page.getByRole('article', { name: 'Ada Lovelace said' }).waitFor();
      await expectInert(his, 'hostile-request');
      await his.open('/');
      await expectInert(his, 'hostile-home');
    });

    test('are only read in the triage conversation', async () => {
      const [queue] = (await desk.call(api.queues.list, {})).items;
      await agent.open(`/triage/${encodeURIComponent(queue?.triage[0]?.conversation ?? '')}`);
      await agent.page.getByRole('group', { name: new RegExp(`^${number}`) }).waitFor();
      await expectInert(agent, 'hostile-triage');
    });

    test('are only read in the audit and among people', async () => {
      await agent.open('/settings/people');
      await agent.sees(/<b>bold<\/b>/);
      await agent.open('/settings/audit?action=ticket.open');
      await agent.page.getByText('ticket.open').first().click();
      await expectInert(agent, 'hostile-audit');
    });

    test('do not get longer than the limit, and what was typed stays', async () => {
      await his.open('/');
      await his.fill('What do you need help with?', 'x'.repeat(TEXT_LIMIT + 1));
      await his.sees(/200,000/);
      await his.look('too-long');
      await his.fill('What do you need help with?', 'x');
    });
  });

  test('what happens before a page hears of news is seen as well', async () => {
    const menu = (page: Page, state = '') =>
      page.getByRole('button', { name: `Ada Lovelace: account menu${state}`, exact: true }).waitFor();
    const listening = Promise.withResolvers<void>();
    await agent.page.route('**/api/v1/events', async (route) => {
      await listening.promise;
      await route.continue();
    });
    const heard = await agent.page.context().newPage();
    for (const page of [heard, agent.page]) {
      await page.goto('/queues');
      await menu(page);
    }
    await desk.call(api.availability.set, { id: ada.id, availability: 'away' });
    await menu(heard, '. Away');
    listening.resolve();
    await menu(agent.page, '. Away');
    await agent.page.unroute('**/api/v1/events');
    await heard.close();
  });

  describe('the server goes away', () => {
    test('the page says so, keeps what was typed, and goes on when it is back', async () => {
      const number = (await grace.call(api.tickets.open, { title: 'Before', description: 'Before.' })).number;
      await hers.open(`/requests/${number}`);
      await hers.heading('Before');
      for (const screen of [hers, agent])
        screen.forgive(/ERR_CONNECTION_REFUSED|ERR_EMPTY_RESPONSE|ERR_INCOMPLETE|status of 50\d/);
      await agent.open('/queues');
      await agent.page.getByRole('link', { name: 'Before' }).waitFor();
      await desk.stop();
      await hers.sees('Offline. What you see may be old. Trying again …');
      await hers.page.locator('textarea').first().fill('Still there?');
      await hers.press('Send');
      await hers.sees(/^Not sent\./);
      await hers.look('offline', { dark: true });
      await expect.poll(() => hers.page.locator('textarea').first().inputValue()).toBe('Still there?');

      await desk.start();
      await hers.seesNot(/^Offline/);
      await hers.press('Try again');
      await hers.page.getByRole('article').filter({ hasText: 'Still there?' }).waitFor();
      await expect
        .poll(() => hers.page.getByRole('article').filter({ hasText: 'Still there?' }).count())
        .toBe(1);
      await agent.seesNot(/^Offline/);
      await grace.call(api.tickets.open, { title: 'After', description: 'After.' });
      await agent.page.getByRole('link', { name: 'After' }).waitFor();
    });
  });
});
