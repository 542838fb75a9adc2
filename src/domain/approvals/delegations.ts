import type { z } from 'zod';
import { CreateDelegation, type Delegation, delegations } from '../../contract/approvals.ts';
import { type Ctx, inTransaction } from '../../lib/context.ts';
import { fail, failField } from '../../lib/errors.ts';
import { parse } from '../../lib/parse.ts';
import type { Prisma } from '../../lib/prisma/client.ts';
import { audit } from '../audit/record.ts';
import { requireAdmin, requirePerson, requireSelf } from '../people/policy.ts';
import { askPeople, refreshApproval } from './cards.ts';

/** So many somebody can have given that are not over. */
const MOST = 50;

const PERSON = { select: { id: true, name: true } } as const;
const PEOPLE = {
  person: { select: { ...PERSON.select, availability: true } },
  to: PERSON,
} satisfies Prisma.DelegationInclude;
type Row = Prisma.DelegationGetPayload<{ include: typeof PEOPLE }>;

/** Who votes for the caller, and for whom they vote, as far as that is not over; an admin may ask about others. */
export async function listDelegations(
  ctx: Ctx,
  input: z.input<typeof delegations.list.input>,
): Promise<{ items: Delegation[] }> {
  const me = requirePerson(ctx);
  const { personId = me.id } = parse(delegations.list.input, input);
  if (personId !== me.id) requireAdmin(ctx);
  const rows = await ctx.db.delegation.findMany({
    where: {
      OR: [{ personId }, { toId: personId }],
      AND: { OR: [{ endsAt: null }, { endsAt: { gt: ctx.now() } }] },
    },
    include: PEOPLE,
    orderBy: [{ startsAt: 'asc' }, { id: 'asc' }],
    take: 200,
  });
  return { items: rows.map((row) => view(ctx, row)) };
}

/** Has somebody vote for the caller; an admin may name whose votes they are. What waits for them is handed over. */
export async function createDelegation(
  ctx: Ctx,
  input: z.input<typeof CreateDelegation>,
): Promise<Delegation> {
  const me = requireSelf(ctx);
  const { to: named, from, until, onlyAway, policyIds, personId = me.id } = parse(CreateDelegation, input);
  if (personId !== me.id) requireAdmin(ctx);
  const startsAt = from === null ? ctx.now() : new Date(from);
  const endsAt = until === null ? null : new Date(until);
  if (endsAt && (endsAt <= startsAt || endsAt <= ctx.now()))
    failField('until', 'must be later than the beginning');
  return inTransaction(ctx, async (ctx) => {
    const to = await voter(ctx, named, 'to');
    if (to === personId) failField('to', 'Nobody stands in for themselves.');
    await voter(ctx, personId, 'personId');
    const known = await ctx.db.approvalPolicy.count({ where: { id: { in: policyIds } } });
    if (known < new Set(policyIds).size) failField('policyIds', 'There is no such approval policy.');
    const given = await ctx.db.delegation.count({
      where: { personId, OR: [{ endsAt: null }, { endsAt: { gt: ctx.now() } }] },
    });
    if (given >= MOST) fail('conflict', `There can be at most ${MOST} delegations. End some before.`);
    const row = await ctx.db.delegation.create({
      data: {
        ...{ id: ctx.newId(), personId, toId: to, startsAt, endsAt, onlyAway, policyIds },
        createdAt: ctx.now(),
      },
      include: PEOPLE,
    });
    await audit(ctx, {
      action: 'delegation.create',
      subject: { type: 'person', id: personId },
      detail: { to, from: startsAt, until: endsAt, onlyAway, policyIds },
    });
    if (startsAt <= ctx.now()) await handOver(ctx, row);
    return view(ctx, row);
  });
}

/** Ends a delegation: whose votes they are, or an admin. */
export async function removeDelegation(ctx: Ctx, input: { id: string }): Promise<void> {
  const me = requireSelf(ctx);
  const { id } = parse(delegations.remove.input, input);
  await inTransaction(ctx, async (ctx) => {
    const row = await ctx.db.delegation.findUnique({ where: { id } });
    if (!row) return fail('not_found', 'There is no such delegation.');
    if (row.personId !== me.id) requireAdmin(ctx);
    const { count } = await ctx.db.delegation.deleteMany({ where: { id } });
    if (count === 0) return;
    await showAnew(ctx, row.personId);
    await audit(ctx, {
      action: 'delegation.remove',
      subject: { type: 'person', id: row.personId },
      detail: { to: row.toId, from: row.startsAt, until: row.endsAt },
    });
  });
}

/** What waits for the person is asked of whoever votes for them now, too. */
export async function handOver(ctx: Ctx, { id, personId }: Pick<Row, 'id' | 'personId'>): Promise<void> {
  await handOverFrom(ctx, personId);
  await ctx.db.delegation.updateMany({ where: { id }, data: { handedOver: true } });
}

/** One that is over: whoever voted for the person is asked no more. What was agreed stays in the audit log. */
export async function endDelegation(ctx: Ctx, { id, personId }: Pick<Row, 'id' | 'personId'>): Promise<void> {
  const { count } = await ctx.db.delegation.deleteMany({ where: { id, endsAt: { lte: ctx.now() } } });
  if (count > 0) await showAnew(ctx, personId);
}

/** Somebody has gone away, or is back: who votes for them meanwhile is asked, or asked no more. */
export async function followAbsence(ctx: Ctx, personId: string): Promise<void> {
  if ((await ctx.db.delegation.count({ where: { personId, onlyAway: true } })) === 0) return;
  await handOverFrom(ctx, personId);
}

async function handOverFrom(ctx: Ctx, personId: string): Promise<void> {
  for (const approval of await waitingFor(ctx, personId)) await askPeople(ctx, approval);
}

async function showAnew(ctx: Ctx, personId: string): Promise<void> {
  for (const { id } of await waitingFor(ctx, personId)) await refreshApproval(ctx, id);
}

const waitingFor = (ctx: Ctx, personId: string) =>
  ctx.db.approval.findMany({
    where: { state: 'pending', seats: { some: { personId } } },
    orderBy: { id: 'asc' },
    take: 500,
  });

/** @param named by id or by address */
async function voter(ctx: Ctx, named: string, field: string): Promise<string> {
  const found = await ctx.db.person.findFirst({
    where: {
      ...(named.includes('@') ? { email: named } : { id: named }),
      ...{ active: true, guest: false, external: false },
    },
    select: { id: true },
  });
  return found?.id ?? failField(field, 'This must be somebody active, and no guest.');
}

function view(ctx: Ctx, row: Row): Delegation {
  const { id, person, to, startsAt, endsAt, onlyAway, policyIds } = row;
  const now = ctx.now();
  return {
    ...{ id, to, onlyAway, policyIds },
    person: { id: person.id, name: person.name },
    from: startsAt.toISOString(),
    until: endsAt?.toISOString() ?? null,
    active:
      startsAt <= now &&
      (endsAt === null || endsAt > now) &&
      (!onlyAway || person.availability !== 'available'),
  };
}
