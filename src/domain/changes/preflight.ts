import type { Finding, FindingKind } from '../../contract/changes.ts';
import { type EscalationStep, PageTarget } from '../../contract/escalation.ts';
import { HOUR } from '../../lib/clock.ts';
import { type Ctx, personOf } from '../../lib/context.ts';
import { cut, listed, visible } from '../../lib/text.ts';
import { rotasOf } from '../oncall/now.ts';
import { shiftsOf } from '../oncall/rota.ts';
import { without } from '../oncall/spans.ts';
import { directoryOf } from '../settings/directory.ts';
import { absencesOf } from '../subscriptions/absences.ts';
import { changesBeside, changesOfImplementer, servicesTouched, type Touched } from './facts.ts';
import { freezesFor } from './freezes.ts';
import type { LoadedChange } from './load.ts';
import { riskOfChange } from './risk.ts';
import { windowInWords } from './words.ts';

type Found = Omit<Finding, 'severity'> & { severity: 'warning' | 'info' };
type Window = { from: Date; to: Date };

/**
 * What is to be known of a change before it is submitted, and at each edit. Findings explain; only those of the kinds
 * that the settings name keep it from being submitted. May be called within a transaction.
 */
export async function preflight(
  ctx: Ctx,
  change: LoadedChange,
  about: { ticketId: string; implementerId: string | null; impact: 1 | 2 | 3 },
): Promise<Finding[]> {
  const { settings } = await directoryOf(ctx);
  const touched = await servicesTouched(
    ctx,
    change.services.map(({ serviceId }) => serviceId),
  );
  const window = windowOf(change);
  const found: Found[] = [
    ...windowFindings(ctx, change),
    ...planFindings(change),
    ...riskFindings(riskOfChange(settings.changes.risk, change, about.impact, touched).unanswered),
    ...(await implementerFindings(ctx, change, about, window)),
  ];
  if (window) {
    found.push(...(await freezeFindings(ctx, change, touched, window)));
    found.push(...(await overlapFindings(ctx, change, about.ticketId, touched, window)));
    found.push(...(await maintenanceFindings(ctx, change, window)));
    found.push(...(await onCallFindings(ctx, touched, window)));
  }
  const blocks = new Set<FindingKind>(settings.changes.blocks);
  return found.map((one) => {
    const passes = one.kind === 'freeze' && change.type === 'emergency';
    return one.severity === 'warning' && blocks.has(one.kind) && !passes
      ? { ...one, severity: 'block' }
      : one;
  });
}

export const windowOf = ({ startsAt, endsAt }: LoadedChange): Window | undefined =>
  startsAt && endsAt ? { from: startsAt, to: endsAt } : undefined;

const warn = (kind: FindingKind, words: string): Found => ({ kind, severity: 'warning', words });

function windowFindings(ctx: Ctx, { startsAt, endsAt }: LoadedChange): Found[] {
  if (!startsAt || !endsAt) return [warn('window', 'It has no window yet: say when it begins and ends.')];
  return endsAt <= ctx.now() ? [warn('window', 'Its window is over.')] : [];
}

function planFindings({ reason, plan, testPlan, backoutPlan }: LoadedChange): Found[] {
  const parts = {
    'the reason': reason,
    'the plan': plan,
    'the test plan': testPlan,
    'the backout plan': backoutPlan,
  };
  const missing = Object.entries(parts).flatMap(([name, text]) => (text === '' ? [name] : []));
  return missing.length > 0 ? [warn('plan', `What is missing: ${listed(missing)}.`)] : [];
}

function riskFindings(unanswered: number): Found[] {
  if (unanswered === 0) return [];
  return [
    warn(
      'risk',
      `${unanswered === 1 ? 'One question' : `${unanswered} questions`} about its risk ${unanswered === 1 ? 'is' : 'are'} not answered.`,
    ),
  ];
}

async function implementerFindings(
  ctx: Ctx,
  change: LoadedChange,
  { implementerId, ticketId }: { implementerId: string | null; ticketId: string },
  window: Window | undefined,
): Promise<Found[]> {
  if (!implementerId) return [warn('implementer', 'Nobody is to carry it out yet.')];
  if (!window) return [];
  const name = change.ticket.assignee?.name ?? 'The implementer';
  const others = await changesOfImplementer(ctx, implementerId, ticketId, window.from, window.to);
  const absences = await absencesOf(ctx, [implementerId], window.from, window.to);
  const isAway = absences.some(({ from, to }) => from < window.to.getTime() && to > window.from.getTime());
  return [
    ...(others.length > 0
      ? [
          warn(
            'implementer',
            `${name} is to carry out ${listed(others.map(({ number }) => number))} at the same time.`,
          ),
        ]
      : []),
    ...(isAway ? [warn('implementer', `${name} is away then.`)] : []),
  ];
}

/** Freezes that it falls into. @param touched its services, and those that need them */
export function freezesHit(
  ctx: Ctx,
  { type, services }: Pick<LoadedChange, 'type'> & { services: readonly { serviceId: string }[] },
  touched: readonly Touched[],
  { from, to }: Window,
): ReturnType<typeof freezesFor> {
  const ids = new Set([...touched.map(({ id }) => id), ...services.map(({ serviceId }) => serviceId)]);
  return freezesFor(
    ctx,
    from,
    to,
    (freeze) =>
      freeze.types.includes(type) &&
      (freeze.serviceIds.length === 0 || freeze.serviceIds.some((id) => ids.has(id))),
  );
}

