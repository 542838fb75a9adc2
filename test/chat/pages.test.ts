import { afterEach, beforeEach, expect, test } from 'vitest';
import { sendPages } from '../../src/chat/pages.ts';
import { acknowledgeAlert } from '../../src/domain/alerts/answer.ts';
import { PAGE_LEASE } from '../../src/domain/escalation/claim.ts';
import { putPaging } from '../../src/domain/escalation/paging.ts';
import { directConversation } from '../../src/domain/outbox/enqueue.ts';
import { escalate } from '../../src/jobs/page.ts';
import { MINUTE, SECOND } from '../../src/lib/clock.ts';
import { type AlertDesk, createAlertDesk } from '../domain/alerts/alert-desk.ts';
import { type RecordingChannel, recordingChannel } from '../support/recording-channel.ts';
import { LINK_KEY } from '../support/server.ts';

const NUMBER = '+491701234567';

let desk: AlertDesk;
let sms: RecordingChannel;
beforeEach(async () => {
  desk = await createAlertDesk();
  sms = recordingChannel({ name: 'sms', can: { edit: false } });
  const { id } = desk.agent;
  const now = desk.clock.now();
  await desk.store.client.phone.create({
    data: { personId: id, number: NUMBER, verifiedAt: now, createdAt: now },
  });
  const ways = [{ via: 'sms' as const, afterMinutes: 0 }];
  await putPaging(desk.ctxFor(desk.agent), { id, urgent: ways, normal: ways });
});
afterEach(() => desk.close());

/** A worker stands still after it has looked what there is to do, just before it does it. */
function standStill(meanwhile: () => Promise<unknown>): void {
  const { pool } = desk.store;
  const query = pool.query.bind(pool) as (...args: unknown[]) => Promise<unknown>;
  const slow = async (...args: unknown[]) => {
    if (JSON.stringify(args[0]).includes('public\\".\\"phone')) {
      pool.query = query as typeof pool.query;
      await meanwhile();
    }
    return query(...args);
  };
  pool.query = slow as typeof pool.query;
}
const page = () => desk.store.client.page.findFirstOrThrow();

test('nobody is paged by a worker that stood still while somebody answered', async () => {
  await desk.say();
  standStill(async () => {
    desk.clock.advance(5 * SECOND);
    await acknowledgeAlert(desk.ctxFor(desk.second), await desk.last());
  });
  await desk.work(sms);
  expect(sms.lines(NUMBER)).toEqual([]);
  expect(await page()).toMatchObject({ state: 'cancelled', workAt: null });
});

test('nor by one that stood still while it made ready to send', async () => {
  await desk.say();
  const reach = async () => {
    desk.clock.advance(5 * SECOND);
    await acknowledgeAlert(desk.ctxFor(desk.second), await desk.last());
  };
  await desk.work({ ...sms, reach });
  expect(sms.lines(NUMBER)).toEqual([]);
  expect(await page()).toMatchObject({ state: 'cancelled', workAt: null });
});

test('a worker that stood still for longer than its lease leaves the page to whoever has it now', async () => {
  await desk.say();
  standStill(async () => {
    desk.clock.advance(PAGE_LEASE);
    // Another one has sent it meanwhile.
    await desk.work(sms);
    expect(sms.lines(NUMBER)).toHaveLength(1);
  });
  await desk.work(sms);
  expect(sms.lines(NUMBER)).toHaveLength(1);
  expect(await page()).toMatchObject({ state: 'sent', attempts: 2 });
});

test('what went out is noted even past the lease, and is not sent again', async () => {
  await desk.say();
  const slow: RecordingChannel = {
    ...sms,
    async post(...given) {
      const posted = await sms.post(...given);
      desk.clock.advance(PAGE_LEASE + SECOND);
      return posted;
    },
  };
  await desk.work(slow);
  expect(await page()).toMatchObject({ state: 'sent', workAt: null });
  await desk.work(sms);
  expect(sms.lines(NUMBER)).toHaveLength(1);
});

test('whoever gets it in doubt does not send it once the slow one has noted it', async () => {
  await desk.say();
  let goesOn: Promise<unknown> | undefined;
  const slow: RecordingChannel = {
    ...sms,
    async post(...given) {
      const posted = await sms.post(...given);
      desk.clock.advance(PAGE_LEASE);
      const noted = Promise.withResolvers<void>();
      // It has the page now, and the other one notes it before it sends.
      const claimed = Promise.withResolvers<void>();
      goesOn = desk.work({
        ...sms,
        async reach() {
          claimed.resolve();
          await noted.promise;
        },
      });
      await claimed.promise;
      void page().then(async function look(one): Promise<void> {
        return one.state === 'sent' ? noted.resolve() : look(await page());
      });
      return posted;
    },
  };
  await desk.work(slow);
  await goesOn;
  expect(sms.lines(NUMBER)).toHaveLength(1);
  expect(await page()).toMatchObject({ state: 'sent', attempts: 2, workAt: null });
});

test('a platform that swallows what it is told is asked by one at a time, and holds up no other way', async () => {
  const { id } = desk.agent;
  const ways = [
    { via: 'chat' as const, afterMinutes: 0 },
    { via: 'sms' as const, afterMinutes: 5 },
  ];
  await putPaging(desk.ctxFor(desk.agent), { id, urgent: ways, normal: ways });
  const web = recordingChannel();
  let swallows = true;
  web.fail('hang', { times: Number.POSITIVE_INFINITY, when: () => swallows });
  const channels = new Map([web, sms].map((channel) => [channel.name, channel]));
  const round = async () => {
    const ctx = desk.ctxFor('system');
    await escalate(ctx);
    const deps = {
      channels,
      publicUrl: () => 'https://desk.example.com',
      linkKey: LINK_KEY,
      patience: SECOND,
    };
    await sendPages(ctx, deps);
  };
  for (const dedupKey of ['one', 'two', 'three']) await desk.say({ dedupKey });
  await round();
  expect(web.calls).toHaveLength(3);
  await desk.say({ dedupKey: 'four' });
  // Of the fourth one it is known at once.
  await round();
  await round();
  expect(sms.lines(NUMBER)).toHaveLength(4);
  expect(web.calls).toHaveLength(3);
  desk.clock.advance(10 * SECOND);
  await round();
  expect(web.calls).toHaveLength(4);
  swallows = false;
  desk.clock.advance(10 * SECOND);
  await round();
  expect(web.lines(directConversation(id))).toHaveLength(1);
  desk.clock.advance(MINUTE);
  await round();
  expect(web.lines(directConversation(id))).toHaveLength(4);
});
