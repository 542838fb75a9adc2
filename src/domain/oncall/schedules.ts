import type { z } from 'zod';
import { CreateSchedule, type Schedule, schedules, UpdateSchedule } from '../../contract/schedules.ts';
import { changesOf } from '../../lib/changes-of.ts';
import { type Ctx, inTransaction } from '../../lib/context.ts';
import { fail, failField } from '../../lib/errors.ts';
import { parse } from '../../lib/parse.ts';
import type { Schedule as Row } from '../../lib/prisma/client.ts';
import { allWellFormed } from '../../lib/text.ts';
import { audit } from '../audit/record.ts';
import { checkZone } from '../calendars/zone.ts';
import type { Place } from '../outbox/enqueue.ts';
import { requireStaff } from '../people/policy.ts';
import { directoryOf } from '../settings/directory.ts';
import { lockSubscription } from '../subscriptions/view.ts';
import { onTaken } from '../taken.ts';
import { checkPeople, mayRun, requireRunning } from './policy.ts';
import { calendarsIn, keepVersion, layersOf, peopleIn } from './versions.ts';

/** All of them are looked at whenever somebody asks who is on call. */
const MOST = 200;
const TAKEN = 'There is a schedule of this name already.';

/** By name. */
export async function listSchedules(ctx: Ctx): Promise<{ items: Schedule[] }> {
  requireStaff(ctx);
  return { items: (await ctx.db.schedule.findMany({ orderBy: { name: 'asc' } })).map(view) };
}

/**
 * Adds a schedule.
 * @throws `conflict` when the name is taken, or there are too many
 */
export async function createSchedule(ctx: Ctx, input: z.input<typeof CreateSchedule>): Promise<Schedule> {
  requireStaff(ctx);
  const wanted = allWellFormed(parse(CreateSchedule, input));
  requireRunning(ctx, wanted.teamId);
  checkZone(wanted.timeZone);
  return onTaken(TAKEN, () =>
    inTransaction(ctx, async (ctx) => {
      await checkTeam(ctx, wanted.teamId);
      if ((await ctx.db.schedule.count()) >= MOST) fail('conflict', `There are ${MOST} schedules already.`);
      await checkPeople(ctx, peopleIn(wanted.layers), 'layers');
      await checkCalendars(ctx, calendarsIn(wanted.layers));
      const now = ctx.now();
      const row = await ctx.db.schedule.create({
        data: { id: ctx.newId(), ...columnsOf(wanted), createdAt: now, updatedAt: now },
      });
      await keepVersion(ctx, row);
      // Whoever is on call by it from the first moment comes on.
      await ctx.db.scheduleDuty.create({ data: { scheduleId: row.id, people: [], at: now } });
      await audit(ctx, {
        action: 'schedule.create',
        subject: { type: 'schedule', id: row.id },
        detail: { after: contentOf(row) },
      });
      ctx.publish({ topic: 'directory' });
      return view(row);
    }),
  );
}

/**
 * Changes a schedule: from now on, since what is over stays as it was. Whoever gives it to another team must run both.
 * @throws `conflict` when the name is taken
 */
export async function updateSchedule(ctx: Ctx, input: z.input<typeof UpdateSchedule>): Promise<Schedule> {
  requireStaff(ctx);
  const { id, ...wanted } = allWellFormed(parse(UpdateSchedule, input));
  if (wanted.timeZone !== undefined) checkZone(wanted.timeZone);
  return onTaken(TAKEN, () =>
    inTransaction(ctx, async (ctx) => {
      const row = await lockSchedule(ctx, id);
      requireRunning(ctx, row.teamId);
      const changes = changesOf(contentOf(row), wanted);
      const { teamId, layers, timeZone, skipAbsent } = changes.after;
      if (Object.keys(changes.after).length === 0) return view(row);
      if (teamId !== undefined) {
        requireRunning(ctx, teamId);
        await checkTeam(ctx, teamId);
      }
      // Those who are there already may stay, also where they have left.
      const before = new Set([...peopleIn(layersOf(row)), ...calendarsIn(layersOf(row))]);
      const isNew = (id: string) => !before.has(id);
      await checkPeople(ctx, peopleIn(layers ?? []).filter(isNew), 'layers');
      await checkCalendars(ctx, calendarsIn(layers ?? []).filter(isNew));
      const data = { ...columnsOf(changes.after), updatedAt: ctx.now() };
      const updated = await ctx.db.schedule.update({ where: { id }, data });
      const isOther = [layers, timeZone, skipAbsent].some((one) => one !== undefined);
      if (isOther) await keepVersion(ctx, updated);
      if (teamId !== undefined) await giveCalendars(ctx, updated);
      await audit(ctx, { action: 'schedule.update', subject: { type: 'schedule', id }, detail: changes });
      ctx.publish({ topic: 'directory' });
      return view(updated);
    }),
  );
}

