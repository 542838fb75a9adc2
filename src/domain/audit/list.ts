import type { z } from 'zod';
import { type AuditEntry, audit } from '../../contract/audit.ts';
import type { Ctx } from '../../lib/context.ts';
import { pageOf, readCursor } from '../../lib/cursor.ts';
import { failField } from '../../lib/errors.ts';
import { isId } from '../../lib/ids.ts';
import { parse } from '../../lib/parse.ts';
import { requireAdmin } from '../people/policy.ts';

type Row = Omit<AuditEntry, 'at' | 'actor' | 'subject' | 'detail'> & {
  at: Date;
  actorKind: string;
  actorId: string | null;
  subjectType: string;
  subjectId: string;
  detail: string | null;
};

// An impossible date, such as infinity, must not make the page unreadable.
const COLUMNS = `
  id, least(greatest(at, 'epoch'), '9999-12-31') AS at, actor_kind AS "actorKind", actor_id AS "actorId", action,
  subject_type AS "subjectType", subject_id AS "subjectId", channel, request_id AS "requestId", detail, seq`;

/** `?` stands for the value of the filter. */
const CONDITIONS = {
  subjectType: 'subject_type = ?::text',
  subjectId: 'subject_id = ?::text',
  // A token acts as `<token>/<person>`: it is found by either.
  actorId: `(actor_id = ?::text OR (actor_kind = 'token' AND ?::text = ANY (string_to_array(actor_id, '/'))))`,
  action: 'action = ?::text',
  after: 'at >= ?::timestamptz',
  before: 'at < ?::timestamptz',
  cursor: 'id < ?::bigint',
} as const;

/**
 * Who did what, newest first. Only admins may see it.
 * @throws `forbidden`, `unauthenticated`, `invalid`
 */
export async function listAudit(
  ctx: Ctx,
  input: z.input<typeof audit.list.input>,
): Promise<{ items: AuditEntry[]; next: string | null }> {
  requireAdmin(ctx);
  const { limit, cursor, ...filter } = parse(audit.list.input, input);
  const conditions: string[] = [];
  const values: string[] = [];
  const asked = { ...filter, cursor: cursor === undefined ? undefined : markOf(cursor) };
  for (const [name, condition] of Object.entries(CONDITIONS)) {
    const value = asked[name as keyof typeof CONDITIONS];
    if (value !== undefined) conditions.push(condition.replaceAll('?', `$${values.push(value)}`));
  }
  const { rows } = await ctx.store.pool.query<Row>({
    text: `SELECT ${COLUMNS} FROM audit_entry WHERE ${conditions.join(' AND ') || 'true'}
            ORDER BY audit_entry.id DESC LIMIT ${limit + 1}`,
    values,
  });
  const names = await namesOf(ctx, rows);
  return pageOf(
    rows,
    limit,
    (row) => ({ at: row.at, id: String(row.id) }),
    (row) => asEntry(row, names),
  );
}

/** Marks of this list carry a number as their id. */
function markOf(cursor: string): string {
  const { id } = readCursor(cursor);
  return /^\d{1,18}$/.test(id) ? id : failField('cursor', 'This is not a cursor of this list.');
}

function asEntry(row: Row, names: Map<string, string>): AuditEntry {
  const { actorKind, actorId, subjectType, subjectId, ...rest } = row;
  return {
    ...rest,
    at: row.at.toISOString(),
    actor: { kind: actorKind, id: actorId, name: nameOf(row, names) },
    subject: { type: subjectType, id: subjectId },
    detail: row.detail === null ? null : readDetail(row.detail),
  };
}

function nameOf({ actorKind, actorId }: Row, names: Map<string, string>): string | null {
  if (actorId === null) return null;
  if (actorKind === 'source' || actorKind === 'system') return actorId;
  if (actorKind !== 'token') return names.get(actorId) ?? null;
  const [token = '', person = ''] = actorId.split('/');
  const name = names.get(person);
  const tokenName = names.get(token);
  return name && tokenName ? `${name} (token ${tokenName})` : (name ?? null);
}

/** The names of the people and tokens that acted. */
async function namesOf(ctx: Ctx, rows: readonly Row[]): Promise<Map<string, string>> {
  const ids = new Set(rows.flatMap((row) => row.actorId?.split('/') ?? []).filter(isId));
  if (ids.size === 0) return new Map();
  const { rows: found } = await ctx.store.pool.query<{ id: string; name: string }>({
    name: 'audit-actor-names',
    text: `SELECT id::text, name FROM person WHERE id = ANY ($1::uuid[])
           UNION ALL SELECT id::text, name FROM api_token WHERE id = ANY ($1::uuid[])`,
    values: [[...ids]],
  });
  return new Map(found.map(({ id, name }) => [id, name]));
}

/** What was written is an object; if somebody edited it, we still show what is there. */
function readDetail(text: string): Record<string, unknown> {
  try {
    const detail: unknown = JSON.parse(text);
    if (detail !== null && typeof detail === 'object' && !Array.isArray(detail)) return { ...detail };
  } catch {
    // Shown as it is.
  }
  return { text };
}
