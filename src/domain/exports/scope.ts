import type { ExportFilter } from '../../contract/exports.ts';
import { type Ctx, personOf } from '../../lib/context.ts';
import { addSearch, Where } from '../tickets/find.ts';
import { addFilters } from '../tickets/list.ts';
import { searchQuery } from '../tickets/search-query.ts';
import { type Kind, selected } from './kinds/kind.ts';
import { queuesFor } from './policy.ts';

/** Which rows somebody gets. */
export type Scope = {
  /** Conditions on a ticket `t`. */
  tickets: Where;
  queueIds: string[];
  /** Private queues whose tickets they do not get. */
  hidden: string[];
  /** Null: Deskbell itself, which gets all. */
  personId: string | null;
  createdAfter: string | undefined;
  createdBefore: string | undefined;
};

export type Query = { text: string; values: unknown[] };

/** What the actor gets of what a filter asks for, by the rights that they have now. */
export async function scopeOf(ctx: Ctx, { q, queue, ...filter }: ExportFilter): Promise<Scope> {
  const { ids, hidden } = await queuesFor(ctx);
  const queueIds = queue === undefined ? ids : ids.filter((id) => id === queue);
  const tickets = new Where().add('t.queue_id = ANY (?::uuid[])', queueIds);
  await addFilters(ctx, tickets, filter);
  if (q !== undefined) addSearch(tickets, searchQuery(q));
  const { createdAfter, createdBefore } = filter;
  return {
    ...{ tickets, queueIds, hidden: queue === undefined ? hidden : [] },
    ...{ personId: personOf(ctx.actor)?.id ?? null, createdAfter, createdBefore },
  };
}

export function rowsOf(kind: Kind, scope: Scope): Query {
  const where = conditionsOf(kind, scope);
  return {
    text: `SELECT ${selected(kind)} FROM ${kind.from} WHERE ${where} ORDER BY ${kind.order}`,
    values: where.values,
  };
}

export function countOf(kind: Kind, scope: Scope): Query {
  const where = conditionsOf(kind, scope);
  return { text: `SELECT count(*)::int AS count FROM ${kind.from} WHERE ${where}`, values: where.values };
}

function conditionsOf({ about, only }: Kind, scope: Scope): Where {
  const where = about === 'ticket' ? scope.tickets.copy() : new Where();
  if (about === 'alert') addDates(where, 'a.first_at', scope);
  if (about === 'audit') addDates(where, 'x.at', scope);
  if (only) {
    const used: unknown[] = [];
    const condition = only.replace(/\$(person|queues)/g, (_, name) => {
      used.push(name === 'person' ? scope.personId : scope.queueIds);
      return name === 'person' ? '?::uuid' : '?::uuid[]';
    });
    where.add(condition, ...used);
  }
  return where;
}

function addDates(where: Where, column: string, { createdAfter, createdBefore }: Scope): void {
  if (createdAfter) where.add(`${column} >= ?::timestamptz`, createdAfter);
  if (createdBefore) where.add(`${column} < ?::timestamptz`, createdBefore);
}
