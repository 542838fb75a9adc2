import type { z } from 'zod';
import { changes, type ReportedFailure, type ReportFailure } from '../../contract/changes.ts';
import { actingAs, type Ctx, inTransaction, personOf, systemActor } from '../../lib/context.ts';
import { fail } from '../../lib/errors.ts';
import { parse } from '../../lib/parse.ts';
import type { ChangeFailure } from '../../lib/prisma/client.ts';
import { allWellFormed, cut } from '../../lib/text.ts';
import { requireResponder } from '../alerts/policy.ts';
import { directoryOf } from '../settings/directory.ts';
import { linkTickets } from '../tickets/link.ts';
import { openTicket } from '../tickets/open.ts';
import { noteOnTicket } from '../tickets/reply.ts';
import { requireImplementer } from './carry-out.ts';
import { type LoadedChange, type Locked, lockChange } from './load.ts';
import { noteChange } from './note.ts';

/** So many systems of a change can fail. */
const MOST_SYSTEMS = 500;
/** So often one of them is reported. */
const MOST_REPORTS = 100;
/** The first ones are told where it is talked about; all of them are counted on its card. */
const TOLD = 5;

type Said = z.output<typeof ReportFailure>;

/**
 * Notes that a system failed. The first time it opens a ticket about it, which is linked to the change; after that what is
 * said is a note on that ticket, and nothing where its key was there before.
 * @throws `forbidden` to all people but its implementer; `conflict` where there are too many
 */
export async function reportFailure(
  ctx: Ctx,
  input: z.input<typeof ReportFailure>,
): Promise<ReportedFailure> {
  requireResponder(ctx);
  const said = allWellFormed(parse(changes.reportFailure.input, input));
  return inTransaction(ctx, async (ctx) => {
    const locked = await lockChange(ctx, said.number, 'report');
    // A program reports for whoever has it run.
    if (ctx.actor.kind !== 'token') requireImplementer(ctx, locked);
    const { id: changeId } = locked.change;
    const systemFolded = keyOf(said.system);
    const known = await ctx.db.changeFailure.findUnique({
      where: { changeId_systemFolded: { changeId, systemFolded } },
    });
    return known ? noteAgain(ctx, locked, known, said) : noteFirst(ctx, locked, said);
  });
}

const keyOf = (system: string): string => system.normalize('NFKC').toLowerCase();

const asDesk = (ctx: Ctx): Ctx => actingAs(ctx, systemActor('change'));

async function noteFirst(ctx: Ctx, { change, ticket }: Locked, said: Said): Promise<ReportedFailure> {
  const count = change._count.failures;
  if (count >= MOST_SYSTEMS) {
    fail('conflict', `${ticket.number} has ${MOST_SYSTEMS} systems that failed: no more are taken.`);
  }
  const { system, summary, details, key } = said;
  const opened = await openTicket(asDesk(ctx), {
    ...{ kind: 'incident', title: cut(`${system}: ${summary}`, 300) },
    description: `${wordsOf(summary, details)}\n\nIt failed while ${ticket.number} was carried out.`,
    ...{ requesterId: await requesterFor(ctx, ticket), queueId: await queueFor(ctx, change, ticket.queueId) },
  });
  // Only what came by a delivery may be there already.
  if (!opened) throw new Error('the ticket was not opened');
  await linkTickets(asDesk(ctx), { number: opened.number, kind: 'related', to: ticket.number });
  await ctx.db.changeFailure.create({
    data: {
      ...{ id: ctx.newId(), changeId: change.id, system, systemFolded: keyOf(system), ticketId: opened.id },
      ...{ reportIds: key === undefined ? [] : [key], createdAt: ctx.now() },
    },
  });
  // It did not go as well as was said.
  const isWorse = change.outcome === 'successful';
  if (isWorse) await ctx.db.change.update({ where: { id: change.id }, data: { outcome: 'with_issues' } });
  await noteChange(ctx, ticket, {
    action: 'failure',
    words: `${system} failed: ${opened.number}${isWorse ? '. The change was successful, with issues' : ''}`,
    detail: { system, ticket: opened.number, ...(isWorse ? { outcome: 'with_issues' } : {}) },
    told: count < TOLD,
  });
  return { system, ticket: opened.number, reports: 1, opened: true };
}

async function noteAgain(
  ctx: Ctx,
  { change, ticket }: Locked,
  { id, system, reportIds, reports, ticketId }: ChangeFailure,
  { summary, details, key }: Said,
): Promise<ReportedFailure> {
  const isRepeat = key !== undefined && reportIds.includes(key);
  const { number } = await ctx.db.ticket.findUniqueOrThrow({ where: { id: ticketId } });
  if (isRepeat) return { system, ticket: number, reports, opened: false };
  if (reports >= MOST_REPORTS) {
    fail('conflict', `${system} was reported ${MOST_REPORTS} times for ${ticket.number}: no more are taken.`);
  }
  await noteOnTicket(asDesk(ctx), {
    number,
    body: `It failed again while ${ticket.number} was carried out. ${wordsOf(summary, details)}`,
  });
  await ctx.db.changeFailure.update({
    where: { id },
    data: { reports: { increment: 1 }, ...(key === undefined ? {} : { reportIds: { push: key } }) },
  });
  await noteChange(ctx, ticket, {
    ...{ action: 'failure', words: `${system} failed again: ${number}` },
    detail: { system, ticket: number, change: change.id },
  });
  return { system, ticket: number, reports: reports + 1, opened: false };
}

const wordsOf = (summary: string, details: string): string =>
  details === '' ? summary : `${summary}\n\n${details}`;

/** Whoever carries it out; who has left since asks for nothing. */
async function requesterFor(ctx: Ctx, { assigneeId, requesterId }: Locked['ticket']): Promise<string> {
  const ids = [assigneeId, requesterId, personOf(ctx.actor)?.id ?? null].filter((id) => id !== null);
  const active = await ctx.db.person.findMany({
    where: { id: { in: ids }, active: true },
    select: { id: true },
  });
  return ids.find((id) => active.some((person) => person.id === id)) ?? requesterId;
}

/** Of the team that answers for its service, an open one first; without any it is that of the change. */
async function queueFor(ctx: Ctx, { services }: LoadedChange, otherwise: string): Promise<string> {
  const queues = [...(await directoryOf(ctx)).queues.values()].filter(({ archived }) => !archived);
  for (const { service } of services) {
    const own = queues.filter(({ teamId }) => teamId === service.teamId);
    const queue = own.find(({ visibility }) => visibility === 'open') ?? own[0];
    if (queue) return queue.id;
  }
  return otherwise;
}
