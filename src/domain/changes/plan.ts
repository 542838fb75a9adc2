import type { z } from 'zod';
import type { TemplateContent } from '../../contract/change-templates.ts';
import { EditChange, LONGEST_WINDOW, PlanChange } from '../../contract/changes.ts';
import { DAY, MINUTE } from '../../lib/clock.ts';
import { type Ctx, inTransaction, personOf } from '../../lib/context.ts';
import { fail, failField } from '../../lib/errors.ts';
import { parse } from '../../lib/parse.ts';
import type { Prisma } from '../../lib/prisma/client.ts';
import { allWellFormed, listed, wellFormed } from '../../lib/text.ts';
import { requireResponder } from '../alerts/policy.ts';
import { followTicket } from '../approvals/follow.ts';
import { checkZone, zoneOr } from '../calendars/zone.ts';
import { refreshCards } from '../outbox/enqueue.ts';
import { directoryOf } from '../settings/directory.ts';
import { editTicket } from '../tickets/edit.ts';
import { type LoadedTicket, lockTicket } from '../tickets/load.ts';
import { openTicket } from '../tickets/open.ts';
import { authorise } from '../tickets/policy.ts';
import type { Level } from '../tickets/priority.ts';
import { requireOpen } from '../tickets/states.ts';
import { assignTicket } from '../tickets/take.ts';
import { askAnew, requirePassable } from './agree.ts';
import { servicesTouched } from './facts.ts';
import { type LoadedChange, type Locked, lockChange } from './load.ts';
import { noteChange } from './note.ts';
import { riskOfChange } from './risk.ts';
import { usableTemplate } from './templates.ts';

export type ByNumber = { number: string };
type Wanted = z.output<typeof EditChange>;
type Content = Omit<Wanted, 'number' | 'type'>;

/**
 * Plans a change: a draft, that is not submitted yet.
 * @param policyId by which approval policy somebody is asked besides
 * @throws `conflict` when the ticket is a change already
 */
export async function planChange(
  ctx: Ctx,
  input: z.input<typeof PlanChange>,
  policyId: string | null = null,
): Promise<ByNumber> {
  requireResponder(ctx);
  const { ticket: reference, type, templateId, queueId, ...given } = parse(PlanChange, input);
  if ((type === 'standard') !== (templateId !== undefined)) {
    failField(
      'templateId',
      type === 'standard'
        ? 'A standard change needs its template.'
        : 'Only a standard change has a template.',
    );
  }
  return inTransaction(ctx, async (ctx) => {
    const template = templateId ? await usableTemplate(ctx, templateId) : undefined;
    if (template && ctx.actor.kind === 'system') requireWithin(template, given.services);
    else requireFree(type, given);
    const wanted = { ...(template && contentAt(template, given.startsAt)), ...given };
    const ticket = await ticketFor(ctx, reference, wanted, queueId);
    if (await ctx.db.change.findUnique({ where: { ticketId: ticket.id } })) {
      fail('conflict', `${ticket.number} is a planned change already.`);
    }
    const id = ctx.newId();
    await ctx.db.change.create({
      data: {
        ...{ id, ticketId: ticket.id, type, risk: 'low', riskBecause: '', createdAt: ctx.now() },
        ...{
          timeZone: zoneOr(personOf(ctx.actor)?.timeZone ?? 'UTC'),
          templateId: templateId ?? null,
          policyId,
        },
      },
    });
    await write(ctx, await lockChange(ctx, ticket.id, 'edit'), wanted, { type });
    const { queues } = await directoryOf(ctx);
    const places = queues.get(ticket.queueId)?.triage ?? [];
    await refreshCards(
      ctx,
      [ticket.id],
      places.map((place) => ({ kind: 'change_card', ...place })),
    );
    await noteChange(ctx, ticket, {
      action: 'plan',
      words: `planned a ${type} change`,
      detail: { type, template: templateId ?? null },
    });
    return { number: ticket.number };
  });
}

/** Of these the template of a standard change has decided. */
const FIXED = ['reason', 'plan', 'testPlan', 'backoutPlan', 'services'] as const;

/**
 * Changes what is planned. While somebody is asked their votes are void, and they are asked again; what was agreed to has
 * to be agreed to again.
 * @throws `conflict` where it would hit what blocks, or fixes by its template
 */
