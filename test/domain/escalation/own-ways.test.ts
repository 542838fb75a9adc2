import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { peopleAt } from '../../../src/domain/escalation/targets.ts';
import { listTests, testWay } from '../../../src/domain/escalation/tests.ts';
import { directConversation } from '../../../src/domain/outbox/enqueue.ts';
import { getPhone, putPhone, removePhone } from '../../../src/domain/phones/own.ts';
import { verifyPhone } from '../../../src/domain/phones/verify.ts';
import { HOUR, MINUTE } from '../../../src/lib/clock.ts';
import type { ActingPerson } from '../../../src/lib/context.ts';
import { type RecordingChannel, recordingChannel } from '../../support/recording-channel.ts';
import { type AlertDesk, createAlertDesk } from '../alerts/alert-desk.ts';
import { outcome } from '../tickets/cast.ts';

const NUMBER = '+491701234567';

let desk: AlertDesk;
let web: RecordingChannel;
let sms: RecordingChannel;
beforeEach(async () => {
  desk = await createAlertDesk();
  web = recordingChannel();
  sms = recordingChannel({ name: 'sms', can: { edit: false } });
});
afterEach(() => desk.close());

const as = (person: ActingPerson) => desk.ctxFor(person);
const work = () => desk.work(web, sms);
/** The code that came there last. */
const codeAt = (number: string) => {
  const line = sms.lines(number).at(-1) ?? expect.fail('no SMS came');
  return /\d{6}/.exec(line)?.[0] ?? expect.fail(`no code in: ${line}`);
};
const say = async (person: ActingPerson, number = NUMBER) => {
  await putPhone(as(person), { number }, true);
  await work();
};
const verified = async (person: ActingPerson, number = NUMBER) => {
  await say(person, number);
  await verifyPhone(as(person), { code: codeAt(number) });
};

describe('a test page', () => {
  test('goes by the way that it tries out, and says what became of it', async () => {
    await testWay(as(desk.agent), { via: 'chat' });
    expect((await listTests(as(desk.agent))).items).toMatchObject([{ via: 'chat', state: 'waiting' }]);
    await work();
    expect(web.lines(directConversation(desk.agent.id))).toEqual(['This is a test page']);
    expect((await listTests(as(desk.agent))).items).toMatchObject([{ via: 'web', state: 'sent' }]);
    expect((await listTests(as(desk.second))).items).toEqual([]);
  });

  test('by a way that they do not have fails at once, with the reason', async () => {
    await testWay(as(desk.agent), { via: 'slack' });
    await testWay(as(desk.agent), { via: 'sms' });
    await work();
    const { items } = await listTests(as(desk.agent));
    expect(items.map(({ via, state, error }) => `${via} ${state}: ${error}`).sort()).toEqual([
      'slack failed: They have no slack here.',
      'sms failed: They have no sms here.',
    ]);
  });

  test('is tried again while its platform is away, and given up after five minutes', async () => {
    web.fail('later', { times: 1_000 });
    await testWay(as(desk.agent), { via: 'web' });
    await work();
    expect((await listTests(as(desk.agent))).items).toMatchObject([
      { state: 'waiting', error: 'the platform says later' },
    ]);
    desk.clock.advance(5 * MINUTE);
    await work();
    expect((await listTests(as(desk.agent))).items).toMatchObject([{ state: 'failed' }]);
  });

  test('is made ten times in ten minutes at most, also at once', async () => {
    const all = Array.from({ length: 14 }, () => outcome(testWay(as(desk.agent), { via: 'web' })));
    const ends = await Promise.all(all);
    expect(ends.filter((end) => end === 'rate_limited')).toHaveLength(4);
    desk.clock.advance(10 * MINUTE);
    expect(await outcome(testWay(as(desk.agent), { via: 'web' }))).toBe('done');
  });

  test('counts as no page where people are paged in turn', async () => {
    const { id } = desk.team;
    // Ada would be paged first; that she tried her ways out changes nothing.
    await testWay(as(desk.agent), { via: 'web' });
    const next = await peopleAt(desk.ctxFor('system'), { who: 'round_robin', teamId: id }, desk.clock.now());
    expect(next).toEqual([desk.agent.id]);
  });
});

