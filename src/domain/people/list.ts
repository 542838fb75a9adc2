import type { z } from 'zod';
import { Id } from '../../contract/common.ts';
import { ListPeople, type Person, people } from '../../contract/people.ts';
import { type Ctx, personOf } from '../../lib/context.ts';
import { fail, failField } from '../../lib/errors.ts';
import { parse } from '../../lib/parse.ts';
import type { Prisma } from '../../lib/prisma/client.ts';
import { requirePerson, requireStaff } from './policy.ts';
import { PERSON, personView } from './view.ts';

/** People by name. The cursor is the last person of a page: the next one begins behind their name. */
export async function listPeople(
  ctx: Ctx,
  input: z.input<typeof ListPeople>,
): Promise<{ items: Person[]; next: string | null }> {
  requireStaff(ctx);
  const { cursor, limit, q, agents, active } = parse(ListPeople, input);
  const rows = await ctx.db.person.findMany({
    where: {
      AND: [
        active === undefined ? {} : { active },
        agents === undefined
          ? {}
          : agents
            ? { roles: { has: 'agent' } }
            : { NOT: { roles: { has: 'agent' } } },
        q?.trim() ? named(q.trim()) : {},
        cursor === undefined ? {} : await behind(ctx, cursor),
      ],
    },
    orderBy: [{ name: 'asc' }, { id: 'asc' }],
    take: limit + 1,
    include: PERSON,
  });
  const shown = rows.slice(0, limit);
  return {
    items: shown.map(personView),
    next: rows.length > limit ? (shown.at(-1)?.id ?? null) : null,
  };
}

/** One person: anybody for agents and admins, only themselves for others. */
export async function getPerson(ctx: Ctx, input: { id: string }): Promise<Person> {
  if (ctx.actor.kind !== 'system') requirePerson(ctx);
  const { id } = parse(people.get.input, input);
  if (personOf(ctx.actor)?.id !== id) requireStaff(ctx);
  const row = await ctx.db.person.findUnique({ where: { id }, include: PERSON });
  return row ? personView(row) : fail('not_found', 'There is no such person.');
}

/** A part of the name or address, as typed: the signs of LIKE stand for themselves. */
function named(q: string): Prisma.PersonWhereInput {
  const contains = q.replace(/[\\%_]/g, '\\$&');
  return {
    OR: [{ name: { contains, mode: 'insensitive' } }, { email: { contains, mode: 'insensitive' } }],
  };
}

async function behind(ctx: Ctx, cursor: string): Promise<Prisma.PersonWhereInput> {
  const id = Id.safeParse(cursor);
  const last = id.success
    ? await ctx.db.person.findUnique({ where: { id: id.data }, select: { id: true, name: true } })
    : null;
  if (!last) return failField('cursor', 'This is not a cursor of this list.');
  return { OR: [{ name: { gt: last.name } }, { name: last.name, id: { gt: last.id } }] };
}
