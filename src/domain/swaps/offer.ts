import type { z } from 'zod';
import { OfferShift, type Swap } from '../../contract/swaps.ts';
import { DAY, HOUR } from '../../lib/clock.ts';
import { type Ctx, inTransaction, personOf } from '../../lib/context.ts';
import { fail, failField } from '../../lib/errors.ts';
import { parse } from '../../lib/parse.ts';
import type { Schedule } from '../../lib/prisma/client.ts';
import { listed, wellFormed } from '../../lib/text.ts';
import { audit } from '../audit/record.ts';
import { namesOnCall } from '../oncall/now.ts';
import { checkPeople, MAY_BE_ON_CALL, requireOverriding } from '../oncall/policy.ts';
import type { Rota } from '../oncall/rota.ts';
import { lockSchedule } from '../oncall/schedules.ts';
import type { Span } from '../oncall/spans.ts';
import { layersOf, peopleIn } from '../oncall/versions.ts';
import { requirePerson, requireStaff } from '../people/policy.ts';
import { showToAll } from './cards.ts';
import { holds, onCallIn, rotaAround } from './check.ts';
import { loadSwap } from './load.ts';
import { showSwap } from './view.ts';

/** How many a schedule has open at most. */
const MOST_OPEN = 100;
/** How many people one offer asks at most. */
const MOST_ASKED = 200;

type Wanted = z.output<typeof OfferShift> & { offererId: string };

/**
 * Offers a shift, or a part of one, to others. It stays the offerer's until somebody takes it.
 * @throws `invalid` where the shift is not theirs; `conflict` when they offer it already, or nobody can be asked
 */
export async function offerShift(ctx: Ctx, input: z.input<typeof OfferShift>): Promise<Swap> {
  requireStaff(ctx);
  const parsed = parse(OfferShift, input);
  const offererId = parsed.offererId ?? requirePerson(ctx).id;
  const wanted: Wanted = { ...parsed, offererId, note: wellFormed(parsed.note) };
  return inTransaction(ctx, async (ctx) => {
    const schedule = await lockSchedule(ctx, wanted.scheduleId);
    requireOverriding(ctx, schedule.teamId, { personIds: [offererId], replacesId: offererId });
    const times = timesOf(ctx, wanted);
    const rota = await rotaAround(ctx, schedule.id, [
      times.span,
      ...(times.inReturn ? [times.inReturn] : []),
    ]);
    if (!holds(rota, offererId, times.span)) {
      failField('from', 'must lie within a shift of whoever offers it');
    }
    await refuseAgain(ctx, wanted, times.span);
    const asked = await peopleToAsk(ctx, schedule, wanted, rota, times.span);
    if (times.inReturn) checkReturn(rota, offererId, asked[0] ?? '', times.inReturn);
    const id = await write(ctx, wanted, times, asked);
    await audit(ctx, {
      action: 'schedule.swap_offered',
      subject: { type: 'schedule', id: schedule.id },
      detail: { swap: id, after: { ...wanted, asked, expiresAt: times.expiresAt.toISOString() } },
    });
    await showToAll(ctx, { id, offererId, asked });
    ctx.publish({ topic: 'directory' });
    return showSwap(ctx, await loadSwap(ctx, id));
  });
}

type Times = { span: Span; inReturn: Span | null; expiresAt: Date; remindAt: Date | null };

function timesOf(ctx: Ctx, { from, to, inReturn, expiresAt }: Wanted): Times {
  const now = ctx.now().getTime();
  const span = { from: Math.max(Date.parse(from), now), to: Date.parse(to) };
  if (span.to <= now) failField('to', 'must not be over already');
  const back = inReturn && { from: Date.parse(inReturn.from), to: Date.parse(inReturn.to) };
  if (back && back.from <= now) failField('inReturn', 'must not have begun yet');
  // Of one that is under way, what is left can be taken until it is over.
  const latest = Math.min(span.from > now ? span.from : span.to, back?.from ?? span.to);
  const expires = expiresAt === null ? latest : Date.parse(expiresAt);
  if (expires <= now) failField('expiresAt', 'must be in the future');
  if (expires > latest) failField('expiresAt', 'must not be later than a shift begins');
  return { span, inReturn: back, expiresAt: new Date(expires), remindAt: reminderFor(now, expires) };
}

