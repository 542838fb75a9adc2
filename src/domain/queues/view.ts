import type { Queue } from '../../contract/queues.ts';
import type { ActingPerson } from '../../lib/context.ts';
import type { Prisma } from '../../lib/prisma/client.ts';
import { worksOn } from '../tickets/policy.ts';
import type { Level } from '../tickets/priority.ts';

export type Counts = Queue['counts'];
const NONE: Counts = { new: 0, in_progress: 0, on_hold: 0, unassigned: 0 };

export const QUEUE = {
  team: { select: { name: true } },
  intake: {
    select: { channel: true, conversation: true, name: true, rule: true },
    orderBy: [{ channel: 'asc' }, { name: 'asc' }, { conversation: 'asc' }],
  },
} satisfies Prisma.QueueInclude;

export type LoadedQueue = Prisma.QueueGetPayload<{ include: typeof QUEUE }>;

/** The settings that changes are compared by. */
export function settingsOf(row: LoadedQueue) {
  return {
    name: row.name,
    teamId: row.teamId,
    visibility: row.visibility,
    guestsAllowed: row.guestsAllowed,
    defaultKind: row.defaultKind,
    defaultImpact: row.defaultImpact as Level,
    defaultUrgency: row.defaultUrgency as Level,
    intake: row.intake,
    triage: row.triage as Queue['triage'],
    calendarId: row.calendarId,
    assignment: row.assignment,
    scheduleId: row.scheduleId,
    bySkill: row.bySkill,
    byAffinity: row.byAffinity,
    archived: row.archivedAt !== null,
  };
}

export function queueView(row: LoadedQueue, person: ActingPerson | undefined, counts: Counts = NONE): Queue {
  return {
    id: row.id,
    ...settingsOf(row),
    teamName: row.team.name,
    mine: person !== undefined && worksOn(person, row),
    counts,
  };
}
