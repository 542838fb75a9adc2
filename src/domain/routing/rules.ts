import type { z } from 'zod';
import type { RoutingActions, RoutingConditions } from '../../contract/routing.ts';
import { CreateRule, OrderRules, type RoutingRule, routingRules, UpdateRule } from '../../contract/rules.ts';
import { changesOf } from '../../lib/changes-of.ts';
import { type Ctx, inTransaction } from '../../lib/context.ts';
import { fail } from '../../lib/errors.ts';
import { parse } from '../../lib/parse.ts';
import type { RoutingRule as Row } from '../../lib/prisma/client.ts';
import { wellFormed } from '../../lib/text.ts';
import { audit } from '../audit/record.ts';
import { requireAdmin } from '../people/policy.ts';
import { IN_ORDER, lastPosition, putInOrder } from '../positions.ts';
import { checkRule } from './check-rule.ts';

const LIST = { table: 'routing_rule', subject: 'rule', words: { one: 'rule', all: 'rules' } } as const;

/** Rules in the order in which they are asked. */
export async function listRules(ctx: Ctx): Promise<{ items: RoutingRule[] }> {
  requireAdmin(ctx);
  return { items: (await ctx.db.routingRule.findMany(IN_ORDER)).map(view) };
}

/** Adds a rule behind the others. */
export async function createRule(ctx: Ctx, input: z.input<typeof CreateRule>): Promise<RoutingRule> {
  requireAdmin(ctx);
  const { name, enabled, conditions, actions } = parse(CreateRule, input);
  await checkRule(ctx, { conditions, actions });
  return inTransaction(ctx, async (ctx) => {
    const now = ctx.now();
    const rule = await ctx.db.routingRule.create({
      data: {
        id: ctx.newId(),
        position: await lastPosition(ctx, LIST),
        name: wellFormed(name),
        enabled,
        conditions,
        actions,
        createdAt: now,
        updatedAt: now,
      },
    });
    await keepVersion(ctx, rule);
    await audit(ctx, {
      action: 'rule.create',
      subject: { type: 'rule', id: rule.id },
      detail: { after: { name, enabled, conditions, actions } },
    });
    ctx.publish({ topic: 'directory' });
    return view(rule);
  });
}

/**
 * Changes a rule. Another name, other conditions or other actions make another version; the earlier ones are
 * kept, so that a routed ticket can go on showing what decided.
 */
export async function updateRule(ctx: Ctx, input: z.input<typeof UpdateRule>): Promise<RoutingRule> {
  requireAdmin(ctx);
  const { id, ...wanted } = parse(UpdateRule, input);
  // Before the transaction: the check of a pattern may take seconds.
  await checkRule(ctx, wanted);
  return inTransaction(ctx, async (ctx) => {
    await ctx.db.$queryRaw`SELECT 1 FROM routing_rule WHERE id = ${id}::uuid FOR UPDATE`;
    const rule = await ctx.db.routingRule.findUnique({ where: { id } });
    if (!rule) return fail('not_found', 'There is no such rule.');
    const changes = changesOf(contentOf(rule), wanted);
    const { enabled, name, conditions, actions } = changes.after;
    if (Object.keys(changes.after).length === 0) return view(rule);
    const isNewVersion = name !== undefined || conditions !== undefined || actions !== undefined;
    const updated = await ctx.db.routingRule.update({
      where: { id },
      data: {
        ...(enabled === undefined ? {} : { enabled }),
        ...(name === undefined ? {} : { name: wellFormed(name) }),
        ...(conditions === undefined ? {} : { conditions }),
        ...(actions === undefined ? {} : { actions }),
        ...(isNewVersion ? { version: { increment: 1 } } : {}),
        updatedAt: ctx.now(),
      },
    });
    if (isNewVersion) await keepVersion(ctx, updated);
    await audit(ctx, { action: 'rule.update', subject: { type: 'rule', id }, detail: changes });
    ctx.publish({ topic: 'directory' });
    return view(updated);
  });
}

/** Removes a rule; its versions stay for the tickets that it routed. */
export async function removeRule(ctx: Ctx, input: { id: string }): Promise<void> {
  requireAdmin(ctx);
  const { id } = parse(routingRules.remove.input, input);
  await inTransaction(ctx, async (ctx) => {
    const rule = await ctx.db.routingRule.findUnique({ where: { id } });
    const { count } = await ctx.db.routingRule.deleteMany({ where: { id } });
    if (!rule || count === 0) fail('not_found', 'There is no such rule.');
    await audit(ctx, {
      action: 'rule.remove',
      subject: { type: 'rule', id },
      detail: { before: contentOf(rule) },
    });
    ctx.publish({ topic: 'directory' });
  });
}

/**
 * Puts all rules into this order.
 * @throws `conflict` when the ids are not those of all rules: somebody added or removed one in the meantime
 */
export async function orderRules(
  ctx: Ctx,
  input: z.input<typeof OrderRules>,
): Promise<{ items: RoutingRule[] }> {
  requireAdmin(ctx);
  const { ids } = parse(OrderRules, input);
  return inTransaction(ctx, async (ctx) => {
    await putInOrder(ctx, LIST, ids);
    ctx.publish({ topic: 'directory' });
    return { items: (await ctx.db.routingRule.findMany(IN_ORDER)).map(view) };
  });
}

async function keepVersion(ctx: Ctx, { id, version, name, conditions, actions }: Row): Promise<void> {
  await ctx.db.routingRuleVersion.create({
    data: {
      ruleId: id,
      version,
      name,
      conditions: conditions as RoutingConditions,
      actions: actions as RoutingActions,
      createdAt: ctx.now(),
    },
  });
}

const contentOf = (rule: Row) => ({
  name: rule.name,
  enabled: rule.enabled,
  conditions: rule.conditions as RoutingConditions,
  actions: rule.actions as RoutingActions,
});

function view(rule: Row): RoutingRule {
  return {
    id: rule.id,
    version: rule.version,
    ...contentOf(rule),
    updatedAt: rule.updatedAt.toISOString(),
  };
}
