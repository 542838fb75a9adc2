import type { z } from 'zod';
import {
  type Change,
  ChangeCalendar,
  type ChangeGate,
  changeStateWords,
  changes,
  ListChanges,
  type WholeChange,
} from '../../contract/changes.ts';
import { DAY } from '../../lib/clock.ts';
import { type Ctx, personOf } from '../../lib/context.ts';
import { olderThan, pageOf, readCursor } from '../../lib/cursor.ts';
import { parse } from '../../lib/parse.ts';
import type { ChangeState, Prisma } from '../../lib/prisma/client.ts';
import { isAdmin } from '../people/acting.ts';
import { requireStaff } from '../people/policy.ts';
import { directoryOf } from '../settings/directory.ts';
import { queuesWorkedOn, sight } from '../tickets/policy.ts';
import { findingsOf, hasPart } from './agree.ts';
import { idsBetween } from './facts.ts';
import { freezesFor } from './freezes.ts';
import { type LoadedChange, type Locked, loadChange, WITH } from './load.ts';
import { changeMoves, isLegal } from './states.ts';
import { windowInWords } from './words.ts';

const OPEN: ChangeState[] = ['new', 'assess', 'authorize', 'scheduled', 'implement', 'review'];

/** Changes, the newest first: those of queues whose tickets the caller sees. */
export async function listChanges(
  ctx: Ctx,
  input: z.input<typeof ListChanges>,
): Promise<{ items: Change[]; next: string | null }> {
  requireStaff(ctx);
  const { cursor, limit, state = OPEN, type, service } = parse(ListChanges, input);
  const rows = await ctx.db.change.findMany({
    where: {
      state: { in: [...state] },
      ...(type ? { type: { in: type } } : {}),
      ...(await seenBy(ctx)),
      ...touching(service),
      ...olderThan('createdAt', cursor ? readCursor(cursor) : undefined),
    },
    include: WITH,
    orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
    take: limit + 1,
  });
  return pageOf(rows, limit, ({ createdAt, id }) => ({ at: createdAt, id }), changeView);
}

const MOST = 500;

/** What is planned in a span of time, and when nothing is changed. */
export async function changeCalendar(ctx: Ctx, input: z.input<typeof ChangeCalendar>) {
  requireStaff(ctx);
  const { service, ...span } = parse(ChangeCalendar, input);
  const [from, to] = [new Date(span.from), new Date(span.to)];
  const rows = await changesBetween(ctx, { from, to, most: MOST }, service);
  const ids = new Set(service ?? []);
  const frozen = await freezesFor(
    ctx,
    from,
    to,
    ({ serviceIds }) => ids.size === 0 || serviceIds.length === 0 || serviceIds.some((id) => ids.has(id)),
  );
  const freezes = frozen.flatMap(({ id, name, spans }) =>
    spans.map((one) => ({
      ...{ id, name, startsAt: new Date(one.from).toISOString(), endsAt: new Date(one.to).toISOString() },
    })),
  );
  return { items: rows.map(changeView), freezes };
}

/** Changes that are planned for a span, by when they start: those that the caller sees. */
export async function changesBetween(
  ctx: Ctx,
  span: { from: Date; to: Date; most: number },
  serviceIds: readonly string[] | null = null,
): Promise<LoadedChange[]> {
  const { queues } = await directoryOf(ctx);
  const ids = await idsBetween(ctx, span, queuesWorkedOn(ctx.actor, queues), serviceIds);
  return ctx.db.change.findMany({
    where: { id: { in: ids } },
    include: WITH,
    orderBy: [{ startsAt: 'asc' }, { id: 'asc' }],
  });
}

/** A change with its plan, and what is found about it. */
export async function getChange(ctx: Ctx, input: { number: string }): Promise<WholeChange> {
  requireStaff(ctx);
  const { number } = parse(changes.get.input, input);
  const locked = await loadChange(ctx, number);
  const { change, ticket } = locked;
  const approvals = await ctx.db.approval.findMany({
    where: { subjectKind: 'ticket', subjectId: ticket.id },
    include: { policy: { select: { name: true } } },
    orderBy: { askedAt: 'asc' },
    take: 50,
  });
  const failures = await ctx.db.changeFailure.findMany({
    where: { changeId: change.id },
    select: { system: true, reports: true, ticket: { select: { number: true } } },
    orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
  });
  const isToCome = isLegal(change.state, 'edit');
  return {
    ...changeView(change),
    ...{ description: ticket.description, impact: ticket.impact as WholeChange['impact'] },
    ...{
      reason: change.reason,
      plan: change.plan,
      testPlan: change.testPlan,
      backoutPlan: change.backoutPlan,
    },
    ...{ links: change.links as WholeChange['links'], answers: change.answers as WholeChange['answers'] },
    ...{ riskBecause: change.riskBecause, holdsAlerts: change.holdsAlerts, template: change.template },
    startedAt: change.startedAt?.toISOString() ?? null,
    endedAt: change.endedAt?.toISOString() ?? null,
    ...{ outcomeNote: change.outcomeNote, reviewNote: change.reviewNote },
    findings: isToCome ? await findingsOf(ctx, locked) : [],
    approvals: approvals.map(({ id, policy, state, decision }) => ({
      id,
      policy: policy.name,
      state,
      decision,
    })),
    failures: failures.map(({ system, reports, ticket }) => ({ system, reports, ticket: ticket.number })),
    caused: await causedBy(ctx, ticket.id),
    score: await scoreOf(ctx, ticket.queue.teamId),
    verbs: verbsOf(ctx, locked),
  };
}

