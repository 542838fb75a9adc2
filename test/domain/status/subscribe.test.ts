import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Message } from '../../../src/chat/channel.ts';
import { resolveIncident } from '../../../src/domain/incidents/move.ts';
import { createMaintenance, publishMaintenance } from '../../../src/domain/maintenance/maintenances.ts';
import {
  followStatus,
  followsStatus,
  unfollowByLink,
  unfollowStatus,
} from '../../../src/domain/status/follow.ts';
import { statusLink } from '../../../src/domain/status/links.ts';
import {
  askToSubscribe,
  confirmSubscription,
  endSubscription,
  listSubscribers,
  removeSubscriber,
  sweepSubscribers,
} from '../../../src/domain/status/subscribe.ts';
import { DAY, HOUR, MINUTE } from '../../../src/lib/clock.ts';
import { SUBSCRIBER_KEY as KEY } from '../../support/keys.ts';
import { deliverAll } from '../../support/worker.ts';
import { outcome } from '../tickets/cast.ts';
import { createStatusDesk, type StatusDesk } from './status-desk.ts';

let desk: StatusDesk;
let mails: { to: string; message: Message; text: string }[];
beforeEach(async () => {
  desk = await createStatusDesk();
  mails = [];
});
afterEach(() => desk.close());

const nobody = () => desk.ctxFor('nobody');
const asAgent = () => desk.ctxFor(desk.agent);
const ask = (email: string) => askToSubscribe(nobody(), { email });
/** Sends what waits, and lets the time pass in which it is sent. */
async function sent() {
  const email = {
    ...{ name: 'email', can: { edit: false, forms: false, pause: 0 } },
    async post({ conversation: to }: { conversation: string }, message: Message) {
      mails.push({ to, message, text: JSON.stringify(message) });
      return { message: String(mails.length) };
    },
    edit: async () => {},
    remove: async () => {},
  };
  await deliverAll(desk, email);
  desk.clock.advance(10_000);
  await deliverAll(desk, email);
  return mails.splice(0);
}
const tokenIn = (text: string, purpose: 'confirm' | 'end' | 'unfollow') =>
  new RegExp(`https://desk\\.example\\.com/status/${purpose}/([\\w-]{44})`).exec(text)?.[1] ?? '';
async function subscribe(email: string) {
  await ask(email);
  const [mail] = (await sent()).filter(({ to }) => to === email);
  await confirmSubscription(nobody(), KEY, tokenIn(mail?.text ?? '', 'confirm'));
}
const subscribers = () => desk.store.client.statusSubscriber.findMany({ orderBy: { email: 'asc' } });
async function publish(text = 'We look into it.') {
  const number = await desk.declare();
  await desk.publish(number, { title: 'Orders fail', text, public: true });
  return number;
}

test('an address is told nothing before it was confirmed, and then each update with a way out', async () => {
  await ask('Ada@Example.com');
  const [confirmation, ...more] = await sent();
  expect(more).toEqual([]);
  expect(confirmation?.to).toBe('ada@example.com');
  const number = await publish();
  expect(await sent()).toEqual([]);
  const token = tokenIn(confirmation?.text ?? '', 'confirm');
  await confirmSubscription(nobody(), KEY, token);
  await confirmSubscription(nobody(), KEY, token);
  await resolveIncident(asAgent(), { number, resolution: 'x' });
  const [mail] = await sent();
  expect(mail?.text).toContain('Acme status: Orders fail · Resolved');
  const out = tokenIn(mail?.text ?? '', 'end');
  expect(mail?.message).toMatchObject({ unsubscribe: `https://desk.example.com/status/end/${out}` });
  await publish();
  await endSubscription(nobody(), KEY, out);
  await endSubscription(nobody(), KEY, out);
  // What was on its way is not sent any more.
  expect(await sent()).toEqual([]);
  expect(await subscribers()).toEqual([]);
  expect(await outcome(confirmSubscription(nobody(), KEY, token))).toBe('not_found');
});

