import { afterEach, beforeEach, expect, test } from 'vitest';
import { createWebhookChannel } from '../../src/channels/webhook/channel.ts';
import { acknowledgeAlert } from '../../src/domain/alerts/answer.ts';
import { getAlert } from '../../src/domain/alerts/list.ts';
import { createEscalationPolicy } from '../../src/domain/escalation/policies.ts';
import { updateService } from '../../src/domain/services/services.ts';
import { createWebhook, updateWebhook } from '../../src/domain/webhooks/webhooks.ts';
import { MINUTE } from '../../src/lib/clock.ts';
import { type AlertDesk, createAlertDesk } from '../domain/alerts/alert-desk.ts';
import { outcome } from '../domain/tickets/cast.ts';
import { type Receiver, receiver, verify } from '../domain/webhooks/receiver.ts';
import { type RecordingChannel, recordingChannel } from '../support/recording-channel.ts';

const sending = { key: Buffer.alloc(32, 7) };

let desk: AlertDesk;
let there: Receiver;
let web: RecordingChannel;
let webhook: { id: string; secret: string };

beforeEach(async () => {
  desk = await createAlertDesk();
  there = await receiver();
  web = recordingChannel();
  const row = { value: ['127.0.0.1'], updatedAt: desk.clock.now() };
  await desk.store.client.setting.create({ data: { name: 'allowedHosts', ...row } });
  desk.bus.publish({ topic: 'directory' });
  const made = await createWebhook(asAdmin(), sending.key, {
    name: 'Pager',
    url: there.url,
    kinds: ['opened'],
  });
  webhook = { id: made.webhook.id, secret: made.secret };
  const policy = await desk.policy([
    { page: [{ who: 'webhook', webhookId: webhook.id }], waitMinutes: 5 },
    { page: [{ who: 'person', personId: desk.second.id }], waitMinutes: 5 },
  ]);
  await updateService(asAdmin(), { id: desk.service.id, escalationPolicyId: policy.id });
});
afterEach(async () => {
  await there.close();
  await desk.close();
});

const asAdmin = () => desk.ctxFor(desk.admin);
const work = () =>
  desk.work(
    web,
    createWebhookChannel(desk, sending, () => 'https://desk.example.com'),
  );
const fire = async () => {
  await desk.say();
  await work();
};
const pages = async () =>
  (await getAlert(asAdmin(), await desk.last())).pages.map(
    ({ via, state, error }) => `${via} ${state}${error ? `: ${error}` : ''}`,
  );

test('a step pages a program: signed, once, and kept as proof', async () => {
  await fire();
  const [received] = there.received;
  if (!received) throw new Error('nothing came');
  expect(verify(received, webhook.secret, desk.clock.now())).toBe(true);
  const { id } = await desk.last();
  const url = `https://desk.example.com/alerts/${id}`;
  expect(received.body).toMatchObject({
    ...{ id: received.headers['webhook-id'], kind: 'page' },
    alert: { id, state: 'triggered', summary: 'The disk is full', url },
  });
  expect(await pages()).toEqual(['webhook sent']);
  // It is told of the alert, not of each change.
  await acknowledgeAlert(desk.ctxFor(desk.agent), { id });
  await work();
  expect(there.received).toHaveLength(1);
});

test('what it refuses fails, and the next step is taken at once', async () => {
  there.answer(() => 404);
  await fire();
  expect(await pages()).toEqual(['webhook failed: It answered with 404.', 'web sent', 'email waiting']);
});

test('what may pass is tried again under the same id', async () => {
  there.answer(() => 503);
  await fire();
  expect(await pages()).toEqual(['webhook waiting: It answered with 503.']);
  there.answer(() => 200);
  desk.clock.advance(MINUTE);
  await work();
  expect(await pages()).toEqual(['webhook sent']);
  expect(new Set(there.received.map(({ body }) => body.id)).size).toBe(1);
});

test('one that is switched off fails, and one that is not there is refused in a policy', async () => {
  await updateWebhook(asAdmin(), sending.key, { id: webhook.id, enabled: false });
  await fire();
  expect(await pages()).toEqual([
    'webhook failed: This webhook is switched off.',
    'web sent',
    'email waiting',
  ]);
  const page = [{ who: 'webhook' as const, webhookId: desk.agent.id }];
  const policy = { name: 'Nobody', steps: [{ page, waitMinutes: 5 }] };
  expect(await outcome(createEscalationPolicy(asAdmin(), policy))).toBe('invalid');
});
