import { Temporal } from 'temporal-polyfill';
import type { Form } from '../contract/card.ts';
import type { Schedule } from '../contract/schedules.ts';
import { type Swap, type TakenSwap, WORD_LIMIT } from '../contract/swaps.ts';
import { calledAlike } from '../domain/called.ts';
import { shiftsOfSchedule } from '../domain/oncall/now.ts';
import { united } from '../domain/oncall/spans.ts';
import { requirePerson, requireStaff } from '../domain/people/policy.ts';
import { declineSwap, takeSwap, withdrawSwap } from '../domain/swaps/answer.ts';
import { loadSwap, noSuchSwap } from '../domain/swaps/load.ts';
import { offerShift } from '../domain/swaps/offer.ts';
import { requireAnswering, requireOpenSwap } from '../domain/swaps/policy.ts';
import { getSwap } from '../domain/swaps/view.ts';
import { endInWords } from '../domain/swaps/words.ts';
import { DAY, MINUTE } from '../lib/clock.ts';
import type { Ctx } from '../lib/context.ts';
import { DeskbellError, fail, failField, isDeskbellError } from '../lib/errors.ts';
import { isId } from '../lib/ids.ts';
import { listed } from '../lib/text.ts';
import type { Action, Sent } from './action.ts';
import type { Inbound } from './channel.ts';
import {
  type Directory,
  namesAndSpan,
  onCallDirectory,
  oneOf,
  ownSchedule,
  scheduleAndPerson,
} from './on-call-names.ts';
import { once } from './once.ts';
import { type Outcome, refused, said } from './outcome.ts';
import { HOW_SPANS, readSpan } from './span.ts';
import { readOption, swapForm } from './swap-form.ts';
import { shortSpan, spanInWords, zoneOf } from './times.ts';

/** Offering a shift, by words or by a form, and the buttons on the card of an offer, whose value is its id. */

const HOW = `Write “oncall swap”, the schedule, who may take your shift (or “everybody”), and when, by your clock: ${HOW_SPANS}. With nothing behind it you get a form.`;
const EVERYBODY = /^(?:(.+?)\s+)?(?:everybody|everyone|all)$/is;
const OUTSIDE = 'must lie within the shift';
/** More of one’s own shifts in a span are not named. */
const MOST_NAMED = 5;

type Span = { from: Date; to: Date };
const spanOf = ({ from, to }: Span) => ({ from: from.toISOString(), to: to.toISOString() });

export async function swapByWords(ctx: Ctx, inbound: Inbound, words: string): Promise<Outcome> {
  requireStaff(ctx);
  if (words === '') return openForm(ctx);
  const read = namesAndSpan(ctx, words);
  if (!read) return said(HOW);
  const directory = await onCallDirectory(ctx);
  const { schedule, personIds } = addressed(ctx, directory, read.names);
  const span = await ownShiftIn(ctx, schedule, read.span);
  await once(ctx, inbound, (ctx) => offerShift(ctx, { scheduleId: schedule.id, ...spanOf(span), personIds }));
  const names = directory.people.filter(({ id }) => personIds.includes(id)).map(({ name }) => name);
  return said(offered(ctx, schedule, span, names));
}

function addressed(
  ctx: Ctx,
  directory: Directory,
  names: string,
): { schedule: Schedule; personIds: string[] } {
  const all = EVERYBODY.exec(names);
  if (!all) {
    const { schedule, person } = scheduleAndPerson(ctx, directory, names);
    return { schedule, personIds: [person.id] };
  }
  const [, named] = all;
  if (named === undefined) return { schedule: ownSchedule(ctx, directory), personIds: [] };
  const called = calledAlike(named, directory.schedules);
  if (called.length === 0) fail('not_found', `There is no schedule called “${named}”.`);
  return { schedule: oneOf(called), personIds: [] };
}