test('links are made by the desk alone, each for its purpose, and stand nowhere in the database', async () => {
  await ask('ada@example.com');
  const [mail] = await sent();
  const token = tokenIn(mail?.text ?? '', 'confirm');
  for (const wrong of ['', 'x'.repeat(44), `${token.slice(0, -1)}${token.endsWith('A') ? 'B' : 'A'}`]) {
    expect(await outcome(confirmSubscription(nobody(), KEY, wrong))).toBe('not_found');
  }
  expect(await outcome(endSubscription(nobody(), KEY, token))).toBe('not_found');
  expect(await outcome(confirmSubscription(nobody(), Buffer.alloc(32, 9), token))).toBe('not_found');
  const [row] = await subscribers();
  expect(statusLink('https://desk.example.com', KEY, 'confirm', row?.id ?? '')).toContain(token);
  const stored = await desk.store.client.$queryRaw<{ found: boolean }[]>`
    SELECT bool_or(content LIKE ${`%${token.slice(22)}%`}) AS found FROM (
      SELECT data::text AS content FROM announcement
       UNION ALL SELECT row_to_json(s)::text FROM status_subscriber s
       UNION ALL SELECT row_to_json(n)::text FROM notice n
       UNION ALL SELECT detail FROM audit_entry) AS everything`;
  expect(stored).toEqual([{ found: false }]);
});

test('a link ends after a day, and another one may be asked for', async () => {
  await ask('ada@example.com');
  const token = tokenIn((await sent())[0]?.text ?? '', 'confirm');
  desk.clock.advance(DAY);
  expect(await outcome(confirmSubscription(nobody(), KEY, token))).toBe('not_found');
  await ask('ada@example.com');
  const again = tokenIn((await sent())[0]?.text ?? '', 'confirm');
  await confirmSubscription(nobody(), KEY, again);
  expect(await subscribers()).toMatchObject([{ email: 'ada@example.com', confirmedAt: expect.any(Date) }]);
});

test('who asks learns nothing: known or not, asked for often or not, the answer is the same', async () => {
  await subscribe('ada@example.com');
  await ask('ada@example.com');
  await Promise.all([ask('ben@example.com'), ask('ben@example.com')]);
  await ask('BEN@example.com');
  expect((await sent()).map(({ to }) => to)).toEqual(['ben@example.com']);
  desk.clock.advance(10 * MINUTE);
  await ask('ben@example.com');
  expect((await sent()).map(({ to }) => to)).toEqual(['ben@example.com']);
});

test('the desk fills nobody’s box: there is an end to what it sends within an hour', async () => {
  const askedAt = desk.clock.now();
  await desk.store.client.statusSubscriber.createMany({
    data: Array.from({ length: 300 }, (_, one) => ({
      ...{ id: crypto.randomUUID(), email: `p${one}@example.com`, askedAt },
    })),
  });
  await ask('ada@example.com');
  expect(await sent()).toEqual([]);
  desk.clock.advance(HOUR);
  await ask('ada@example.com');
  expect(await sent()).toHaveLength(1);
});

test('hosts in other scripts are known, and what is no address is refused', async () => {
  await ask(' ada@Bücher.example ');
  expect((await sent()).map(({ to }) => to)).toEqual(['ada@xn--bcher-kva.example']);
  for (const wrong of [
    '',
    'ada',
    'ada@',
    '@example.com',
    'a@b@example.com',
    'a\r\nBcc: b@example.com',
    'x'.repeat(300),
  ]) {
    expect(await outcome(ask(wrong))).toBe('invalid');
  }
  await desk.settings({ public: false });
  expect(await outcome(ask('ben@example.com'))).toBe('not_found');
});

