import type { TicketSummary } from '../../contract/tickets.ts';
import type { Ctx } from '../../lib/context.ts';
import type { Mark } from '../../lib/cursor.ts';
import { statement } from '../../lib/sql.ts';
import { DUE_NEXT } from '../sla/view.ts';
import type { SearchQuery } from './search-query.ts';

/** A ticket as lists show it. */
export type FoundTicket = Omit<TicketSummary, 'createdAt' | 'updatedAt'> & {
  createdAt: Date;
  updatedAt: Date;
  dueAt: Date | null;
};

export type Page = { sort: 'newest' | 'oldest' | 'due'; after: Mark | undefined; limit: number };

const SUMMARY = `
  t.id::text, t.number, t.kind::text, t.state::text, t.hold_reason::text AS "holdReason", t.title, t.priority,
  t.tags, t.category, t.created_at AS "createdAt", t.updated_at AS "updatedAt", t.due_at AS "dueAt",
  ${DUE_NEXT} AS due, t.is_project AS "isProject",
  json_build_object('id', r.id, 'name', r.name) AS requester,
  CASE WHEN a.id IS NULL THEN NULL ELSE json_build_object('id', a.id, 'name', a.name) END AS assignee,
  t.unassigned_because AS "unassignedBecause", json_build_object('id', q.id, 'name', q.name) AS queue`;
const JOINS = `
  JOIN person r ON r.id = t.requester_id
  JOIN queue q ON q.id = t.queue_id
  LEFT JOIN person a ON a.id = t.assignee_id`;

/** As the API shows it to agents. */
export const summaryOf = ({ dueAt: _, due, ...row }: FoundTicket): TicketSummary => ({
  ...row,
  due: due && dueIn(due),
  createdAt: row.createdAt.toISOString(),
  updatedAt: row.updatedAt.toISOString(),
});

/** Instants as the API writes them; PostgreSQL's JSON has them otherwise. */
const dueIn = ({ metric, warnAt, at }: NonNullable<TicketSummary['due']>) => ({
  metric,
  warnAt: warnAt && new Date(warnAt).toISOString(),
  at: new Date(at).toISOString(),
});

const BY_ID = statement<FoundTicket>(
  'ticket-summaries',
  `SELECT ${SUMMARY} FROM ticket t ${JOINS} WHERE t.id = ANY ($1::uuid[])`,
);

/** Tickets as they are now, by id. */
export async function summariesOf(ctx: Ctx, ids: readonly string[]): Promise<Map<string, TicketSummary>> {
  const rows = await BY_ID(ctx, [...new Set(ids)]);
  return new Map(rows.map((row) => [row.id, summaryOf(row)]));
}

/** Conditions on a ticket `t` that collect their parameters. */
export class Where {
  readonly values: unknown[] = [];
  readonly conditions: string[] = [];

  /** `?` stands for the next value. */
  add(condition: string, ...values: unknown[]): this {
    this.conditions.push(this.with(condition, ...values));
    return this;
  }

  /** The same for a condition that stands elsewhere. */
  with(condition: string, ...values: unknown[]): string {
    return condition.replace(/\?/g, () => `$${this.values.push(values.shift())}`);
  }

  /** One that goes on by itself. */
  copy(): Where {
    const other = new Where();
    other.values.push(...this.values);
    other.conditions.push(...this.conditions);
    return other;
  }

  toString(): string {
    return this.conditions.length === 0 ? 'true' : this.conditions.join(' AND ');
  }
}

/** A page of the tickets that meet the conditions and that a search finds, by keyset. */
export async function findTickets(
  ctx: Ctx,
  where: Where,
  search: SearchQuery,
  page: Page,
): Promise<FoundTicket[]> {
  if (search && 'words' in search) return findByWords(ctx, where, search.words, page);
  if (search) addNumber(where, search.number);
  const { after, inOrder } = keyset(page, where, 't', 'id');
  return run(
    ctx,
    `SELECT ${SUMMARY} FROM ticket t ${JOINS} WHERE ${where} AND ${after} ${inOrder} LIMIT ${page.limit}`,
    where,
  );
}

/** How many tickets meet the conditions. */
export async function countFound(ctx: Ctx, where: Where): Promise<number> {
  const { rows } = await ctx.store.pool.query<{ count: number }>({
    text: `SELECT count(*)::int AS count FROM ticket t WHERE ${where}`,
    values: where.values,
  });
  return rows[0]?.count ?? 0;
}