/**
 * Removes a schedule with its overrides.
 * @throws `conflict` while an escalation policy pages by it, a queue gives its tickets by it, or a shift of it is offered
 */
export async function removeSchedule(ctx: Ctx, input: { id: string }): Promise<void> {
  requireStaff(ctx);
  const { id } = parse(schedules.remove.input, input);
  await inTransaction(ctx, async (ctx) => {
    const row = await lockSchedule(ctx, id);
    requireRunning(ctx, row.teamId);
    const [policy] = await ctx.db.$queryRaw<{ name: string }[]>`
      SELECT name FROM escalation_policy
       WHERE jsonb_path_exists(steps, '$[*].page[*] ? (@.scheduleId == $id)', jsonb_build_object('id', ${id}::text))
       ORDER BY name LIMIT 1`;
    if (policy)
      fail('conflict', `The escalation policy ${policy.name} pages by this schedule. Change that before.`);
    const queue = await ctx.db.queue.findFirst({ where: { scheduleId: id }, orderBy: { name: 'asc' } });
    if (queue)
      fail('conflict', `The queue ${queue.name} gives its tickets by this schedule. Change that before.`);
    // Whoever was asked would be left with a card that nothing stands behind.
    const offer = await ctx.db.shiftSwap.findFirst({
      where: { scheduleId: id, state: 'open' },
      select: { offerer: { select: { name: true } } },
    });
    if (offer)
      fail('conflict', `${offer.offerer.name} offers a shift of this schedule. Withdraw that before.`);
    await ctx.db.schedule.delete({ where: { id } });
    await audit(ctx, {
      action: 'schedule.remove',
      subject: { type: 'schedule', id },
      detail: { before: contentOf(row) },
    });
    ctx.publish({ topic: 'directory' });
  });
}

/** Its row, until the transaction is over. */
export async function lockSchedule(ctx: Ctx, id: string): Promise<Row> {
  await ctx.db.$queryRaw`SELECT 1 FROM schedule WHERE id = ${id}::uuid FOR UPDATE`;
  const row = await ctx.db.schedule.findUnique({ where: { id } });
  return row ?? fail('not_found', 'There is no such schedule.');
}

/** Locked against removal, so that the team is still there when the schedule is. */
async function checkTeam(ctx: Ctx, id: string): Promise<void> {
  const rows = await ctx.db.$queryRaw<unknown[]>`SELECT 1 FROM team WHERE id = ${id}::uuid FOR SHARE`;
  if (rows.length === 0) failField('teamId', 'There is no such team.');
}

/** The calendars by which it goes, to the team that has it now: they end with their team. */
async function giveCalendars(ctx: Ctx, { teamId, ...row }: Row): Promise<void> {
  const where = { id: { in: calendarsIn(layersOf(row)) } };
  await ctx.db.calendarSubscription.updateMany({ where, data: { teamId } });
}

/** Locked, so that they do not end meanwhile; whoever uses one must run its team. */
async function checkCalendars(ctx: Ctx, ids: readonly string[]): Promise<void> {
  for (const id of new Set(ids)) {
    const row = await lockSubscription(ctx, id);
    const isThere = row?.use === 'on_call' && row.origin !== null && row.teamId !== null;
    if (!isThere || !mayRun(ctx, row.teamId ?? '')) {
      failField('layers', 'names a calendar that is not there, or of a team that you do not lead');
    }
  }
}

const contentOf = (row: Row) => ({
  ...{ name: row.name, teamId: row.teamId, timeZone: row.timeZone },
  ...{ layers: layersOf(row), skipAbsent: row.skipAbsent },
  ...{ tellsHandover: row.tellsHandover, conversation: conversationOf(row) },
});

const conversationOf = ({ channel, conversation }: Pick<Row, 'channel' | 'conversation'>): Place | null =>
  channel && conversation ? { channel, conversation } : null;

/** `conversation` undefined: it stays. */
const columnsOf = <Wanted extends { conversation?: Place | null }>({
  conversation: place,
  ...rest
}: Wanted) => ({
  ...rest,
  ...(place === undefined
    ? {}
    : { channel: place?.channel ?? null, conversation: place?.conversation ?? null }),
});

/** Where the team of a schedule is told of it: in a chat rather than in the portal. Undefined: nowhere. */
export async function placeOfTeam(ctx: Ctx, row: Row): Promise<Place | undefined> {
  const { queues } = await directoryOf(ctx);
  const own = [...queues.values()].filter(({ teamId, archived }) => teamId === row.teamId && !archived);
  const places = own.flatMap(({ triage }) => triage);
  return conversationOf(row) ?? places.find(({ channel }) => channel !== 'web') ?? places[0];
}

const view = (row: Row): Schedule => ({
  id: row.id,
  ...contentOf(row),
  updatedAt: row.updatedAt.toISOString(),
});
