import type { z } from 'zod';
import { ImportLog, type ImportReport, LogRow } from '../../contract/imports.ts';
import { actingAs, type Ctx, inTransaction, systemActor } from '../../lib/context.ts';
import { sha256 } from '../../lib/crypto.ts';
import { fail, isDeskbellError } from '../../lib/errors.ts';
import { parse } from '../../lib/parse.ts';
import { claimDelivery } from '../outbox/delivery.ts';
import { requireAdmin } from '../people/policy.ts';
import { directoryOf } from '../settings/directory.ts';
import { keepClocks } from '../sla/keep.ts';
import { startWalk } from '../walks.ts';
import { cancelTicket } from './cancel.ts';
import { changeTicket } from './change.ts';
import { editTicket } from './edit.ts';
import { holdTicket, resumeTicket } from './hold.ts';
import { type LoadedTicket, loadTicket } from './load.ts';
import { moveTicket } from './move.ts';
import { openTicket } from './open.ts';
import { closeTicket, reopenTicket, resolveTicket } from './resolve.ts';
import { isOpen, move } from './states.ts';
import { assignTicket } from './take.ts';

/**
 * Takes in the event log of another desk. Each row goes through the same verbs and states as anything that happens here,
 * at its own time, in a transaction of its own: one that cannot be is reported, and the others go on. Nobody is told.
 */
export async function importLog(ctx: Ctx, input: z.input<typeof ImportLog>): Promise<ImportReport> {
  requireAdmin(ctx);
  const { source, rows } = parse(ImportLog, input);
  const report: ImportReport = { taken: 0, unchanged: 0, opened: 0, refused: [] };
  const touched = new Set<string>();
  for (const [row, raw] of rows.entries()) {
    try {
      const { ticketId, what } = await takeRow(ctx, source, parse(LogRow, raw));
      if (what !== 'unchanged') touched.add(ticketId);
      report[what === 'unchanged' ? 'unchanged' : 'taken'] += 1;
      if (what === 'opened') report.opened += 1;
    } catch (error) {
      if (!isDeskbellError(error) || error.code === 'unavailable') throw error;
      report.refused.push({ row, key: keyOf(raw), problem: error.message });
    }
  }
  await promise(ctx, [...touched]);
  return report;
}

const keyOf = (raw: unknown): string | null => {
  const key = (raw as { key?: unknown } | null)?.key;
  return typeof key === 'string' ? key.slice(0, 80) : null;
};

type Taken = { ticketId: string; what: 'opened' | 'changed' | 'unchanged' };

async function takeRow(ctx: Ctx, source: string, row: LogRow): Promise<Taken> {
  const at = new Date(row.at);
  if (at > ctx.now()) fail('invalid', 'at: lies in the future.');
  // A copy of it that is fresh spares each transaction reading it.
  await directoryOf(ctx);
  return inTransaction(ctx, async (ctx) => {
    const known = await ctx.db.importedTicket.findUnique({ where: { source_key: { source, key: row.key } } });
    const isNew = await claimDelivery(
      ctx,
      `import:${source}`,
      sha256(JSON.stringify(row)).toString('base64url'),
    );
    if (known && !isNew) return { ticketId: known.ticketId, what: 'unchanged' };
    if (known && at < known.lastAt) {
      fail('conflict', `${row.key} is known up to ${known.lastAt.toISOString()}; this row is older.`);
    }
    const then = asItWas(ctx, source, at);
    const ticketId = known?.ticketId ?? (await open(then, source, row));
    const before = await loadTicket(then, ticketId);
    const after = await follow(then, before, row);
    const times = { lastAt: at, takenAt: ctx.now() };
    await ctx.db.importedTicket.upsert({
      where: { source_key: { source, key: row.key } },
      create: { source, key: row.key, ticketId, ...times },
      update: times,
    });
    const isChanged = after.revision !== before.revision;
    return { ticketId, what: known ? (isChanged ? 'changed' : 'unchanged') : 'opened' };
  });
}

/** The desk at another time. What is told to others is not told, since nobody waits for it. */
function asItWas(ctx: Ctx, source: string, at: Date): Ctx {
  return { ...actingAs(ctx, systemActor(`import ${source}`)), now: () => at, replay: { now: ctx.now } };
}

async function open(ctx: Ctx, source: string, row: LogRow): Promise<string> {
  if (!row.requester) fail('invalid', 'requester: the first row of a ticket must say who asked.');
  const { title, description, kind, impact, urgency, category, tags } = row;
  const opened = await openTicket(ctx, {
    title: title ?? `${row.key} of ${source}`,
    description: description ?? title ?? row.key,
    requesterId: await personBy(ctx, row.requester, 'requester'),
    ...(row.queue ? { queueId: await queueBy(ctx, row.queue) } : {}),
    ...given({ kind, impact, urgency, tags, category: category ?? undefined }),
  });
  if (!opened) return fail('conflict', 'It was opened already.');
  return opened.id;
}

