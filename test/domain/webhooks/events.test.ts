import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { exportAutomations, importAutomations } from '../../../src/domain/automation/portable.ts';
import { createAutomation } from '../../../src/domain/automation/rules.ts';
import { runRules } from '../../../src/domain/automation/run.ts';
import { listRuns } from '../../../src/domain/automation/runs.ts';
import { editTicket } from '../../../src/domain/tickets/edit.ts';
import { listTickets } from '../../../src/domain/tickets/list.ts';
import { moveTicket } from '../../../src/domain/tickets/move.ts';
import { noteOnTicket, replyToTicket } from '../../../src/domain/tickets/reply.ts';
import { removeWebhook, updateWebhook } from '../../../src/domain/webhooks/webhooks.ts';
import { runAutomation } from '../../../src/jobs/automation.ts';
import { HOUR } from '../../../src/lib/clock.ts';
import { refusal } from '../tickets/cast.ts';
import { verify } from './receiver.ts';
import { createWebhookDesk, type WebhookDesk } from './webhook-desk.ts';

let desk: WebhookDesk;
beforeEach(async () => {
  desk = await createWebhookDesk();
});
afterEach(() => desk.close());

const asAdmin = () => desk.ctxFor(desk.admin);
const asAgent = () => desk.ctxFor(desk.agent);
const bodies = () => desk.there.received.map(({ body }) => body);
const told = () => bodies().map(({ kind, ticket }) => `${kind} ${(ticket as { number: string }).number}`);

describe('a webhook is told', () => {
  test('that a ticket was opened, with the ticket as the API has it, signed', async () => {
    const { secret } = await desk.webhook();
    await desk.policy();
    const number = await desk.open({ title: 'Printer on fire' });
    await desk.work();
    const [one] = desk.there.received;
    if (!one) return expect.fail('Nothing came.');
    const [ticket] = (await listTickets(asAgent(), { limit: 1 })).items;
    expect(ticket).toMatchObject({ number, due: { metric: 'first_response' } });
    expect(one.body).toEqual({
      id: one.headers['webhook-id'],
      kind: 'opened',
      at: desk.clock.now().toISOString(),
      ticket,
      actor: { id: desk.requester.id, name: 'Grace' },
    });
    expect(one.headers['content-type']).toBe('application/json');
    expect(verify(one, secret, desk.clock.now())).toBe(true);
    expect(await desk.lines()).toEqual(['opened delivered 1']);
    expect(await desk.store.client.ticketEvent.count()).toBe(0);
  });

  test('what has changed, by whom', async () => {
    await desk.webhook({ kinds: ['changed'] });
    const number = await desk.open();
    await editTicket(asAgent(), { number, category: 'Hardware', tags: ['vip'] });
    await desk.work();
    expect(bodies()).toMatchObject([
      {
        kind: 'changed',
        actor: { name: 'Ada' },
        ticket: { category: 'Hardware' },
        changes: { category: { from: null, to: 'Hardware' }, tags: { from: [], to: ['vip'] } },
      },
    ]);
  });

  test('what was said, and internal notes only where it wants them', async () => {
    await desk.webhook({ kinds: ['replied'] });
    const number = await desk.open();
    await replyToTicket(asAgent(), { number, body: 'We are on it.' });
    await noteOnTicket(asAgent(), { number, body: 'Between us.' });
    await desk.work();
    expect(told()).toEqual([`replied ${number}`]);
    expect(bodies()[0]).toMatchObject({ entry: { body: 'We are on it.' } });
    expect(JSON.stringify(bodies())).not.toContain('Between us.');
    await desk.webhook({ kinds: ['noted'] });
    await noteOnTicket(asAgent(), { number, body: 'Once more.' });
    await desk.work();
    expect(bodies().slice(1)).toMatchObject([{ kind: 'noted', entry: { body: 'Once more.' } }]);
  });

  test('that a clock passed a threshold', async () => {
    await desk.policy({ terms: { thresholds: [{ percent: 50, tell: ['queue'] }] } });
    await desk.webhook({ kinds: ['sla'] });
    await desk.open();
    desk.clock.advance(HOUR);
    await desk.tick();
    await desk.work();
    expect(bodies()).toMatchObject([
      { kind: 'sla', actor: null, sla: { metric: 'first_response', threshold: '50' } },
    ]);
  });

  test('of texts of any length and kind', async () => {
    await desk.webhook({ kinds: ['replied'] });
    const number = await desk.open();
    const odd = 'Zoë said \u0000 “ha”, \ud800 and </script>';
    await replyToTicket(asAgent(), { number, body: odd });
    await replyToTicket(asAgent(), { number, body: 'x'.repeat(100_000) });
    await desk.work();
    const [first, second] = bodies().map(({ entry }) => (entry as { body: string }).body);
    expect(first).toBe('Zoë said ␀ “ha”, \ufffd and </script>');
    expect(second).toHaveLength(20_000);
  });

  test('each of its own, and nothing once it is switched off', async () => {
    const { id } = await desk.webhook({ kinds: ['opened'] });
    await desk.webhook({ kinds: ['opened'] });
    await desk.open();
    await desk.work();
    expect(new Set(bodies().map(({ id }) => id)).size).toBe(2);
    await updateWebhook(asAdmin(), desk.sending.key, { id, enabled: false });
    await desk.open();
    await desk.work();
    expect(bodies()).toHaveLength(3);
  });

  test('nothing that nobody wants to hear of is even noted', async () => {
    await desk.webhook({ kinds: ['replied'] });
    await desk.open();
    expect(await desk.store.client.ticketEvent.count()).toBe(0);
  });
});

