import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { api } from '../../src/contract/api.ts';
import { fakeTwilio } from '../support/phone/twilio.ts';
import { type Deskbell, type DeskPerson, startDeskbell } from './support/deskbell.ts';
import { closeDesk, type Screen, signIn, WIDTHS, withBrowser } from './support/screen.ts';

withBrowser();

/** Somebody says how they are paged, and tries it out. */
describe.each(WIDTHS)('how I am paged, on a %s', (width) => {
  let desk: Deskbell;
  let ada: DeskPerson;
  let agent: Screen;
  let twilio: Awaited<ReturnType<typeof fakeTwilio>>;

  beforeAll(async () => {
    twilio = await fakeTwilio();
    const { accountSid, authToken, from, apiUrl } = twilio.config;
    desk = await startDeskbell({
      environment: {
        TWILIO_ACCOUNT_SID: accountSid,
        TWILIO_AUTH_TOKEN: authToken,
        TWILIO_FROM: from,
        TWILIO_API_URL: apiUrl,
      },
    });
    const team = (await desk.call(api.teams.list, {})).items[0]?.id ?? '';
    ada = await desk.person('Ada Lovelace', { roles: ['requester', 'agent'], team });
    agent = await signIn(desk, width, ada);
  });
  afterAll(async () => {
    await closeDesk(desk);
    await twilio.close();
  });

  test('is found in one’s own menu, and shows what holds', async () => {
    await agent.press('Ada Lovelace: account menu');
    await agent.page.getByRole('menuitem', { name: 'How I am paged' }).click();
    await agent.heading('How I am paged');
    await agent.sees('Urgent');
    const way = agent.page.getByRole('combobox', { name: 'Way, urgent, 2' });
    await expect.poll(() => way.inputValue()).toBe('email');
    await agent.look('paging', { full: true, dark: true });
  });

  test('ways are put in another order and saved, with the waits between', async () => {
    await agent.press('Add a way, urgent');
    await agent.page.getByRole('combobox', { name: 'Way, urgent, 3' }).selectOption('web');
    await agent.press('Move up, urgent, 3');
    const second = agent.page.getByRole('combobox', { name: 'Way, urgent, 2' });
    await expect.poll(() => second.inputValue()).toBe('web');
    await agent.press('Remove, everything else, 1');
    await agent.press('Save');
    await agent.sees('must name a way');
    await agent.press('Add a way, everything else');
    await agent.press('Save');
    await agent.sees('From now on you are paged like this.');
    await expect
      .poll(() => ada.call(api.paging.get, { id: ada.id }))
      .toEqual({
        urgent: [
          { via: 'chat', afterMinutes: 0 },
          { via: 'web', afterMinutes: 5 },
          { via: 'email', afterMinutes: 7 },
        ],
        normal: [{ via: 'email', afterMinutes: 0 }],
      });
  });

  test('a phone number is verified, and then is a way', async () => {
    agent.forgive(/status of 422/);
    await agent.fill('Phone number', '0170 1234567');
    await agent.press('Send the code');
    await agent.sees(/must begin with \+/);
    await agent.fill('Phone number', '+49 170 1234567');
    await agent.press('Send the code');
    await agent.sees(/not verified yet/);
    await expect.poll(() => twilio.sent.length).toBe(1);
    await agent.look('paging-code', { full: true });
    const code = /\d{6}/.exec(twilio.sent[0]?.form.Body ?? '')?.[0] ?? '';
    await agent.fill('Code', code === '000000' ? '000001' : '000000');
    await agent.press('Verify');
    await agent.sees(/This is not the code/);
    await agent.fill('Code', code);
    await agent.press('Verify');
    await agent.sees(/· verified/);
    await agent.page.getByRole('combobox', { name: 'Way to try out' }).selectOption('sms');
    await agent.press('Send a test page');
    await expect.poll(() => twilio.sent[1]?.form.Body).toBe('This is a test page');
    await agent.sees(/SMS, .*sent/, agent.page.getByRole('list', { name: 'Test pages' }));
    const { sid = '', form } = twilio.sent[1] ?? {};
    await twilio.tell(form?.StatusCallback ?? '', { MessageSid: sid, MessageStatus: 'delivered' });
    await agent.sees('it has arrived');
    await agent.look('paging-phone-number', { full: true });
  });

  test('a test page tells by itself what became of it', async () => {
    await agent.page.getByRole('combobox', { name: 'Way to try out' }).selectOption('web');
    await agent.press('Send a test page');
    const tests = agent.page.getByRole('list', { name: 'Test pages' });
    await agent.sees('sent', tests);
    // This desk can send no mail.
    await agent.page.getByRole('combobox', { name: 'Way to try out' }).selectOption('email');
    await agent.press('Send a test page');
    await agent.sees('This desk has no email.', tests);
    await agent.look('paging-tried', { full: true });
  });
});
