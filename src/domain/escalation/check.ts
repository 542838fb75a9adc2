import type { EscalationStep, PageTarget } from '../../contract/escalation.ts';
import type { Ctx } from '../../lib/context.ts';
import { failField } from '../../lib/errors.ts';

const KINDS = ['person', 'team', 'calendar', 'schedule', 'webhook', 'queue'] as const;
type Reference = { kind: (typeof KINDS)[number]; id: string; field: string };

/** Refuses steps that name a person, a team, a calendar, a schedule, a webhook or a queue that there is not. */
export async function checkSteps(ctx: Ctx, steps: readonly EscalationStep[]): Promise<void> {
  const references = steps.flatMap(({ page, onlyIf }, step) => [
    ...page.flatMap((target, index) => referenceOf(target, `steps.${step}.page.${index}`)),
    ...(onlyIf.hours
      ? [{ kind: 'calendar' as const, id: onlyIf.hours.calendarId, field: `steps.${step}.onlyIf.hours` }]
      : []),
  ]);
  for (const kind of KINDS) {
    const some = references.filter((reference) => reference.kind === kind);
    const known = await knownOf(ctx, kind, [...new Set(some.map(({ id }) => id))]);
    const missing = some.find(({ id }) => !known.has(id));
    if (missing) failField(missing.field, `There is no such ${kind}.`);
  }
}

function referenceOf(target: PageTarget, field: string): Reference[] {
  switch (target.who) {
    case 'person':
      return [{ kind: 'person', id: target.personId, field: `${field}.personId` }];
    case 'team':
    case 'round_robin':
      return [{ kind: 'team', id: target.teamId, field: `${field}.teamId` }];
    case 'schedule':
      return [{ kind: 'schedule', id: target.scheduleId, field: `${field}.scheduleId` }];
    case 'webhook':
      return [{ kind: 'webhook', id: target.webhookId, field: `${field}.webhookId` }];
    case 'ticket':
    case 'incident':
      return [
        { kind: 'queue', id: target.queueId, field: `${field}.queueId` },
        { kind: 'person', id: target.requesterId, field: `${field}.requesterId` },
      ];
    case 'conversation':
      return [];
  }
}

async function knownOf(ctx: Ctx, kind: Reference['kind'], ids: string[]): Promise<Set<string>> {
  if (ids.length === 0) return new Set();
  const wanted = { where: { id: { in: ids } }, select: { id: true } };
  const find = {
    person: () => ctx.db.person.findMany({ ...wanted, where: { ...wanted.where, active: true } }),
    team: () => ctx.db.team.findMany(wanted),
    calendar: () => ctx.db.calendar.findMany(wanted),
    schedule: () => ctx.db.schedule.findMany(wanted),
    webhook: () => ctx.db.webhook.findMany(wanted),
    queue: () => ctx.db.queue.findMany({ ...wanted, where: { ...wanted.where, archivedAt: null } }),
  }[kind];
  return new Set((await find()).map(({ id }) => id));
}