/** What somebody has of it: “tomorrow” means their shift of tomorrow. */
async function ownShiftIn(ctx: Ctx, schedule: Schedule, { from, to }: Span): Promise<Span> {
  const me = requirePerson(ctx);
  const end = new Date(Math.min(to.getTime(), from.getTime() + 99 * DAY));
  const { items } = await shiftsOfSchedule(ctx, { id: schedule.id, ...spanOf({ from, to: end }) });
  const own = united(
    items
      .filter(({ people }) => people.some(({ id }) => id === me.id))
      .map((shift) => ({ from: Date.parse(shift.from), to: Date.parse(shift.to) })),
  ).map((span) => ({ from: new Date(span.from), to: new Date(span.to) }));
  const [first] = own;
  if (!first) return fail('conflict', `You are not on call for ${schedule.name} then.`);
  if (own.length === 1) return first;
  const spans = listed(
    own.map((one) => shortSpan(one.from, one.to, zoneOf(ctx))),
    MOST_NAMED,
  );
  return fail('conflict', `You have several shifts of ${schedule.name} then: ${spans}. Offer one at a time.`);
}

function offered(
  ctx: Ctx,
  { name, timeZone }: { name: string; timeZone: string },
  { from, to }: Span,
  names: readonly string[],
): string {
  const whom = names.length > 0 ? listed(names) : 'everybody of the team';
  const when = spanInWords(from, to, zoneOf(ctx), timeZone);
  return `You offer your shift of ${name} to ${whom}: ${when}. It stays yours until somebody takes it, and you are told what comes of it.`;
}

async function openForm(ctx: Ctx): Promise<Outcome> {
  requireStaff(ctx);
  return asForm(await swapForm(ctx));
}

const asForm = (form: Form): Outcome => ({ answer: { type: 'form', form }, ticket: null });

async function offerByForm(ctx: Ctx, { fields }: Sent, inbound: Inbound): Promise<Outcome> {
  requireStaff(ctx);
  const shift = readOption(fields.shift) ?? failField('shift', 'must be one of the shifts');
  const span = partOf(ctx, shift, fields);
  const whom = (fields.whom ?? '').split(',').filter((id) => id !== '');
  const inReturn = fields.inReturn ? readOption(fields.inReturn) : undefined;
  if (fields.inReturn && !inReturn?.personId) failField('inReturn', 'must be one of the shifts');
  if (inReturn && inReturn.scheduleId !== shift.scheduleId) {
    failField('inReturn', 'must be of the same schedule');
  }
  const owner = inReturn?.personId;
  if (owner && whom.some((id) => id !== owner)) {
    failField('inReturn', 'must be of who is asked: with a shift in return choose nobody else');
  }
  const personIds = owner ? [owner] : whom;
  let made: Swap | undefined;
  try {
    await once(ctx, inbound, async (ctx) => {
      made = await offerShift(ctx, {
        ...{ scheduleId: shift.scheduleId, ...spanOf(span), personIds, note: fields.note ?? '' },
        inReturn: inReturn ? spanOf(inReturn) : null,
      });
    });
  } catch (error) {
    throw isDeskbellError(error) && error.code !== 'unavailable' ? atFields(error, fields) : error;
  }
  if (!made) return said('This was sent already.');
  const names = made.everybody ? [] : made.asked.map(({ person }) => person.name);
  return said(offered(ctx, made.schedule, span, names));
}

/** What the verb refuses, at the field of this form that it is about. */
function atFields(error: DeskbellError, fields: Record<string, string>): DeskbellError {
  const [problem] = error.details.problems ?? [];
  const field = problem?.field.split('.', 1)[0] ?? '';
  const message = problem?.message ?? error.message;
  const here = { personIds: 'whom', inReturn: 'inReturn', note: 'note' }[field];
  const written = (field === 'from' || field === 'to') && fields[field]?.trim() ? field : undefined;
  return new DeskbellError('invalid', message, {
    problems: [{ field: here ?? written ?? 'shift', message }],
  });
}

