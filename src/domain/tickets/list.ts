import type { z } from 'zod';
import { ListTickets, type TicketSummary } from '../../contract/tickets.ts';
import { type Ctx, personOf } from '../../lib/context.ts';
import { pageOf, readCursor } from '../../lib/cursor.ts';
import { fail } from '../../lib/errors.ts';
import { parse } from '../../lib/parse.ts';
import { isStaff } from '../people/acting.ts';
import { directoryOf } from '../settings/directory.ts';
import { worksOn } from './policy.ts';
import { searchQuery } from './search-query.ts';

/** How many of the newest tickets are read through before the index of words is asked. */
const WALKED = 5_000;
/** So many matches among those promise a page within {@link WALKED_FURTHER}. */
const PROMISING = 10;
const WALKED_FURTHER = 30_000;

const SUMMARY = `
  t.id::text, t.number, t.kind::text, t.state::text, t.hold_reason::text AS "holdReason", t.title, t.priority,
  t.tags, t.category, t.created_at AS "createdAt", t.updated_at AS "updatedAt",
  json_build_object('id', r.id, 'name', r.name) AS requester,
  CASE WHEN a.id IS NULL THEN NULL ELSE json_build_object('id', a.id, 'name', a.name) END AS assignee,
  json_build_object('id', q.id, 'name', q.name) AS queue`;
const JOINS = `
  JOIN person r ON r.id = t.requester_id
  JOIN queue q ON q.id = t.queue_id
  LEFT JOIN person a ON a.id = t.assignee_id`;
/** Written out, so that the partial indexes on open tickets serve. */
const OPEN = `t.state IN ('new', 'in_progress', 'on_hold')`;

/** Conditions that collect their parameters. */
class Where {
  readonly values: unknown[] = [];
  readonly conditions: string[] = [];

  /** `?` stands for the next value. */
  add(condition: string, ...values: unknown[]): this {
    let index = this.values.length;
    this.values.push(...values);
    this.conditions.push(condition.replace(/\?/g, () => `$${++index}`));
    return this;
  }

  toString(): string {
    return this.conditions.length === 0 ? 'true' : this.conditions.join(' AND ');
  }
}

type Row = Omit<TicketSummary, 'createdAt' | 'updatedAt'> & { createdAt: Date; updatedAt: Date };

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
  const where = new Where();
  if (!(await restrictToVisible(ctx, where, filter, mineOnly ?? false))) return { items: [], next: null };
  addFilters(ctx, where, filter);

  const down = filter.sort === 'newest';
  const mark = filter.cursor === undefined ? undefined : readCursor(filter.cursor);
  const compare = down ? '<' : '>';
  const direction = down ? 'DESC' : 'ASC';
  const order = (alias: string, id: string) =>
    `${alias}.created_at ${direction}, ${alias}.${id} ${direction}`;
  const limit = filter.limit + 1;
  const search = filter.q === undefined ? undefined : searchQuery(filter.q);

  const run = async (text: string, values: unknown[]) =>
    (await ctx.store.pool.query<Row>({ text, values })).rows;

  let rows: Row[];
  if (!search) {
    if (mark) where.add(`(t.created_at, t.id) ${compare} (?::timestamptz, ?::uuid)`, mark.at, mark.id);
    rows = await run(
      `SELECT ${SUMMARY} FROM ticket t ${JOINS} WHERE ${where} ORDER BY ${order('t', 'id')} LIMIT ${limit}`,
      where.values,
    );
  } else if ('number' in search) {
    where.add(
      `t.id IN (SELECT m.id FROM ticket m WHERE m.number = ANY(?)
                 UNION SELECT m.merged_into_id FROM ticket m WHERE m.number = ANY(?)
                 UNION SELECT coalesce(m.merged_into_id, m.id) FROM ticket_alias x
                         JOIN ticket m ON m.id = x.ticket_id WHERE x.number = ANY(?))`,
      search.number,
      search.number,
      search.number,
    );
    if (mark) where.add(`(t.created_at, t.id) ${compare} (?::timestamptz, ?::uuid)`, mark.at, mark.id);
    rows = await run(
      `SELECT ${SUMMARY} FROM ticket t ${JOINS} WHERE ${where} ORDER BY ${order('t', 'id')} LIMIT ${limit}`,
      where.values,
    );
  } else {
    const words = `s.words @@ to_tsquery('simple', $${where.values.push(search.words)})`;
    const after = mark
      ? `(s.created_at, s.ticket_id) ${compare} ($${where.values.push(mark.at)}::timestamptz, $${where.values.push(mark.id)}::uuid)`
      : 'true';
    const inOrder = `ORDER BY ${order('s', 'ticket_id')}`;
    const summaries = `${SUMMARY} FROM page s JOIN ticket t ON t.id = s.ticket_id ${JOINS}`;
    const walk = (tickets: number) =>
      run(
        `WITH page AS (SELECT * FROM ticket_search s WHERE ${after} ${inOrder} LIMIT ${tickets})
         SELECT ${summaries} WHERE ${words} AND ${where} ${inOrder} LIMIT ${limit}`,
        where.values,
      );
    // The words and the filters together decide what is read, and only one page of that is told of.
    const lookUp = () =>
      run(
        `WITH found AS MATERIALIZED (
           SELECT s.ticket_id, s.created_at FROM ticket_search s
             ${where.conditions.length === 0 ? '' : 'JOIN ticket t ON t.id = s.ticket_id'}
            WHERE ${words} AND ${after} AND ${where}
         ), page AS MATERIALIZED (SELECT * FROM found s ${inOrder} LIMIT ${limit})
         SELECT ${summaries} ${inOrder}`,
        where.values,
      );
    // Common words are found among the newest tickets, and rare ones by the index of words, which then gives few
    // to sort. Some of the newest tell which they are, so the work hardly grows with the table.
    rows = await walk(WALKED);
    if (rows.length >= PROMISING && rows.length < limit) rows = await walk(WALKED_FURTHER);
    if (rows.length < limit) rows = await lookUp();
  }
  return pageOf(
    rows,
    filter.limit,
    (row) => ({ at: row.createdAt, id: row.id }),
    (row) => ({ ...row, createdAt: row.createdAt.toISOString(), updatedAt: row.updatedAt.toISOString() }),
  );
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
  const visible = [...queues.values()].filter((queue) => worksOn(person, queue)).map((queue) => queue.id);
  if (filter.queue) {
    if (!visible.includes(filter.queue)) return false;
    where.add('t.queue_id = ?::uuid', filter.queue);
  } else if (visible.length < queues.size) {
    where.add('t.queue_id = ANY(?::uuid[])', visible);
  }
  return true;
}

function addFilters(ctx: Ctx, where: Where, filter: z.output<typeof ListTickets>): void {
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
  if (filter.createdAfter) where.add('t.created_at >= ?::timestamptz', filter.createdAfter);
  if (filter.createdBefore) where.add('t.created_at < ?::timestamptz', filter.createdBefore);
}
