import type { z } from 'zod';
import { ListTickets, type TicketSummary } from '../../contract/tickets.ts';
import { type Ctx, personOf } from '../../lib/context.ts';
import { pageOf, readCursor } from '../../lib/cursor.ts';
import { fail, failField } from '../../lib/errors.ts';
import { parse } from '../../lib/parse.ts';
import { isStaff } from '../people/acting.ts';
import { directoryOf } from '../settings/directory.ts';
import { countFound, findTickets, summaryOf, Where } from './find.ts';
import { loadTicket } from './load.ts';
import { queuesWorkedOn } from './policy.ts';
import { searchQuery } from './search-query.ts';

/** Written out, so that the partial indexes on open tickets serve. */
const OPEN = `t.state IN ('new', 'in_progress', 'on_hold')`;

/**
 * Tickets by filters and words, by keyset. Agents see the queues they work on, everybody else their own
 * tickets and those they follow.
 */
export async function listTickets(
  ctx: Ctx,
  input: z.input<typeof ListTickets> & { mineOnly?: boolean },
): Promise<{ items: TicketSummary[]; next: string | null }> {
  const { mineOnly, ...rest } = input;
  const filter = parse(ListTickets, rest);
  const { sort } = filter;
  const person = personOf(ctx.actor);
  if (sort === 'due' && filter.q !== undefined) failField('sort', 'What words find is in order of its age.');
  if (sort === 'due' && (mineOnly || !person || !isStaff(person)))
    failField('sort', 'What is due is for agents.');
  const where = new Where();
  if (!(await restrictToVisible(ctx, where, filter, mineOnly ?? false))) return { items: [], next: null };
  await addFilters(ctx, where, filter);
  if (sort === 'due') where.add(`t.due_at IS NOT NULL AND ${OPEN}`);

  const rows = await findTickets(ctx, where, filter.q === undefined ? undefined : searchQuery(filter.q), {
    sort,
    after: filter.cursor === undefined ? undefined : readCursor(filter.cursor),
    // One more than is shown tells whether there are more.
    limit: filter.limit + 1,
  });
  const worked = new Set(queuesWorkedOn(ctx.actor, (await directoryOf(ctx)).queues));
  return pageOf(
    rows,
    filter.limit,
    (row) => ({ at: (sort === 'due' ? row.dueAt : null) ?? row.createdAt, id: row.id }),
    (row) =>
      worked.has(row.queue.id) ? summaryOf(row) : { ...summaryOf(row), due: null, unassignedBecause: null },
  );
}

/** How many tickets the list has in all its pages. */
export async function countTickets(
  ctx: Ctx,
  input: z.input<typeof ListTickets> & { mineOnly?: boolean },
): Promise<number> {
  const { mineOnly, ...rest } = input;
  const filter = parse(ListTickets, rest);
  if (filter.q !== undefined) failField('q', 'What words find is not counted.');
  const where = new Where();
  if (!(await restrictToVisible(ctx, where, filter, mineOnly ?? false))) return 0;
  await addFilters(ctx, where, filter);
  return countFound(ctx, where);
}

/** Narrows the list to what the caller may see. @returns false when that is nothing */
async function restrictToVisible(
  ctx: Ctx,
  where: Where,
  filter: z.output<typeof ListTickets>,
  mineOnly: boolean,
): Promise<boolean> {
  const person = personOf(ctx.actor) ?? fail('unauthenticated', 'Please sign in.');
  if (mineOnly || !isStaff(person)) {
    where.add(
      't.id IN (SELECT id FROM ticket WHERE requester_id = ?::uuid UNION SELECT ticket_id FROM ticket_watcher WHERE person_id = ?::uuid)',
      person.id,
      person.id,
    );
    if (filter.queue) where.add('t.queue_id = ?::uuid', filter.queue);
    return true;
  }
  const { queues } = await directoryOf(ctx);
  const visible = queuesWorkedOn(ctx.actor, queues);
  if (filter.queue) {
    if (!visible.includes(filter.queue)) return false;
    where.add('t.queue_id = ?::uuid', filter.queue);
  } else if (visible.length < queues.size) {
    where.add('t.queue_id = ANY(?::uuid[])', visible);
  }
  return true;
}

type Filters = Omit<z.output<typeof ListTickets>, 'cursor' | 'limit' | 'sort' | 'q' | 'queue'>;

/** Narrows to what the filters say, but for words and queue. */
export async function addFilters(ctx: Ctx, where: Where, filter: Filters): Promise<void> {
  const me = personOf(ctx.actor)?.id;
  if (filter.open !== undefined) where.add(filter.open ? OPEN : `NOT (${OPEN})`);
  if (filter.state) where.add('t.state = ANY(?::ticket_state[])', filter.state);
  if (filter.kind) where.add('t.kind = ?::ticket_kind', filter.kind);
  if (filter.assignee === 'none') where.add('t.assignee_id IS NULL');
  else if (filter.assignee) {
    where.add('t.assignee_id = ?::uuid', filter.assignee === 'me' ? me : filter.assignee);
  }
  if (filter.requester) {
    where.add('t.requester_id = ?::uuid', filter.requester === 'me' ? me : filter.requester);
  }
  if (filter.priority) where.add('t.priority = ANY(?::smallint[])', filter.priority);
  if (filter.tag) where.add('t.tags @> ARRAY[?]::text[]', filter.tag);
  if (filter.parent) {
    const { id } = await loadTicket(ctx, filter.parent);
    where.add(`t.id IN (SELECT from_id FROM ticket_link WHERE to_id = ?::uuid AND kind = 'child_of')`, id);
  }
  if (filter.project !== undefined) where.add(filter.project ? 't.is_project' : 'NOT t.is_project');
  if (filter.createdAfter) where.add('t.created_at >= ?::timestamptz', filter.createdAfter);
  if (filter.createdBefore) where.add('t.created_at < ?::timestamptz', filter.createdBefore);
}
