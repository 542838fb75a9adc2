import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dryRunRules } from '../../../src/domain/routing/dry-run.ts';
import { closePatternWorker } from '../../../src/domain/routing/pattern.ts';
import {
  createRule,
  listRules,
  orderRules,
  removeRule,
  updateRule,
} from '../../../src/domain/routing/rules.ts';
import { getTicket } from '../../../src/domain/tickets/get.ts';
import { openTicket } from '../../../src/domain/tickets/open.ts';
import type { ActingPerson, Ctx } from '../../../src/lib/context.ts';
import { createDesk, type Desk } from '../../support/desk.ts';

let desk: Desk;
let ctx: Ctx;
let ada: ActingPerson;
let network: { id: string; name: string };
beforeAll(async () => {
  desk = await createDesk();
  ctx = desk.ctxFor(await desk.person({ roles: ['admin'] }));
  ada = await desk.person({ email: 'ada@example.com' });
  network = await desk.addQueue({ name: 'Network' });
});
afterAll(async () => {
  await closePatternWorker();
  await desk?.close();
});

const versions = (ruleId: string) =>
  desk.store.client.routingRuleVersion.findMany({ where: { ruleId }, orderBy: { version: 'asc' } });
const vpn = { conditions: { words: { any: ['vpn'] } }, actions: { tags: ['vpn'] } };
const open = async (description: string, queueId?: string) => {
  const opened = await openTicket(desk.ctxFor(ada), {
    title: 'T',
    description,
    ...(queueId ? { queueId } : {}),
  });
  if (!opened) throw new Error('not opened');
  return opened;
};

describe('a rule', () => {
  it('keeps every version that it had', async () => {
    const rule = await createRule(ctx, { name: 'VPN', ...vpn });
    expect(rule).toMatchObject({ version: 1, enabled: true });
    expect((await updateRule(ctx, { id: rule.id, enabled: false })).version).toBe(1);
    expect((await updateRule(ctx, { id: rule.id, name: 'Tunnel' })).version).toBe(2);
    const third = await updateRule(ctx, { id: rule.id, actions: { queueId: network.id }, enabled: true });
    expect(third.version).toBe(3);
    expect((await updateRule(ctx, { id: rule.id, actions: { queueId: network.id } })).version).toBe(3);
    expect((await versions(rule.id)).map(({ version, name }) => [version, name])).toEqual([
      [1, 'VPN'],
      [2, 'Tunnel'],
      [3, 'Tunnel'],
    ]);
    const { number } = await open('the vpn is down');
    expect((await getTicket(ctx, { number })).routedBy).toEqual({
      ruleId: rule.id,
      version: 3,
      name: 'Tunnel',
    });
    await removeRule(ctx, { id: rule.id });
    expect((await getTicket(ctx, { number })).routedBy?.name).toBe('Tunnel');
    await expect(removeRule(ctx, { id: rule.id })).rejects.toMatchObject({ code: 'not_found' });
  });

  it('loses no version when many change it at once', async () => {
    const rule = await createRule(ctx, { name: 'Busy', ...vpn });
    await Promise.all(
      Array.from({ length: 8 }, (_, index) => updateRule(ctx, { id: rule.id, name: `Busy ${index}` })),
    );
    expect((await versions(rule.id)).map((one) => one.version)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
    await removeRule(ctx, { id: rule.id });
  });

  it('sends to queues that are there', async () => {
    for (const queueId of [ctx.newId(), 'nonsense']) {
      await expect(
        createRule(ctx, { name: 'X', conditions: {}, actions: { queueId } }),
      ).rejects.toMatchObject({
        code: 'invalid',
        details: { problems: [{ field: 'actions.queueId' }] },
      });
    }
  });

  it('has a pattern that cannot hang the desk', async () => {
    for (const pattern of ['(a+)+$', '(', '[']) {
      await expect(
        createRule(ctx, { name: 'X', conditions: { pattern }, actions: { tags: ['x'] } }),
      ).rejects.toMatchObject({ code: 'invalid', details: { problems: [{ field: 'conditions.pattern' }] } });
    }
    const rule = await createRule(ctx, {
      name: 'Codes',
      conditions: { pattern: 'ERR-\\d{4}' },
      actions: { tags: ['code'] },
    });
    await expect(updateRule(ctx, { id: rule.id, conditions: { pattern: '(x*)*y' } })).rejects.toMatchObject({
      code: 'invalid',
    });
    await removeRule(ctx, { id: rule.id });
  });
});

describe('the order of rules', () => {
  it('is given whole, and decides', async () => {
    const one = await createRule(ctx, { name: 'One', conditions: {}, actions: { tags: ['one'] } });
    const two = await createRule(ctx, { name: 'Two', conditions: {}, actions: { tags: ['two'] } });
    expect((await listRules(ctx)).items.map((rule) => rule.name)).toEqual(['One', 'Two']);
    const ordered = await orderRules(ctx, { ids: [two.id, one.id] });
    expect(ordered.items.map((rule) => rule.name)).toEqual(['Two', 'One']);
    const { number } = await open('anything');
    expect((await getTicket(ctx, { number })).tags).toEqual(['two']);
    await expect(orderRules(ctx, { ids: [one.id] })).rejects.toMatchObject({ code: 'conflict' });
    await expect(orderRules(ctx, { ids: [one.id, one.id] })).rejects.toMatchObject({ code: 'invalid' });
    await expect(orderRules(ctx, { ids: [one.id, ctx.newId()] })).rejects.toMatchObject({ code: 'conflict' });
    for (const { id } of [one, two]) await removeRule(ctx, { id });
  });
});

describe('a dry run', () => {
  it('says which rule would decide on a text, and why the others would not', async () => {
    const mail = await createRule(ctx, {
      name: 'Mail',
      conditions: { words: { any: ['outlook'] } },
      actions: { tags: ['mail'] },
    });
    const net = await createRule(ctx, {
      name: 'Net',
      conditions: { pattern: 'v\\s?pn' },
      actions: { queueId: network.id },
    });
    const { items } = await dryRunRules(ctx, { text: 'My V PN is slow', requesterId: ada.id });
    expect(items).toEqual([
      {
        ticket: null,
        rule: { id: net.id, name: 'Net', version: 1 },
        queue: 'Network',
        actions: { queueId: network.id },
        steps: [
          { ruleId: mail.id, name: 'Mail', fires: false, reason: 'the text has none of: outlook' },
          { ruleId: net.id, name: 'Net', fires: true, reason: 'every condition holds' },
        ],
      },
    ]);
    const nothing = await dryRunRules(ctx, { text: 'Hello' });
    expect(nothing.items[0]).toMatchObject({ rule: null, queue: desk.queue.name, actions: null });
  });

  it('goes through the last tickets, but not those of queues that the caller has no part in', async () => {
    const secret = await desk.addQueue({
      name: 'Hidden',
      team: await desk.addTeam(),
      visibility: 'private',
    });
    const hidden = await open('secret outlook', secret.id);
    const shown = await open('outlook again');
    const before = await desk.store.client.ticket.count();
    const { items } = await dryRunRules(ctx, { last: 50 });
    const numbers = items.map((item) => item.ticket?.number);
    expect(numbers[0]).toBe(shown.number);
    expect(numbers).not.toContain(hidden.number);
    expect(items[0]?.rule?.name).toBe('Mail');
    expect(await desk.store.client.ticket.count()).toBe(before);
  });
});
