import { hmac } from '../../lib/crypto.ts';

/** What the chain holds of an entry: who did what to what, never the words of it. */
export type ChainEntry = {
  /** Decimal digits. */
  id: string;
  /** Milliseconds since 1970 UTC in decimal digits, as PostgreSQL counts them. */
  at: string;
  actorKind: string;
  actorId: string | null;
  action: string;
  subjectType: string;
  subjectId: string;
  channel: string;
  requestId: string;
  /** SHA-256 of salt and detail. Since only this is chained, both can be erased later. */
  detailHash: Uint8Array;
};

/** The columns of {@link ChainEntry}. Numbers come as text, so that no driver can round them. */
export const CHAIN_COLUMNS = `
  id::text, trunc(extract(epoch FROM at) * 1000)::text AS at, actor_kind AS "actorKind", actor_id AS "actorId",
  action, subject_type AS "subjectType", subject_id AS "subjectId", channel, request_id AS "requestId",
  detail_hash AS "detailHash"`;

/** What stands for the hash before the first entry. */
export const GENESIS: Uint8Array = new Uint8Array(32);

/**
 * The one text of an entry at its place: a JSON array without white space. JSON quotes every string, so two
 * different entries never have the same text, null is not the empty string, and an auditor can make the same
 * text in any language. The first element names this form, should there ever be another.
 */
export function canonical(entry: ChainEntry, seq: number): string {
  return JSON.stringify([
    'deskbell.audit.1',
    seq,
    entry.id,
    entry.at,
    entry.actorKind,
    entry.actorId,
    entry.action,
    entry.subjectType,
    entry.subjectId,
    entry.channel,
    entry.requestId,
    Buffer.from(entry.detailHash).toString('hex'),
  ]);
}

/** The hash of an entry at its place: HMAC-SHA-256(key, hash of the entry before || canonical text). */
export function link(key: Buffer, previous: Uint8Array, entry: ChainEntry, seq: number): Buffer {
  return hmac(key, previous, canonical(entry, seq));
}
