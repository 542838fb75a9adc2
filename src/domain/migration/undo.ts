import type { MigrationItem as Item, MigrationKind, MigrationPlan } from '../../contract/migrations.ts';
import { migrations } from '../../contract/migrations.ts';
import type { Ctx } from '../../lib/context.ts';
import { fail } from '../../lib/errors.ts';
import { parse } from '../../lib/parse.ts';
import type { MigrationItem as Row } from '../../lib/prisma/client.ts';
import { removeEscalationPolicy } from '../escalation/policies.ts';
import { removeSchedule } from '../oncall/schedules.ts';
import { requireAdmin } from '../people/policy.ts';
import { removeUnusedPerson, takeAgentRole } from '../people/remove.ts';
import { removeUnusedIntegration, removeUnusedService } from '../services/remove.ts';
import { removeMember } from '../teams/members.ts';
import { removeUnusedTeam } from '../teams/remove.ts';
import { migrationOf, planView } from './batches.ts';
import { teamOfMember } from './plan-teams.ts';
import { markOf, type Noted, working } from './work.ts';

/**
 * Removes what a migration made, the last thing first, as far as nobody has changed or used it since.
 * @throws `conflict` while it is being worked on, or when it was not applied
 */
export async function undoMigration(ctx: Ctx, input: { id: string }): Promise<MigrationPlan> {
  requireAdmin(ctx);
  const { id } = parse(migrations.undo.input, input);
  await working(ctx, id, WAYS, async (ctx) => {
    const rows = await ctx.db.migrationItem.findMany({
      where: { migrationId: id, action: { in: ['make', 'change'] }, outcome: { in: ['done', 'kept'] } },
      orderBy: [{ place: 'desc' }, { ref: 'asc' }],
    });
    return {
      total: rows.length,
      async work(_, run) {
        for (const row of rows) {
          await run.step(
            row.ref,
            async (ctx) => removed(await takeBack(ctx, row)),
            (why) => ({ outcome: 'kept', why, recordId: row.recordId }),
          );
        }
      },
    };
  });
  return planView(ctx, await migrationOf(ctx, id));
}

const WAYS = {
  from: ['applied', 'undone'] as const,
  ...{ during: 'undoing' as const, after: 'undone' as const, action: 'migration.undo' },
  otherwise: 'It was not applied, so there is nothing to undo.',
};

const removed = (why: string | null): Noted => ({ outcome: 'removed', why, recordId: null });

/** @returns words where it was gone already @throws what keeps it */
async function takeBack(ctx: Ctx, row: Row): Promise<string | null> {
  const { recordId: id, migrationId } = row;
  const kind = row.kind as MigrationKind;
  if (!id || !(await isThere(ctx, kind, id))) return 'It was gone already.';
  if (kind === 'member') return takeOut(ctx, row, id);
  await refuseChanged(ctx, { kind, id, since: row.at, mark: markOf(migrationId) });
  if (row.action === ('change' satisfies Item['action'])) await takeAgentRole(ctx, id);
  else {
    const isRead =
      kind === 'schedule' && (await ctx.db.calendarFeed.count({ where: { scheduleId: id } })) > 0;
    if (isRead) fail('conflict', 'Somebody reads it in their calendar.');
    await REMOVE[kind]?.(ctx, { id });
  }
  return null;
}

const REMOVE: Partial<Record<MigrationKind, (ctx: Ctx, input: { id: string }) => Promise<void>>> = {
  person: removeUnusedPerson,
  team: removeUnusedTeam,
  schedule: removeSchedule,
  escalation_policy: removeEscalationPolicy,
  service: removeUnusedService,
  integration: removeUnusedIntegration,
};

/** Members are known by the item of their team, and by themselves. */
async function takeOut(ctx: Ctx, { ref, migrationId }: Row, personId: string): Promise<string | null> {
  const team = await ctx.db.migrationItem.findUnique({
    where: { migrationId_ref: { migrationId, ref: teamOfMember(ref) } },
  });
  const key = team?.recordId && { teamId_personId: { teamId: team.recordId, personId } };
  if (!key || !(await ctx.db.teamMember.findUnique({ where: key }))) return 'They had left already.';
  await removeMember(ctx, { id: key.teamId_personId.teamId, personId });
  return null;
}

async function isThere(ctx: Ctx, kind: MigrationKind, id: string): Promise<boolean> {
  const where = { where: { id } };
  switch (kind) {
    case 'person':
    case 'member':
      return (await ctx.db.person.count(where)) > 0;
    case 'team':
      return (await ctx.db.team.count(where)) > 0;
    case 'schedule':
      return (await ctx.db.schedule.count(where)) > 0;
    case 'escalation_policy':
      return (await ctx.db.escalationPolicy.count(where)) > 0;
    case 'service':
      return (await ctx.db.service.count(where)) > 0;
    case 'integration':
      return (await ctx.db.integration.count(where)) > 0;
    case 'other':
      return false;
  }
}

type Changed = { kind: MigrationKind; id: string; since: Date; mark: string };

/** Every change of a record has its entry in the audit log. @throws `conflict` when there is one by somebody else */
async function refuseChanged(ctx: Ctx, { kind, id, since, mark }: Changed): Promise<void> {
  const entry = await ctx.db.auditEntry.findFirst({
    where: { subjectType: kind, subjectId: id, at: { gte: since }, NOT: { requestId: mark } },
    orderBy: { id: 'desc' },
    select: { action: true, at: true },
  });
  if (!entry) return;
  const day = entry.at.toISOString().slice(0, 16).replace('T', ' ');
  fail('conflict', `It was changed or used since: ${entry.action}, ${day} UTC.`);
}
