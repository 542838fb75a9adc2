import type { z } from 'zod';
import {
  type AutomationRule,
  automations,
  CreateAutomation,
  type Trigger,
  UpdateAutomation,
} from '../../contract/automation.ts';
import { changesOf } from '../../lib/changes-of.ts';
import { type Ctx, inTransaction } from '../../lib/context.ts';
import { fail } from '../../lib/errors.ts';
import { parse } from '../../lib/parse.ts';
import { Prisma, type AutomationRule as Row } from '../../lib/prisma/client.ts';
import { wellFormed } from '../../lib/text.ts';
import { audit } from '../audit/record.ts';
import { requireAdmin, requireStaff } from '../people/policy.ts';
import { IN_ORDER, lastPosition, putInOrder } from '../positions.ts';
import { onTaken } from '../taken.ts';
import { startWalk } from '../walks.ts';
import { checkAutomation } from './check.ts';
import { keepSchedule } from './schedule.ts';
import { automationView, contentOf } from './view.ts';

const LIST = {
  table: 'automation_rule',
  subject: 'automation',
  words: { one: 'rule', all: 'rules' },
} as const;
const NAME_TAKEN = 'There is a rule of this name already.';

/** Rules in the order in which they act. */
export async function listAutomations(ctx: Ctx): Promise<{ items: AutomationRule[] }> {
  requireStaff(ctx);
  return { items: (await ctx.db.automationRule.findMany(IN_ORDER)).map(automationView) };
}

/**
 * Adds a rule behind the others.
 * @throws `conflict` when the name is taken
 */
export async function createAutomation(
  ctx: Ctx,
  input: z.input<typeof CreateAutomation>,
): Promise<AutomationRule> {
  requireAdmin(ctx);
  const { name, condition, ...wanted } = parse(CreateAutomation, input);
  return onTaken(NAME_TAKEN, () =>
    inTransaction(ctx, async (ctx) => {
      await checkAutomation(ctx, { condition, ...wanted });
      const now = ctx.now();
      const rule = await ctx.db.automationRule.create({
        data: {
          id: ctx.newId(),
          position: await lastPosition(ctx, LIST),
          name: wellFormed(name),
          condition: condition ?? Prisma.DbNull,
          ...wanted,
          createdAt: now,
          updatedAt: now,
        },
      });
      await keepVersion(ctx, rule);
      await audit(ctx, {
        action: 'automation.create',
        subject: { type: 'automation', id: rule.id },
        detail: { after: contentOf(rule) },
      });
      await follow(ctx, rule);
      ctx.publish({ topic: 'directory' });
      return automationView(rule);
    }),
  );
}

/**
 * Changes a rule, or switches it on or off: what it had still to do is then stopped. Its earlier versions are kept for
 * the log.
 * @throws `conflict` when the name is taken
 */
export async function updateAutomation(
  ctx: Ctx,
  input: z.input<typeof UpdateAutomation>,
): Promise<AutomationRule> {
  requireAdmin(ctx);
  const { id, ...wanted } = parse(UpdateAutomation, input);
  return onTaken(NAME_TAKEN, () =>
    inTransaction(ctx, async (ctx) => {
      await checkAutomation(ctx, wanted);
      await ctx.db.$queryRaw`SELECT 1 FROM automation_rule WHERE id = ${id}::uuid FOR UPDATE`;
      const rule = await ctx.db.automationRule.findUnique({ where: { id } });
      if (!rule) return fail('not_found', 'There is no such rule.');
      const changes = changesOf(contentOf(rule), wanted);
      const { enabled, name, condition, ...content } = changes.after;
      if (Object.keys(changes.after).length === 0) return automationView(rule);
      const isNewVersion = Object.keys(changes.after).some((field) => field !== 'enabled');
      const updated = await ctx.db.automationRule.update({
        where: { id },
        data: {
          ...content,
          ...(name === undefined ? {} : { name: wellFormed(name) }),
          ...(condition === undefined ? {} : { condition: condition ?? Prisma.DbNull }),
          ...(enabled === undefined ? {} : { enabled }),
          ...(isNewVersion ? { version: { increment: 1 } } : {}),
          updatedAt: ctx.now(),
        },
      });
      if (isNewVersion) await keepVersion(ctx, updated);
      await audit(ctx, {
        action: 'automation.update',
        subject: { type: 'automation', id },
        detail: changes,
      });
      if (content.trigger || enabled !== undefined) await follow(ctx, updated);
      ctx.publish({ topic: 'directory' });
      return automationView(updated);
    }),
  );
}

/** Removes a rule; what it did stays in the log. */
export async function removeAutomation(ctx: Ctx, input: { id: string }): Promise<void> {
  requireAdmin(ctx);
  const { id } = parse(automations.remove.input, input);
  await inTransaction(ctx, async (ctx) => {
    const rule = await ctx.db.automationRule.findUnique({ where: { id } });
    const { count } = await ctx.db.automationRule.deleteMany({ where: { id } });
    if (!rule || count === 0) fail('not_found', 'There is no such rule.');
    await ctx.db.ruleIdle.deleteMany({ where: { ruleId: id } });
    await audit(ctx, {
      action: 'automation.remove',
      subject: { type: 'automation', id },
      detail: { before: contentOf(rule) },
    });
    ctx.publish({ topic: 'directory' });
  });
}

/** Puts all rules into this order. */
export async function orderAutomations(
  ctx: Ctx,
  input: z.input<typeof automations.order.input>,
): Promise<{ items: AutomationRule[] }> {
  requireAdmin(ctx);
  const { ids } = parse(automations.order.input, input);
  return inTransaction(ctx, async (ctx) => {
    await putInOrder(ctx, LIST, ids);
    ctx.publish({ topic: 'directory' });
    return { items: (await ctx.db.automationRule.findMany(IN_ORDER)).map(automationView) };
  });
}

/** What its trigger needs, once that is another or the rule is switched on or off. */
async function follow(ctx: Ctx, rule: Row): Promise<void> {
  if (rule.enabled && (rule.trigger as Trigger).on === 'idle') await startWalk(ctx, 'idle');
  await keepSchedule(ctx, automationView(rule));
}

async function keepVersion(ctx: Ctx, rule: Row): Promise<void> {
  const { name, trigger, condition, delayMinutes, actions } = contentOf(rule);
  await ctx.db.automationRuleVersion.create({
    data: {
      ...{ ruleId: rule.id, version: rule.version, name, trigger, delayMinutes, actions },
      condition: condition ?? Prisma.DbNull,
      createdAt: ctx.now(),
    },
  });
}
