import type { Ctx } from '../../lib/context.ts';
import { Prisma } from '../../lib/prisma/client.ts';
import { refreshCards } from '../outbox/enqueue.ts';
import { actingPerson } from '../people/acting.ts';
import type { RoutingFacts } from '../routing/conditions.ts';
import { type Directory, directoryOf } from '../settings/directory.ts';
import { isOpen } from '../tickets/states.ts';
import { type Agreed, type Agreement, agree, agreedBy, isSameAgreement } from './agreement.ts';
import {
  type ClockRow,
  type KnownClock,
  nearestDue,
  type PassedSilently,
  rowsOf,
  writeClocks,
} from './clocks.ts';
import { historyOf } from './history.ts';
import { type Clock, promisedBy, slaState } from './state.ts';

/** What of a ticket the clocks follow from, besides its history. */
export const CLOCKED = {
  id: true,
  state: true,
  kind: true,
  priority: true,
  category: true,
  queueId: true,
  calendarId: true,
  requesterId: true,
  agreement: true,
  dueAt: true,
  createdAt: true,
} satisfies Prisma.TicketSelect;
export type ClockedTicket = Prisma.TicketGetPayload<{ select: typeof CLOCKED }>;

/** Changes of these fields may change what is promised, or whether time runs. */
const WATCHED = ['state', 'holdReason', 'kind', 'priority', 'category', 'queueId', 'calendarId'];

export const concernsClocks = (fields: readonly string[]): boolean =>
  fields.some((field) => WATCHED.includes(field));

/**
 * Brings the clocks of a ticket in line with its history and with what holds for it now. Inside the transaction that
 * changed it, with its row locked.
 * @param options.afterTheFact what is done already comes under what holds now, too
 */
export async function keepClocks(
  ctx: Ctx,
  { id, agreement }: Pick<ClockedTicket, 'id' | 'agreement'>,
  options: { afterTheFact?: boolean } = {},
) {
  if (ctx.replay || (!agreement && !(await promisesAnything(ctx)))) return;
  const ticket = await ctx.db.ticket.findUniqueOrThrow({ where: { id }, select: CLOCKED });
  const computed = await computeClocks(ctx, ticket, options);
  if (computed) await storeClocks(ctx, ticket, computed);
}

const promisesAnything = async (ctx: Ctx) =>
  (await directoryOf(ctx)).slaPolicies.some(({ enabled }) => enabled);

/** Makes these the clocks of the ticket, whose cards show what is due next. */
export async function storeClocks(
  ctx: Ctx,
  ticket: ClockedTicket,
  { agreement, rows, silent, dueAt }: Computed,
): Promise<void> {
  await writeClocks(ctx, ticket.id, rows, silent);
  const isSame =
    isSameAgreement(agreement, ticket.agreement as Agreement | null) &&
    dueAt?.getTime() === ticket.dueAt?.getTime();
  if (isSame) return;
  await ctx.db.ticket.update({
    where: { id: ticket.id },
    data: { agreement: agreement ?? Prisma.DbNull, dueAt },
  });
  await refreshCards(ctx, [ticket.id]);
}

/** What should stand in the database of a ticket's clocks. */
export type Computed = {
  agreement: Agreement | null;
  rows: ClockRow[];
  silent: PassedSilently[];
  dueAt: Date | null;
};

export const storedClocks = (ctx: Ctx, ticketId: string): Promise<ClockRow[]> =>
  ctx.db.slaClock.findMany({ where: { ticketId }, omit: { ticketId: true } });

/**
 * @param options.recall what is known of earlier rows; else one that is missing is a clock that has just begun
 * @returns undefined where nothing is promised and nothing was
 */
export async function computeClocks(
  ctx: Ctx,
  ticket: ClockedTicket,
  options: {
    recall?: (clocks: Clock[], stored: ClockRow[]) => Promise<KnownClock[]>;
    afterTheFact?: boolean;
  } = {},
): Promise<Computed | undefined> {
  const former = ticket.agreement as Agreement | null;
  const agreed = await agreedFor(ctx, ticket, former, options.afterTheFact ?? false);
  if (!agreed && !former) return undefined;
  if (!agreed) return { agreement: null, rows: [], silent: [], dueAt: null };
  const history = await historyOf(ctx, ticket);
  const stored = await storedClocks(ctx, ticket.id);
  const at = ctx.now().getTime();
  const clocks = slaState(history, promisedBy(agreed.terms, ticket.priority), agreed.hours, at);
  const renewed = !isSameAgreement(former, agreed.agreement);
  const { rows, silent } = rowsOf(clocks, (await options.recall?.(clocks, stored)) ?? stored, {
    at,
    renewed,
  });
  return { agreement: agreed.agreement, rows, silent, dueAt: nearestDue(rows) };
}

/** An open ticket comes under what holds now; one that is done stays under what held. */
async function agreedFor(
  ctx: Ctx,
  ticket: ClockedTicket,
  former: Agreement | null,
  afterTheFact: boolean,
): Promise<Agreed | null> {
  if (!isOpen(ticket.state) && (former || !afterTheFact)) return former && agreedBy(ctx, former);
  const directory = await directoryOf(ctx);
  return agree(directory, { ...ticket, requester: await requesterOf(ctx, directory, ticket.requesterId) });
}

/** Asked for only where a policy asks. */
async function requesterOf(
  ctx: Ctx,
  { slaPolicies }: Directory,
  id: string,
): Promise<RoutingFacts['requester']> {
  const isAsked = slaPolicies.some(({ conditions }) => conditions.requester);
  const person = isAsked ? await actingPerson(ctx, id) : undefined;
  return person ? { ...person, teams: person.teamIds } : NOBODY;
}

const NOBODY: RoutingFacts['requester'] = {
  email: null,
  teams: [],
  locale: null,
  timeZone: null,
  guest: false,
  external: false,
};