/** What the caller may do with it now. */
export function verbsOf(ctx: Ctx, { change, ticket }: Locked): WholeChange['verbs'] {
  if (sight(ctx.actor, ticket) !== 'all') return [];
  const person = personOf(ctx.actor);
  return (Object.keys(changeMoves) as WholeChange['verbs']).filter((verb) => {
    if (!isLegal(change.state, verb)) return false;
    if (verb === 'report' && ctx.actor.kind === 'token') return true;
    if (verb === 'start' || verb === 'finish' || verb === 'report') return person?.id === ticket.assigneeId;
    if (verb !== 'pass') return true;
    const mayPass = change.state === 'assess' || (person !== undefined && isAdmin(person));
    return mayPass && change.approvalIds.length === 0 && !hasPart(ctx, ticket);
  });
}

/**
 * Whether a pipeline may go on: open while it is carried out, and in its window once it is scheduled.
 */
export async function changeGate(ctx: Ctx, input: { number: string }): Promise<ChangeGate> {
  requireStaff(ctx);
  const { number } = parse(changes.gate.input, input);
  const { change, ticket } = await loadChange(ctx, number);
  const { state, startsAt, endsAt, timeZone } = change;
  const window = startsAt && endsAt ? windowInWords(startsAt, endsAt, timeZone) : null;
  const now = ctx.now();
  const answer = (gate: ChangeGate['gate'], ...reasons: string[]): ChangeGate => ({
    ...{ number: ticket.number, gate, state, reasons },
    ...{ startsAt: startsAt?.toISOString() ?? null, endsAt: endsAt?.toISOString() ?? null },
  });
  if (state === 'implement') return answer('open', 'It is being carried out.');
  if (state === 'scheduled') {
    if (startsAt && now < startsAt) return answer('wait', `Its window has not begun: ${window}.`);
    if (endsAt && now >= endsAt) return answer('refused', `Its window is over: ${window}.`);
    return answer('open', 'It is approved, and its window is open.');
  }
  if (state === 'assess' || state === 'authorize') {
    const waiting = await ctx.db.approval.findMany({
      where: { id: { in: change.approvalIds }, state: 'pending' },
      include: { policy: { select: { name: true } } },
    });
    return answer(
      'wait',
      ...(waiting.length > 0
        ? waiting.map(({ policy }) => `It waits for approval by “${policy.name}”.`)
        : ['It waits for somebody who agrees to it.']),
    );
  }
  if (state === 'new') {
    const last = await ctx.db.approval.findFirst({
      where: { subjectKind: 'ticket', subjectId: ticket.id, decidedAt: { not: null } },
      orderBy: { decidedAt: 'desc' },
    });
    const why = last && last.state !== 'approved' ? (last.decision ?? '') : '';
    return why === ''
      ? answer('wait', 'It is not submitted yet.')
      : answer('refused', why, 'It is a draft again.');
  }
  return answer('refused', `Its state is “${changeStateWords[state].toLowerCase()}”.`);
}

async function causedBy(ctx: Ctx, id: string): Promise<WholeChange['caused']> {
  const links = await ctx.db.ticketLink.findMany({
    where: { toId: id, kind: 'caused_by', from: (await seenBy(ctx)).ticket },
    orderBy: { from: { createdAt: 'asc' } },
    take: 50,
    select: { from: { select: { number: true, title: true } } },
  });
  return links.map(({ from }) => from);
}

const HALF_A_YEAR = 182 * DAY;
/** As ServiceNow weighs them. */
const POINTS = { successful: 3, with_issues: -2, failed: -5, backed_out: -5 } as const;

/** How the changes of a team have gone in the last half year; null: there were none. */
async function scoreOf(ctx: Ctx, teamId: string): Promise<WholeChange['score']> {
  const rows = await ctx.db.change.groupBy({
    by: ['outcome'],
    where: {
      ...{ outcome: { not: null }, endedAt: { gt: new Date(ctx.now().getTime() - HALF_A_YEAR) } },
      ticket: { queue: { teamId } },
    },
    _count: true,
  });
  if (rows.length === 0) return null;
  return {
    points: rows.reduce((sum, { outcome, _count }) => sum + (outcome ? POINTS[outcome] * _count : 0), 0),
    changes: rows.reduce((sum, { _count }) => sum + _count, 0),
  };
}

async function seenBy(ctx: Ctx) {
  const { queues } = await directoryOf(ctx);
  return { ticket: { queueId: { in: queuesWorkedOn(ctx.actor, queues) } } };
}

const touching = (service: string[] | undefined): Prisma.ChangeWhereInput =>
  service ? { services: { some: { serviceId: { in: service } } } } : {};

export const changeView = (change: LoadedChange): Change => ({
  id: change.ticketId,
  ...{ number: change.ticket.number, title: change.ticket.title, type: change.type, state: change.state },
  ...{ risk: change.risk, implementer: change.ticket.assignee, requester: change.ticket.requester },
  services: change.services.map(({ service: { id, name } }) => ({ id, name })),
  startsAt: change.startsAt?.toISOString() ?? null,
  endsAt: change.endsAt?.toISOString() ?? null,
  ...{ timeZone: change.timeZone, outcome: change.outcome },
});