describe('of which queues', () => {
  test('of all that are open, unless it names some', async () => {
    await desk.webhook({ kinds: ['opened'] });
    const [one, other] = [await desk.open(), await desk.open({ queue: desk.otherQueue })];
    await desk.open({ queue: desk.privateQueue });
    await desk.work();
    expect(told().sort()).toEqual([`opened ${one}`, `opened ${other}`].sort());
  });

  test('of those that it names, private ones as well', async () => {
    const boss = await desk.person({ roles: ['admin'], teams: [await teamOf(desk.privateQueue.id)] });
    const { id } = await desk.webhook({ kinds: ['opened'], queueIds: [desk.otherQueue.id] });
    await updateWebhook(desk.ctxFor(boss), desk.sending.key, { id, queueIds: [desk.privateQueue.id] });
    await desk.open();
    await desk.open({ queue: desk.otherQueue });
    const hidden = await desk.open({ queue: desk.privateQueue });
    await desk.work();
    expect(told()).toEqual([`opened ${hidden}`]);
  });

  test('not of one that went into a private queue before it was sent', async () => {
    await desk.webhook({ kinds: ['opened'] });
    await desk.webhook({ kinds: ['replied'] });
    const number = await desk.open();
    await runAutomation(desk.ctxFor('system'));
    await replyToTicket(asAgent(), { number, body: 'Let me see.' });
    await moveTicket(desk.ctxFor('system'), { number, queueId: desk.privateQueue.id });
    await desk.work();
    expect(bodies()).toEqual([]);
    const [row] = await desk.store.client.webhookDelivery.findMany();
    expect(row).toMatchObject({ state: 'failed', error: 'Its ticket is in a private queue now.' });
  });

  test('a private one is named by who may see it', async () => {
    const { id } = await desk.webhook();
    const wanted = { queueIds: [desk.privateQueue.id] };
    expect(await refusal(desk.webhook(wanted))).toMatchObject({ code: 'invalid', fields: ['queueIds'] });
    expect(await refusal(updateWebhook(asAdmin(), desk.sending.key, { id, ...wanted }))).toMatchObject({
      fields: ['queueIds'],
    });
  });

  test('and where it goes is decided by who may see what it takes', async () => {
    const boss = await desk.person({ roles: ['admin'], teams: [await teamOf(desk.privateQueue.id)] });
    const { id } = await desk.webhook();
    const { key } = desk.sending;
    await updateWebhook(desk.ctxFor(boss), key, { id, queueIds: [desk.privateQueue.id] });
    for (const change of [
      { url: 'https://mine.example/' },
      { kinds: ['noted' as const] },
      { headers: [{ name: 'x-a', value: 'b' }] },
      { queueIds: [desk.queue.id, desk.privateQueue.id] },
    ]) {
      const refused = await refusal(updateWebhook(asAdmin(), key, { id, ...change }));
      expect(refused).toMatchObject({ code: 'invalid', fields: ['queueIds'] });
    }
    await updateWebhook(asAdmin(), key, { id, enabled: false });
    await updateWebhook(asAdmin(), key, { id, queueIds: [], url: 'https://mine.example/' });
  });
});

