import pg from 'pg';
import type { Mark } from '../../contract/marks.ts';
import type { Ticket as TicketView } from '../../contract/tickets.ts';
import type { Ctx } from '../../lib/context.ts';
import { batched } from '../../lib/gather.ts';
import { statement } from '../../lib/sql.ts';
import { auditRow } from '../audit/record.ts';
import type { CardKind, Place } from '../outbox/enqueue.ts';
import type { Agreement } from '../sla/agreement.ts';
import {
  CLOCK_COLUMNS,
  CLOCK_INTO,
  CLOCK_VALUES,
  type ClockRow,
  clockJson,
  nearestDue,
} from '../sla/clocks.ts';
import type { Level, Priority } from './priority.ts';
import { searchedWords } from './search-query.ts';

/** A ticket that is decided in full and only needs to be written. */
export type Draft = {
  kind: 'incident' | 'request' | 'change' | 'problem';
  title: string;
  description: string;
  impact: Level;
  urgency: Level;
  priority: Priority;
  requesterId: string;
  openedById: string;
  queueId: string;
  category: string | null;
  tags: string[];
  source: TicketView['source'];
  rule: { id: string; version: number } | null;
  /** Identifies the inbound event, so that its repeats make nothing; not asked where it began a thread. */
  delivery: string | null;
  /** The message it came from, and the thread that it began. */
  from: (Place & { message: string; thread: string }) | null;
  attachmentIds: string[];
  marks?: Mark[] | undefined;
  cards: (Place & { kind: CardKind })[];
  /** What is promised about it; null: nothing. */
  sla: { agreement: Agreement; clocks: ClockRow[] } | null;
  /** Whether rules are to hear of it. */
  listened: boolean;
  at: Date;
};

export type Inserted = { id: string; number: string; entryId: string; at: Date };

/**
 * Everything that inbound messages leave behind, in one statement: one round trip, one commit. The thread comes first:
 * a thread is one ticket, and who is just opening one there is waited for. What has no thread is known by its row in
 * `delivery`. Where that stands already, nothing else of that draft is written and no row comes back for it.
 */
const INSERT = statement<{ id: string; number: string }>(
  'insert-tickets',
  `
WITH d AS MATERIALIZED (
  SELECT * FROM jsonb_to_recordset($1::jsonb) AS d (
    channel text, delivery text, at timestamptz, id uuid, kind ticket_kind, title text, description text,
    impact smallint, urgency smallint, priority smallint, requester uuid, opener uuid, queue uuid, category text,
    tags text[], source source, rule uuid, rule_version int, entry uuid, conversation text, message text, thread text,
    attachments uuid[], marks jsonb, words text[], cards jsonb, agreement jsonb, due timestamptz, clocks jsonb, cause uuid[], quiet boolean, actor_kind text, actor_id text, request text, detail text, salt text,
    detail_hash text)
), h AS (
  INSERT INTO ticket_thread (channel, conversation, thread, ticket_id, side)
  SELECT channel, conversation, thread, id, 'requester' FROM d
   WHERE thread IS NOT NULL
  ON CONFLICT DO NOTHING RETURNING ticket_id
), fresh AS (
  INSERT INTO delivery (channel, key, received_at)
  SELECT channel, delivery, at FROM d WHERE delivery IS NOT NULL
  ON CONFLICT DO NOTHING RETURNING channel, key
), t AS (
  INSERT INTO ticket (id, number, kind, title, description, impact, urgency, priority, requester_id,
    opened_by_id, queue_id, category, tags, source, channel, rule_id, rule_version, agreement, due_at, created_at,
    updated_at, awaits_assignment)
  SELECT id,
         CASE kind
           WHEN 'incident' THEN 'INC-' || nextval('ticket_number_incident')
           WHEN 'request' THEN 'REQ-' || nextval('ticket_number_request')
           WHEN 'change' THEN 'CHG-' || nextval('ticket_number_change')
           ELSE 'PRB-' || nextval('ticket_number_problem')
         END,
         kind, title, description, impact, urgency, priority, requester, opener, queue, category, tags, source,
         channel, rule, rule_version, agreement, due, at, at,
         -- As givesTickets() asks it.
         quiet IS NULL AND (SELECT assignment <> 'manual' FROM queue WHERE queue.id = d.queue FOR KEY SHARE)
    FROM d
   WHERE thread IS NULL AND delivery IS NULL
      OR id IN (SELECT ticket_id FROM h) OR (channel, delivery) IN (SELECT channel, key FROM fresh)
  RETURNING id, number
), w AS MATERIALIZED (
  SELECT d.* FROM d JOIN t USING (id)
), e AS (
  INSERT INTO entry (id, ticket_id, kind, author_id, channel, conversation, message, body, marks, created_at)
  SELECT entry, id, 'reply', opener, channel, conversation, message, description, marks, at FROM w
), a AS (
  UPDATE attachment SET entry_id = w.entry FROM w
   WHERE attachment.id = ANY (w.attachments) AND entry_id IS NULL AND uploader_id = w.opener
), s AS (
  INSERT INTO ticket_search (ticket_id, created_at, words)
  SELECT id, at, array_to_tsvector(words) FROM w
), n AS (
  INSERT INTO notice (kind, channel, conversation, ticket_id, view_kind, due_at, created_at)
  SELECT 'view', card.channel, card.conversation, w.id, card.kind, w.at, w.at
    FROM w, jsonb_to_recordset(w.cards) AS card (channel text, conversation text, kind view_kind)
), k AS (
  INSERT INTO ${CLOCK_INTO}
  SELECT w.id, ${CLOCK_VALUES} FROM w, jsonb_to_recordset(w.clocks) AS c (${CLOCK_COLUMNS})
), v AS (
  INSERT INTO ticket_event (ticket_id, kind, actor_id, cause, at)
  SELECT id, 'opened', opener, cause, at FROM w WHERE cause IS NOT NULL
), l AS (
  INSERT INTO audit_entry (at, actor_kind, actor_id, action, subject_type, subject_id, channel, request_id,
    detail, salt, detail_hash)
  SELECT at, actor_kind, actor_id, 'ticket.open', 'ticket', id::text, channel, request, detail,
         decode(salt, 'base64'), decode(detail_hash, 'base64') FROM w
)
SELECT id::text, number FROM t`,
);

