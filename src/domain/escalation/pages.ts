import type { PageTarget, PagingRules } from '../../contract/escalation.ts';
import { MINUTE } from '../../lib/clock.ts';
import type { Ctx } from '../../lib/context.ts';
import { rulesOf } from './paging.ts';
import { peopleAt, placeMeant } from './targets.ts';

type Step = { id: string; alertId: string; severity: string; round: number; step: number };

/**
 * Notes pages for all who are meant, each by all of their ways. Who is meant twice is paged once.
 * @returns how many people and conversations that were
 */
export async function addPages(ctx: Ctx, step: Step, targets: readonly PageTarget[]): Promise<number> {
  const conversations = targets.flatMap((target) => placeMeant(target) ?? []);
  const ids = new Set<string>();
  for (const target of targets) {
    for (const id of await peopleAt(ctx, target, ctx.now())) ids.add(id);
  }
  const paged = await addPersonal(ctx, step, [...ids]);
  const now = ctx.now();
  await ctx.db.page.createMany({
    data: conversations.map(({ channel, conversation }) => ({
      ...{ id: ctx.newId(), ...keyOf(step), target: `${channel} ${conversation}`, way: 0, via: channel },
      ...{ channel, conversation, dueAt: now, workAt: now, createdAt: now },
    })),
    skipDuplicates: true,
  });
  return paged + conversations.length;
}

/** Asks whoever has the alert whether they are still on it, by all of their ways. */
export async function addReminder(ctx: Ctx, step: Step, personId: string): Promise<void> {
  await addPersonal(ctx, step, [personId], { reminder: true });
}

async function addPersonal(
  ctx: Ctx,
  step: Step,
  ids: readonly string[],
  more: { reminder?: boolean } = {},
): Promise<number> {
  const people = await ctx.db.person.findMany({
    where: { id: { in: [...ids] } },
    select: { id: true, paging: true },
  });
  const now = ctx.now();
  const at = (minutes: number) => new Date(now.getTime() + minutes * MINUTE);
  await ctx.db.page.createMany({
    data: people.flatMap((person) =>
      rulesOf(person.paging)[urgencyOf(step.severity)].map(({ via, afterMinutes }, way) => ({
        ...{ id: ctx.newId(), ...keyOf(step), target: person.id, way, personId: person.id, via, ...more },
        ...{ dueAt: at(afterMinutes), workAt: at(afterMinutes), createdAt: now },
      })),
    ),
    skipDuplicates: true,
  });
  return people.length;
}

const keyOf = ({ id, alertId, round, step }: Step) => ({ escalationId: id, alertId, round, step });

/** Which of somebody's rules holds. */
export const urgencyOf = (severity: string): keyof PagingRules =>
  severity === 'critical' || severity === 'error' ? 'urgent' : 'normal';
