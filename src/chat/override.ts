import type { Field, Form } from '../contract/card.ts';
import type { Schedule } from '../contract/schedules.ts';
import { shiftsOfSchedule } from '../domain/oncall/now.ts';
import { createOverride } from '../domain/oncall/overrides.ts';
import { isAdmin } from '../domain/people/acting.ts';
import { requirePerson, requireStaff } from '../domain/people/policy.ts';
import type { ActingPerson, Ctx } from '../lib/context.ts';
import { fail, failField } from '../lib/errors.ts';
import { type Action, choice } from './action.ts';
import type { Inbound } from './channel.ts';
import { namesAndSpan, onCallDirectory, personCalled, scheduleAndPerson } from './on-call-names.ts';
import { once } from './once.ts';
import { type Outcome, said } from './outcome.ts';
import { HOW_SPANS, readSpan } from './span.ts';
import { spanInWords, zoneOf } from './times.ts';

/** `oncall override [schedule] person [instead of person] span`: by words, or by a form. The verb is that of the console. */

const HOW = `Write “oncall override”, the schedule, who is to be on call, and when, by your clock: ${HOW_SPANS}. With nothing behind it you get a form.`;
const INSTEAD = /^(.+?)\s+instead\s+of\s+(.+)$/is;
const MOST_FIELD = 60;

type Wanted = { schedule: Schedule; personId: string; name: string; replaces?: { id: string; name: string } };

export async function overrideByWords(ctx: Ctx, inbound: Inbound, words: string): Promise<Outcome> {
  requireStaff(ctx);
  if (words === '') return openForm(ctx);
  const read = namesAndSpan(ctx, words);
  if (!read) return said(HOW);
  const directory = await onCallDirectory(ctx);
  const [, who = read.names, whom] = INSTEAD.exec(read.names) ?? [];
  const { schedule, person } = scheduleAndPerson(ctx, directory, who);
  const replaces = whom ? personCalled(directory, whom, schedule.teamId) : undefined;
  return override(ctx, inbound, read.span, {
    ...{ schedule, personId: person.id, name: person.name },
    ...(replaces ? { replaces } : {}),
  });
}

async function override(
  ctx: Ctx,
  inbound: Inbound,
  { from, to }: { from: Date; to: Date },
  { schedule, personId, name, replaces }: Wanted,
): Promise<Outcome> {
  const me = requirePerson(ctx);
  // Who may not speak for everybody gives their own shifts away.
  const gives = !replaces && personId !== me.id && !runs(me, schedule.teamId);
  const whom = replaces ?? (gives ? { id: me.id, name: me.name } : undefined);
  const span = { from: from.toISOString(), to: to.toISOString() };
  await once(ctx, inbound, (ctx) =>
    createOverride(ctx, { id: schedule.id, personIds: [personId], replacesId: whom?.id ?? null, ...span }),
  );
  const instead = whom ? ` instead of ${whom.id === me.id ? 'you' : whom.name}` : '';
  const when = spanInWords(from, to, zoneOf(ctx), schedule.timeZone);
  const text = `${personId === me.id ? 'You are' : `${name} is`} on call for ${schedule.name}${instead}: ${when}.`;
  const nothing =
    whom && !(await isOnCall(ctx, schedule, personId, span))
      ? NOTHING(whom.id === me.id ? 'You are' : `${whom.name} is`)
      : '';
  return said(`${text}${nothing} It can be changed and taken back on the page On call of the console.`);
}

const NOTHING = (who: string) => ` ${who} not on call then, so this changes nothing as it is.`;

async function isOnCall(ctx: Ctx, { id }: Schedule, personId: string, span: { from: string; to: string }) {
  const end = Math.min(Date.parse(span.to), Date.parse(span.from) + 99 * 86_400_000);
  const { items } = await shiftsOfSchedule(ctx, { id, from: span.from, to: new Date(end).toISOString() });
  return items.some(({ people, overrideId }) => overrideId && people.some((one) => one.id === personId));
}

const runs = (me: ActingPerson, teamId: string) => isAdmin(me) || me.leadOf.includes(teamId);

const text = (name: string, label: string, hint: string, required: boolean): Field => ({
  ...{ type: 'text', name, label, hint, required, max: MOST_FIELD },
});

async function overrideForm(ctx: Ctx): Promise<Form> {
  const { schedules } = await onCallDirectory(ctx);
  if (schedules.length === 0) fail('not_found', 'There is no on-call schedule yet.');
  const { teamIds } = requirePerson(ctx);
  const own = schedules.find(({ teamId }) => teamIds.includes(teamId)) ?? schedules[0];
  const names = Object.fromEntries(schedules.map(({ id, name }) => [id, name]));
  return {
    ...{ action: 'oncall_override', value: '', title: 'Override who is on call', submit: 'Override' },
    fields: [
      choice('scheduleId', 'Schedule', names, own?.id),
      { type: 'person', name: 'personId', label: 'Who is to be on call?', required: true, agentsOnly: true },
      text('from', 'From, by your clock', 'Such as 2026-12-01 09:00, or tomorrow 9:00. Empty: now', false),
      text('to', 'Until', 'Such as 17:00, Friday 9:00, or for 2 hours', true),
    ],
  };
}

/** The field that is wrong is told of. */
function spanOfFields(ctx: Ctx, fields: Record<string, string>): { from: Date; to: Date } {
  const [from, to] = [fields.from?.trim() || 'now', fields.to?.trim() ?? ''];
  const read = (end: string) => readSpan(`${from} ${end}`, ctx.now(), zoneOf(ctx));
  if (!read('for 1 hour')) failField('from', 'must be a time such as 2026-12-01 09:00, or tomorrow 9:00');
  const span = to === '' ? undefined : (read(`to ${to}`) ?? read(to));
  return (
    span ?? failField('to', 'must be a time such as 17:00 or Friday 9:00, or a length such as for 2 hours')
  );
}

async function openForm(ctx: Ctx): Promise<Outcome> {
  requireStaff(ctx);
  return { answer: { type: 'form', form: await overrideForm(ctx) }, ticket: null };
}

export const OVERRIDE_FORM: Action = {
  press: openForm,
  async submit(ctx, _value, { fields }, inbound) {
    requireStaff(ctx);
    const span = spanOfFields(ctx, fields);
    const { schedules, people } = await onCallDirectory(ctx);
    const schedule = schedules.find(({ id }) => id === fields.scheduleId);
    if (!schedule) return failField('scheduleId', 'must be one of the schedules');
    const person = people.find(({ id }) => id === fields.personId);
    if (!person) return failField('personId', 'cannot be on call: agents and admins can');
    return override(ctx, inbound, span, { schedule, personId: person.id, name: person.name });
  },
};
