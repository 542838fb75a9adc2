import type { Ctx } from '../../lib/context.ts';
import { statement } from '../../lib/sql.ts';
import { auditRow } from '../audit/record.ts';
import type { CardKind, Place } from '../outbox/enqueue.ts';
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
  source: string;
  rule: { id: string; version: number } | null;
  /** Identifies the inbound event, so that its repeats make nothing. */
  delivery: string | null;
  /** The message it came from, and the thread that it began. */
  from: (Place & { message: string; thread: string }) | null;
  attachmentIds: string[];
  cards: (Place & { kind: CardKind })[];
};

export type Inserted = { id: string; number: string; entryId: string };

/**
 * Everything that an inbound message leaves behind, in one statement: one round trip, one commit. The thread
 * comes first: a thread is one ticket, and who is just opening one there is waited for. Then the row in
 * `delivery`. Where either stands already, nothing else is written and no row comes back.
 */
const INSERT = statement<{ id: string; number: string }>(
  'insert-ticket',
  `
WITH h AS (
  INSERT INTO ticket_thread (channel, conversation, thread, ticket_id, side)
  SELECT $1::text, $20::text, $22::text, $4::uuid, 'requester'
   WHERE $22::text IS NOT NULL
     AND NOT EXISTS (SELECT 1 FROM delivery WHERE channel = $1::text AND key = $2::text)
  ON CONFLICT DO NOTHING RETURNING 1
), fresh AS (
  INSERT INTO delivery (channel, key, received_at)
  SELECT $1::text, $2::text, $3::timestamptz
   WHERE $2::text IS NOT NULL AND ($22::text IS NULL OR EXISTS (SELECT 1 FROM h))
  ON CONFLICT DO NOTHING RETURNING 1
), t AS (
  INSERT INTO ticket (id, number, kind, title, description, impact, urgency, priority, requester_id,
    opened_by_id, queue_id, category, tags, source, channel, rule_id, rule_version, created_at, updated_at)
  SELECT $4::uuid,
         CASE $5::ticket_kind
           WHEN 'incident' THEN 'INC-' || nextval('ticket_number_incident')
           WHEN 'request' THEN 'REQ-' || nextval('ticket_number_request')
           WHEN 'change' THEN 'CHG-' || nextval('ticket_number_change')
           ELSE 'PRB-' || nextval('ticket_number_problem')
         END,
         $5::ticket_kind, $6::text, $7::text, $8::smallint, $9::smallint, $10::smallint, $11::uuid, $12::uuid,
         $13::uuid, $14::text, $15::text[], $16::source, $1::text, $17::uuid, $18::int, $3::timestamptz, $3::timestamptz
   WHERE $2::text IS NULL OR EXISTS (SELECT 1 FROM fresh)
  RETURNING id, number
), e AS (
  INSERT INTO entry (id, ticket_id, kind, author_id, channel, conversation, message, body, created_at)
  SELECT $19::uuid, id, 'reply', $12::uuid, $1::text, $20::text, $21::text, $7::text, $3::timestamptz FROM t
), a AS (
  UPDATE attachment SET entry_id = $19::uuid
   WHERE id = ANY ($23::uuid[]) AND entry_id IS NULL AND uploader_id = $12::uuid AND EXISTS (SELECT 1 FROM t)
), s AS (
  INSERT INTO ticket_search (ticket_id, created_at, words)
  SELECT id, $3::timestamptz, to_tsvector('simple', $24::text) FROM t
), n AS (
  INSERT INTO notice (kind, channel, conversation, ticket_id, view_kind, due_at, created_at)
  SELECT 'view', p.channel, p.conversation, t.id, p.kind::view_kind, $3::timestamptz, $3::timestamptz
    FROM t, unnest($25::text[], $26::text[], $27::text[]) AS p (channel, conversation, kind)
), l AS (
  INSERT INTO audit_entry (at, actor_kind, actor_id, action, subject_type, subject_id, channel, request_id,
    detail, salt, detail_hash)
  SELECT $3::timestamptz, $28::text, $29::text, 'ticket.open', 'ticket', $4::text, $30::text, $31::text,
         $32::text, $33::bytea, $34::bytea FROM t
)
SELECT id::text, number FROM t`,
);

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
  const [row] = await INSERT(
    ctx,
    ctx.origin.channel,
    draft.delivery,
    log.at.toISOString(),
    id,
    draft.kind,
    draft.title,
    draft.description,
    draft.impact,
    draft.urgency,
    draft.priority,
    draft.requesterId,
    draft.openedById,
    draft.queueId,
    draft.category,
    draft.tags,
    draft.source,
    draft.rule?.id ?? null,
    draft.rule?.version ?? null,
    entryId,
    draft.from?.conversation ?? null,
    draft.from?.message ?? null,
    draft.from?.thread ?? null,
    draft.attachmentIds,
    searchedWords(`${draft.title}\n${draft.description}`),
    draft.cards.map((card) => card.channel),
    draft.cards.map((card) => card.conversation),
    draft.cards.map((card) => card.kind),
    log.actorKind,
    log.actorId,
    log.channel,
    log.requestId,
    log.detail,
    log.salt,
    log.detailHash,
  );
  if (!row) return undefined;
  ctx.publish({ topic: 'ticket', id, queueId: draft.queueId, requesterId: draft.requesterId });
  ctx.publish({ topic: 'outbox' });
  ctx.publish({ topic: 'audit' });
  return { ...row, entryId };
}
