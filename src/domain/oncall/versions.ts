import type { z } from 'zod';
import { Layer, type ScheduleVersion, schedules } from '../../contract/schedules.ts';
import { type Ctx, personOf } from '../../lib/context.ts';
import { olderThan, pageOf, readCursor } from '../../lib/cursor.ts';
import { fail } from '../../lib/errors.ts';
import { parse } from '../../lib/parse.ts';
import type { Prisma, Schedule } from '../../lib/prisma/client.ts';
import { requireStaff } from '../people/policy.ts';
import { changesInWords } from './change-words.ts';

/** Those who take turns in layers. */
export const peopleIn = (layers: readonly Layer[]): string[] =>
  layers.flatMap((layer) => (layer.kind === 'calendar' ? [] : layer.turns.flat()));

/** Outside calendars by which layers go. */
export const calendarsIn = (layers: readonly Layer[]): string[] =>
  layers.flatMap((layer) => (layer.kind === 'calendar' ? [layer.calendarId] : []));

export const layersOf = (row: { layers: unknown }): Layer[] => Layer.array().parse(row.layers);

/** Those that are valid in a span of time, in order. */
export const VERSIONS = (from: Date, to: Date) =>
  ({
    where: { validFrom: { lt: to }, OR: [{ validTo: null }, { validTo: { gt: from } }] },
    orderBy: { version: 'asc' },
  }) satisfies Prisma.Schedule$versionsArgs;

/** Keeps the rules of a schedule, valid from now on; within the transaction that has locked it. */
export async function keepVersion(ctx: Ctx, { id, timeZone, layers, skipAbsent }: Schedule): Promise<void> {
  const last = await ctx.db.scheduleVersion.findFirst({
    where: { scheduleId: id },
    orderBy: { version: 'desc' },
  });
  // The clocks of processes differ a little.
  const now = new Date(Math.max(ctx.now().getTime(), last?.validFrom.getTime() ?? 0));
  if (last) await ctx.db.scheduleVersion.update({ where: { id: last.id }, data: { validTo: now } });
  await ctx.db.scheduleVersion.create({
    data: {
      ...{ id: ctx.newId(), scheduleId: id, version: (last?.version ?? 0) + 1, validFrom: now },
      ...{ createdById: personOf(ctx.actor)?.id ?? null, timeZone, skipAbsent },
      layers: layersOf({ layers }),
    },
  });
}

/** What the rules of a schedule are and were, the newest first. */
export async function listVersions(
  ctx: Ctx,
  input: z.input<typeof schedules.versions.input>,
): Promise<{ items: ScheduleVersion[]; next: string | null }> {
  requireStaff(ctx);
  const { id: scheduleId, cursor, limit } = parse(schedules.versions.input, input);
  if (!(await ctx.db.schedule.findUnique({ where: { id: scheduleId }, select: { id: true } }))) {
    fail('not_found', 'There is no such schedule.');
  }
  const rows = await ctx.db.scheduleVersion.findMany({
    where: { scheduleId, ...olderThan('validFrom', cursor ? readCursor(cursor) : undefined) },
    include: { createdBy: { select: { id: true, name: true } } },
    orderBy: [{ validFrom: 'desc' }, { id: 'desc' }],
    take: limit + 1,
  });
  const rules = rows.map((row) => ({
    ...{ timeZone: row.timeZone, layers: layersOf(row), skipAbsent: row.skipAbsent },
  }));
  const layers = rules.flatMap((one) => one.layers);
  const select = { id: true, name: true } as const;
  const people = await ctx.db.person.findMany({
    ...{ where: { id: { in: [...new Set(peopleIn(layers))] } }, select },
  });
  const calendars = await ctx.db.calendarSubscription.findMany({
    ...{ where: { id: { in: [...new Set(calendarsIn(layers))] } }, select },
  });
  const names = new Map([...people, ...calendars].map(({ id, name }) => [id, name]));
  const items = rows.map((row, index) => {
    const own = rules[index] ?? fail('not_found', 'There is no such version.');
    return { row, own, before: rules[index + 1] ?? null };
  });
  return pageOf(
    items,
    limit,
    ({ row }) => ({ at: row.validFrom, id: row.id }),
    ({ row, own, before }) => ({
      ...{ id: row.id, version: row.version, by: row.createdBy, ...own },
      ...{ from: row.validFrom.toISOString(), to: row.validTo?.toISOString() ?? null },
      changes: changesInWords(before, own, (id) => names.get(id) ?? 'one that is gone'),
    }),
  );
}
