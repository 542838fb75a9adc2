import { setImmediate } from 'node:timers/promises';
import type { CoverageFinding, ScheduleCoverage } from '../../contract/coverage.ts';
import type { EscalationStep } from '../../contract/escalation.ts';
import type { Ctx } from '../../lib/context.ts';
import type { Prisma } from '../../lib/prisma/client.ts';
import { isReached } from '../escalation/reach.ts';
import { isStaff } from '../people/acting.ts';
import { placesOfAll } from '../people/home.ts';
import { coverageOf, type Found, type Standing } from './coverage.ts';
import type { Rota } from './rota.ts';
import { namedIn, schedulesRuled } from './rules.ts';
import type { Span } from './spans.ts';

/** A schedule whose coverage is asked for: one that there is, or one that is only being thought of. */
export type Asked = { schedule: ScheduleCoverage['schedule']; rota: Rota };

export type Checked = Asked & { usedBy: ScheduleCoverage['usedBy']; found: Found[] };

export function spanAhead(ctx: Ctx, milliseconds: number): Span {
  const from = ctx.now().getTime();
  return { from, to: from + milliseconds };
}

/** Schedules as they are, by name. */
export async function schedulesAsked(
  ctx: Ctx,
  where: Prisma.ScheduleWhereInput,
  { from, to }: Span,
): Promise<Asked[]> {
  const ruled = await schedulesRuled(ctx, where, new Date(from), new Date(to), { withAbsences: true });
  return ruled.map(({ schedule: { id, name, teamId, timeZone }, rota }) => ({
    schedule: { id, name, teamId, timeZone },
    rota,
  }));
}

/**
 * What is wrong with schedules in a span of time. Between two of them others get their turn: with many it takes a while.
 * @param channels those that are set up
 */
export async function check(
  ctx: Ctx,
  asked: readonly Asked[],
  span: Span,
  channels: ReadonlySet<string>,
): Promise<Checked[]> {
  const people = await standings(
    ctx,
    asked.flatMap(({ rota }) => namedIn(rota)),
    channels,
  );
  const users = await usersOfSchedules(ctx);
  const checked: Checked[] = [];
  for (const one of asked) {
    const { id, teamId } = one.schedule;
    const standingOf = (personId: string) => {
      const found = people.get(personId);
      return found ? { ...found, inTeam: found.teamIds.has(teamId) } : NOBODY;
    };
    const found = coverageOf(one.rota, standingOf, span);
    checked.push({ ...one, usedBy: users.get(id) ?? [], found });
    await setImmediate();
  }
  return checked;
}

const NOBODY: Standing = { mayBeOnCall: false, isReached: false, isAway: false, inTeam: false };

async function standings(ctx: Ctx, ids: readonly string[], channels: ReadonlySet<string>) {
  const places = await placesOfAll(ctx, ids);
  const rows = await ctx.db.person.findMany({
    where: { id: { in: [...new Set(ids)] } },
    select: {
      ...{
        id: true,
        active: true,
        roles: true,
        guest: true,
        external: true,
        availability: true,
        awayUntil: true,
      },
      ...{ paging: true, phone: true, memberships: { select: { teamId: true } } },
    },
  });
  return new Map(
    rows.map((row) => [
      row.id,
      {
        mayBeOnCall: row.active && isStaff(row),
        isReached: isReached(row, places.get(row.id) ?? [], channels),
        // By a calendar it is known when.
        isAway: row.availability !== 'available' && row.awayUntil === null,
        teamIds: new Set(row.memberships.map(({ teamId }) => teamId)),
      },
    ]),
  );
}

/** What pages, or gives its tickets, by each schedule. */
async function usersOfSchedules(ctx: Ctx): Promise<Map<string, ScheduleCoverage['usedBy']>> {
  const policies = await ctx.db.escalationPolicy.findMany({ orderBy: { name: 'asc' } });
  const queues = await ctx.db.queue.findMany({
    where: { scheduleId: { not: null }, archivedAt: null },
    orderBy: { name: 'asc' },
  });
  const users = new Map<string, ScheduleCoverage['usedBy']>();
  const add = (scheduleId: string, user: ScheduleCoverage['usedBy'][number]) =>
    users.set(scheduleId, [...(users.get(scheduleId) ?? []), user]);
  for (const { id, name, steps } of policies) {
    for (const scheduleId of schedulesIn(steps as EscalationStep[])) {
      add(scheduleId, { kind: 'escalation_policy', id, name });
    }
  }
  for (const { id, name, scheduleId } of queues) if (scheduleId) add(scheduleId, { kind: 'queue', id, name });
  return users;
}

/** The schedules by which a policy pages. */
export const schedulesIn = (steps: readonly EscalationStep[]): Set<string> =>
  new Set(
    steps.flatMap(({ page }) =>
      page.flatMap((target) => (target.who === 'schedule' ? [target.scheduleId] : [])),
    ),
  );

const ERRORS: readonly string[] = ['gap', 'gone', 'unreached'];

/** Whether it is one that keeps somebody from being paged, or a ticket from being given. */
export const isError = (kind: Found['kind'], usedBy: ScheduleCoverage['usedBy']): boolean =>
  usedBy.length > 0 && ERRORS.includes(kind);

/** What was found, as it is shown. */
export async function findingsIn(
  ctx: Ctx,
  all: readonly Pick<Checked, 'usedBy' | 'found'>[],
): Promise<CoverageFinding[][]> {
  const ids = all.flatMap(({ found }) => found.flatMap(({ personId }) => personId ?? []));
  const people = await ctx.db.person.findMany({
    where: { id: { in: [...new Set(ids)] } },
    select: { id: true, name: true },
  });
  const names = new Map(people.map(({ id, name }) => [id, name]));
  return all.map(({ usedBy, found }) =>
    found.map(({ kind, personId, spans }) => ({
      ...{ kind, severity: isError(kind, usedBy) ? ('error' as const) : ('warning' as const) },
      person: personId ? { id: personId, name: names.get(personId) ?? '' } : null,
      spans: spans.map(({ from, to }) => ({
        ...{ from: new Date(from).toISOString(), to: new Date(to).toISOString() },
      })),
    })),
  );
}
