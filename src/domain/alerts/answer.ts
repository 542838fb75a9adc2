import { type AlertState, alerts } from '../../contract/alerts.ts';
import { type Ctx, inTransaction, personOf } from '../../lib/context.ts';
import { parse } from '../../lib/parse.ts';
import type { Prisma } from '../../lib/prisma/client.ts';
import { endEscalations, holdEscalations } from '../escalation/answered.ts';
import { goOnNow } from '../escalation/go-on.ts';
import { membersOf } from './groups.ts';
import { type LockedAlert, lockOpenAlert } from './lock.ts';
import { record } from './note.ts';
import { requireResponder } from './policy.ts';
import { tellTickets } from './tickets.ts';

type ById = { id: string };

/**
 * Somebody is on it: nobody else is paged. Whoever acknowledges what another one has takes it over, and
 * who has it themselves says that they are still on it.
 * @throws `conflict` when it is resolved
 */
export async function acknowledgeAlert(ctx: Ctx, input: ById): Promise<ById> {
  requireResponder(ctx);
  return change(ctx, input, 'acknowledged', (alert) => {
    const me = personOf(ctx.actor)?.id ?? null;
    const isMine = alert.state === 'acknowledged' && alert.acknowledgedById === me;
    // Once they were asked whether they are still on it, it is an answer to that.
    if (isMine && !alert.escalation?.askedAt) return undefined;
    return { state: 'acknowledged', acknowledgedAt: ctx.now(), acknowledgedById: me };
  });
}

/**
 * It is over.
 * @throws `conflict` when it is resolved already
 */
export async function resolveAlert(ctx: Ctx, input: ById): Promise<ById> {
  requireResponder(ctx);
  return change(ctx, input, 'resolved', () => ({
    ...{ state: 'resolved', resolvedAt: ctx.now(), resolvedById: personOf(ctx.actor)?.id ?? null },
  }));
}

/**
 * Pages the next ones now, also where somebody has acknowledged it.
 * @throws `conflict` when it is resolved, or nobody is paged for its service
 */
export async function escalateAlert(ctx: Ctx, input: ById): Promise<ById> {
  requireResponder(ctx);
  return change(ctx, input, 'escalated', () => ({
    ...{ state: 'triggered', acknowledgedAt: null, acknowledgedById: null },
  }));
}

/** Which others of its group are answered with the one that pages for them. */
const ANSWERED_WITH = {
  acknowledged: ['triggered'],
  resolved: ['triggered', 'acknowledged'],
  escalated: [],
} satisfies Record<string, AlertState[]>;

/** @param decide what is written; undefined: it is so already */
async function change(
  ctx: Ctx,
  input: ById,
  kind: 'acknowledged' | 'resolved' | 'escalated',
  decide: (alert: LockedAlert) => Prisma.AlertUncheckedUpdateManyInput | undefined,
): Promise<ById> {
  const { id } = parse(alerts.get.input, input);
  return inTransaction(ctx, async (ctx) => {
    const alert = await lockOpenAlert(ctx, id);
    const data = decide(alert);
    if (!data) return { id };
    // Who answers for the one that pages answers for its group.
    const ids = [id, ...(await membersOf(ctx, id, ANSWERED_WITH[kind]))];
    const isUnpaged = alert.heldUntil ?? alert.silencedUntil ?? alert.groupId ?? alert.maintenanceId;
    const begins = kind === 'escalated' && !alert.escalation && isUnpaged !== null;
    if (kind === 'resolved') await tellTickets(ctx, ids);
    await ctx.db.alert.updateMany({
      where: { id: { in: ids } },
      data: {
        ...{ ...data, heldUntil: null, silencedUntil: null, escalateAt: begins ? ctx.now() : null },
        ...(kind === 'resolved' ? { resolveAt: null } : {}),
      },
    });
    if (begins) ctx.publish({ topic: 'escalations' });
    else if (kind === 'escalated') await goOnNow(ctx, id);
    else if (kind === 'resolved') await endEscalations(ctx, ids);
    else await holdEscalations(ctx, ids);
    await record(ctx, ids, kind, {
      before: { state: alert.state, acknowledgedById: alert.acknowledgedById },
    });
    return { id };
  });
}
