import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createPhone } from '../../../src/channels/phone/platform.ts';
import { getAlert } from '../../../src/domain/alerts/list.ts';
import { putPaging } from '../../../src/domain/escalation/paging.ts';
import { MINUTE, SECOND } from '../../../src/lib/clock.ts';
import type { ActingPerson } from '../../../src/lib/context.ts';
import { type AlertDesk, createAlertDesk } from '../../domain/alerts/alert-desk.ts';
import { fakeTwilio } from '../../support/phone/twilio.ts';
import { type RecordingChannel, recordingChannel } from '../../support/recording-channel.ts';
import { type ApiServer, startServer } from '../../support/server.ts';

const ADA = '+491701111111';
const BEN = '+491702222222';

let desk: AlertDesk;
let twilio: Awaited<ReturnType<typeof fakeTwilio>>;
let server: ApiServer;
let mail: RecordingChannel;
let channels: ReturnType<typeof createPhone>;

beforeEach(async () => {
  desk = await createAlertDesk();
  twilio = await fakeTwilio();
  mail = recordingChannel({ name: 'email', can: { edit: false } });
  let url = '';
  const names = () => new Set(['sms', 'voice', 'email']);
  channels = createPhone(twilio.config, desk, { publicUrl: () => url }, names);
  const platformRoutes = channels.flatMap(({ routes }) => routes ?? []);
  server = await startServer(desk, { platformRoutes });
  url = server.url;
  await has(desk.agent, ADA);
  await has(desk.second, BEN);
});
afterEach(async () => {
  await server.close();
  await twilio.close();
  await desk.close();
});

const has = (person: ActingPerson, number: string) => {
  const now = desk.clock.now();
  return desk.store.client.phone.create({
    data: { personId: person.id, number, verifiedAt: now, createdAt: now },
  });
};
/** Says how Ada is paged. */
const ways = (...vias: ('sms' | 'voice' | 'email')[]) => {
  const all = vias.map((via, index) => ({ via, afterMinutes: index * 3 }));
  return putPaging(desk.ctxFor(desk.agent), { id: desk.agent.id, urgent: all, normal: all });
};
const work = () => desk.work(mail, ...channels.map(({ channel }) => channel));
const fire = async (summary = 'The disk is full') => {
  await desk.say({ dedupKey: summary, summary });
  await work();
};
const alert = async () => getAlert(desk.ctxFor(desk.agent), await desk.last());
const numberOf = async () =>
  (await desk.store.client.alert.findFirstOrThrow({ orderBy: { number: 'desc' } })).number;
const pages = async () =>
  (await alert()).pages.map(
    ({ via, state, deliveredAt }) => `${via} ${state}${deliveredAt ? ', arrived' : ''}`,
  );
const texts = (number: string) =>
  twilio.sent.filter(({ form }) => form.To === number).map(({ form }) => form.Body ?? 'a call');
let replies = 0;
const reply = async (from: string, text: string, MessageSid = `SM-in-${++replies}`) => {
  const fields = { From: from, To: twilio.config.from, Body: text, MessageSid };
  const response = await twilio.tell(`${server.url}/twilio/sms`, fields);
  expect(response.status).toBe(200);
  return /<Message>(.*)<\/Message>/s.exec(await response.text())?.[1] ?? '';
};
const status = (url: string, fields: Record<string, string>, token?: string) =>
  twilio.tell(url, fields, token);
const last = () => twilio.sent.at(-1) ?? expect.fail('nothing was sent');
const pick = async (path: '' | '/key', fields: Record<string, string> = {}) => {
  const { form, sid } = last();
  const all = { To: form.To ?? '', CallSid: sid, ...fields };
  return (await twilio.tell(`${form.Url}${path}`, all)).text();
};