const MOST_TOGETHER = 64;

/** What the statement reads of a draft. */
type Row = Record<string, unknown> & { id: string; delivery: string | null; thread: string | null };

/** A ticket's number, unless its delivery or thread was there; or what the database had against it alone. */
type Written = { number: string | undefined } | { error: unknown };

/** Tickets that are opened at the same moment are written together. */
const insertAmongOthers = batched<Row, Written>(insertAll, MOST_TOGETHER);

async function insertAll(ctx: Ctx, rows: Row[]): Promise<Written[]> {
  // Of two drafts of one delivery the second must find the first.
  const keys = rows.map(({ delivery }) => delivery).filter((key) => key !== null);
  if (new Set(keys).size < keys.length) return oneByOne(ctx, rows);
  try {
    const inserted = await INSERT(ctx, JSON.stringify(rows.toSorted(byThread)));
    const numbers = new Map(inserted.map(({ id, number }) => [id, number]));
    return rows.map(({ id }) => ({ number: numbers.get(id) }));
  } catch (error) {
    // Where the database has refused it, nothing was written, and the others need not suffer for one. Where the
    // connection was lost, nobody knows.
    if (rows.length === 1 || !(error instanceof pg.DatabaseError)) throw error;
    return oneByOne(ctx, rows);
  }
}

/** Processes that take in the same threads at the same moment wait for each other in one order only. */
const byThread = (a: Row, b: Row) => ((a.thread ?? '') < (b.thread ?? '') ? -1 : 1);

async function oneByOne(ctx: Ctx, rows: Row[]): Promise<Written[]> {
  const written: Written[] = [];
  for (const row of rows) {
    written.push(...(await insertAll(ctx, [row]).catch((error: unknown) => [{ error }])));
  }
  return written;
}

/** Writes the ticket; `undefined`: its delivery was handled before, or its thread has a ticket. */
export async function insertTicket(ctx: Ctx, draft: Draft): Promise<Inserted | undefined> {
  const id = ctx.newId();
  const entryId = ctx.newId();
  const log = auditRow(ctx, {
    action: 'ticket.open',
    subject: { type: 'ticket', id },
    detail: {
      kind: draft.kind,
      title: draft.title,
      queueId: draft.queueId,
      requesterId: draft.requesterId,
      priority: draft.priority,
      rule: draft.rule,
    },
  });
  const row: Row = {
    channel: ctx.origin.channel,
    delivery: draft.from ? null : draft.delivery,
    at: draft.at.toISOString(),
    id,
    kind: draft.kind,
    title: draft.title,
    description: draft.description,
    impact: draft.impact,
    urgency: draft.urgency,
    priority: draft.priority,
    requester: draft.requesterId,
    opener: draft.openedById,
    queue: draft.queueId,
    category: draft.category,
    tags: draft.tags,
    source: draft.source,
    rule: draft.rule?.id ?? null,
    rule_version: draft.rule?.version ?? null,
    entry: entryId,
    conversation: draft.from?.conversation ?? null,
    message: draft.from?.message ?? null,
    thread: draft.from?.thread ?? null,
    attachments: draft.attachmentIds,
    ...(draft.marks?.length ? { marks: draft.marks } : {}),
    words: searchedWords(`${draft.title}\n${draft.description}`),
    cards: draft.cards,
    ...(draft.sla ? slaRow(draft.sla) : {}),
    ...(ctx.replay ? { quiet: true } : {}),
    ...(draft.listened ? { cause: ctx.cause ?? [] } : {}),
    actor_kind: log.actorKind,
    actor_id: log.actorId,
    request: log.requestId,
    detail: log.detail,
    salt: Buffer.from(log.salt).toString('base64'),
    detail_hash: Buffer.from(log.detailHash).toString('base64'),
  };
  const written = await insertAmongOthers(ctx, row);
  if ('error' in written) throw written.error;
  const { number } = written;
  if (number === undefined) return undefined;
  ctx.publish({ topic: 'ticket', id, queueId: draft.queueId, requesterId: draft.requesterId });
  ctx.publish({ topic: 'outbox' });
  if (draft.listened) ctx.publish({ topic: 'events' });
  ctx.publish({ topic: 'audit' });
  return { id, number, entryId, at: draft.at };
}

const slaRow = ({ agreement, clocks }: NonNullable<Draft['sla']>) => ({
  agreement,
  due: nearestDue(clocks)?.toISOString() ?? null,
  clocks: clocks.map(clockJson),
});