test('mails hold only what is public, and go out between other things', async () => {
  for (const email of ['ada@example.com', 'ben@example.com']) await subscribe(email);
  const number = await desk.declare();
  await desk.publish(number, { title: 'db-7', text: 'inside' });
  expect(await sent()).toEqual([]);
  await desk.publish(number, {
    ...{ title: 'Orders fail', text: 'We look.', public: true },
    services: [{ serviceId: desk.mail, level: 'degraded' }],
  });
  const [first, second] = await desk.store.client.notice.findMany({
    where: { channel: 'email', state: 'pending' },
    orderBy: { dueAt: 'asc' },
  });
  expect((second?.dueAt.getTime() ?? 0) - (first?.dueAt.getTime() ?? 0)).toBe(50);
  const all = await sent();
  expect(all.map(({ to }) => to).sort()).toEqual(['ada@example.com', 'ben@example.com']);
  expect(all[0]?.text).toContain('Affected: E-mail');
  for (const { text } of all) {
    for (const inside of [
      'db-7',
      'inside',
      'Mail server 7',
      'The shop is down',
      number,
      'For those who wait',
    ]) {
      expect(text).not.toContain(inside);
    }
  }
  const endsAt = new Date(desk.clock.now().getTime() + HOUR).toISOString();
  const plan = { name: 'db-7 again', serviceIds: [desk.mail], endsAt };
  await createMaintenance(asAgent(), plan);
  expect(await sent()).toEqual([]);
  await createMaintenance(asAgent(), { ...plan, statusTitle: 'Short break' });
  const [planned] = await sent();
  expect(planned?.text).toContain('Planned maintenance · Short break');
  expect(planned?.text).not.toContain('db-7');
});

test('only admins see addresses, and may take one off', async () => {
  await subscribe('ada@example.com');
  expect(await outcome(listSubscribers(asAgent(), {}))).toBe('forbidden');
  const admin = desk.ctxFor(desk.admin);
  const { items } = await listSubscribers(admin, {});
  expect(items).toMatchObject([{ email: 'ada@example.com', confirmedAt: expect.any(String) }]);
  const id = items[0]?.id ?? '';
  expect(await outcome(removeSubscriber(asAgent(), { id }))).toBe('forbidden');
  await removeSubscriber(admin, { id });
  expect(await outcome(removeSubscriber(admin, { id }))).toBe('not_found');
  const actions = await desk.store.client.auditEntry.findMany({
    where: { subjectType: 'status_subscriber' },
    orderBy: { seq: 'asc' },
  });
  expect(actions.map(({ action }) => action)).toEqual([
    'status_subscriber.ask',
    'status_subscriber.confirm',
    'status_subscriber.remove',
  ]);
});

test('addresses that nobody has confirmed are forgotten', async () => {
  await subscribe('ada@example.com');
  await ask('ben@example.com');
  await sent();
  desk.clock.advance(DAY);
  await sweepSubscribers(desk.ctxFor('system'));
  expect((await subscribers()).map(({ email }) => email)).toEqual(['ada@example.com']);
  desk.clock.advance(14 * DAY);
  await sweepSubscribers(desk.ctxFor('system'));
  expect(await desk.store.client.announcement.count()).toBe(0);
});