describe('a phone number', () => {
  test('is verified by the code that was sent there, and by no other', async () => {
    await say(desk.agent);
    expect(await getPhone(as(desk.agent))).toEqual({ number: NUMBER, verified: false, stopped: false });
    const code = codeAt(NUMBER);
    const wrong = code === '000000' ? '000001' : '000000';
    expect(await outcome(verifyPhone(as(desk.agent), { code: wrong }))).toBe('invalid');
    expect(await outcome(verifyPhone(as(desk.second), { code }))).toBe('not_found');
    expect(await verifyPhone(as(desk.agent), { code })).toMatchObject({ verified: true });
    await testWay(as(desk.agent), { via: 'sms' });
    await work();
    expect(sms.lines(NUMBER).at(-1)).toBe('This is a test page');
  });

  test('is written to only once it is verified', async () => {
    await say(desk.agent);
    await testWay(as(desk.agent), { via: 'sms' });
    await work();
    expect(sms.lines(NUMBER)).toHaveLength(1);
  });

  test('cannot be guessed: after five wrong codes the right one is none', async () => {
    await say(desk.agent);
    const code = codeAt(NUMBER);
    const wrong = code === '000000' ? '000001' : '000000';
    for (let tries = 0; tries < 5; tries += 1) await outcome(verifyPhone(as(desk.agent), { code: wrong }));
    expect(await outcome(verifyPhone(as(desk.agent), { code }))).toBe('invalid');
    await say(desk.agent);
    expect(await outcome(verifyPhone(as(desk.agent), { code: codeAt(NUMBER) }))).toBe('done');
  });

  test('has a code for ten minutes, and five codes an hour', async () => {
    await say(desk.agent);
    const code = codeAt(NUMBER);
    desk.clock.advance(10 * MINUTE);
    expect(await outcome(verifyPhone(as(desk.agent), { code }))).toBe('invalid');
    for (let more = 0; more < 4; more += 1) await say(desk.agent);
    expect(await outcome(putPhone(as(desk.agent), { number: NUMBER }, true))).toBe('rate_limited');
    await removePhone(as(desk.agent));
    expect(await outcome(putPhone(as(desk.agent), { number: NUMBER }, true))).toBe('rate_limited');
    desk.clock.advance(HOUR);
    expect(await outcome(putPhone(as(desk.agent), { number: NUMBER }, true))).toBe('done');
  });

  test('is not proved by a code that was sent to another one', async () => {
    await putPhone(as(desk.agent), { number: NUMBER }, true);
    sms.during = async ({ kind }) => {
      if (kind !== 'post') return;
      sms.during = undefined;
      await putPhone(as(desk.agent), { number: '+491707654321' }, true);
    };
    await work();
    const [first] = sms.shown(NUMBER).map(({ content }) => (content.type === 'said' ? content.text : ''));
    const code = /\d{6}/.exec(first ?? '')?.[0] ?? expect.fail('no code came');
    expect(await outcome(verifyPhone(as(desk.agent), { code }))).toBe('invalid');
    expect(await outcome(verifyPhone(as(desk.agent), { code: codeAt('+491707654321') }))).toBe('done');
  });

  test('is of one person: who proves it last', async () => {
    await verified(desk.agent);
    await verified(desk.second);
    expect(await getPhone(as(desk.agent))).toMatchObject({ number: null });
    expect(await getPhone(as(desk.second))).toMatchObject({ number: NUMBER, verified: true });
  });

  test('must be one, and needs a desk that can send there', async () => {
    for (const number of ['0170 1234567', '+0170123', 'help', '+49']) {
      expect(await outcome(putPhone(as(desk.agent), { number }, true)), number).toBe('invalid');
    }
    expect(await putPhone(as(desk.agent), { number: ' +49 (170) 123-4567 ' }, true)).toMatchObject({
      number: NUMBER,
    });
    expect(await outcome(putPhone(as(desk.agent), { number: NUMBER }, false))).toBe('unavailable');
  });

  test('that is taken away is written to no more', async () => {
    await verified(desk.agent);
    await removePhone(as(desk.agent));
    await testWay(as(desk.agent), { via: 'sms' });
    await work();
    expect(sms.lines(NUMBER)).toHaveLength(1);
  });
});