/** After three quarters of the time, a day before its end at the earliest; one for less than an hour needs none. */
function reminderFor(now: number, expires: number): Date | null {
  const stands = expires - now;
  return stands < HOUR ? null : new Date(expires - Math.min(DAY, stands / 4));
}

async function refuseAgain(ctx: Ctx, { scheduleId, offererId }: Wanted, span: Span): Promise<void> {
  const open = { scheduleId, state: 'open' as const };
  const same = { ...open, offererId, from: { lt: new Date(span.to) }, to: { gt: new Date(span.from) } };
  if (await ctx.db.shiftSwap.findFirst({ where: same, select: { id: true } })) {
    fail('conflict', 'This shift, or a part of it, is offered already. Withdraw that offer before.');
  }
  if ((await ctx.db.shiftSwap.count({ where: open })) >= MOST_OPEN) {
    fail('conflict', `A schedule has ${MOST_OPEN} open offers at most. Withdraw some before.`);
  }
}

async function peopleToAsk(
  ctx: Ctx,
  schedule: Schedule,
  { personIds, offererId }: Wanted,
  rota: Rota,
  span: Span,
): Promise<string[]> {
  const busy = onCallIn(rota, span);
  if (personIds.length === 0) {
    const all = (await everybodyOf(ctx, schedule)).filter((id) => !busy.has(id));
    if (all.length === 0) fail('conflict', 'There is nobody else in the team who could take it.');
    if (all.length > MOST_ASKED) failField('personIds', `must name some: there are more than ${MOST_ASKED}`);
    return all;
  }
  if (personIds.includes(offererId)) failField('personIds', 'must not name whoever offers the shift');
  await checkPeople(ctx, personIds, 'personIds');
  const taken = personIds.filter((id) => busy.has(id));
  if (taken.length > 0) {
    const names = listed([...(await namesOnCall(ctx, taken)).values()]);
    failField('personIds', `names who is on call by this schedule then: ${names}`);
  }
  return personIds;
}

/** All of the team, and whom the layers name, who may be on call. */
async function everybodyOf(ctx: Ctx, schedule: Schedule): Promise<string[]> {
  const rows = await ctx.db.person.findMany({
    where: {
      ...MAY_BE_ON_CALL,
      OR: [
        { memberships: { some: { teamId: schedule.teamId } } },
        { id: { in: peopleIn(layersOf(schedule)) } },
      ],
    },
    select: { id: true },
    orderBy: { id: 'asc' },
  });
  return rows.map(({ id }) => id);
}

function checkReturn(rota: Rota, offererId: string, askedId: string, inReturn: Span): void {
  if (!holds(rota, askedId, inReturn)) failField('inReturn', 'must lie within a shift of whoever is asked');
  if (onCallIn(rota, inReturn).has(offererId)) {
    failField('inReturn', 'must not lie where whoever offers is on call already');
  }
}

async function write(
  ctx: Ctx,
  { scheduleId, offererId, note, personIds }: Wanted,
  { span, inReturn, expiresAt, remindAt }: Times,
  asked: readonly string[],
): Promise<string> {
  const id = ctx.newId();
  await ctx.db.shiftSwap.create({
    data: {
      ...{ id, scheduleId, offererId, madeById: personOf(ctx.actor)?.id ?? null, note },
      ...{ from: new Date(span.from), to: new Date(span.to) },
      returnFrom: inReturn && new Date(inReturn.from),
      returnTo: inReturn && new Date(inReturn.to),
      ...{ everybody: personIds.length === 0, remindAt, expiresAt, createdAt: ctx.now() },
    },
  });
  await ctx.db.shiftSwapAsk.createMany({ data: asked.map((personId) => ({ swapId: id, personId })) });
  return id;
}
