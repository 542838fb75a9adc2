import type { z } from 'zod';
import {
  CreateSubscription,
  type NameInTitle,
  type Subscription,
  subscriptions,
  UpdateSubscription,
} from '../../contract/subscriptions.ts';
import { changesOf } from '../../lib/changes-of.ts';
import { type Ctx, inTransaction } from '../../lib/context.ts';
import { fail, failField } from '../../lib/errors.ts';
import { parse } from '../../lib/parse.ts';
import type { CalendarSubscription as Row } from '../../lib/prisma/client.ts';
import { allWellFormed } from '../../lib/text.ts';
import { followAbsences } from '../assignment/absence.ts';
import { audit } from '../audit/record.ts';
import { checkZone } from '../calendars/zone.ts';
import { checkPeople } from '../oncall/policy.ts';
import { layersOf } from '../oncall/versions.ts';
import { requirePerson } from '../people/policy.ts';
import { NO_ADDRESS, sealedAddress } from './address.ts';
import { requireChanging } from './policy.ts';
import { readNow } from './read.ts';
import { lockSubscription, oneSubscription } from './view.ts';

/** So many there are at most: all of them are read every quarter of an hour. */
const MOST = 2_000;
const MOST_OF_ONE = 20;

/**
 * Adds a calendar from outside and reads it. Where that fails, the reason stands in it.
 * @param key `deriveKey(secretKey, CALENDARS)`, here and below
 * @throws `conflict` when there are too many
 */
export async function createSubscription(
  ctx: Ctx,
  key: Buffer,
  input: z.input<typeof CreateSubscription>,
): Promise<Subscription> {
  const { teamId, url, ...wanted } = allWellFormed(parse(CreateSubscription, input));
  const owner = { teamId, personId: teamId ? null : requirePerson(ctx).id };
  requireChanging(ctx, owner);
  checkZone(wanted.timeZone);
  const row = await inTransaction(ctx, async (ctx) => {
    if (teamId && !(await ctx.db.team.findUnique({ where: { id: teamId } }))) {
      failField('teamId', 'There is no such team.');
    }
    await checkNames(ctx, wanted.names);
    const there = { origin: { not: null } };
    if ((await ctx.db.calendarSubscription.count({ where: { ...there, ...owner } })) >= MOST_OF_ONE) {
      fail('conflict', `There are ${MOST_OF_ONE} calendars from outside already. End one before.`);
    }
    if ((await ctx.db.calendarSubscription.count({ where: there })) >= MOST) {
      fail('conflict', `The desk has ${MOST} calendars from outside already.`);
    }
    const now = ctx.now();
    const id = ctx.newId();
    const row = await ctx.db.calendarSubscription.create({
      data: {
        ...{ id, ...owner, ...wanted, ...sealedAddress(key, id, url) },
        // It is read at once, by whoever adds it.
        ...{ triedAt: now, createdAt: now, updatedAt: now },
      },
    });
    await audit(ctx, {
      ...{ action: 'calendar_subscription.create', subject: { type: 'calendar_subscription', id: row.id } },
      detail: { after: { use: row.use, ...owner, ...told(row) } },
    });
    ctx.publish({ topic: 'directory' });
    return row;
  });
  await readNow(ctx, key, row);
  return oneSubscription(ctx, row.id);
}

/** Changes a calendar from outside and reads it: it holds from now on. */
export async function updateSubscription(
  ctx: Ctx,
  key: Buffer,
  input: z.input<typeof UpdateSubscription>,
): Promise<Subscription> {
  const { id, url, ...wanted } = allWellFormed(parse(UpdateSubscription, input));
  if (wanted.timeZone !== undefined) checkZone(wanted.timeZone);
  const row = await inTransaction(ctx, async (ctx) => {
    const before = await existing(ctx, id);
    const changes = changesOf<Row>(before, wanted);
    if (Object.keys(changes.after).length === 0 && url === undefined) return before;
    if (wanted.names) await checkNames(ctx, wanted.names);
    const now = new Date(Math.max(ctx.now().getTime(), before.updatedAt.getTime() + 1));
    const address = url === undefined ? {} : sealedAddress(key, id, url);
    const data = { ...changes.after, ...address, names: wanted.names ?? undefined };
    const after = await ctx.db.calendarSubscription.update({
      where: { id },
      data: { ...wanted, ...data, triedAt: ctx.now(), etag: null, updatedAt: now },
    });
    await audit(ctx, {
      ...{ action: 'calendar_subscription.update', subject: { type: 'calendar_subscription', id } },
      detail: { before: told(before), after: told(after) },
    });
    return after;
  });
  await readNow(ctx, key, row);
  return oneSubscription(ctx, id);
}

/**
 * Ends a calendar from outside: nothing to come goes by it any more.
 * @throws `conflict` while a schedule goes by it
 */
export async function removeSubscription(ctx: Ctx, input: { id: string }): Promise<void> {
  const { id } = parse(subscriptions.remove.input, input);
  await inTransaction(ctx, async (ctx) => {
    const row = await existing(ctx, id);
    for (const schedule of await ctx.db.schedule.findMany({ orderBy: { name: 'asc' } })) {
      const isIn = layersOf(schedule).some((layer) => layer.kind === 'calendar' && layer.calendarId === id);
      if (isIn) fail('conflict', `The schedule ${schedule.name} goes by this calendar. Change that before.`);
    }
    const now = ctx.now();
    const events = ctx.db.calendarSubscriptionEvent;
    await events.deleteMany({ where: { subscriptionId: id, from: { gte: now } } });
    await events.updateMany({ where: { subscriptionId: id, to: { gt: now } }, data: { to: now } });
    await ctx.db.calendarSubscription.update({
      where: { id },
      data: { ...NO_ADDRESS, etag: null, error: null, updatedAt: now },
    });
    await audit(ctx, {
      ...{ action: 'calendar_subscription.remove', subject: { type: 'calendar_subscription', id } },
      detail: { before: told(row) },
    });
    ctx.publish({ topic: 'directory' });
  });
  await followAbsences(ctx);
}

async function existing(ctx: Ctx, id: string): Promise<Row> {
  const row = await lockSubscription(ctx, id);
  if (!row || row.origin === null) return fail('not_found', 'There is no such calendar.');
  requireChanging(ctx, row);
  return row;
}

const checkNames = (ctx: Ctx, names: readonly z.output<typeof NameInTitle>[]) =>
  checkPeople(
    ctx,
    names.map(({ personId }) => personId),
    'names',
  );

/** Without the way to the calendar, which is a secret of who has it. */
const told = ({ name, origin, timeZone, wholeDays, words, names }: Row) => ({
  ...{ name, host: origin && new URL(origin).host, timeZone, wholeDays, words, names },
});