export async function editChange(ctx: Ctx, input: z.input<typeof EditChange>): Promise<ByNumber> {
  requireResponder(ctx);
  const { number, type, ...wanted } = parse(EditChange, input);
  return inTransaction(ctx, async (ctx) => {
    const before = await lockChange(ctx, number, 'edit');
    const { change, ticket } = before;
    if (type && type !== change.type) requireRetyped(change, ticket.number, type);
    requireFree(type ?? change.type, wanted);
    const { edited, after } = await write(ctx, before, wanted, type ? { type } : {});
    if (edited.length === 0) return { number: ticket.number };
    if (change.state !== 'new') await requirePassable(ctx, after);
    await noteChange(ctx, ticket, {
      action: 'edit',
      words: `edited ${listed(edited.map((field) => FIELD_WORDS[field] ?? field))}`,
      detail: { fields: edited, before: contentOf(change), after: contentOf(after.change) },
    });
    const isVotedOn = edited.some(
      (field) => !['implementerId', 'links', 'holdsAlerts', 'timeZone'].includes(field),
    );
    if (isVotedOn) await followTicket(ctx, ticket.id, ['plan']);
    if (isVotedOn && change.state === 'scheduled') await askAnew(ctx, after, 'was edited');
    return { number: ticket.number };
  });
}

function requireFree(type: LoadedChange['type'], wanted: Partial<Content>): void {
  const fixed = type === 'standard' ? FIXED.filter((field) => wanted[field] !== undefined) : [];
  if (fixed.length === 0) return;
  const words = listed(fixed.map((field) => FIELD_WORDS[field] ?? field));
  fail(
    'conflict',
    `The template of a standard change says what is done. Make it a normal one to edit ${words}.`,
  );
}

/**
 * Recurring work, which admins set up as they do templates, may narrow the services of one, or name those that it leaves
 * open.
 */
export function requireWithin(
  { services: all }: Pick<TemplateContent, 'services'>,
  services: readonly string[] = [],
  field = 'services',
): void {
  if (all.length > 0 && services.some((id) => !all.includes(id))) {
    failField(field, 'The template does not touch one of these services.');
  }
}

/** What a template says, in a window that begins then. */
const contentAt = (
  { minutes, ...content }: TemplateContent,
  startsAt: string | null | undefined,
): Content => ({
  ...content,
  ...(startsAt ? { endsAt: new Date(Date.parse(startsAt) + minutes * MINUTE).toISOString() } : {}),
});

function requireRetyped(change: LoadedChange, number: string, type: LoadedChange['type']): void {
  if (change.state !== 'new')
    fail('conflict', `${number} is submitted: its type stays what it is. Make a draft of it again first.`);
  if (type === 'standard' && !change.templateId)
    failField('type', 'A standard change is planned by a template.');
}

const FIELD_WORDS: Partial<Record<string, string>> = {
  ...{ testPlan: 'the test plan', backoutPlan: 'the backout plan', plan: 'the plan', reason: 'the reason' },
  ...{
    startsAt: 'the window',
    endsAt: 'the window',
    timeZone: 'the time zone',
    answers: 'the answers about its risk',
  },
  ...{ services: 'the services', links: 'the links', title: 'the title', description: 'the description' },
  ...{
    implementerId: 'who carries it out',
    holdsAlerts: 'whether alerts are held',
    impact: 'the impact',
    type: 'the type',
  },
};

