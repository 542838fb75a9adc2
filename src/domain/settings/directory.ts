import { z } from 'zod';
import type { EventKind } from '../../contract/automation.ts';
import type { AssignmentPolicy } from '../../contract/common.ts';
import type { RoutingActions, RoutingConditions } from '../../contract/routing.ts';
import { Settings } from '../../contract/settings.ts';
import { DEFAULT_SEVERITY_TREE } from '../../contract/severity.ts';
import type { SlaConditions, SlaTerms } from '../../contract/sla.ts';
import { SECOND } from '../../lib/clock.ts';
import type { Ctx } from '../../lib/context.ts';
import { fail } from '../../lib/errors.ts';
import type { Calendar as CalendarRow } from '../../lib/prisma/client.ts';
import type { Store } from '../../lib/store.ts';
import { heardBy } from '../automation/events.ts';
import type { ListeningRule } from '../automation/hear.ts';
import { type CalendarDefinition, type Hours, hoursOf } from '../calendars/hours.ts';
import { defaultChangeSettings } from '../changes/default-settings.ts';
import type { Place } from '../outbox/enqueue.ts';
import { IN_ORDER } from '../positions.ts';
import type { RoutingRule } from '../routing/match.ts';
import { defaultPriorityMatrix } from '../tickets/priority.ts';
import type { ListeningWebhook } from '../webhooks/note.ts';

/**
 * How the desk is set up, as every inbound message needs it: a copy in memory, so that a message costs one
 * statement. News of a change makes it stale at once, in this process and in others; should news get lost, it
 * is read again after five seconds all the same.
 */
export type Directory = {
  queues: ReadonlyMap<string, QueueFacts>;
  /** By channel and conversation. */
  intake: ReadonlyMap<string, { queueId: string; rule: 'every_thread' | 'on_request' }>;
  rules: readonly RoutingRule[];
  /** In the order in which they are asked. */
  slaPolicies: readonly SlaPolicyFacts[];
  calendars: ReadonlyMap<string, CalendarFacts>;
  /** Those that are switched on, in the order in which they act. */
  automations: readonly ListeningRule[];
  /** Those that are switched on. */
  webhooks: readonly ListeningWebhook[];
  /** What happens to tickets of which somebody is to hear. */
  listened: ReadonlySet<EventKind>;
  settings: Settings;
};

export type SlaPolicyFacts = {
  id: string;
  version: number;
  name: string;
  enabled: boolean;
  conditions: SlaConditions;
  terms: SlaTerms;
};
export type CalendarFacts = { id: string; version: number; hours: Hours };

export type QueueFacts = {
  id: string;
  name: string;
  teamId: string;
  visibility: 'open' | 'private';
  guestsAllowed: boolean;
  defaultKind: 'incident' | 'request' | 'change' | 'problem';
  defaultImpact: 1 | 2 | 3;
  defaultUrgency: 1 | 2 | 3;
  triage: Place[];
  calendarId: string | null;
  assignment: AssignmentPolicy;
  scheduleId: string | null;
  bySkill: boolean;
  archived: boolean;
};

const MAX_AGE = 5 * SECOND;
type Copy = { readAt: number; directory: Promise<Directory>; hasCome: boolean };
const copies = new WeakMap<Store, Copy>();

export const conversationKey = (channel: string, conversation: string) => `${channel}\n${conversation}`;

export function directoryOf(ctx: Ctx): Promise<Directory> {
  // The copy ages here, also while what happened long ago is taken in.
  const now = (ctx.replay ?? ctx).now().getTime();
  const copy = copies.get(ctx.store);
  const isFresh = copy && Math.abs(now - copy.readAt) < MAX_AGE;
  if (ctx.inTransaction) {
    // Whoever reads it may wait for a connection, and all others for what this transaction has locked. What is read
    // here may yet be undone, so nobody else is given that.
    return isFresh && copy.hasCome ? copy.directory : readDirectory(ctx);
  }
  if (isFresh) return copy.directory;
  const reading: Copy = { readAt: now, directory: readDirectory(ctx), hasCome: false };
  copies.set(ctx.store, reading);
  reading.directory.then(
    () => {
      reading.hasCome = true;
    },
    () => forgetDirectory(ctx.store),
  );
  return reading.directory;
}

/** Makes the copy stale. */
export function forgetDirectory(store: Store): void {
  copies.delete(store);
}