/** The part of a shift that is meant; a time without a day is the first one within it. */
function partOf(ctx: Ctx, shift: Span, fields: Record<string, string>): Span {
  const zone = zoneOf(ctx);
  const after = (at: Date, words: string) => readSpan(`${wallOf(at, zone)} ${words}`, ctx.now(), zone)?.to;
  const [begin, end] = [fields.from?.trim() ?? '', fields.to?.trim() ?? ''];
  const from = begin === '' ? shift.from : after(new Date(shift.from.getTime() - MINUTE), `to ${begin}`);
  if (!from) return failField('from', 'must be a time such as 2026-12-01 09:00, or tomorrow 9:00');
  const to = end === '' ? shift.to : (after(from, `to ${end}`) ?? after(from, end));
  if (!to)
    return failField('to', 'must be a time such as 17:00 or Friday 9:00, or a length such as for 2 hours');
  if (from < shift.from || from >= shift.to) failField('from', OUTSIDE);
  if (to > shift.to) failField('to', OUTSIDE);
  return { from, to };
}

const wallOf = (at: Date, zone: string): string =>
  Temporal.Instant.fromEpochMilliseconds(at.getTime())
    .toZonedDateTimeISO(zone)
    .toPlainDateTime()
    .toString()
    .slice(0, 16)
    .replace('T', ' ');

const idOf = (value: string): string => (isId(value) ? value : noSuchSwap());

/** Does it once, and says what is so then; pressed again, what is so by now. */
async function answered<Result extends Swap>(
  ctx: Ctx,
  inbound: Inbound,
  value: string,
  verb: (ctx: Ctx, id: string) => Promise<Result>,
  words: (swap: Result) => string,
): Promise<Outcome> {
  const id = idOf(value);
  let done: Result | undefined;
  await once(ctx, inbound, async (ctx) => {
    done = await verb(ctx, id);
  });
  return said(done ? words(done) : endInWords(await getSwap(ctx, { id })));
}

function takenWords(ctx: Ctx, swap: TakenSwap): string {
  if (swap.state !== 'taken') return endInWords(swap);
  const { schedule, inReturn, offerer, alsoOnCall } = swap;
  const say = (one: { from: string; to: string }) =>
    spanInWords(one.from, one.to, zoneOf(ctx), schedule.timeZone);
  const back = inReturn ? ` In return ${offerer.name} has yours: ${say(inReturn)}.` : '';
  const also = alsoOnCall.length > 0 ? ` You are on call for ${listed(alsoOnCall)} then, too.` : '';
  return `You have the shift of ${offerer.name} for ${schedule.name}: ${say(swap)}.${back}${also}`;
}

export const SWAPS: readonly [string, Action][] = [
  [
    'oncall_swap',
    { press: openForm, submit: (ctx, _value, sent, inbound) => offerByForm(ctx, sent, inbound) },
  ],
  [
    'swap_take',
    {
      press: (ctx, value, inbound) =>
        answered(
          ctx,
          inbound,
          value,
          (ctx, id) => takeSwap(ctx, { id }),
          (swap) => takenWords(ctx, swap),
        ),
    },
  ],
  [
    'swap_decline',
    {
      // Who cannot is told before they write why.
      async press(ctx, value) {
        const swap = await loadSwap(ctx, idOf(value));
        if (requireAnswering(ctx, swap, null).declinedAt) return refused('You have declined it already.');
        requireOpenSwap(swap);
        const words = {
          ...{ type: 'text' as const, name: 'word', label: 'A word to who offers it', required: false },
          max: WORD_LIMIT,
        };
        const form = {
          action: 'swap_decline',
          value,
          title: 'Decline a shift',
          submit: 'Decline',
          fields: [words],
        };
        return asForm(form);
      },
      submit: (ctx, value, { fields }, inbound) =>
        answered(
          ctx,
          inbound,
          value,
          (ctx, id) => declineSwap(ctx, { id, word: fields.word ?? '' }),
          () => 'You have declined it.',
        ),
    },
  ],
  [
    'swap_withdraw',
    {
      press: (ctx, value, inbound) =>
        answered(
          ctx,
          inbound,
          value,
          (ctx, id) => withdrawSwap(ctx, { id }),
          () => 'You have withdrawn it.',
        ),
    },
  ],
];
