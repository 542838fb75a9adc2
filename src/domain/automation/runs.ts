import type { z } from 'zod';
import { type ActionOutcome, automations, ListRuns, type RuleRun } from '../../contract/automation.ts';
import { type Ctx, inTransaction } from '../../lib/context.ts';
import { olderThan, pageOf, readCursor } from '../../lib/cursor.ts';
import { fail } from '../../lib/errors.ts';
import { parse } from '../../lib/parse.ts';
import type { Prisma } from '../../lib/prisma/client.ts';
import { audit } from '../audit/record.ts';
import { requireAdmin, requireStaff } from '../people/policy.ts';
import { directoryOf } from '../settings/directory.ts';
import { idOf } from '../tickets/load.ts';
import { queuesWorkedOn } from '../tickets/policy.ts';
import type { TicketEvent } from './events.ts';
import { eventInWords } from './words.ts';

const TICKET = { ticket: { select: { number: true, title: true, queueId: true } } } as const;
type Loaded = Prisma.RuleRunGetPayload<{ include: typeof TICKET }>;

/** What rules did, newest first: on tickets that the caller works on. */
export async function listRuns(
  ctx: Ctx,
  input: z.input<typeof ListRuns>,
): Promise<{ items: RuleRun[]; next: string | null }> {
  requireStaff(ctx);
  const { rule, ticket, state, cursor, limit } = parse(ListRuns, input);
  const after = cursor === undefined ? undefined : readCursor(cursor);
  const rows = await ctx.db.ruleRun.findMany({
    where: {
      ...(rule ? { ruleId: rule } : {}),
      ...(ticket ? { ticketId: await idOf(ctx, ticket) } : {}),
      ...(state ? { state } : {}),
      ticket: { queueId: { in: await visibleQueues(ctx) } },
      ...olderThan('createdAt', after),
    },
    orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
    take: limit + 1,
    include: TICKET,
  });
  const names = await namesOf(ctx, rows);
  return pageOf(
    rows,
    limit,
    ({ createdAt, id }) => ({ at: createdAt, id }),
    (row) => view(row, names),
  );
}

const visibleQueues = async (ctx: Ctx) => queuesWorkedOn(ctx.actor, (await directoryOf(ctx)).queues);

/**
 * Tries once more what has failed in a run.
 * @throws `conflict` when nothing has failed in it
 */
export async function retryRun(ctx: Ctx, input: { id: string }): Promise<RuleRun> {
  requireAdmin(ctx);
  const { id } = parse(automations.retry.input, input);
  return inTransaction(ctx, async (ctx) => {
    await ctx.db.$queryRaw`SELECT 1 FROM rule_run WHERE id = ${id}::uuid FOR UPDATE`;
    const run = await ctx.db.ruleRun.findUnique({ where: { id }, include: TICKET });
    if (!run || !(await visibleQueues(ctx)).includes(run.ticket.queueId)) {
      return fail('not_found', 'There is no such run.');
    }
    if (run.state !== 'failed') fail('conflict', 'Nothing has failed in this run.');
    const outcomes = (run.outcomes as ActionOutcome[]).map((one) =>
      one.outcome === 'failed' ? { ...one, outcome: 'later' as const } : one,
    );
    const updated = await ctx.db.ruleRun.update({
      where: { id },
      data: { state: 'waiting', outcomes, attempts: 0, dueAt: ctx.now(), finishedAt: null },
      include: TICKET,
    });
    await audit(ctx, {
      action: 'automation.retry',
      subject: { type: 'ticket', id: run.ticketId },
      detail: { run: id },
    });
    ctx.publish({ topic: 'events' });
    return view(updated, await namesOf(ctx, [updated]));
  });
}

const key = ({ ruleId, ruleVersion }: Pick<Loaded, 'ruleId' | 'ruleVersion'>) => `${ruleId} ${ruleVersion}`;

async function namesOf(ctx: Ctx, rows: readonly Loaded[]): Promise<Map<string, string>> {
  const versions = await ctx.db.automationRuleVersion.findMany({
    where: { OR: rows.map(({ ruleId, ruleVersion: version }) => ({ ruleId, version })) },
    select: { ruleId: true, version: true, name: true },
  });
  return new Map(versions.map(({ ruleId, version, name }) => [key({ ruleId, ruleVersion: version }), name]));
}

function view(row: Loaded, names: ReadonlyMap<string, string>): RuleRun {
  return {
    id: row.id,
    rule: { id: row.ruleId, name: names.get(key(row)) ?? '', version: row.ruleVersion },
    ticket: { number: row.ticket.number, title: row.ticket.title },
    because: eventInWords(row.event as unknown as TicketEvent),
    state: row.state,
    outcomes: row.outcomes as ActionOutcome[],
    words: row.words,
    at: row.createdAt.toISOString(),
    dueAt: row.dueAt.toISOString(),
    finishedAt: row.finishedAt?.toISOString() ?? null,
  };
}
