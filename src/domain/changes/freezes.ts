import type { z } from 'zod';
import {
  CreateFreeze,
  type Freeze,
  type FreezeRepeat,
  freezes,
  UpdateFreeze,
} from '../../contract/freezes.ts';
import { type Ctx, inTransaction } from '../../lib/context.ts';
import { fail, failField } from '../../lib/errors.ts';
import { parse } from '../../lib/parse.ts';
import { Prisma, type Freeze as Row } from '../../lib/prisma/client.ts';
import { wellFormed } from '../../lib/text.ts';
import { audit } from '../audit/record.ts';
import { checkZone } from '../calendars/zone.ts';
import type { Span } from '../oncall/spans.ts';
import { requireAdmin, requireStaff } from '../people/policy.ts';
import { freezeSpans } from './freeze-spans.ts';

/** By when they begin. */
export async function listFreezes(ctx: Ctx): Promise<{ items: Freeze[] }> {
  requireStaff(ctx);
  const rows = await ctx.db.freeze.findMany({ orderBy: [{ startsAt: 'asc' }, { id: 'asc' }] });
  return { items: rows.map(view) };
}

export async function createFreeze(ctx: Ctx, input: z.input<typeof CreateFreeze>): Promise<Freeze> {
  requireAdmin(ctx);
  const wanted = parse(CreateFreeze, input);
  return save(ctx, ctx.newId(), wanted, 'create');
}

export async function updateFreeze(ctx: Ctx, input: z.input<typeof UpdateFreeze>): Promise<Freeze> {
  requireAdmin(ctx);
  const { id, ...wanted } = parse(UpdateFreeze, input);
  return save(ctx, id, wanted, 'update');
}

export async function removeFreeze(ctx: Ctx, input: { id: string }): Promise<void> {
  requireAdmin(ctx);
  const { id } = parse(freezes.remove.input, input);
  await inTransaction(ctx, async (ctx) => {
    const { before } = await lock(ctx, id);
    await ctx.db.freeze.delete({ where: { id } });
    await note(ctx, 'remove', id, { before });
  });
}

/** Freezes that are meant and hold within a span, with when they do. */
export async function freezesFor(
  ctx: Ctx,
  from: Date,
  to: Date,
  isMeant: (freeze: Freeze) => boolean,
): Promise<{ id: string; name: string; createdAt: Date; spans: Span[] }[]> {
  const rows = await ctx.db.freeze.findMany({
    where: { startsAt: { lt: to }, endsAt: { gt: from } },
    orderBy: [{ startsAt: 'asc' }, { id: 'asc' }],
  });
  const span = { from: from.getTime(), to: to.getTime() };
  return rows
    .filter((row) => isMeant(view(row)))
    .flatMap((row) => {
      const spans = freezeSpans({ ...row, repeat: row.repeat as FreezeRepeat | null }, span);
      return spans.length > 0 ? [{ id: row.id, name: row.name, createdAt: row.createdAt, spans }] : [];
    });
}

async function save(
  ctx: Ctx,
  id: string,
  wanted: Omit<Freeze, 'id'>,
  action: 'create' | 'update',
): Promise<Freeze> {
  checkZone(wanted.timeZone);
  return inTransaction(ctx, async (ctx) => {
    const { before } = action === 'update' ? await lock(ctx, id) : {};
    const known = await ctx.db.service.count({ where: { id: { in: wanted.serviceIds } } });
    if (known < wanted.serviceIds.length) failField('serviceIds', 'There is no such service.');
    const data = {
      ...{ name: wellFormed(wanted.name), timeZone: wanted.timeZone, serviceIds: wanted.serviceIds },
      ...{ types: wanted.types, repeat: wanted.repeat ?? Prisma.DbNull },
      ...{ startsAt: new Date(wanted.startsAt), endsAt: new Date(wanted.endsAt) },
    };
    const row = before
      ? await ctx.db.freeze.update({ where: { id }, data })
      : await ctx.db.freeze.create({ data: { id, createdAt: ctx.now(), ...data } });
    await note(ctx, action, id, { ...(before ? { before } : {}), after: view(row) });
    return view(row);
  });
}

async function lock(ctx: Ctx, id: string): Promise<{ before: Freeze }> {
  await ctx.db.$queryRaw`SELECT 1 FROM change_freeze WHERE id = ${id}::uuid FOR UPDATE`;
  const row = await ctx.db.freeze.findUnique({ where: { id } });
  return { before: view(row ?? fail('not_found', 'There is no such freeze.')) };
}

function note(ctx: Ctx, action: string, id: string, detail: Record<string, unknown>) {
  ctx.publish({ topic: 'directory' });
  return audit(ctx, { action: `freeze.${action}`, subject: { type: 'freeze', id }, detail });
}

const view = (row: Row): Freeze => ({
  ...{ id: row.id, name: row.name, timeZone: row.timeZone, serviceIds: row.serviceIds, types: row.types },
  ...{ startsAt: row.startsAt.toISOString(), endsAt: row.endsAt.toISOString() },
  repeat: row.repeat as FreezeRepeat | null,
});
