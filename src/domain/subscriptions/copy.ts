import { z } from 'zod';
import { NameInTitle } from '../../contract/subscriptions.ts';
import type { Ctx } from '../../lib/context.ts';
import { nameId } from '../../lib/ids.ts';
import type { CalendarSubscription as Row } from '../../lib/prisma/client.ts';
import { visible } from '../../lib/text.ts';
import type { IcalEvent } from '../calendars/ical-events.ts';
import { MAY_BE_ON_CALL } from '../oncall/policy.ts';
import { matcherOf } from './match.ts';

const Content = z.object({
  title: z.string(),
  attendees: z.array(z.string()),
  organizer: z.string().nullable(),
  /** When it begins, though it may have been heard of later; in epoch milliseconds. */
  begins: z.number(),
});
export const contentOf = (row: { content: unknown }) => Content.parse(row.content);

/**
 * Makes what is kept of a calendar what it says now: from now on, since what is over stays as it was. Within the
 * transaction that has locked it.
 * @param events undefined: it says the same as before; yet it may mean others by now
 * @returns whether anything has changed
 */
export async function keepCopy(
  ctx: Ctx,
  row: Row,
  events: readonly IcalEvent[] | undefined,
): Promise<boolean> {
  const now = ctx.now();
  const kept = await ctx.db.calendarSubscriptionEvent.findMany({
    where: { subscriptionId: row.id, to: { gt: now } },
  });
  const said = events
    ? events.filter(counts(row)).map((event) => told(row, event))
    : kept.map((one) => ({ to: one.to.getTime(), content: contentOf(one) }));
  const meantBy = await meaningOf(ctx, row);
  const wanted = said.map(({ to, content }) => {
    const meant = meantBy(content);
    const from = new Date(Math.max(content.begins, now.getTime()));
    return { key: nameId(JSON.stringify([to, content, meant])), from, to: new Date(to), content, ...meant };
  });
  const keys = new Set(wanted.map(({ key }) => key));
  const known = new Set(kept.map(({ key }) => key));
  const gone = kept.filter(({ key }) => !keys.has(key));
  const begun = gone.filter(({ from }) => from < now).map(({ id }) => id);
  const ahead = gone.filter(({ from }) => from >= now).map(({ id }) => id);
  if (begun.length > 0) {
    await ctx.db.calendarSubscriptionEvent.updateMany({ where: { id: { in: begun } }, data: { to: now } });
  }
  if (ahead.length > 0) await ctx.db.calendarSubscriptionEvent.deleteMany({ where: { id: { in: ahead } } });
  const fresh = new Map(wanted.filter(({ key }) => !known.has(key)).map((one) => [one.key, one]));
  await ctx.db.calendarSubscriptionEvent.createMany({
    data: [...fresh.values()].map((one) => ({ id: ctx.newId(), subscriptionId: row.id, ...one })),
  });
  return gone.length > 0 || fresh.size > 0;
}

/** Of somebody's own calendar nothing is kept but when they are away. */
function told({ personId }: Row, { from: begins, to, ...rest }: IcalEvent) {
  if (personId) return { to, content: { title: '', attendees: [], organizer: null, begins } };
  const title = visible(rest.title).replace(/\s+/g, ' ').trim();
  return { to, content: { title, attendees: rest.attendees, organizer: rest.organizer, begins } };
}

const counts =
  ({ words }: Row) =>
  ({ title }: IcalEvent): boolean =>
    words.length === 0 || words.some((word) => title.toLowerCase().includes(word.toLowerCase()));

async function meaningOf(ctx: Ctx, { use, personId, teamId, names }: Row) {
  if (personId) return () => ({ personIds: [personId], problem: null });
  const people = await ctx.db.person.findMany({
    where: {
      ...MAY_BE_ON_CALL,
      ...(use === 'absence' && teamId ? { memberships: { some: { teamId } } } : {}),
    },
    select: { id: true, name: true, email: true },
  });
  return matcherOf(people, NameInTitle.array().parse(names));
}
