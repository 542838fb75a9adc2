import { z } from 'zod';
import type { AssignmentPolicy } from '../../contract/common.ts';
import type { RoutingActions, RoutingConditions } from '../../contract/routing.ts';
import { Settings } from '../../contract/settings.ts';
import { SECOND } from '../../lib/clock.ts';
import type { Ctx } from '../../lib/context.ts';
import { fail } from '../../lib/errors.ts';
import type { Store } from '../../lib/store.ts';
import type { Place } from '../outbox/enqueue.ts';
import type { RoutingRule } from '../routing/match.ts';
import { defaultPriorityMatrix } from '../tickets/priority.ts';

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
  settings: Settings;
};

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
  assignment: AssignmentPolicy;
  bySkill: boolean;
  archived: boolean;
};

const MAX_AGE = 5 * SECOND;
const copies = new WeakMap<Store, { readAt: number; directory: Promise<Directory> }>();

export const conversationKey = (channel: string, conversation: string) => `${channel}\n${conversation}`;

export function directoryOf(ctx: Ctx): Promise<Directory> {
  const now = ctx.now().getTime();
  const copy = copies.get(ctx.store);
  if (copy && Math.abs(now - copy.readAt) < MAX_AGE) return copy.directory;
  // What a transaction reads may yet be undone, and its connection ends with it: nobody else is given that.
  if (ctx.inTransaction) return readDirectory(ctx);
  const directory = readDirectory(ctx);
  copies.set(ctx.store, { readAt: now, directory });
  directory.catch(() => forgetDirectory(ctx.store));
  return directory;
}

/** Makes the copy stale. */
export function forgetDirectory(store: Store): void {
  copies.delete(store);
}

/** What stands in the table of settings, with defaults for what does not. */
const Stored = z.object({
  priorityMatrix: Settings.shape.priorityMatrix.default(() => defaultPriorityMatrix),
  graceDays: Settings.shape.graceDays.default(5),
  defaultQueueId: Settings.shape.defaultQueueId.optional(),
  capacity: Settings.shape.capacity.default(null),
});

export async function readDirectory(ctx: Ctx): Promise<Directory> {
  const [queues, intake, rules, rows] = await Promise.all([
    ctx.db.queue.findMany({ orderBy: { createdAt: 'asc' } }),
    ctx.db.intakeConversation.findMany({ where: { queue: { archivedAt: null } } }),
    ctx.db.routingRule.findMany({ orderBy: [{ position: 'asc' }, { id: 'asc' }] }),
    ctx.db.setting.findMany(),
  ]);
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
    settings: { ...stored, defaultQueueId },
  };
}
