import type { z } from 'zod';
import { deliveries, type Undelivered } from '../../contract/deliveries.ts';
import { type Ctx, inTransaction } from '../../lib/context.ts';
import { pageOf, readCursor } from '../../lib/cursor.ts';
import { fail } from '../../lib/errors.ts';
import { parse } from '../../lib/parse.ts';
import { audit } from '../audit/record.ts';
import { requireAdmin } from '../people/policy.ts';
import { loadTicket } from '../tickets/load.ts';
import { requireWrite, sight } from '../tickets/policy.ts';

type Row = Omit<Undelivered, 'at' | 'what'> & { at: Date; kind: string; entryKind: string | null };

/**
 * What could not be told, newest first.
 * @throws `forbidden` for who is no agent of the ticket or, without one, no admin; `not_found`, `invalid`
 */
export async function listUndelivered(
  ctx: Ctx,
  input: z.input<typeof deliveries.undelivered.input>,
): Promise<{ items: Undelivered[]; next: string | null }> {
  const { ticket: number, cursor, limit } = parse(deliveries.undelivered.input, input);
  const ticketId = await permitted(ctx, number ?? null);
  const after = cursor === undefined ? null : readCursor(cursor);
  const rows = await ctx.db.$queryRaw<Row[]>`
    SELECT n.id::float8 AS id, t.number AS ticket, n.kind::text, e.kind::text AS "entryKind", n.channel,
           CASE WHEN p.id IS NULL THEN NULL ELSE json_build_object('id', p.id, 'name', p.name) END AS person,
           coalesce(nullif(c.name, ''), n.conversation) AS place, coalesce(n.error, '') AS error,
           n.created_at AS at, n.instead
      FROM notice n
      LEFT JOIN ticket t ON t.id = n.ticket_id
      LEFT JOIN entry e ON e.id = n.entry_id
      LEFT JOIN teams_conversation c ON n.channel = 'teams' AND c.conversation = n.conversation
      LEFT JOIN LATERAL (
        SELECT person_id AS id FROM identity
         WHERE channel = n.channel AND external_id = substr(n.conversation, length('direct:') + 1)
        UNION ALL
        SELECT id FROM person WHERE n.channel = 'email' AND email = n.conversation LIMIT 1) who ON true
      LEFT JOIN person p ON p.id = who.id
     WHERE n.state = 'failed' AND (${ticketId}::uuid IS NULL OR n.ticket_id = ${ticketId}::uuid)
       AND (${after?.at ?? null}::timestamptz IS NULL
            OR (n.created_at, n.id) < (${after?.at ?? null}::timestamptz, ${after?.id ?? '0'}::bigint))
     ORDER BY n.created_at DESC, n.id DESC LIMIT ${limit + 1}`;
  return pageOf(
    rows,
    limit,
    ({ at, id }) => ({ at, id: String(id) }),
    ({ kind, entryKind, at, ...row }) => ({ ...row, what: whatOf(kind, entryKind), at: at.toISOString() }),
  );
}

/**
 * Tries once more to tell what nobody was told otherwise.
 * @throws as {@link listUndelivered}; `conflict`
 */
export async function retryDelivery(ctx: Ctx, input: z.input<typeof deliveries.retry.input>): Promise<void> {
  requireWrite(ctx.actor);
  const { id } = parse(deliveries.retry.input, input);
  const notice = await ctx.db.notice.findFirst({ where: { id, state: 'failed' } });
  await permitted(ctx, notice?.ticketId ?? null);
  if (!notice) fail('not_found', 'This has been delivered meanwhile, or tried again.');
  if (notice.instead) fail('conflict', 'They were told elsewhere, and can answer there.');
  await inTransaction(ctx, async (ctx) => {
    // What waits for the same place shows it as well.
    const { count } = await ctx.db.notice.deleteMany({ where: { id, state: 'failed' } });
    if (count === 0) return;
    const { kind, channel, conversation, ticketId, viewKind, entryId, personId, announcementId } = notice;
    const { approvalCardId, swapCardId, meetingCardId } = notice;
    const place = {
      kind,
      channel,
      conversation,
      ticketId,
      viewKind,
      entryId,
      personId,
      announcementId,
      approvalCardId,
      swapCardId,
      meetingCardId,
    };
    await ctx.db.notice.createMany({
      data: { ...place, dueAt: ctx.now(), createdAt: ctx.now() },
      skipDuplicates: true,
    });
    await audit(ctx, {
      action: 'delivery.retry',
      subject: ticketId ? { type: 'ticket', id: ticketId } : { type: 'person', id: personId ?? '' },
      detail: { channel, conversation },
    });
    ctx.publish({ topic: 'outbox' });
  });
}

/** @returns the ticket's id; null: of all tickets */
async function permitted(ctx: Ctx, ticket: string | null): Promise<string | null> {
  if (ticket === null) {
    requireAdmin(ctx);
    return null;
  }
  const found = await loadTicket(ctx, ticket);
  if (sight(ctx.actor, found) !== 'all') fail('forbidden', 'Only agents see what could not be told.');
  return found.id;
}

function whatOf(kind: string, entryKind: string | null): Undelivered['what'] {
  if (kind === 'sign_in' || kind === 'notifications' || kind === 'announcement') return kind;
  if (entryKind === null) return 'card';
  return entryKind === 'reply' ? 'reply' : 'note';
}
