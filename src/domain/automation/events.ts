import type { AutomationRule, EventKind, Trigger } from '../../contract/automation.ts';
import { type Ctx, personOf } from '../../lib/context.ts';
import { directoryOf } from '../settings/directory.ts';

/** Something that has happened to a ticket. */
export type TicketEvent = {
  kind: EventKind;
  data: EventData;
  actorId: string | null;
  at: Date;
};

export type EventData = {
  /** What has changed: before and after. */
  changes?: Record<string, { from: unknown; to: unknown }>;
  /** What was written, and by whom as far as the ticket is concerned. */
  entryId?: string;
  by?: 'requester' | 'agent' | 'other';
  /** What became of an approval. */
  approvalId?: string;
  decided?: string;
  /** What became of an alert. */
  alertId?: string;
  happened?: string;
  /** A threshold of a clock. */
  metric?: string;
  threshold?: string;
  /** The rule that asked for idle tickets, or whose time had come. */
  ruleId?: string;
};

/** Notes what has happened for rules and webhooks, in the transaction in which it happens; nothing where none listens. */
export async function tellRules(ctx: Ctx, ticketId: string, kind: EventKind, data: EventData): Promise<void> {
  if (!(await listensFor(ctx, kind))) return;
  await ctx.db.ticketEvent.create({
    data: {
      ticketId,
      kind,
      data: data as object,
      actorId: personOf(ctx.actor)?.id ?? null,
      cause: [...(ctx.cause ?? [])],
      at: ctx.now(),
    },
  });
  ctx.publish({ topic: 'events' });
}

/** Whether a rule or a webhook wants to hear of this. */
export const listensFor = async (ctx: Ctx, kind: EventKind): Promise<boolean> =>
  !ctx.replay && (await directoryOf(ctx)).listened.has(kind);

/** What a rule must hear of to act; one that goes by the clock hears of nothing. */
export function heardBy({ trigger }: Pick<AutomationRule, 'trigger'>): EventKind[] {
  switch (trigger.on) {
    case 'state':
      return ['changed'];
    // Whatever happens ends being idle.
    case 'idle':
      return ['opened', 'changed', 'replied', 'noted', 'approval', 'alert', 'idle'];
    case 'schedule':
      return [];
    default:
      return [trigger.on];
  }
}

/** Whether a rule is about this. */
export function triggers(
  { id, trigger }: { id: string; trigger: Trigger },
  { kind, data }: Pick<TicketEvent, 'kind' | 'data'>,
): boolean {
  const { changes = {} } = data;
  switch (trigger.on) {
    case 'changed':
      return kind === 'changed' && (!trigger.fields || trigger.fields.some((field) => field in changes));
    case 'state': {
      const to = changes.state?.to;
      return kind === 'changed' && trigger.to.some((state) => state === to);
    }
    case 'replied':
      return kind === 'replied' && (trigger.by === 'anybody' || trigger.by === data.by);
    case 'approval':
      return kind === 'approval' && trigger.decided.some((state) => state === data.decided);
    case 'alert':
      return kind === 'alert' && trigger.happens.some((one) => one === data.happened);
    case 'sla':
      return (
        kind === 'sla' &&
        trigger.threshold === data.threshold &&
        (trigger.metric === undefined || trigger.metric === data.metric)
      );
    case 'idle':
    case 'schedule':
      return kind === trigger.on && data.ruleId === id;
    default:
      return kind === trigger.on;
  }
}
