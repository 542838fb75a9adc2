import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { api } from '../../src/contract/api.ts';
import { launchChromium } from './support/chromium.ts';
import { type Deskbell, startDeskbell } from './support/deskbell.ts';
import { docsImage, picture } from './support/pictures.ts';
import { type Playground, startPlayground } from './support/playground.ts';

/**
 * The desk on Teams, by Microsoft's own client for work on one machine. It keeps what was said only while its page is
 * open, so each test goes on where the last one ended.
 */

let browser: Browser;
let page: Page;
let deskbell: Deskbell;
let teams: Playground;
beforeAll(async () => {
  deskbell = await startDeskbell({ environment: { TEAMS_INSECURE_LOCAL: '1' } });
  teams = await startPlayground(`${deskbell.url}/api/messages`);
  browser = await launchChromium();
  page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
  await page.goto(teams.url);
  await sees('Hello! Write what you need help with');
});
afterAll(async () => {
  await browser?.close();
  await teams?.close();
  await deskbell?.close();
});

const WITHIN = 20_000;
const seen = (words: string | RegExp): Locator => page.getByText(words).last();
const sees = (words: string | RegExp) => seen(words).waitFor({ timeout: WITHIN });
async function write(words: string): Promise<void> {
  const box = page.locator('div[role=textbox]').first();
  await box.click();
  await box.pressSequentially(words);
}
/** Calls the desk by its name, as the client offers it. */
async function mention(words: string): Promise<void> {
  await write('@');
  await sees('Megan Bowen');
  await page.getByText('Test Bot', { exact: true }).last().click();
  await page.keyboard.type(` ${words}`);
}

test('a message becomes a card, with the buttons of who asked', async () => {
  await write('My laptop does not start');
  await page.keyboard.press('Enter');
  await sees('REQ-1 · My laptop does not start');
  for (const button of ['Add details', 'It’s solved', 'Cancel', 'Open in the portal']) await sees(button);
  await picture(page, 'teams-card');
  await docsImage(page, 'teams-card');
  const ticket = await deskbell.call(api.tickets.get, { number: 'REQ-1' });
  expect(ticket).toMatchObject({ number: 'REQ-1', requester: { name: 'Alex Wilber' }, channel: 'teams' });
});

test('what an agent answers arrives unasked, and names its ticket', async () => {
  const ada = await deskbell.person('Ada', { roles: ['requester', 'agent'] });
  await ada.call(api.tickets.reply, { number: 'REQ-1', body: 'Does the light *blink*?' });
  await sees('Does the light *blink*?');
  await picture(page, 'teams-answer');
  await expect.poll(() => page.getByText('Ada', { exact: true }).count()).toBeGreaterThan(0);
});

test('what they write then goes on with it', async () => {
  await write('Three times');
  await page.keyboard.press('Enter');
  await sees('Added to REQ-1.');
  const { items } = await deskbell.call(api.tickets.entries, { number: 'REQ-1' });
  expect(items.some(({ body }) => body === 'Three times')).toBe(true);
});

test('cancelling is asked for once more', async () => {
  await page.getByRole('button', { name: 'Cancel' }).last().click();
  await sees('Nobody will work on it any more.');
  await picture(page, 'teams-confirm');
  await page.getByRole('button', { name: 'Cancel' }).first().click();
});

test('a press changes the card where it stands', async () => {
  await page.getByRole('button', { name: 'It’s solved' }).last().click();
  await sees('Resolved');
  await sees('Reopen');
  await expect.poll(() => page.getByText('REQ-1 · My laptop does not start').count()).toBe(1);
  await picture(page, 'teams-resolved');
  await docsImage(page, 'teams-resolved');
  expect(await deskbell.call(api.tickets.get, { number: 'REQ-1' })).toMatchObject({ state: 'resolved' });
});

test('a dialog opens with its form, by way of the client’s own door for it', async () => {
  const { personalChat } = await teams.config();
  await teams.activity(personalChat.id, 'invoke', {
    name: 'task/fetch',
    value: { data: { deskbell: { action: 'raise', value: '' } } },
  });
  // The client shows no dialogs; what it was answered stands in its log.
  await expect.poll(() => page.getByText(/invoke 200/).count()).toBeGreaterThan(1);
  await page
    .getByText(/invoke 200/)
    .last()
    .click();
  await page.getByRole('tab', { name: 'Response' }).click();
  await sees(/What do you need, or what is wrong/);
  await picture(page, 'teams-dialog-log');
});

test('in a group chat it is called by its name', async () => {
  await page.getByText('Group Chat', { exact: true }).click();
  await mention('our projector is dark');
  await page.keyboard.press('Enter');
  await sees('REQ-2 · our projector is dark');
  await picture(page, 'teams-group');
});

test('in a channel its answer stands below the post', async () => {
  await page.getByText('Announcements', { exact: true }).click();
  await sees('Hello! Mention me with what you need help with');
  await mention('the lift is stuck');
  await page.getByRole('button', { name: 'Post' }).click();
  await sees('REQ-3 · the lift is stuck');
  await picture(page, 'teams-channel');
  await docsImage(page, 'teams-channel');
  expect(deskbell.errors()).toEqual([]);
});