/** All that a search finds, where no page of it is wanted. */
export function addSearch(where: Where, search: SearchQuery): void {
  if (!search) return;
  if ('number' in search) addNumber(where, search.number);
  else where.add('t.id IN (SELECT ticket_id FROM ticket_search WHERE words @@ ?::tsquery)', search.words);
}

function addNumber(where: Where, numbers: string[]): void {
  where.add(
    `t.id IN (SELECT m.id FROM ticket m WHERE m.number = ANY(?)
               UNION SELECT m.merged_into_id FROM ticket m WHERE m.number = ANY(?)
               UNION SELECT coalesce(m.merged_into_id, m.id) FROM ticket_alias x
                       JOIN ticket m ON m.id = x.ticket_id WHERE x.number = ANY(?))`,
    numbers,
    numbers,
    numbers,
  );
}

/**
 * Two ways lead to the newest tickets with some words. Where they are common, the newest tickets are read through
 * until the page is full. Where they are rare, the index of words gives all of them, to be sorted. What PostgreSQL
 * expects decides, so that neither way grows with the table.
 */
async function findByWords(ctx: Ctx, where: Where, words: string, page: Page): Promise<FoundTicket[]> {
  const holds = where.with(`s.words @@ ?::tsquery`, words);
  const matching = `ticket_search s ${where.conditions.length === 0 ? '' : 'JOIN ticket t ON t.id = s.ticket_id'}
                     WHERE ${holds} AND ${where}`;
  const reach = await walkFor(ctx, matching, where, page.limit);
  const { after, inOrder } = keyset(page, where, 's', 'ticket_id');
  const summaries = `${SUMMARY} FROM page s JOIN ticket t ON t.id = s.ticket_id ${JOINS}`;
  if (reach > 0) {
    const rows = await run(
      ctx,
      `WITH page AS (SELECT * FROM ticket_search s WHERE ${after} ${inOrder} LIMIT ${reach})
       SELECT ${summaries} WHERE ${holds} AND ${where} ${inOrder} LIMIT ${page.limit}`,
      where,
    );
    if (rows.length === page.limit) return rows;
  }
  return run(
    ctx,
    `WITH found AS MATERIALIZED (SELECT s.ticket_id, s.created_at FROM ${matching} AND ${after}),
          page AS MATERIALIZED (SELECT * FROM found s ${inOrder} LIMIT ${page.limit})
     SELECT ${summaries} ${inOrder}`,
    where,
  );
}

/** How much it costs to fetch and sort a match of the index, to reading one ticket in order. */
const MATCH_TO_STEP = 3;
/** So many times the expected way is gone before it turns out that the words are in old tickets only. */
const SLACK = 4;

/** How many tickets to read through for a page of matches; 0 when the index of words is the shorter way. */
async function walkFor(ctx: Ctx, matching: string, where: Where, limit: number): Promise<number> {
  const { pool } = ctx.store;
  const [explained, counted] = await Promise.all([
    pool.query({ text: `EXPLAIN (FORMAT JSON) SELECT FROM ${matching}`, values: where.values }),
    pool.query<{ tickets: number }>({
      text: `SELECT reltuples::float8 AS tickets FROM pg_class WHERE oid = 'ticket_search'::regclass`,
    }),
  ]);
  const matches: number = explained.rows[0]['QUERY PLAN'][0].Plan['Plan Rows'];
  const steps = (limit * (counted.rows[0]?.tickets ?? 0)) / matches;
  return steps < matches * MATCH_TO_STEP ? Math.ceil(steps * SLACK) : 0;
}

/** Where a page begins and how it goes on, by the creation of `alias` or by the time at which it is due. */
function keyset({ sort, after }: Page, where: Where, alias: string, id: string) {
  const time = `${alias}.${sort === 'due' ? 'due_at' : 'created_at'}`;
  const [direction, beyond] = sort === 'newest' ? ['DESC', '<'] : ['ASC', '>'];
  return {
    after: after
      ? where.with(`(${time}, ${alias}.${id}) ${beyond} (?::timestamptz, ?::uuid)`, after.at, after.id)
      : 'true',
    inOrder: `ORDER BY ${time} ${direction}, ${alias}.${id} ${direction}`,
  };
}

async function run(ctx: Ctx, text: string, { values }: Where): Promise<FoundTicket[]> {
  return (await ctx.store.pool.query<FoundTicket>({ text, values })).rows;
}
