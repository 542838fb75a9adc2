import { domainToASCII } from 'node:url';
import { z } from 'zod';
import { Email } from '../../contract/common.ts';
import { type StatusSubscriber, statusPage } from '../../contract/status-page.ts';
import { DAY, HOUR, MINUTE } from '../../lib/clock.ts';
import { type Ctx, inTransaction } from '../../lib/context.ts';
import { olderThan, pageOf, readCursor } from '../../lib/cursor.ts';
import { fail } from '../../lib/errors.ts';
import { inBatches } from '../../lib/in-batches.ts';
import { parse } from '../../lib/parse.ts';
import { statement } from '../../lib/sql.ts';
import { audit } from '../audit/record.ts';
import { announce } from '../outbox/announce.ts';
import { requireAdmin } from '../people/policy.ts';
import { directoryOf } from '../settings/directory.ts';
import { type LinkKey, linkedId, noLink } from './links.ts';
import { MAIL_KINDS } from './mail.ts';

/** How long the link of a confirmation works. */
export const CONFIRM_WITHIN = DAY;
/** An address gets no second link before. */
const AGAIN_AFTER = 10 * MINUTE;
/** Links that the desk sends within an hour, to whomever: it is nobody's tool to fill the boxes of others. */
const LINKS_AN_HOUR = 300;
/** Subscribers that there may be. */
const MOST = 20_000;
/** Longer than any mail waits to be sent. */
const MAILS_KEPT = 14 * DAY;

const Asked = z.strictObject({ email: z.string().trim().max(254).transform(inAscii).pipe(Email) });

/** Mail knows hosts in other scripts by their Punycode. */
function inAscii(address: string): string {
  const at = address.lastIndexOf('@');
  return at < 0 ? address : `${address.slice(0, at)}@${domainToASCII(address.slice(at + 1))}`;
}

const ASK = statement<{ id: string }>(
  'status-ask',
  `
INSERT INTO status_subscriber (id, email, asked_at)
SELECT $1::uuid, $2, $3::timestamptz
 WHERE (SELECT count(*) FROM status_subscriber WHERE asked_at > $3::timestamptz - interval '${HOUR} milliseconds') < ${LINKS_AN_HOUR}
   AND (SELECT count(*) FROM status_subscriber) < ${MOST}
ON CONFLICT (email) DO UPDATE SET asked_at = excluded.asked_at
 WHERE status_subscriber.confirmed_at IS NULL
   AND status_subscriber.asked_at <= excluded.asked_at - interval '${AGAIN_AFTER} milliseconds'
RETURNING id::text`,
);

/**
 * Sends an address the link by which it is confirmed. Whoever asks learns nothing of who has subscribed: what they are
 * told is the same whether it is sent or not.
 * @throws `not_found` without a public page; `invalid`
 */
export async function askToSubscribe(ctx: Ctx, input: { email: string }): Promise<void> {
  await requirePublicPage(ctx);
  const { email } = parse(Asked, input);
  await inTransaction(ctx, async (ctx) => {
    const [asked] = await ASK(ctx, ctx.newId(), email, ctx.now().toISOString());
    if (!asked) return;
    await announce(
      ctx,
      { channel: 'email', conversation: email },
      {
        ...{ kind: 'status_confirm', ticketId: null, data: { id: asked.id } },
      },
    );
    await audit(ctx, { action: 'status_subscriber.ask', subject: about(asked.id) });
  });
}

/**
 * Confirms the address of a link; a second time it is so already.
 * @throws `not_found` when the link does not work
 */
export async function confirmSubscription(ctx: Ctx, key: LinkKey, token: string): Promise<void> {
  const id = linkedId(key, 'confirm', token);
  await inTransaction(ctx, async (ctx) => {
    const now = ctx.now();
    const { count } = await ctx.db.statusSubscriber.updateMany({
      where: { id, confirmedAt: null, askedAt: { gt: new Date(now.getTime() - CONFIRM_WITHIN) } },
      data: { confirmedAt: now },
    });
    if (count > 0) return audit(ctx, { action: 'status_subscriber.confirm', subject: about(id) });
    const known = await ctx.db.statusSubscriber.count({ where: { id, confirmedAt: { not: null } } });
    if (known === 0) noLink();
  });
}

/** Ends a subscription; a second time it is so already. @throws `not_found` when the link is none of ours */
export async function endSubscription(ctx: Ctx, key: LinkKey, token: string): Promise<void> {
  const id = linkedId(key, 'end', token);
  await remove(ctx, id, 'status_subscriber.end');
}

const about = (id: string) => ({ type: 'status_subscriber', id });

async function remove(ctx: Ctx, id: string, action: string): Promise<boolean> {
  return inTransaction(ctx, async (ctx) => {
    const { count } = await ctx.db.statusSubscriber.deleteMany({ where: { id } });
    if (count > 0) await audit(ctx, { action, subject: about(id) });
    return count > 0;
  });
}

async function requirePublicPage(ctx: Ctx): Promise<void> {
  const { settings } = await directoryOf(ctx);
  if (!settings.statusPage.public) fail('not_found', 'There is no public status page.');
}

/** The newest first. */
export async function listSubscribers(
  ctx: Ctx,
  input: z.input<typeof statusPage.subscribers.input>,
): Promise<{ items: StatusSubscriber[]; next: string | null }> {
  requireAdmin(ctx);
  const { cursor, limit } = parse(statusPage.subscribers.input, input);
  const rows = await ctx.db.statusSubscriber.findMany({
    where: olderThan('askedAt', cursor ? readCursor(cursor) : undefined),
    orderBy: [{ askedAt: 'desc' }, { id: 'desc' }],
    take: limit + 1,
  });
  return pageOf(
    rows,
    limit,
    ({ askedAt, id }) => ({ at: askedAt, id }),
    ({ id, email, askedAt, confirmedAt }) => ({
      ...{ id, email, askedAt: askedAt.toISOString(), confirmedAt: confirmedAt?.toISOString() ?? null },
    }),
  );
}

/** @throws `not_found` */
export async function removeSubscriber(ctx: Ctx, input: { id: string }): Promise<void> {
  requireAdmin(ctx);
  const { id } = parse(statusPage.removeSubscriber.input, input);
  if (!(await remove(ctx, id, 'status_subscriber.remove'))) fail('not_found', 'There is no such subscriber.');
}

/** Forgets addresses that nobody has confirmed, and what was sent. */
export async function sweepSubscribers(ctx: Ctx): Promise<void> {
  const before = (age: number) => new Date(ctx.now().getTime() - age);
  await ctx.db.statusSubscriber.deleteMany({
    where: { confirmedAt: null, askedAt: { lte: before(CONFIRM_WITHIN) } },
  });
  await inBatches(
    (most) => ctx.db.$executeRaw`
      DELETE FROM announcement WHERE id IN (
        SELECT id FROM announcement
         WHERE kind = ANY (${[...MAIL_KINDS]})
           AND created_at < ${before(MAILS_KEPT)} LIMIT ${most})`,
  );
}
