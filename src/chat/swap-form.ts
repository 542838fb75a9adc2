import type { Field, Form } from '../contract/card.ts';
import type { Schedule } from '../contract/schedules.ts';
import { NOTE_LIMIT } from '../contract/swaps.ts';
import { zoneOr } from '../domain/calendars/zone.ts';
import { rotasOf, type Who } from '../domain/oncall/now.ts';
import { type Rota, shiftsOf } from '../domain/oncall/rota.ts';
import { requirePerson } from '../domain/people/policy.ts';
import { DAY } from '../lib/clock.ts';
import type { Ctx } from '../lib/context.ts';
import { fail } from '../lib/errors.ts';
import { paragraph } from './action.ts';
import { onCallDirectory } from './on-call-names.ts';
import { shortSpan } from './times.ts';

/** The form by which a shift is offered: which one, to whom, and what in return. */

/** So far ahead shifts are listed. */
const AHEAD = 60 * DAY;
/** Together they fit into what Teams takes of a dialog. */
const [MOST_SHIFTS, MOST_PEOPLE, MOST_RETURNS] = [20, 40, 30];
const MOST_FIELD = 60;

type Listed = {
  schedule: Pick<Schedule, 'id' | 'name'>;
  person: { id: string; name: string };
  from: number;
  to: number;
};

export async function swapForm(ctx: Ctx): Promise<Form> {
  const { id: me, teamIds, timeZone } = requirePerson(ctx);
  const zone = zoneOr(timeZone);
  const all = await shiftsAhead(ctx);
  const own = all.filter(({ person }) => person.id === me);
  if (own.length === 0) {
    fail('not_found', 'You have no shift within the next 60 days that you could offer.');
  }
  const schedules = new Set(own.map(({ schedule }) => schedule.id));
  const others = all.filter(({ schedule, person }) => schedules.has(schedule.id) && person.id !== me);
  const { people } = await onCallDirectory(ctx);
  const near = people.filter(
    (one) =>
      one.id !== me &&
      (one.teamIds.some((id) => teamIds.includes(id)) || others.some(({ person }) => person.id === one.id)),
  );
  const several = schedules.size > 1;
  const words = ({ schedule, from, to }: Listed) =>
    `${shortSpan(new Date(from), new Date(to), zone)}${several ? ` · ${schedule.name}` : ''}`;
  const [first] = own;
  return {
    ...{ action: 'oncall_swap', value: '', title: 'Offer a shift', submit: 'Offer' },
    fields: [
      {
        ...{ type: 'choice', name: 'shift', label: 'Which shift?', required: true },
        options: own.slice(0, MOST_SHIFTS).map((one) => ({ value: optionOf(one), label: words(one) })),
        ...(first ? { initial: optionOf(first) } : {}),
      },
      part('from', 'Only from', 'Of a part of it: such as 2026-12-01 09:00, or tomorrow 9:00'),
      part('to', 'Only until', 'Such as 17:00, Friday 9:00, or for 2 hours'),
      ...(near.length > 0
        ? [
            {
              ...{ type: 'choices' as const, name: 'whom', label: 'To whom?', required: false },
              hint: 'Empty: to everybody of the team',
              options: near.slice(0, MOST_PEOPLE).map(({ id, name }) => ({ value: id, label: name })),
            },
          ]
        : []),
      ...(others.length > 0
        ? [
            {
              ...{ type: 'choice' as const, name: 'inReturn', label: 'A shift in return?', required: false },
              hint: 'Whose it is alone is asked, and both change hands at once.',
              options: others.slice(0, MOST_RETURNS).map((one) => ({
                ...{ value: `${one.person.id} ${optionOf(one)}`, label: `${one.person.name}: ${words(one)}` },
              })),
            },
          ]
        : []),
      { ...paragraph('note', 'A note to those who are asked', false), max: NOTE_LIMIT } as Field,
    ],
  };
}

const part = (name: string, label: string, hint: string): Field => ({
  ...{ type: 'text', name, label, hint, required: false, max: MOST_FIELD },
});

const optionOf = ({ schedule, from, to }: Listed) => `${schedule.id} ${from} ${to}`;

const VALUE = /^(?:([0-9a-f-]{36}) )?([0-9a-f-]{36}) (\d{1,15}) (\d{1,15})$/;

/** What an option of the form means; undefined: it is none. */
export function readOption(value: string | undefined) {
  const [, personId, scheduleId, from, to] = VALUE.exec(value ?? '') ?? [];
  if (scheduleId === undefined) return undefined;
  return { personId, scheduleId, from: new Date(Number(from)), to: new Date(Number(to)) };
}

/** Whose shifts are to come, of every schedule, each with its person; the soonest first. */
async function shiftsAhead(ctx: Ctx): Promise<Listed[]> {
  const now = ctx.now().getTime();
  const { rotas, who } = await rotasOf(ctx, {}, new Date(now), new Date(now + AHEAD));
  return rotas
    .flatMap(({ schedule, rota }) => eachPerson(rota, now, who).map((one) => ({ schedule, ...one })))
    .sort((a, b) => a.from - b.from || a.person.name.localeCompare(b.person.name));
}

/** A shift that goes on by another layer or override is one. */
function eachPerson(rota: Rota, now: number, who: Who): Omit<Listed, 'schedule'>[] {
  const spans = new Map<string, { from: number; to: number }[]>();
  for (const { people, from, to } of shiftsOf(rota, now, now + AHEAD)) {
    for (const id of people) {
      const own = spans.get(id) ?? [];
      spans.set(id, own);
      const last = own.at(-1);
      if (last?.to === from) last.to = to;
      else own.push({ from, to });
    }
  }
  return [...spans].flatMap(([id, all]) => all.map((span) => ({ person: who(id), ...span })));
}