const DEFAULT_INCIDENTS: Settings['incidents'] = {
  updateMinutes: [30, 60, null, null, null],
  claimMinutes: 10,
  stakeholders: [],
  rooms: { severity: 2, place: null, archiveDays: 14 },
  reviewDays: 3,
  severityTree: DEFAULT_SEVERITY_TREE,
  cost: null,
  candidates: { p1: true, children: 10, minutes: 60 },
};

/** What stands in the table of settings, with defaults for what does not. */
const Stored = z.object({
  priorityMatrix: Settings.shape.priorityMatrix.default(() => defaultPriorityMatrix),
  graceDays: Settings.shape.graceDays.default(5),
  defaultQueueId: Settings.shape.defaultQueueId.optional(),
  allowedHosts: Settings.shape.allowedHosts.default([]),
  capacity: Settings.shape.capacity.default(null),
  // What was stored before there was more to say has the rest by default.
  changes: z.preprocess(
    (stored) => ({ ...defaultChangeSettings, ...(stored as object | undefined) }),
    Settings.shape.changes,
  ),
  incidents: z.preprocess(
    (stored) => ({ ...DEFAULT_INCIDENTS, ...(stored as object | undefined) }),
    Settings.shape.incidents,
  ),
  statusPage: Settings.shape.statusPage.default({ title: 'Status', public: false, components: [] }),
});

export async function readDirectory(ctx: Ctx): Promise<Directory> {
  // One after another: in a transaction they share a connection.
  const queues = await ctx.db.queue.findMany({ orderBy: { createdAt: 'asc' } });
  const intake = await ctx.db.intakeConversation.findMany({ where: { queue: { archivedAt: null } } });
  const rules = await ctx.db.routingRule.findMany(IN_ORDER);
  const policies = await ctx.db.slaPolicy.findMany(IN_ORDER);
  const automations = await ctx.db.automationRule.findMany({ where: { enabled: true }, ...IN_ORDER });
  const webhooks = (await ctx.db.webhook.findMany({
    where: { enabled: true },
    orderBy: { id: 'asc' },
    select: { id: true, kinds: true, queueIds: true },
  })) as ListeningWebhook[];
  const calendars = await ctx.db.calendar.findMany();
  const rows = await ctx.db.setting.findMany();
  const stored = Stored.parse(Object.fromEntries(rows.map((row) => [row.name, row.value])));
  const defaultQueueId = stored.defaultQueueId ?? queues.find((queue) => !queue.archivedAt)?.id;
  if (!defaultQueueId) fail('unavailable', 'The desk has no queue yet; an admin can add one under Settings.');
  return {
    queues: new Map(
      queues.map((queue) => [
        queue.id,
        {
          ...queue,
          defaultImpact: queue.defaultImpact as 1 | 2 | 3,
          defaultUrgency: queue.defaultUrgency as 1 | 2 | 3,
          triage: queue.triage as Place[],
          archived: queue.archivedAt !== null,
        },
      ]),
    ),
    intake: new Map(
      intake.map(({ channel, conversation, queueId, rule }) => [
        conversationKey(channel, conversation),
        { queueId, rule },
      ]),
    ),
    rules: rules.map((rule) => ({
      ...rule,
      conditions: rule.conditions as RoutingConditions,
      actions: rule.actions as RoutingActions,
    })),
    slaPolicies: policies.map(({ id, version, name, enabled, conditions, terms }) => ({
      ...{ id, version, name, enabled },
      conditions: conditions as SlaConditions,
      terms: terms as SlaTerms,
    })),
    automations: automations as unknown as ListeningRule[],
    webhooks,
    listened: new Set([
      ...(automations as unknown as ListeningRule[]).flatMap(heardBy),
      ...webhooks.flatMap(({ kinds }) => kinds),
    ]),
    calendars: new Map(calendars.map((calendar) => [calendar.id, calendarFacts(calendar)])),
    settings: { ...stored, defaultQueueId },
  };
}

/** What was worked out of a calendar is kept for as long as it stays as it is. */
const worked = new Map<string, { definition: string; hours: Hours }>();

function calendarFacts({ id, version, timeZone, week, holidays }: CalendarRow): CalendarFacts {
  const definition = JSON.stringify([timeZone, week, holidays]);
  const known = worked.get(id);
  if (known?.definition === definition) return { id, version, hours: known.hours };
  const hours = hoursOf({ timeZone, week, holidays } as CalendarDefinition);
  worked.set(id, { definition, hours });
  return { id, version, hours };
}