describe('whoever follows the internal page', () => {
  const asRequester = () => desk.ctxFor(desk.requester);
  const said = () => desk.store.client.auditEntry.findMany({ where: { action: { startsWith: 'status_f' } } });

  test('is told of each update and of maintenance, in the words of that page, until they want no more', async () => {
    await followStatus(asRequester());
    await followStatus(asRequester());
    expect(await followsStatus(asRequester())).toBe(true);
    const number = await desk.declare();
    await desk.publish(number, {
      ...{ title: 'db-7 is full', text: 'We look.' },
      services: [{ serviceId: desk.mail, level: 'degraded' }],
    });
    const [inside, ...more] = await sent();
    expect(more).toEqual([]);
    expect(inside?.to).toBe(desk.requester.email);
    for (const words of [
      'db-7 is full',
      'Affected: Mail server 7',
      'https://desk.example.com/status/internal',
    ])
      expect(inside?.text).toContain(words);
    const endsAt = new Date(desk.clock.now().getTime() + HOUR).toISOString();
    const plan = { name: 'New racks', serviceIds: [desk.mail], endsAt };
    const { id } = await createMaintenance(asAgent(), plan);
    expect((await sent()).map(({ text }) => text.includes('New racks'))).toEqual([true]);
    // They know of it already.
    await publishMaintenance(asAgent(), { id, statusTitle: 'Short break' });
    expect(await sent()).toEqual([]);
    await resolveIncident(asAgent(), { number, resolution: 'x' });
    expect((await sent()).map(({ text }) => text.includes('db-7 is full · Resolved'))).toEqual([true]);
    await unfollowStatus(asRequester());
    await unfollowStatus(asRequester());
    await publish();
    expect(await sent()).toEqual([]);
    expect((await said()).map(({ action }) => action)).toEqual([
      'status_follower.start',
      'status_follower.end',
    ]);
  });

  test('gets one mail, not two, where the same address subscribed to the public page', async () => {
    await subscribe(desk.requester.email);
    await subscribe('ada@example.com');
    await followStatus(asRequester());
    await publish();
    const mails = await sent();
    expect(mails.map(({ to }) => to).sort()).toEqual(['ada@example.com', desk.requester.email].sort());
    const link = (to: string) =>
      mails.find((mail) => mail.to === to)?.text.match(/status\/(end|unfollow)\//)?.[1];
    expect([link('ada@example.com'), link(desk.requester.email)]).toEqual(['end', 'unfollow']);
    // Who may not read the internal page any more is a subscriber like others.
    const who = { where: { id: desk.requester.id } };
    await desk.store.client.person.update({ ...who, data: { external: true } });
    await publish();
    expect((await sent()).map(({ text }) => /status\/(end|unfollow)\//.exec(text)?.[1])).toEqual([
      'end',
      'end',
    ]);
    await desk.store.client.person.update({ ...who, data: { external: false } });
    // Without the internal one the public one is sent again.
    await unfollowStatus(asRequester());
    await publish();
    expect((await sent()).map(({ to }) => to).sort()).toEqual(
      ['ada@example.com', desk.requester.email].sort(),
    );
  });

  test('is told also where there is no public page', async () => {
    await desk.settings({ public: false });
    await followStatus(asRequester());
    await desk.publish(await desk.declare(), { title: 'Orders fail', text: 'We look.' });
    expect((await sent()).map(({ to }) => to)).toEqual([desk.requester.email]);
  });

  test('ends it by the link of a mail, which is theirs alone', async () => {
    await followStatus(asRequester());
    await publish();
    const [mail] = await sent();
    const token = tokenIn(mail?.text ?? '', 'unfollow');
    expect(mail?.message).toMatchObject({ unsubscribe: `https://desk.example.com/status/unfollow/${token}` });
    expect(await outcome(endSubscription(nobody(), KEY, token))).toBe('not_found');
    expect(await outcome(unfollowByLink(nobody(), KEY, `${token.slice(0, -2)}xx`))).toBe('not_found');
    await unfollowByLink(nobody(), KEY, token);
    await unfollowByLink(nobody(), KEY, token);
    expect(await followsStatus(asRequester())).toBe(false);
  });

  test('is no guest, and gets nothing once they may not read the page: it is asked when it is sent', async () => {
    for (const who of [{ guest: true }, { external: true }]) {
      const outsider = desk.ctxFor(await desk.person(who));
      for (const verb of [followStatus, unfollowStatus, followsStatus])
        expect(await outcome(verb(outsider))).toBe('forbidden');
    }
    expect(await outcome(followStatus(nobody()))).toBe('unauthenticated');
    for (const change of [
      { active: false },
      { guest: true },
      { external: true },
      { email: 'new@example.com' },
    ]) {
      const person = await desk.person({});
      await followStatus(desk.ctxFor(person));
      await publish();
      await desk.store.client.person.update({ where: { id: person.id }, data: change });
      expect(await sent()).toEqual([]);
      await desk.store.client.statusFollower.deleteMany();
    }
  });
});