/** Brings the ticket to where the row has it. Most rows repeat what stands there, so only what differs is touched. */
async function follow(ctx: Ctx, ticket: LoadedTicket, row: LogRow): Promise<LoadedTicket> {
  if (isOpen(ticket.state)) return followState(ctx, await followFields(ctx, ticket, row), row);
  const after = await followState(ctx, ticket, row);
  // What was reopened by this row may have changed as well.
  return isOpen(after.state) ? followFields(ctx, after, row) : after;
}

async function followFields(ctx: Ctx, ticket: LoadedTicket, row: LogRow): Promise<LoadedTicket> {
  let after = ticket;
  const { title, description, kind, impact, urgency, category, tags } = row;
  const fields = given({ title, description, kind, impact, urgency, category, tags });
  const differs = Object.entries(fields).some(
    ([field, value]) => JSON.stringify(value) !== JSON.stringify(ticket[field as keyof LoadedTicket]),
  );
  if (differs) after = await editTicket(ctx, { number: after.number, ...fields });
  if (row.queue !== undefined && row.queue !== after.queue.name) {
    after = await moveTicket(ctx, { number: after.number, queueId: await queueBy(ctx, row.queue) });
  }
  if (row.assignee !== undefined) {
    const assigneeId = row.assignee === null ? null : await personBy(ctx, row.assignee, 'assignee');
    if (assigneeId !== after.assigneeId) {
      after = await assignTicket(ctx, { number: after.number, assigneeId });
    }
  }
  return after;
}

async function followState(ctx: Ctx, ticket: LoadedTicket, row: LogRow): Promise<LoadedTicket> {
  const { number, state } = ticket;
  // Other desks have tickets that are new though somebody has them. Here that is who has begun.
  const wanted = row.state === 'new' && row.assignee ? 'in_progress' : row.state;
  const isHeldAnew = state === 'on_hold' && wanted === 'on_hold' && ticket.holdReason !== row.holdReason;
  if (state === wanted && !isHeldAnew) return ticket;
  switch (wanted) {
    case 'new':
      return fail('conflict', `A ticket that is ${state.replace('_', ' ')} cannot be new again.`);
    case 'in_progress':
      if (state === 'on_hold') return resumeTicket(ctx, { number });
      if (state === 'resolved') return reopenTicket(ctx, { number });
      // Other desks know work that nobody is named for.
      return changeTicket(ctx, number, 'take', ({ state }) => ({
        set: { state: move(state, 'take'), takenAt: ctx.now() },
      }));
    case 'on_hold': {
      const reason = row.holdReason ?? fail('invalid', 'holdReason: a ticket on hold must say why.');
      if (state === 'resolved') await reopenTicket(ctx, { number });
      if (isHeldAnew) await resumeTicket(ctx, { number });
      return holdTicket(ctx, { number, reason });
    }
    case 'resolved':
      return resolve(ctx, number, row);
    case 'closed':
      // Other desks close without a word; here it is resolved first.
      if (isOpen(state)) await resolve(ctx, number, row);
      return closeTicket(ctx, { number });
    case 'cancelled':
      return cancelTicket(ctx, { number });
  }
}

const resolve = (ctx: Ctx, number: string, { resolution = 'Resolved.', resolutionCode }: LogRow) =>
  resolveTicket(ctx, { number, resolution, ...given({ code: resolutionCode }) });

/** Without what was not said. */
function given<Fields extends object>(fields: Fields) {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as {
    [Name in keyof Fields]?: Exclude<Fields[Name], undefined>;
  };
}

async function personBy(ctx: Ctx, email: string, field: string): Promise<string> {
  const person = await ctx.db.person.findUnique({ where: { email }, select: { id: true } });
  return person?.id ?? fail('invalid', `${field}: nobody here has the address ${email}.`);
}

async function queueBy(ctx: Ctx, name: string): Promise<string> {
  const { queues } = await directoryOf(ctx);
  const queue = [...queues.values()].find((one) => one.name === name);
  return queue?.id ?? fail('invalid', `queue: there is no queue ${name}.`);
}

/** What is done gets its clocks at once; what is still open once nothing more has come in for some seconds. */
async function promise(ctx: Ctx, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  for (const id of ids) {
    await inTransaction(ctx, async (ctx) => {
      const ticket = await ctx.db.ticket.findUniqueOrThrow({ where: { id } });
      if (!isOpen(ticket.state)) await keepClocks(ctx, ticket, { afterTheFact: true });
    });
  }
  await startWalk(ctx, 'sla');
  ctx.publish({ topic: 'directory' });
}
