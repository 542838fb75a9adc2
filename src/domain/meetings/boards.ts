import type { z } from 'zod';
import {
  type AgendaFilter,
  type BoardMembers,
  type ChangeBoard,
  CreateBoard,
  UpdateBoard,
} from '../../contract/change-meetings.ts';
import { changesOf } from '../../lib/changes-of.ts';
import { HOUR, MINUTE } from '../../lib/clock.ts';
import { type Ctx, inTransaction } from '../../lib/context.ts';
import { fail, failField } from '../../lib/errors.ts';
import { parse } from '../../lib/parse.ts';
import type { Prisma, ChangeBoard as Row } from '../../lib/prisma/client.ts';
import { allWellFormed } from '../../lib/text.ts';
import { audit } from '../audit/record.ts';
import { checkZone } from '../calendars/zone.ts';
import { requireAdmin, requireStaff } from '../people/policy.ts';
import { nextOf, timesOf } from '../recurrence/times.ts';
import { onTaken } from '../taken.ts';

const TAKEN = 'There is a board of this name already.';
/** So many meetings are looked at for whether they leave room for each other. */
const LOOKED_AT = 50;

const WITH = { chair: { select: { id: true, name: true } } } satisfies Prisma.ChangeBoardInclude;
type Loaded = Prisma.ChangeBoardGetPayload<{ include: typeof WITH }>;
type Content = Omit<z.output<typeof UpdateBoard>, 'id'>;

/** By name. */
export async function listBoards(ctx: Ctx): Promise<{ items: ChangeBoard[] }> {
  requireStaff(ctx);
  const rows = await ctx.db.changeBoard.findMany({ orderBy: { name: 'asc' }, include: WITH });
  return { items: rows.map(view) };
}

export async function createBoard(ctx: Ctx, input: z.input<typeof CreateBoard>): Promise<ChangeBoard> {
  requireAdmin(ctx);
  const wanted = allWellFormed(parse(CreateBoard, input));
  return onTaken(TAKEN, () =>
    inTransaction(ctx, async (ctx) => {
      await check(ctx, wanted);
      const now = ctx.now();
      const row = await ctx.db.changeBoard.create({
        data: {
          ...{ id: ctx.newId(), ...columnsOf(wanted), createdAt: now, updatedAt: now },
          ...dueAt(wanted, wanted.enabled ? nextOf(wanted, now) : null),
        },
        include: WITH,
      });
      await note(ctx, 'create', row, { after: wanted });
      return view(row);
    }),
  );
}

/** Meetings that are drawn up already stay as they are. */
export async function updateBoard(ctx: Ctx, input: z.input<typeof UpdateBoard>): Promise<ChangeBoard> {
  requireAdmin(ctx);
  const { id, ...wanted } = allWellFormed(parse(UpdateBoard, input));
  return onTaken(TAKEN, () =>
    inTransaction(ctx, async (ctx) => {
      await ctx.db.$queryRaw`SELECT 1 FROM change_board WHERE id = ${id}::uuid FOR NO KEY UPDATE`;
      const before = await ctx.db.changeBoard.findUnique({ where: { id } });
      if (!before) return fail('not_found', 'There is no such board.');
      await check(ctx, wanted);
      const isOtherTime =
        wanted.cron !== before.cron ||
        wanted.timeZone !== before.timeZone ||
        wanted.enabled !== before.enabled;
      const nextAt = isOtherTime ? (wanted.enabled ? nextOf(wanted, ctx.now()) : null) : before.nextAt;
      const row = await ctx.db.changeBoard.update({
        where: { id },
        data: {
          ...{ ...columnsOf(wanted), ...dueAt(wanted, nextAt) },
          ...{ version: { increment: 1 }, updatedAt: ctx.now() },
        },
        include: WITH,
      });
      await note(ctx, 'update', row, changesOf(contentOf(before), wanted));
      return view(row);
    }),
  );
}

const columnsOf = ({ conversation: { channel, conversation }, ...content }: Content) => ({
  ...content,
  channel,
  conversation,
});

const dueAt = ({ leadHours }: Content, nextAt: Date | null) => ({
  nextAt,
  drawAt: nextAt && new Date(nextAt.getTime() - leadHours * HOUR),
});

/** Refuses people, teams and services that there are not, and meetings that come before the one before is over. */
async function check(ctx: Ctx, wanted: Content): Promise<void> {
  const { timeZone, chairId, members, filter, minutes } = wanted;
  checkZone(timeZone);
  nextOf(wanted, ctx.now());
  const times = timesOf(wanted).after(ctx.now(), LOOKED_AT);
  const least = Math.max(HOUR, minutes * MINUTE);
  const isTooOften = times.some((at, index) => {
    const next = times[index + 1];
    return next !== undefined && next.getTime() - at.getTime() < least;
  });
  if (isTooOften) failField('cron', 'must leave an hour from one meeting to the next, and room for each.');
  const isAgent = await ctx.db.person.count({
    where: { id: chairId, active: true, roles: { hasSome: ['agent', 'admin'] } },
  });
  if (isAgent === 0) failField('chairId', 'must be an active agent');
  if (members.who === 'people') {
    const ids = [...new Set(members.personIds)];
    const known = await ctx.db.person.count({ where: { id: { in: ids }, active: true } });
    if (known < ids.length) failField('members.personIds', 'There is no such active person.');
  }
  await checkTeams(ctx, members.who === 'team' ? [members.teamId] : [], 'members.teamId');
  await checkTeams(ctx, filter.teamIds, 'filter.teamIds');
  const services = await ctx.db.service.count({ where: { id: { in: filter.serviceIds } } });
  if (services < filter.serviceIds.length) failField('filter.serviceIds', 'There is no such service.');
}

async function checkTeams(ctx: Ctx, ids: readonly string[], field: string): Promise<void> {
  if ((await ctx.db.team.count({ where: { id: { in: [...ids] } } })) < ids.length) {
    failField(field, 'There is no such team.');
  }
}

function note(ctx: Ctx, action: string, { id, version }: Row, detail: Record<string, unknown>) {
  ctx.publish({ topic: 'directory' });
  // An agenda may be due at once.
  ctx.publish({ topic: 'changes' });
  return audit(ctx, {
    action: `change_board.${action}`,
    subject: { type: 'change_board', id },
    detail: { version, ...detail },
  });
}

const contentOf = (row: Row): Content => ({
  ...{ name: row.name, enabled: row.enabled, cron: row.cron, timeZone: row.timeZone, minutes: row.minutes },
  ...{ leadHours: row.leadHours, chairId: row.chairId },
  conversation: { channel: row.channel, conversation: row.conversation },
  members: row.members as BoardMembers,
  filter: row.filter as AgendaFilter,
});

const view = (row: Loaded): ChangeBoard => ({
  ...{ id: row.id, ...contentOf(row), chair: row.chair, version: row.version },
  nextAt: row.nextAt?.toISOString() ?? null,
});
