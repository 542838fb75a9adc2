import { afterEach, beforeEach, expect, test } from 'vitest';
import { acknowledgeAlert } from '../../src/domain/alerts/answer.ts';
import { PAGE_LEASE } from '../../src/domain/escalation/claim.ts';
import { putPaging } from '../../src/domain/escalation/paging.ts';
import { SECOND } from '../../src/lib/clock.ts';
import { type AlertDesk, createAlertDesk } from '../domain/alerts/alert-desk.ts';
import { type RecordingChannel, recordingChannel } from '../support/recording-channel.ts';

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