async function freezeFindings(
  ctx: Ctx,
  change: LoadedChange,
  touched: readonly Touched[],
  window: Window,
): Promise<Found[]> {
  const hit = await freezesHit(ctx, change, touched, window);
  return hit.map(({ name, spans: [first] }) => {
    const when = first ? windowInWords(new Date(first.from), new Date(first.to), change.timeZone) : '';
    const passes = change.type === 'emergency' ? ' As an emergency it passes with one more approval.' : '';
    return warn('freeze', `It falls into the freeze “${visible(name)}”: ${when}.${passes}`);
  });
}

async function overlapFindings(
  ctx: Ctx,
  { timeZone }: LoadedChange,
  ticketId: string,
  touched: readonly Touched[],
  { from, to }: Window,
): Promise<Found[]> {
  if (touched.length === 0) return [];
  const beside = await changesBeside(
    ctx,
    ticketId,
    touched.map(({ id }) => id),
    from,
    to,
  );
  const person = personOf(ctx.actor);
  return beside.map(({ number, title, startsAt, endsAt, services, visibility, teamId }) => {
    const isSeen = visibility === 'open' || person?.teamIds.includes(teamId);
    const named = isSeen ? ` “${cut(visible(title), 100)}”` : '';
    return warn(
      'overlap',
      `${number}${named} touches ${listed(services)} at the same time: ${windowInWords(startsAt, endsAt, timeZone)}.`,
    );
  });
}

/** Whoever plans maintenance has said when work on the service is expected: outside of it the change surprises. */
async function maintenanceFindings(
  ctx: Ctx,
  { services, maintenanceId }: LoadedChange,
  { from, to }: Window,
): Promise<Found[]> {
  const ids = services.map(({ serviceId }) => serviceId);
  if (ids.length === 0) return [];
  const windows = await ctx.db.maintenanceWindow.findMany({
    where: { finishedAt: null, endsAt: { gt: ctx.now() }, serviceIds: { hasSome: ids } },
    orderBy: { startsAt: 'asc' },
    take: 200,
  });
  const planned = windows.filter(({ id }) => id !== maintenanceId);
  return services.flatMap(({ service: { id, name } }) => {
    const own = planned.filter(({ serviceIds }) => serviceIds.includes(id));
    const inside = own.some(({ startsAt, endsAt }) => startsAt <= from && endsAt >= to);
    return own.length > 0 && !inside
      ? [warn('maintenance', `It is outside of the maintenance of ${visible(name)}.`)]
      : [];
  });
}

/** Who answers for each service while it is carried out, and whether anybody does. */
async function onCallFindings(ctx: Ctx, touched: readonly Touched[], { from, to }: Window): Promise<Found[]> {
  const direct = touched.filter((service) => service.direct);
  if (direct.length === 0) return [];
  const services = await ctx.db.service.findMany({
    where: { id: { in: direct.map(({ id }) => id) } },
    select: { id: true, name: true, escalationPolicy: { select: { steps: true } } },
    orderBy: { name: 'asc' },
  });
  const targets = new Map(
    services.map(({ id, escalationPolicy }) => {
      const steps = (escalationPolicy?.steps ?? []) as EscalationStep[];
      return [id, steps.flatMap(({ page }) => page)];
    }),
  );
  const scheduleIds = [...targets.values()]
    .flat()
    .flatMap((one) => (one.who === 'schedule' ? one.scheduleId : []));
  const { rotas, who } = await rotasOf(ctx, { id: { in: [...new Set(scheduleIds)] } }, from, to);
  const span = { from: from.getTime(), to: to.getTime() };
  const shifts = new Map(
    rotas.map(({ schedule, rota }) => [schedule.id, shiftsOf(rota, span.from, span.to)]),
  );
  return services.map(({ id, name, escalationPolicy }): Found => {
    const label = visible(name);
    if (!escalationPolicy)
      return warn('on_call', `Nobody answers for ${label}: it has no escalation policy.`);
    const own = targets.get(id) ?? [];
    const mine = own.flatMap((one) => (one.who === 'schedule' ? (shifts.get(one.scheduleId) ?? []) : []));
    const names = [...new Set(mine.flatMap(({ people }) => people))].map((person) => who(person).name);
    const others = own.some(
      (one) => one.who !== 'schedule' && PageTarget.safeParse(one).success && one.who !== 'ticket',
    );
    const gap = without(
      [span],
      mine.toSorted((a, b) => a.from - b.from),
    ).reduce((sum, one) => sum + one.to - one.from, 0);
    if (names.length === 0 && !others) return warn('on_call', `Nobody is on call for ${label} then.`);
    if (names.length === 0)
      return {
        kind: 'on_call',
        severity: 'info',
        words: `For ${label} its escalation policy names who is paged.`,
      };
    if (gap > 0 && !others) {
      const hours = Math.max(0.1, Math.round((gap / HOUR) * 10) / 10);
      return warn(
        'on_call',
        `For ${label} nobody is on call for ${hours} of the hours; otherwise ${listed(names)}.`,
      );
    }
    return { kind: 'on_call', severity: 'info', words: `On call for ${label} then: ${listed(names)}.` };
  });
}
