import type { ApprovalStage, Approvers, PolicyContent } from '../../contract/approvals.ts';
import type { Ctx } from '../../lib/context.ts';
import { failField } from '../../lib/errors.ts';

const KINDS = ['person', 'team', 'service', 'schedule'] as const;
type Reference = { kind: (typeof KINDS)[number]; id: string; field: string };

/** Refuses stages that name a person, a team, a service or a schedule that there is not, or more people than they ask. */
export async function checkStages(ctx: Ctx, stages: PolicyContent['stages']): Promise<void> {
  const references = stages.flatMap((stage, index) => referencesOf(stage, `stages.${index}`));
  for (const kind of KINDS) {
    const some = references.filter((reference) => reference.kind === kind);
    const known = await knownOf(ctx, kind, [...new Set(some.map(({ id }) => id))]);
    const missing = some.find(({ id }) => !known.has(id));
    if (missing) failField(missing.field, `There is no such ${kind}.`);
  }
  for (const [index, { groups }] of stages.entries()) {
    for (const [group, { approvers, need }] of groups.entries()) {
      if (approvers.who === 'people' && need.need === 'count' && need.count > approvers.personIds.length) {
        failField(`stages.${index}.groups.${group}.need`, 'must not be more than the people who are asked');
      }
    }
  }
}

function referencesOf({ groups, mandatory }: ApprovalStage, field: string): Reference[] {
  return [
    ...groups.flatMap(({ approvers }, group) => namedBy(approvers, `${field}.groups.${group}.approvers`)),
    ...mandatory.map((id): Reference => ({ kind: 'person', id, field: `${field}.mandatory` })),
  ];
}

function namedBy(approvers: Approvers, field: string): Reference[] {
  switch (approvers.who) {
    case 'people':
      return approvers.personIds.map((id) => ({ kind: 'person', id, field: `${field}.personIds` }));
    case 'team':
      return [{ kind: 'team', id: approvers.teamId, field: `${field}.teamId` }];
    case 'service_owner':
      return approvers.serviceId
        ? [{ kind: 'service', id: approvers.serviceId, field: `${field}.serviceId` }]
        : [];
    case 'schedule':
      return [{ kind: 'schedule', id: approvers.scheduleId, field: `${field}.scheduleId` }];
    default:
      return [];
  }
}

async function knownOf(ctx: Ctx, kind: Reference['kind'], ids: string[]): Promise<Set<string>> {
  if (ids.length === 0) return new Set();
  const wanted = { where: { id: { in: ids } }, select: { id: true } };
  const find = {
    person: () => ctx.db.person.findMany({ ...wanted, where: { ...wanted.where, active: true } }),
    team: () => ctx.db.team.findMany(wanted),
    service: () => ctx.db.service.findMany(wanted),
    schedule: () => ctx.db.schedule.findMany(wanted),
  }[kind];
  return new Set((await find()).map(({ id }) => id));
}
