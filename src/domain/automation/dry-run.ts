import type { z } from 'zod';
import { AlertHappening, type Tried, type Trigger, TryAutomation } from '../../contract/automation.ts';
import type { Ctx } from '../../lib/context.ts';
import { parse } from '../../lib/parse.ts';
import { requireAdmin } from '../people/policy.ts';
import { referencesIn } from '../portable.ts';
import { directoryOf } from '../settings/directory.ts';
import { queuesWorkedOn } from '../tickets/policy.ts';
import { isOpen, type TicketState } from '../tickets/states.ts';
import { ask } from './condition.ts';
import { type EventData, triggers } from './events.ts';
import { type RuledTicket, ruledTickets } from './facts.ts';
import { comparisonInWords, eventInWords } from './words.ts';

/** How much of the tickets' histories is read. */
const MOST_ENTRIES = 5_000;

type Happened = {
  kind: 'opened' | 'changed' | 'replied' | 'noted' | 'sla' | 'approval' | 'alert';
  data: EventData;
  message: string;
};

/**
 * What a rule would have reacted to among the last tickets, and whether its condition holds for them as they are now.
 * Nothing is done. Idle tickets cannot be told after the fact: there, all tickets are asked; and where it goes by the clock, all open
 * ones.
 */
export async function tryAutomation(ctx: Ctx, input: z.input<typeof TryAutomation>): Promise<Tried> {
  requireAdmin(ctx);
  const { trigger, condition, last } = parse(TryAutomation, input);
  const visible = queuesWorkedOn(ctx.actor, (await directoryOf(ctx)).queues);
  const found = await ctx.db.ticket.findMany({
    where: { queueId: { in: visible } },
    orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
    take: last,
    select: { id: true, title: true, requesterId: true, openedById: true, createdAt: true },
  });
  const ids = found.map(({ id }) => id);
  const [tickets, happened] = [await ruledTickets(ctx, ids), await historyOf(ctx, found)];
  const names = new Map((await referencesIn(ctx, condition)).map(({ id, name }) => [id, name]));
  const nameOf = (id: string) => names.get(id)?.replace(/^\w+:/, '') ?? id;
  return {
    items: found.flatMap(({ id, title }) => {
      const ticket = tickets.get(id);
      if (!ticket) return [];
      const event = (happened.get(id) ?? []).findLast((one) => isMeant(trigger, one));
      const because = event ? eventInWords(event) : byTheClock(trigger, ticket);
      const { holds, by } = ask(condition, { ...ticket, message: event?.message ?? '' }, ctx.now());
      const why = by ? comparisonInWords(by, holds === true, nameOf) : 'There is no condition.';
      return [{ ticket: { number: ticket.number, title }, because, holds: because !== null && holds, why }];
    }),
  };
}

/** What is found by looking, and leaves nothing in the history. */
function byTheClock({ on }: Trigger, { state }: RuledTicket): string | null {
  if (on === 'idle' || (on === 'schedule' && isOpen(state as TicketState))) {
    return eventInWords({ kind: on, data: {} });
  }
  return null;
}

const isMeant = (trigger: Trigger, event: Happened) => triggers({ id: '', trigger }, event);

/** What has happened to tickets, oldest first, as far as their timelines tell. */
async function historyOf(
  ctx: Ctx,
  tickets: readonly { id: string; requesterId: string; openedById: string; createdAt: Date }[],
): Promise<Map<string, Happened[]>> {
  const ids = tickets.map(({ id }) => id);
  const entries = await ctx.db.entry.findMany({
    where: { ticketId: { in: ids } },
    orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
    take: MOST_ENTRIES,
    select: {
      ...{ ticketId: true, kind: true, body: true, data: true, part: true, authorId: true, createdAt: true },
    },
  });
  const events = await ctx.db.slaEvent.findMany({ where: { ticketId: { in: ids } }, orderBy: { id: 'asc' } });
  const found = new Map(
    ids.map((id): [string, Happened[]] => [id, [{ kind: 'opened', data: {}, message: '' }]]),
  );
  const opened = new Set<string>();
  for (const { ticketId, kind, body, data, part, authorId, createdAt } of entries) {
    const ticket = tickets.find(({ id }) => id === ticketId);
    // What it was opened with is no reply, and neither is what was said before.
    const isBefore = ticket !== undefined && createdAt <= ticket.createdAt && !opened.has(ticketId);
    if (isBefore && createdAt.getTime() === ticket.createdAt.getTime()) opened.add(ticketId);
    if (isBefore) continue;
    if (kind === 'event') {
      const { action, changes = [] } = (data ?? {}) as {
        action?: string;
        changes?: { field: string; from: string | null; to: string | null }[];
      };
      // Of what is asked about it, it does not change.
      if (action === 'approval') continue;
      const byField = Object.fromEntries(changes.map(({ field, from, to }) => [field, { from, to }]));
      found.get(ticketId)?.push({ kind: 'changed', data: { changes: byField }, message: '' });
    } else {
      const isAsker = authorId === ticket?.requesterId || authorId === ticket?.openedById;
      const by = part === 'answered' ? 'agent' : isAsker ? 'requester' : 'other';
      found
        .get(ticketId)
        ?.push({ kind: kind === 'reply' ? 'replied' : 'noted', data: { by }, message: body });
    }
  }
  const decided = await ctx.db.approval.findMany({
    where: { subjectKind: 'ticket', subjectId: { in: ids }, decidedAt: { not: null } },
    orderBy: { decidedAt: 'asc' },
    select: { subjectId: true, state: true },
  });
  for (const { subjectId, state } of decided) {
    found.get(subjectId)?.push({ kind: 'approval', data: { decided: state }, message: '' });
  }
  const alerts = await ctx.db.alertEvent.findMany({
    where: { alert: { ticketId: { in: ids } }, kind: { in: AlertHappening.options } },
    orderBy: { id: 'asc' },
    take: MOST_ENTRIES,
    select: { kind: true, alert: { select: { ticketId: true } } },
  });
  for (const { kind, alert } of alerts) {
    found.get(alert.ticketId ?? '')?.push({ kind: 'alert', data: { happened: kind }, message: '' });
  }
  for (const { ticketId, metric, threshold } of events) {
    found.get(ticketId)?.push({ kind: 'sla', data: { metric, threshold }, message: '' });
  }
  return found;
}
