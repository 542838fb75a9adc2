import type { z } from 'zod';
import type { Card, Fact } from '../../contract/card.ts';
import { findingInWords } from '../../contract/coverage-words.ts';
import type { HandoverNews } from '../../domain/oncall/handover.ts';
import { rotasOf } from '../../domain/oncall/now.ts';
import { type OpenAlert, openAlertsOf } from '../../domain/oncall/open-alerts.ts';
import { shiftsOf } from '../../domain/oncall/rota.ts';
import type { CoverageNews } from '../../domain/oncall/watch.ts';
import { DAY } from '../../lib/clock.ts';
import type { Ctx } from '../../lib/context.ts';
import { cut, listed, visible } from '../../lib/text.ts';
import { moment } from '../times.ts';
import { SEVERITY_WORDS } from '../words.ts';

const MOST_ALERTS = 5;
const SUMMARY = 150;
const MOST_SPANS = 3;
const MOST_NAMES = 10;
/** So far it is looked for when a shift ends. */
const AHEAD = 31 * DAY;

/** Who has come on call, for the team or for whoever has; undefined: the schedule is gone. */
export async function handoverCard(
  ctx: Ctx,
  news: HandoverNews,
  publicUrl: string,
): Promise<Card | undefined> {
  const { scheduleId, at, comes, goes, stays, to } = news;
  const [first = ''] = comes;
  const end = await endOf(ctx, scheduleId, at, to ?? first);
  if (!end) return undefined;
  const nameOf = await names(ctx, [...comes, ...goes, ...stays]);
  const who = (ids: readonly string[]) => listed(ids.map(nameOf), MOST_NAMES);
  const alerts = await openAlertsOf(ctx, scheduleId, MOST_ALERTS);
  const others = to ? [...comes.filter((id) => id !== to), ...stays] : stays;
  const schedule = visible(end.schedule.name);
  const facts: Fact[] = [
    { label: 'Since', value: '', at: new Date(at).toISOString() },
    ...(end.at ? [{ label: 'Until', value: '', at: new Date(end.at).toISOString() }] : []),
    ...(goes.length > 0 ? [{ label: to ? 'Takes over from' : 'Before', value: who(goes) }] : []),
    ...(others.length > 0 ? [{ label: to ? 'Together with' : 'Still on call', value: who(others) }] : []),
    { label: 'Open alerts', value: String(alerts[0]?.count ?? 'none') },
  ];
  const more = (alerts[0]?.count ?? 0) - alerts.length;
  return {
    title: to ? `You are on call now: ${schedule}` : `${schedule}: ${who(comes)} on call now`,
    tone: alerts.some(({ state }) => state === 'triggered') ? 'bad' : 'neutral',
    blocks: [
      { type: 'facts', facts },
      ...(alerts.length > 0 ? [{ type: 'facts' as const, facts: alerts.map(alertFact) }] : []),
      ...(more > 0 ? [{ type: 'context' as const, text: `And ${more} more open alerts.` }] : []),
      ...(alerts.length > 0
        ? [{ type: 'link' as const, text: 'Alerts in the console', url: `${publicUrl}/alerts` }]
        : []),
      { type: 'link', text: 'The schedule in the console', url: urlOf(publicUrl, scheduleId) },
    ],
  };
}

const urlOf = (publicUrl: string, scheduleId: string) => `${publicUrl}/on-call?schedule=${scheduleId}`;

const alertFact = ({ number, severity, state, service, summary }: OpenAlert): Fact => ({
  label: `#${number} · ${SEVERITY_WORDS[severity]} · ${visible(service)}`,
  value: `${cut(visible(summary), SUMMARY)}${state === 'acknowledged' ? ' (acknowledged)' : ''}`,
});

/** Until when somebody is on call who came on then; `at` undefined: for long, or they are not any more. */
async function endOf(ctx: Ctx, scheduleId: string, from: number, personId: string) {
  const to = ctx.now().getTime() + AHEAD;
  const { rotas } = await rotasOf(ctx, { id: scheduleId }, new Date(from), new Date(to));
  const [found] = rotas;
  if (!found) return undefined;
  let end = from;
  for (const shift of shiftsOf(found.rota, from, to)) {
    if (shift.from !== end || !shift.people.includes(personId)) break;
    end = shift.to;
  }
  return { schedule: found.schedule, at: end > from && end < to ? end : undefined };
}

async function names(ctx: Ctx, ids: readonly string[]): Promise<(id: string) => string> {
  const people = await ctx.db.person.findMany({
    where: { id: { in: [...ids] } },
    select: { id: true, name: true },
  });
  const byId = new Map(people.map(({ id, name }) => [id, visible(name)]));
  return (id) => byId.get(id) ?? 'somebody';
}

/** What a daily check has found anew; undefined: the schedule is gone. */
export async function coverageCard(
  ctx: Ctx,
  { scheduleId, found }: z.output<typeof CoverageNews>,
  publicUrl: string,
): Promise<Card | undefined> {
  const schedule = await ctx.db.schedule.findUnique({ where: { id: scheduleId } });
  if (!schedule) return undefined;
  const nameOf = await names(
    ctx,
    found.flatMap(({ personId }) => personId ?? []),
  );
  return {
    title: `${visible(schedule.name)}: on-call coverage needs a look`,
    tone: 'bad',
    blocks: [
      {
        type: 'facts',
        facts: found.slice(0, MOST_NAMES).map(({ kind, personId, spans }) => {
          const times = spans.map(({ from, to }) =>
            [from, to].map((at) => moment(new Date(at), schedule.timeZone)).join(' to '),
          );
          const more = times.length - MOST_SPANS;
          const shown = times.slice(0, MOST_SPANS).join('; ');
          return {
            label: findingInWords(kind, personId ? nameOf(personId) : undefined),
            value: more > 0 ? `${shown}; and ${more} more times` : shown,
          };
        }),
      },
      { type: 'link', text: 'Mend it in the console', url: urlOf(publicUrl, scheduleId) },
    ],
  };
}