/** Writes what is given, and what follows from it. @returns the fields that have changed, and how it is then */
async function write(
  ctx: Ctx,
  before: Locked,
  { title, description, impact, services, implementerId, startsAt, endsAt, ...texts }: Content,
  more: Pick<Prisma.ChangeUncheckedUpdateInput, 'type'>,
): Promise<{ edited: string[]; after: Locked }> {
  if (texts.timeZone) checkZone(texts.timeZone);
  const { number } = before.ticket;
  const said = {
    ...(title ? { title } : {}),
    ...(description ? { description } : {}),
    ...(impact ? { impact } : {}),
  };
  if (Object.keys(said).length > 0) await editTicket(ctx, { number, ...said });
  if (implementerId !== undefined) await assignTicket(ctx, { number, assigneeId: implementerId });
  if (services) await setServices(ctx, before.change, services);
  const window = {
    ...(startsAt === undefined ? {} : { startsAt: startsAt ? new Date(startsAt) : null }),
    ...(endsAt === undefined ? {} : { endsAt: endsAt ? new Date(endsAt) : null }),
  };
  requireWindow({ ...before.change, ...window });
  const data = { ...allWellFormed(texts), ...window, ...more };
  await ctx.db.change.update({ where: { id: before.change.id }, data });
  const after = await weigh(ctx, before.ticket.id);
  const [was, is] = [contentOf(before.change), contentOf(after.change)];
  const fields = Object.keys(is) as (keyof typeof is)[];
  const edited = [
    ...fields.filter((field) => JSON.stringify(was[field]) !== JSON.stringify(is[field])),
    ...(['title', 'description', 'impact'] as const).filter(
      (field) => before.ticket[field] !== after.ticket[field],
    ),
    ...(before.ticket.assigneeId === after.ticket.assigneeId ? [] : ['implementerId']),
  ];
  return { edited, after };
}

/** What is planned, as it is compared and kept. */
const contentOf = ({ type, reason, plan, testPlan, backoutPlan, ...change }: LoadedChange) => ({
  ...{ type, reason, plan, testPlan, backoutPlan, links: change.links, answers: change.answers },
  ...{ startsAt: change.startsAt, endsAt: change.endsAt, timeZone: change.timeZone },
  ...{ holdsAlerts: change.holdsAlerts, services: change.services.map(({ serviceId }) => serviceId).sort() },
});

function requireWindow({ startsAt, endsAt }: { startsAt: Date | null; endsAt: Date | null }): void {
  if (!startsAt || !endsAt) return;
  if (startsAt >= endsAt) failField('endsAt', 'must come after it starts');
  if (endsAt.getTime() - startsAt.getTime() > LONGEST_WINDOW * DAY) {
    failField('endsAt', `must be at most ${LONGEST_WINDOW} days later`);
  }
}

async function setServices(ctx: Ctx, change: LoadedChange, ids: string[]): Promise<void> {
  const known = await ctx.db.service.count({ where: { id: { in: ids }, archivedAt: null } });
  const kept = change.services.filter(({ serviceId }) => ids.includes(serviceId)).length;
  if (known < ids.length && kept < ids.length) failField('services', 'There is no such service.');
  await ctx.db.changeService.deleteMany({ where: { changeId: change.id, serviceId: { notIn: ids } } });
  await ctx.db.changeService.createMany({
    data: ids.map((serviceId) => ({ changeId: change.id, serviceId })),
    skipDuplicates: true,
  });
}

/** Weighs how risky it is now. */
async function weigh(ctx: Ctx, ticketId: string): Promise<Locked> {
  const { settings } = await directoryOf(ctx);
  const { change, ticket } = await lockChange(ctx, ticketId, 'edit');
  const ids = change.services.map(({ serviceId }) => serviceId);
  const touched = await servicesTouched(ctx, ids);
  const { risk, because } = riskOfChange(settings.changes.risk, change, ticket.impact as Level, touched);
  const weighed = { risk, riskBecause: wellFormed(because) };
  await ctx.db.change.update({ where: { id: change.id }, data: weighed });
  return { ticket, change: { ...change, ...weighed } };
}

async function ticketFor(
  ctx: Ctx,
  reference: string | undefined,
  { title, description, impact }: Content,
  queueId: string | undefined,
): Promise<LoadedTicket> {
  if (reference === undefined) {
    if (!title) return failField('title', 'must not be empty');
    const opened = await openTicket(ctx, {
      ...{ kind: 'change', title, description: description ?? title },
      ...(impact ? { impact } : {}),
      ...(queueId ? { queueId } : {}),
    });
    // Only what came by a delivery may be there already.
    if (!opened) throw new Error('the ticket was not opened');
    const ticket = await lockTicket(ctx, opened.number);
    authorise(ctx.actor, 'edit', ticket);
    return ticket;
  }
  const ticket = await lockTicket(ctx, reference);
  authorise(ctx.actor, 'edit', ticket);
  requireOpen(ticket.state, 'planned as a change');
  if (ticket.kind === 'change') return ticket;
  await editTicket(ctx, { number: ticket.number, kind: 'change' });
  return lockTicket(ctx, ticket.id);
}
