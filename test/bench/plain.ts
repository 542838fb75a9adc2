import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { searchedWords } from '../../src/domain/tickets/search-query.ts';
import { sha256 } from '../../src/lib/crypto.ts';
import { newId } from '../../src/lib/ids.ts';

/**
 * The yardstick: the rows that a message leaves behind, written by plain `pg` in one prepared statement, with
 * nobody asked who they are, nothing read, checked or routed. There is no faster way to commit them one by one.
 */
const INSERT = `
WITH t AS (
  INSERT INTO ticket (id, number, kind, title, description, impact, urgency, priority, requester_id, opened_by_id,
    queue_id, source, channel, created_at, updated_at)
  VALUES ($3, 'REQ-' || nextval('ticket_number_request'), 'request', $4, $5, 3, 2, 4, $6, $6, $7, 'message', 'web', $2, $2)
  RETURNING id
), e AS (
  INSERT INTO entry (id, ticket_id, kind, author_id, channel, conversation, message, body, created_at)
  SELECT $8, id, 'reply', $6, 'web', $9, $1, $5, $2 FROM t
), h AS (
  INSERT INTO ticket_thread (channel, conversation, thread, ticket_id, side)
  SELECT 'web', $9, $1, id, 'requester' FROM t
), s AS (
  INSERT INTO ticket_search (ticket_id, created_at, words)
  SELECT id, $2, array_to_tsvector($17::text[]) FROM t
), n AS (
  INSERT INTO notice (kind, channel, conversation, ticket_id, view_kind, due_at, created_at)
  SELECT 'view', 'web', place.conversation, id, place.kind, $2, $2
    FROM t, (VALUES ($9, 'requester_card'::view_kind), ($10, 'triage_card')) AS place (conversation, kind)
), l AS (
  INSERT INTO audit_entry (at, actor_kind, actor_id, action, subject_type, subject_id, channel, request_id,
    detail, salt, detail_hash)
  SELECT $2, 'person', $11, 'ticket.open', 'ticket', $12, 'web', $13, $14, $15, $16 FROM t
)
SELECT id FROM t`;

export type PlainDesk = {
  write(person: string, text: string): Promise<void>;
  close(): Promise<void>;
};

/** @param queue where the tickets go, and the conversation of its triage cards */
export function openPlain(url: string, queue: { id: string; triage: string }): PlainDesk {
  const pool = new pg.Pool({ connectionString: url, max: 16 });
  return {
    async write(person, text) {
      const now = new Date();
      const [id, entry, delivery] = [newId(now), newId(now), crypto.randomUUID()];
      const title = text.slice(0, text.indexOf('.'));
      const detail = JSON.stringify({
        kind: 'request',
        title,
        queueId: queue.id,
        requesterId: person,
        priority: 4,
      });
      const salt = randomBytes(16);
      await pool.query({
        name: 'plain',
        text: INSERT,
        values: [
          ...[delivery, now, id, title, text, person, queue.id, entry, `direct:${person}`, queue.triage],
          ...[person, id, newId(now), detail, salt, sha256(salt, detail)],
          searchedWords(`${title}\n${text}`),
        ],
      });
    },
    close: () => pool.end(),
  };
}
