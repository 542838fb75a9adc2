import { type Subscription, subscriptions } from '../../contract/subscriptions.ts';
import { DAY, MINUTE, SECOND } from '../../lib/clock.ts';
import { type Ctx, inTransaction } from '../../lib/context.ts';
import { fail, isDeskbellError, messageOf } from '../../lib/errors.ts';
import { askOutside } from '../../lib/outside.ts';
import { parse } from '../../lib/parse.ts';
import type { CalendarSubscription as Row } from '../../lib/prisma/client.ts';
import { followAbsences } from '../assignment/absence.ts';
import { readIcalEvents } from '../calendars/ical.ts';
import type { IcalEvent } from '../calendars/ical-events.ts';
import { directoryOf } from '../settings/directory.ts';
import { addressOf } from './address.ts';
import { keepCopy } from './copy.ts';
import { requireChanging } from './policy.ts';
import { lockSubscription, oneSubscription } from './view.ts';

const EVERY = 15 * MINUTE;
const MOST_BYTES = 5_000_000;
/** Short, so that a process that stops need not wait for it; in milliseconds. */
const WITHIN = 8 * SECOND;
/** How many calendars are read at the same time. */
const BATCH = 5;
/** So far ahead what recurs is known; it is read anew each week, also where the calendar says that nothing changed. */
const AHEAD = 400 * DAY;
const COPY_LASTS = 7 * DAY;
const MOST_EVENTS = 5_000;

/**
 * Reads a calendar from outside now.
 * @param key `deriveKey(secretKey, CALENDARS)`, here and below
 */
export async function readSubscription(ctx: Ctx, key: Buffer, input: { id: string }): Promise<Subscription> {
  const { id } = parse(subscriptions.read.input, input);
  const row = await ctx.db.calendarSubscription.findUnique({ where: { id } });
  if (!row || row.origin === null) return fail('not_found', 'There is no such calendar.');
  requireChanging(ctx, row);
  await readNow(ctx, key, row);
  return oneSubscription(ctx, id);
}

/**
 * Reads the calendars that were not tried for a quarter of an hour: each once, however many processes look for them.
 * Where one fails, what is known of it stays, with the reason.
 */
export async function readDueSubscriptions(ctx: Ctx, key: Buffer): Promise<void> {
  const until = ctx.now().getTime() + MINUTE;
  for (;;) {
    const now = ctx.now();
    const due = await ctx.db.$queryRaw<{ id: string }[]>`
      UPDATE calendar_subscription SET tried_at = ${now.toISOString()}::timestamptz
       WHERE id IN (SELECT id FROM calendar_subscription
                     WHERE origin IS NOT NULL
                       AND (person_id IS NULL OR (SELECT active FROM person WHERE id = person_id))
                       AND (tried_at IS NULL OR tried_at <= ${new Date(now.getTime() - EVERY).toISOString()}::timestamptz)
                     ORDER BY tried_at NULLS FIRST LIMIT ${BATCH} FOR UPDATE SKIP LOCKED)
      RETURNING id::text`;
    const rows = await ctx.db.calendarSubscription.findMany({
      where: { id: { in: due.map(({ id }) => id) } },
    });
    await Promise.all(
      rows.map((row) =>
        readNow(ctx, key, row).catch((error) =>
          // It ended meanwhile, most likely; if not, it is tried again.
          ctx.log.warn({ calendar: row.id, error: messageOf(error) }, 'a calendar from outside was not read'),
        ),
      ),
    );
    if (rows.length < BATCH || ctx.now().getTime() >= until) return;
  }
}

type Read = { events: IcalEvent[]; etag: string | null } | 'unchanged' | { error: string };

/** Asks for a calendar and keeps what it says. */
export async function readNow(ctx: Ctx, key: Buffer, asked: Row): Promise<void> {
  const { id, origin } = asked;
  if (origin === null) return;
  const read = await askFor(ctx, key, asked);
  await inTransaction(ctx, async (ctx) => {
    const row = await lockSubscription(ctx, id);
    // Meanwhile it ended, or something else is asked of it, which is read by itself.
    if (row?.updatedAt.getTime() !== asked.updatedAt.getTime() || row.origin !== origin) return;
    const now = ctx.now();
    const data =
      read === 'unchanged'
        ? { readAt: now, error: null }
        : 'error' in read
          ? { error: read.error }
          : { readAt: now, error: null, copiedAt: now, etag: read.etag };
    await ctx.db.calendarSubscription.update({ where: { id }, data: { triedAt: now, ...data } });
    // Also where it cannot be read: somebody may have come or gone.
    const events = typeof read === 'object' && 'events' in read ? read.events : undefined;
    const isChanged = await keepCopy(ctx, row, events);
    // All that is shown is asked for again after this, so not each time that one is read.
    if (isChanged || data.error !== row.error) ctx.publish({ topic: 'directory' });
  });
  if (asked.use === 'absence') await followAbsences(ctx);
}

async function askFor(ctx: Ctx, key: Buffer, row: Row): Promise<Read> {
  const { settings } = await directoryOf(ctx);
  const now = ctx.now().getTime();
  const isFresh = row.copiedAt !== null && now - row.copiedAt.getTime() < COPY_LASTS;
  const known = isFresh ? row.etag : null;
  try {
    const { status, body, headers } = await askOutside(addressOf(key, row), {
      headers: {
        accept: 'text/calendar, */*;q=0.1',
        ...(known ? { 'if-none-match': known } : {}),
      },
      ...{ within: WITHIN, maxBytes: MOST_BYTES, redirects: 5, allowedHosts: settings.allowedHosts },
    });
    if (status === 304 && known) return 'unchanged';
    if (status !== 200) return { error: `The address answers with the status ${status}.` };
    const events = await readIcalEvents({
      ...{ text: body.toString(), from: now, to: now + AHEAD, most: MOST_EVENTS },
      ...{ timeZone: row.timeZone, wholeDays: row.wholeDays },
    });
    return { events, etag: headers.etag ?? null };
  } catch (error) {
    if (isDeskbellError(error)) return { error: error.message };
    throw error;
  }
}