describe('an SMS', () => {
  beforeEach(() => ways('sms', 'email'));

  test('pages, is reported as delivered, and that is kept as proof', async () => {
    await fire();
    const number = await numberOf();
    expect(texts(ADA).map((text) => text.replace(/\nhttps?:.*$/, ''))).toEqual([
      `Critical: The disk is full (Shop)\nReply ACK ${number} or RES ${number}`,
    ]);
    const { form, sid } = last();
    const told = { MessageSid: sid, MessageStatus: 'delivered' };
    expect((await status(form.StatusCallback ?? '', told)).status).toBe(204);
    await status(form.StatusCallback ?? '', { ...told, MessageStatus: 'sent' });
    expect(await pages()).toEqual(['sms sent, arrived', 'email waiting']);
  });

  test('that could not be delivered brings the next way at once', async () => {
    await fire();
    const { form, sid } = last();
    const told = { MessageSid: sid, MessageStatus: 'undelivered', ErrorCode: '30003' };
    await status(form.StatusCallback ?? '', told);
    await status(form.StatusCallback ?? '', told);
    await work();
    expect(await pages()).toEqual(['sms failed', 'email sent']);
    expect((await alert()).pages[0]?.error).toBe('The SMS could not be delivered. (30003)');
  });

  test('believes nobody but Twilio', async () => {
    await fire();
    const { form, sid } = last();
    const told = { MessageSid: sid, MessageStatus: 'failed' };
    expect((await status(form.StatusCallback ?? '', told, 'a guess')).status).toBe(403);
    const forged = { From: ADA, To: '+1', Body: 'ACK', MessageSid: 'SM9' };
    expect((await twilio.tell(`${server.url}/twilio/sms`, forged, 'a guess')).status).toBe(403);
    expect((await fetch(`${server.url}/twilio/sms`, { method: 'POST' })).status).toBe(403);
    expect(await pages()).toEqual(['sms sent', 'email waiting']);
    expect((await alert()).state).toBe('triggered');
  });

  test('is answered by a reply, as the person whose number it is', async () => {
    await fire();
    const number = await numberOf();
    expect(await reply(ADA, `ack ${number}`)).toBe(`Alert ${number} is acknowledged.`);
    expect(await alert()).toMatchObject({ state: 'acknowledged', acknowledgedBy: { name: 'Ada' } });
    expect(await reply(ADA, `RES ${number}`, 'SM-once')).toBe(`Alert ${number} is resolved.`);
    expect(await reply(ADA, `RES ${number}`, 'SM-more')).toContain('resolved already');
    await work();
    expect(await pages()).toEqual(['sms sent', 'email cancelled']);
  });

  test('is answered without a number where only one alert can be meant', async () => {
    await fire();
    await fire('Nobody can pay');
    expect(await reply(ADA, 'ack')).toContain('several alerts');
    const number = await numberOf();
    await reply(ADA, `RES ${number}`);
    expect(await reply(ADA, 'ack')).toBe(`Alert ${number - 1} is acknowledged.`);
  });

  test('from somebody who was not paged, or is not known, changes nothing', async () => {
    await fire();
    const number = await numberOf();
    expect(await reply(BEN, `ACK ${number}`)).toBe(`You were not paged for an alert ${number}.`);
    expect(await reply('+491709999999', `ACK ${number}`)).toBe('');
    expect((await alert()).state).toBe('triggered');
  });

  test('that asks for STOP is the last one until START', async () => {
    expect(await reply(ADA, 'Stop')).toBe('');
    await fire();
    expect(texts(ADA)).toEqual([]);
    expect(await pages()).toEqual(['sms failed', 'email sent']);
    await reply(ADA, 'START');
    await fire('Nobody can pay');
    expect(texts(ADA)).toHaveLength(1);
  });

  test('is not talked with by a machine', async () => {
    const answers: string[] = [];
    for (let times = 0; times < 10; times += 1) answers.push(await reply(ADA, 'I am away until Monday'));
    expect(answers.filter((text) => text !== '')).toHaveLength(6);
  });

  test('waits as long as Twilio asks, while the next way is taken', async () => {
    twilio.fail({ status: 429, retryAfter: 30 });
    await fire();
    expect(await pages()).toEqual(['sms waiting', 'email sent']);
    desk.clock.advance(29 * SECOND);
    await work();
    expect(texts(ADA)).toHaveLength(0);
    desk.clock.advance(SECOND);
    await work();
    expect(texts(ADA)).toHaveLength(1);
  });

  test('that Twilio refuses for good fails at once, in words', async () => {
    twilio.fail({ status: 400, body: { code: 21610, message: 'Attempt to send to unsubscribed recipient' } });
    await fire();
    expect(await pages()).toEqual(['sms failed', 'email sent']);
    expect((await alert()).pages[0]?.error).toBe('They have answered STOP to this number.');
  });

  test('of which the answer got lost is sent once more, and never a third time', async () => {
    twilio.fail('lost', 5);
    await fire();
    for (let minutes = 0; minutes < 5; minutes += 1) {
      desk.clock.advance(MINUTE);
      await work();
    }
    expect(texts(ADA)).toHaveLength(2);
    expect((await pages())[0]).toBe('sms failed');
  });

  test('in doubt is not repeated more often by processes that die and start anew', async () => {
    for (let life = 0; life < 4; life += 1) {
      twilio.fail('lost');
      // Each process knows only what stands in the database; that of a dead one is noted by nobody.
      channels = createPhone(
        twilio.config,
        desk,
        { publicUrl: () => server.url },
        () => new Set(['sms', 'email']),
      );
      await (life === 0 ? fire() : work());
      await desk.store.client.page.updateMany({
        where: { via: 'sms' },
        data: { state: 'waiting', error: null, workAt: desk.clock.now() },
      });
      desk.clock.advance(MINUTE);
    }
    expect(texts(ADA)).toHaveLength(2);
  });

  test('that was refused, or told to wait, is in no doubt', async () => {
    twilio.fail({ status: 503 }, 3);
    await fire();
    for (let minutes = 0; minutes < 3; minutes += 1) {
      desk.clock.advance(MINUTE);
      await work();
    }
    expect(texts(ADA)).toHaveLength(1);
    const page = await desk.store.client.page.findFirstOrThrow({ where: { via: 'sms' } });
    expect(page).toMatchObject({ state: 'sent', doubts: 1 });
  });

  test('of which the answer got lost is not sent again once it is reported', async () => {
    twilio.fail('lost');
    await fire();
    const { form, sid } = last();
    await status(form.StatusCallback ?? '', { MessageSid: sid, MessageStatus: 'delivered' });
    desk.clock.advance(MINUTE);
    await work();
    expect(texts(ADA)).toHaveLength(1);
    expect((await pages())[0]).toBe('sms sent, arrived');
  });
});