const teamOf = async (queueId: string) => {
  const { team } = await desk.store.client.queue.findUniqueOrThrow({
    where: { id: queueId },
    include: { team: true },
  });
  return team;
};

describe('a rule', () => {
  const rule = (webhookId: string, queue = desk.queue.id) =>
    createAutomation(asAdmin(), {
      name: 'Tell them',
      trigger: { on: 'opened' },
      condition: { field: 'queue', op: 'is', value: [queue] },
      actions: [{ do: 'webhook', webhookId }],
    });
  const outcomes = async () =>
    (await listRuns(desk.ctxFor('system'), {})).items.flatMap(({ outcomes }) =>
      outcomes.map(({ outcome, words }) => `${outcome}: ${words}`),
    );

  test('tells a webhook, whatever kinds that wants', async () => {
    const { id } = await desk.webhook({ kinds: ['noted'] });
    const { id: ruleId } = await rule(id);
    const number = await desk.open();
    await runAutomation(desk.ctxFor('system'));
    await desk.work();
    expect(told()).toEqual([`rule ${number}`]);
    expect(bodies()[0]).toMatchObject({ actor: null, rule: { id: ruleId, name: 'Tell them' } });
    expect(await outcomes()).toEqual(['done: Sent to the webhook.']);
  });

  test('tells nothing of a private queue that the webhook does not name', async () => {
    const { id } = await desk.webhook();
    await desk.store.client.webhook.update({ where: { id }, data: { kinds: [] } });
    await rule(id, desk.privateQueue.id);
    await desk.open({ queue: desk.privateQueue });
    await runAutomation(desk.ctxFor('system'));
    await desk.work();
    expect(bodies()).toEqual([]);
    expect(await outcomes()).toEqual(['unchanged: The webhook takes no tickets of this queue.']);
  });

  test('says when the webhook is off or gone', async () => {
    const { id } = await desk.webhook();
    await rule(id);
    await updateWebhook(asAdmin(), desk.sending.key, { id, enabled: false });
    await desk.open();
    await runAutomation(desk.ctxFor('system'));
    await removeWebhook(asAdmin(), { id });
    await desk.open();
    await runRules(desk.ctxFor('system'));
    await runAutomation(desk.ctxFor('system'));
    expect((await outcomes()).sort()).toEqual([
      'failed: The webhook is switched off.',
      'failed: The webhook was removed.',
    ]);
  });

  test('names a webhook that there is, and by its name in YAML', async () => {
    const { id, webhook } = await desk.webhook({ name: 'Paging' });
    expect(await refusal(rule('00000000-0000-4000-8000-000000000000'))).toMatchObject({
      fields: ['actions.0.webhookId'],
    });
    await rule(id);
    const { yaml } = await exportAutomations(asAdmin(), {});
    expect(yaml).toContain('webhook:Paging');
    expect(yaml).not.toContain(webhook.id);
    expect(await importAutomations(asAdmin(), { yaml })).toEqual({ added: 0, changed: 0, unchanged: 1 });
  });
});
