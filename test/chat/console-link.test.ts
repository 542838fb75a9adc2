import { afterAll, beforeAll, expect, test } from 'vitest';
import { forgetPeople } from '../../src/chat/people.ts';
import type { Answer } from '../../src/contract/card.ts';
import { createOwnSignInLink, LINK_VALID } from '../../src/domain/sessions/link.ts';
import { startSession } from '../../src/domain/sessions/session.ts';
import { type Cast, createCast, refusal, tokenOf } from '../domain/tickets/cast.ts';
import { accountOf, fresh, message, send, type User, user, type Where } from './inbound.ts';

let cast: Cast;
const publicUrl = 'https://desk.example.com';
beforeAll(async () => {
  cast = await createCast();
});
afterAll(() => cast.close());

const links = () => cast.store.client.signInLink.count();
const asked = async (who: User, text = 'console', where: Where = {}): Promise<Answer> =>
  (await send(cast, who, { type: 'command', text }, { publicUrl, ...where })).answer;
const signIn = (secret: string) => startSession(cast.ctxFor('nobody'), { secret });

function secretIn(answer: Answer): string {
  const url = (answer.type === 'said' && answer.link?.url) || expect.fail('no link');
  expect(url).toMatch(/^https:\/\/desk\.example\.com\/sign-in#[\w-]{43}$/);
  return url.split('#')[1] ?? '';
}

test('everybody gets a link of their own, by command, by message and by button, and each works once', async () => {
  const who = [user('Lin'), user('Visitor', { guest: true }), user('Partner', { external: true })];
  for (const one of who) {
    const answers = [
      await asked(one),
      await asked(one, '  CONSOLE '),
      (await send(cast, one, message('Console'), { publicUrl })).answer,
      (await send(cast, one, { type: 'pressed', message: '', action: 'console', value: '' }, { publicUrl }))
        .answer,
    ];
    const secrets = answers.map(secretIn);
    expect(new Set(secrets).size).toBe(answers.length);
    for (const secret of secrets) {
      expect((await signIn(secret)).person.email).toBe(one.verifiedEmail);
      expect((await refusal(signIn(secret))).code).toBe('unauthenticated');
    }
  }
  expect(await cast.store.client.ticket.count()).toBe(0);
});

test('the words say until when it works, and are no place for the link', async () => {
  const until = new Date(cast.clock.now().getTime() + LINK_VALID);
  const clock = (timeZone: string) =>
    until.toLocaleTimeString('en-GB', { timeZone, hour: '2-digit', minute: '2-digit' });
  for (const [name, timeZone, shown] of [
    ['Kiri', 'Pacific/Auckland', 'Pacific/Auckland'],
    ['Zed', 'Nowhere/Land', 'UTC'],
  ] as const) {
    const answer = await asked(user(name, { timeZone }));
    expect(answer).toMatchObject({ text: expect.stringContaining(`until ${clock(shown)} `) });
    expect(answer).not.toMatchObject({ text: expect.stringContaining(secretIn(answer)) });
  }
  const late = secretIn(await asked(user('Lin')));
  cast.clock.advance(LINK_VALID);
  expect((await refusal(signIn(late))).code).toBe('unauthenticated');
});

test('the same event makes one link, however often it comes', async () => {
  const before = await links();
  const delivery = fresh('delivery');
  const answers = await Promise.all(
    Array.from({ length: 10 }, () => asked(user('Lin'), 'console', { delivery })),
  );
  expect(await links()).toBe(before + 1);
  expect(answers.filter((answer) => answer.type === 'said' && answer.link)).toHaveLength(1);
  const again = await send(cast, user('Lin'), message('console'), { publicUrl, delivery });
  expect(again).toEqual({ answer: { type: 'said', text: 'This was sent already.' }, ticket: null });
});

test('who was deactivated gets none', async () => {
  const gone = user('Gone');
  secretIn(await asked(gone));
  const before = await links();
  await cast.store.client.person.update({ where: { email: 'gone@example.com' }, data: { active: false } });
  expect((await asked(gone)).type).toBe('refused');
  forgetPeople(cast.store);
  expect((await asked(gone)).type).toBe('refused');
  expect((await asked(user('Nameless', { verifiedEmail: null }))).type).toBe('refused');
  expect(await links()).toBe(before);
});

test('where others read it, the word is a word', async () => {
  const before = await links();
  const where = { publicUrl, conversation: 'C-random' };
  await send(cast, user('Lin'), message('console'), where);
  const { ticket, answer } = await send(cast, user('Lin'), message('console', { mentioned: true }), where);
  expect(answer).toEqual({ type: 'done' });
  expect(ticket).not.toBeNull();
  expect(await links()).toBe(before);
});

test('whoever is signed in already gets none, nor does a token make a session for itself', async () => {
  const before = await links();
  const answer = await asked(accountOf(cast.requester));
  expect(answer).toEqual({ type: 'said', text: 'You are signed in already.' });
  for (const actor of [tokenOf(cast.admin, 'read', 'write', 'admin'), 'system', 'nobody'] as const) {
    expect((await refusal(createOwnSignInLink(cast.ctxFor(actor)))).code).toBe('forbidden');
  }
  expect((await send(cast, user('Lin'), { type: 'command', text: 'console' })).answer.type).toBe('refused');
  expect(await links()).toBe(before);
});

test('help names it', async () => {
  expect(await asked(user('Lin'), 'help')).toMatchObject({ text: expect.stringContaining('“console”') });
});