describe('a call', () => {
  beforeEach(() => ways('voice', 'email'));

  test('says what is wrong, and is answered by a key', async () => {
    await fire('The <disk> & more');
    const said = await pick('');
    expect(said).toContain('critical alert of Shop: The &lt;disk&gt; &amp; more');
    expect(said).toContain('Press 4 to acknowledge, 6 to resolve, 8 to escalate.');
    expect(await pick('/key', { Digits: '4' })).toContain('The alert is acknowledged.');
    expect(await alert()).toMatchObject({ state: 'acknowledged', acknowledgedBy: { name: 'Ada' } });
    expect(await pick('/key', { Digits: '6' })).toContain('The alert is resolved.');
    expect(await pick('')).toContain('It is resolved already');
  });

  test('escalates once, however often its key comes in', async () => {
    await fire();
    await Promise.all(Array.from({ length: 4 }, () => pick('/key', { Digits: '8' })));
    await pick('/key', { Digits: '8' });
    const kinds = (await alert()).events.map(({ kind }) => kind);
    expect(kinds.filter((kind) => kind === 'escalated')).toHaveLength(1);
  });

  test('in which another key is pressed says it again', async () => {
    await fire();
    expect(await pick('/key', { Digits: '1' })).toContain('Press 4 to acknowledge');
    expect((await alert()).state).toBe('triggered');
  });

  test.each([
    ['busy', 'The line was busy.'],
    ['no-answer', 'Nobody picked up.'],
  ])('that was %s brings the next way at once', async (CallStatus, words) => {
    await fire();
    const { form, sid } = last();
    await status(form.StatusCallback ?? '', { CallSid: sid, CallStatus });
    await work();
    expect(await pages()).toEqual(['voice failed', 'email sent']);
    expect((await alert()).pages[0]?.error).toBe(words);
  });

  test('to a number that is theirs no more says nothing', async () => {
    await fire();
    const { personId } = await desk.store.client.phone.delete({ where: { personId: desk.agent.id } });
    expect(personId).toBe(desk.agent.id);
    expect(await pick('')).not.toContain('disk');
    expect(await pick('/key', { Digits: '4' })).not.toContain('acknowledged.');
    expect((await alert()).state).toBe('triggered');
  });
});

describe('a provider that refuses everything', () => {
  beforeEach(() => ways('sms', 'email'));
  const told = async () =>
    (await desk.store.client.announcement.findMany({ orderBy: { createdAt: 'asc' } })).map(
      ({ data }) => (data as { text: string }).text,
    );

  test('is told to the admins once, and that it works again', async () => {
    const closed = { status: 403, body: { code: 90010, message: 'Account not active' } };
    twilio.fail(closed, 3);
    await fire();
    await fire('Nobody can pay');
    await fire('It is hot');
    expect(await told()).toEqual([expect.stringContaining('The account is suspended.')]);
    expect(await pages()).toEqual(['sms failed', 'email sent']);
    await fire('It is cold');
    expect((await told())[1]).toBe('SMS and calls work again.');
    await fire('It is wet');
    expect(await told()).toHaveLength(2);
  });

  test('is one with the wrong credentials, too', async () => {
    channels = createPhone(
      { ...twilio.config, authToken: 'another token of it' },
      desk,
      { publicUrl: () => server.url },
      () => new Set(['sms', 'email']),
    );
    await Promise.all([desk.say(), desk.say({ dedupKey: 'heat' })]);
    await Promise.all([work(), work()]);
    expect(await told()).toEqual([expect.stringContaining('check TWILIO_ACCOUNT_SID')]);
  });

  test('is one that refuses three numbers for whatever reason, and not one that refuses one of them', async () => {
    const no = { status: 400, body: { code: 99999, message: 'No.' } };
    twilio.fail(no, 4);
    await fire();
    await fire('Nobody can pay');
    expect(await told()).toEqual([]);
    await desk.store.client.phone.update({
      where: { personId: desk.agent.id },
      data: { number: '+491703333333' },
    });
    await fire('It is hot');
    expect(await told()).toEqual([]);
    await desk.store.client.phone.update({
      where: { personId: desk.agent.id },
      data: { number: '+491704444444' },
    });
    await fire('It is cold');
    expect(await told()).toHaveLength(1);
  });

  test('may say so only later', async () => {
    await fire();
    const { form, sid } = last();
    const failed = { MessageSid: sid, MessageStatus: 'failed', ErrorCode: '30002', To: ADA };
    await status(form.StatusCallback ?? '', failed);
    await status(form.StatusCallback ?? '', failed);
    expect(await told()).toEqual([expect.stringContaining('The account is suspended.')]);
  });
});
