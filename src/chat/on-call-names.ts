import type { Schedule } from '../contract/schedules.ts';
import { zoneOr } from '../domain/calendars/zone.ts';
import { calledAlike } from '../domain/called.ts';
import { peopleForCall } from '../domain/oncall/policy.ts';
import { listSchedules } from '../domain/oncall/schedules.ts';
import { requirePerson } from '../domain/people/policy.ts';
import type { Ctx } from '../lib/context.ts';
import { fail } from '../lib/errors.ts';
import { listed } from '../lib/text.ts';
import { readSpan } from './span.ts';

/** Whom and which schedule people mean by the words of a command. */

type Person = Awaited<ReturnType<typeof peopleForCall>>[number];
const MOST_NAMED = 10;

export type Directory = { schedules: Schedule[]; people: Person[]; me: Person | undefined };

export async function onCallDirectory(ctx: Ctx): Promise<Directory> {
  const { items: schedules } = await listSchedules(ctx);
  const people = await peopleForCall(ctx);
  const { id } = requirePerson(ctx);
  return { schedules, people, me: people.find((one) => one.id === id) };
}

const DATED = /\d[-/.:]\d/;

/** The names end where a span of time begins that is all of the rest. */
export function namesAndSpan(
  ctx: Ctx,
  words: string,
): { names: string; span: { from: Date; to: Date } } | undefined {
  const zone = zoneOr(requirePerson(ctx).timeZone);
  const parts = words.split(/\s+/);
  for (let count = 1; count < parts.length; count++) {
    const span = readSpan(parts.slice(count).join(' '), ctx.now(), zone);
    if (!span) continue;
    const names = parts.slice(0, count).join(' ');
    // A date that there is not is no name.
    return DATED.test(names) ? undefined : { names, span };
  }
  return undefined;
}

const namesOf = (all: readonly { name: string }[]) =>
  listed(
    all.map(({ name }) => name),
    MOST_NAMED,
  );

/** Those whom words name: `me`, a name or a part of it, an address. */
const peopleCalled = ({ people, me }: Directory, words: string): Person[] =>
  me && /^@?(me|myself)$/i.test(words) ? [me] : calledAlike(words, people);

/**
 * One person. Of several whom the words may mean, the one who is in the team.
 * @throws `not_found` with what can be written instead
 */
export function personCalled(directory: Directory, words: string, teamId?: string): Person {
  const all = peopleCalled(directory, words);
  const near = all.filter(({ teamIds }) => teamId !== undefined && teamIds.includes(teamId));
  const found = all.length > 1 && near.length > 0 ? near : all;
  const [first] = found;
  if (first && found.length === 1) return first;
  if (!first) return fail('not_found', `Nobody who can be on call is called “${words}”.`);
  const names = listed(
    found.map(({ name, also }) => `${name} (${also[0]})`),
    MOST_NAMED,
  );
  return fail('conflict', `Whom do you mean by “${words}”: ${names}? Write the whole name, or the address.`);
}

/**
 * `[schedule] person`, however many words each has. Without a schedule it is that of the writer's team.
 * @throws `not_found`, `conflict` with what can be written instead
 */
export function scheduleAndPerson(
  ctx: Ctx,
  directory: Directory,
  words: string,
): { schedule: Schedule; person: Person } {
  const parts = words.split(/\s+/).filter((word) => word !== '');
  let named: Schedule[] = [];
  let rest = words;
  for (let count = 0; count < parts.length; count++) {
    const [before, after] = [parts.slice(0, count).join(' '), parts.slice(count).join(' ')];
    const schedules = count === 0 ? [] : calledAlike(before, directory.schedules);
    if (count > 0 && schedules.length === 0) continue;
    if (schedules.length > 0) [named, rest] = [schedules, after];
    if (peopleCalled(directory, after).length === 0) continue;
    const schedule = count === 0 ? ownSchedule(ctx, directory) : oneOf(schedules);
    return { schedule, person: personCalled(directory, after, schedule.teamId) };
  }
  if (named.length > 0) {
    const schedule = oneOf(named);
    return { schedule, person: personCalled(directory, rest, schedule.teamId) };
  }
  // The person may stand there, behind a schedule that there is not.
  const count = parts.findIndex(
    (_, at) => at > 0 && peopleCalled(directory, parts.slice(at).join(' ')).length > 0,
  );
  if (count < 0) return fail('not_found', `Nobody who can be on call is called “${words}”.`);
  return fail(
    'not_found',
    `There is no schedule called “${parts.slice(0, count).join(' ')}”. ${there(directory)}`,
  );
}

/** The one of the writer's teams, or the only one. @throws `conflict`, `not_found` where it has to be named */
export function ownSchedule(ctx: Ctx, directory: Directory): Schedule {
  const { schedules } = directory;
  const { teamIds } = requirePerson(ctx);
  const own = schedules.filter(({ teamId }) => teamIds.includes(teamId));
  return oneOf(own.length > 0 ? own : schedules);
}

export function oneOf(schedules: readonly Schedule[]): Schedule {
  const [first] = schedules;
  if (!first) return fail('not_found', 'There is no on-call schedule yet.');
  if (schedules.length === 1) return first;
  return fail('conflict', `Which schedule do you mean: ${namesOf(schedules)}? Write its name first.`);
}

const there = ({ schedules }: Directory) =>
  schedules.length > 0 ? `There are: ${namesOf(schedules)}.` : 'There is none yet.';
