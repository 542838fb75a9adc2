import { session } from '../../contract/session.ts';
import { DAY, HOUR, MINUTE } from '../../lib/clock.ts';
import { type ActingPerson, type Actor, actingAs, type Ctx, inTransaction } from '../../lib/context.ts';
import { hashSecret, newSecret } from '../../lib/crypto.ts';
import { fail, messageOf } from '../../lib/errors.ts';
import { parse } from '../../lib/parse.ts';
import { statement } from '../../lib/sql.ts';
import { audit } from '../audit/record.ts';
import { ACTING, actingPerson } from '../people/acting.ts';
import { requireAdmin } from '../people/policy.ts';

/** A session that nobody used for so long is over. */
export const IDLE_TIMEOUT = 12 * HOUR;
/** A session is over then, however much it is used. */
export const ABSOLUTE_TIMEOUT = 7 * DAY;
/** How exactly we know when a session or token was last used; each use would be a write. */
export const TOUCH_EVERY = MINUTE;

const SECRET = /^[\w-]{43}$/;

/**
 * Signs in with the secret of a link: of many who try with the same link one succeeds. A session that the same
 * browser had before ends.
 * @returns the secret that the browser carries from then on; it is stored as a hash only
 * @throws `unauthenticated` for a link that is unknown, used or too old
 */
export async function startSession(
  ctx: Ctx,
  input: { secret: string },
  browser: { agent?: string | undefined; replaces?: string | undefined } = {},
): Promise<{ secret: string; person: ActingPerson }> {
  const { secret } = parse(session.start.input, input);
  const started = await inTransaction(ctx, async (ctx) => {
    const now = ctx.now();
    const hash = hashSecret(secret);
    const { count } = await ctx.db.signInLink.updateMany({
      where: { hash, usedAt: null, expiresAt: { gt: now } },
      data: { usedAt: now },
    });
    if (count === 0) return undefined;
    const link = await ctx.db.signInLink.findUniqueOrThrow({ where: { hash } });
    const person = await actingPerson(ctx, link.personId);
    if (!person) return undefined;
    if (browser.replaces) await ctx.db.session.deleteMany({ where: { hash: hashSecret(browser.replaces) } });
    const carried = newSecret();
    await ctx.db.session.create({
      data: {
        hash: hashSecret(carried),
        personId: person.id,
        createdAt: now,
        lastSeenAt: now,
        agent: (browser.agent ?? '').slice(0, 200),
      },
    });
    await audit(actingAs(ctx, { kind: 'person', person }), {
      action: 'session.start',
      subject: { type: 'person', id: person.id },
    });
    return { secret: carried, person };
  });
  if (started) return started;
  // Which link it was is nobody's business; that somebody tried is.
  await audit(ctx, { action: 'session.refuse', subject: { type: 'session', id: 'link' } });
  return fail('unauthenticated', 'This link has been used or is too old. Please ask for a new one.');
}

const BY_SECRET = statement<ActingPerson & { stale: boolean }>(
  'session-person',
  `SELECT ${ACTING}, s.last_seen_at < $2::timestamptz - $5::float8 * interval '1 ms' AS stale
     FROM session s JOIN person p ON p.id = s.person_id
    WHERE s.hash = $1::text AND p.active
      AND s.last_seen_at > $2::timestamptz - $3::float8 * interval '1 ms'
      AND s.created_at > $2::timestamptz - $4::float8 * interval '1 ms'`,
);

/** Who carries this secret; `undefined` when the session is unknown or over, or its person not active. */
export async function sessionActor(ctx: Ctx, secret: string): Promise<Actor | undefined> {
  if (!SECRET.test(secret)) return undefined;
  const hash = hashSecret(secret);
  const now = ctx.now();
  const [row] = await BY_SECRET(ctx, hash, now.toISOString(), IDLE_TIMEOUT, ABSOLUTE_TIMEOUT, TOUCH_EVERY);
  if (!row) return undefined;
  const { stale, ...person } = row;
  if (stale) touch(ctx, hash, now);
  return { kind: 'person', person };
}

/** Off the path: nobody waits for it, and should it fail the next use does it. */
function touch(ctx: Ctx, hash: string, now: Date): void {
  ctx.store.client.session
    .updateMany({ where: { hash, lastSeenAt: { lt: now } }, data: { lastSeenAt: now } })
    .catch((error: unknown) => ctx.log.warn({ error: messageOf(error) }, 'a session was not touched'));
}

/** Signs out. A session that is over already is no error. */
export async function endSession(ctx: Ctx, secret: string): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    const hash = hashSecret(secret);
    const found = await ctx.db.session.findUnique({ where: { hash } });
    const { count } = await ctx.db.session.deleteMany({ where: { hash } });
    if (!found || count === 0) return;
    await audit(ctx, { action: 'session.end', subject: { type: 'person', id: found.personId } });
  });
}

/** Signs a person out everywhere: admins only. */
export async function endSessionsOf(ctx: Ctx, personId: string): Promise<{ ended: number }> {
  requireAdmin(ctx);
  return inTransaction(ctx, async (ctx) => {
    const person = await ctx.db.person.findUnique({ where: { id: personId }, select: { id: true } });
    if (!person) fail('not_found', 'There is no such person.');
    const { count } = await ctx.db.session.deleteMany({ where: { personId } });
    await audit(ctx, {
      action: 'session.end_all',
      subject: { type: 'person', id: personId },
      detail: { ended: count },
    });
    return { ended: count };
  });
}
