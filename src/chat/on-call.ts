import { zoneOr } from '../domain/calendars/zone.ts';
import { planPaging } from '../domain/escalation/plan.ts';
import { listOnCall } from '../domain/oncall/now.ts';
import { isStaff } from '../domain/people/acting.ts';
import { listServices } from '../domain/services/services.ts';
import { type Ctx, personOf } from '../lib/context.ts';
import { type Outcome, said } from './outcome.ts';
import { instantOf, moment } from './times.ts';

const ON_CALL = /^on-? ?call( all)?$/i;
const WHO_PAGES = /^whopages(?:\s+(.+?))?(?:\s+(20\d\d-\d\d-\d\d)[T\s](\d\d:\d\d))?$/i;
/** Longer texts are no such question. */
const LONGEST = 300;
/** How many lines an answer has at most. */
const MOST_LINES = 40;
const HOW =
  'Write “whopages”, the name of a service, and a time of yours if it is not now: 2026-11-30 09:00.';

export const asksWhoIsOnCall = (words: string): boolean =>
  words.length <= LONGEST && (ON_CALL.test(words) || WHO_PAGES.test(words));

/** Who is on call, or who would be paged. Only agents are told. */
export async function tellWhoIsOnCall(ctx: Ctx, words: string): Promise<Outcome> {
  const person = personOf(ctx.actor);
  if (!person || !isStaff(person)) return said('Only agents see who is on call.');
  const [, service, day, time] = WHO_PAGES.exec(words) ?? [];
  const zone = zoneOr(person.timeZone);
  const onCall = ON_CALL.exec(words);
  if (onCall) return said(await onCallInWords(ctx, onCall[1] ? [] : person.teamIds, zone));
  if (!service) return said(HOW);
  const at = day && time ? instantOf(`${day}T${time}`, zone) : ctx.now();
  return said(at ? await planInWords(ctx, service, at, zone) : HOW);
}

/** Of these teams; of all, where there are none. */
async function onCallInWords(ctx: Ctx, teamIds: readonly string[], zone: string): Promise<string> {
  const { items } = await listOnCall(ctx, teamIds.length > 0 ? { teamIds } : {});
  if (items.length === 0) return `There is no on-call schedule${teamIds.length > 0 ? ' of your teams' : ''}.`;
  const lines = items.map(({ schedule, now, next, afterGap }) => {
    const then = [next, afterGap].map((one) => one && `; from ${moment(one.at, zone)}: ${names(one.people)}`);
    return `${schedule.name} · now: ${names(now)}${then.join('')}`;
  });
  return cut(lines);
}

async function planInWords(ctx: Ctx, name: string, at: Date, zone: string): Promise<string> {
  const { items: services } = await listServices(ctx);
  const service = services.find((one) => one.name.toLowerCase() === name.toLowerCase());
  if (!service) return `There is no service called ${name}. ${HOW}`;
  const { items, notes } = await planPaging(ctx, { id: service.id, at: at.toISOString() });
  const lines = items.map(
    ({ at, minute, step, person, via, conversation }) =>
      `${moment(at, zone)} (+${minute} min) · step ${step + 1} · ${person?.name ?? conversation ?? ''} by ${via}`,
  );
  const head = `A critical alert of ${service.name} at ${moment(at.toISOString(), zone)} that nobody answers:`;
  return cut([head, ...(lines.length > 0 ? lines : ['Nobody is paged.']), ...notes]);
}

const names = (people: readonly { name: string }[]): string =>
  people.map(({ name }) => name).join(', ') || 'nobody';

const cut = (lines: readonly string[]): string =>
  lines.length > MOST_LINES
    ? [...lines.slice(0, MOST_LINES), '… and more in the console.'].join('\n')
    : lines.join('\n');
