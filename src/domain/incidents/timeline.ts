import type { z } from 'zod';
import { type IncidentEvent, incidents } from '../../contract/incidents.ts';
import { type Ctx, inTransaction, personOf } from '../../lib/context.ts';
import { fail, failField } from '../../lib/errors.ts';
import { parse } from '../../lib/parse.ts';
import { cut, shown, wellFormed } from '../../lib/text.ts';
import { requireResponder } from '../alerts/policy.ts';
import type { ByNumber } from './declare.ts';
import { type LoadedIncident, type Locked, lockIncident } from './load.ts';
import { auditIncident, noteIncident } from './note.ts';

/** What people have put there themselves, and may put right. */
const WRITTEN = ['note', 'pinned'];
/** How much of it is shown: the last ones. */
const MOST = 1_000;
const ANY = { can: 'changed', in: () => true };
const REF = { select: { id: true, name: true } } as const;

/** Adds to the timeline. */
export async function addToTimeline(
  ctx: Ctx,
  input: z.input<typeof incidents.note.input>,
): Promise<ByNumber> {
  requireResponder(ctx);
  const { number, text, at } = parse(incidents.note.input, input);
  return inTransaction(ctx, async (ctx) => {
    const { incident, ticket } = await lockIncident(ctx, number, ANY);
    await noteIncident(ctx, incident.id, ticket, { kind: 'note', text, at: past(ctx, at) ?? ctx.now() });
    return { number: ticket.number };
  });
}

type Pinned = {
  number: string;
  text: string;
  at: Date;
  /** Who wrote it, where the desk knows them. */
  authorId: string | null;
  from: { channel: string; conversation: string; message: string };
};

/**
 * Puts a message on the timeline, in the name of who wrote it and at its time; once.
 * @returns whether it was not there before
 */
export async function pinMessage(ctx: Ctx, { number, text, at, authorId, from }: Pinned): Promise<boolean> {
  requireResponder(ctx);
  return inTransaction(ctx, async (ctx) => {
    const { incident, ticket } = await lockIncident(ctx, number, ANY);
    if (await ctx.db.majorIncidentEvent.findFirst({ where: { incidentId: incident.id, ...from } }))
      return false;
    const pinned = { kind: 'pinned' as const, text: cut(text, 3_000), at, from };
    const by = personOf(ctx.actor)?.id ?? null;
    const id = await noteIncident(ctx, incident.id, ticket, { ...pinned, detail: { authorId, by } });
    await ctx.db.majorIncidentEvent.update({ where: { id }, data: { actorId: authorId } });
    return true;
  });
}

/** Takes a message off the timeline again, if it was the actor who put it there. */
export async function unpinMessage(
  ctx: Ctx,
  { number, from }: Pick<Pinned, 'number' | 'from'>,
): Promise<void> {
  requireResponder(ctx);
  await inTransaction(ctx, async (ctx) => {
    const { incident, ticket } = await lockIncident(ctx, number, ANY);
    const where = { incidentId: incident.id, kind: 'pinned', ...from };
    const event = await ctx.db.majorIncidentEvent.findFirst({ where });
    const by = (event?.data as { by?: string | null } | undefined)?.by;
    if (!event || !by || by !== personOf(ctx.actor)?.id) return;
    const { id, text, at } = event;
    await ctx.db.majorIncidentEvent.delete({ where: { id } });
    await auditIncident(ctx, ticket, 'timeline.remove', { event: id, before: { text, at } });
  });
}

/** Puts right what somebody has added. */
export async function editTimeline(
  ctx: Ctx,
  input: z.input<typeof incidents.editNote.input>,
): Promise<ByNumber> {
  requireResponder(ctx);
  const { number, id, text, at } = parse(incidents.editNote.input, input);
  return inTransaction(ctx, async (ctx) => {
    const locked = await lockIncident(ctx, number, ANY);
    const before = await writtenEvent(ctx, locked, id);
    await ctx.db.majorIncidentEvent.update({
      where: { id },
      data: {
        ...(text === undefined ? {} : { text: wellFormed(text) }),
        ...(at === undefined ? {} : { at: past(ctx, at) as Date }),
        editedAt: ctx.now(),
      },
    });
    await auditIncident(ctx, locked.ticket, 'timeline.edit', { event: id, before, after: { text, at } });
    return { number: locked.ticket.number };
  });
}

/** Takes back what somebody has added. */
export async function removeFromTimeline(
  ctx: Ctx,
  input: z.input<typeof incidents.removeNote.input>,
): Promise<ByNumber> {
  requireResponder(ctx);
  const { number, id } = parse(incidents.removeNote.input, input);
  return inTransaction(ctx, async (ctx) => {
    const locked = await lockIncident(ctx, number, ANY);
    const before = await writtenEvent(ctx, locked, id);
    await ctx.db.majorIncidentEvent.delete({ where: { id } });
    await auditIncident(ctx, locked.ticket, 'timeline.remove', { event: id, before });
    return { number: locked.ticket.number };
  });
}

async function writtenEvent(ctx: Ctx, { incident }: Locked, id: string) {
  const event = await ctx.db.majorIncidentEvent.findFirst({ where: { id, incidentId: incident.id } });
  if (!event) return fail('not_found', 'There is no such line on the timeline.');
  if (!WRITTEN.includes(event.kind)) {
    fail('conflict', 'What the desk has recorded stays as it was. Add a line that puts it right.');
  }
  const { text, at } = event;
  return { text, at };
}

function past(ctx: Ctx, at: string | undefined): Date | undefined {
  if (at === undefined) return undefined;
  const instant = new Date(at);
  return instant > ctx.now() ? failField('at', 'must not be in the future') : instant;
}

/** What has happened, the oldest first, with what its alerts and pages tell. */
export async function timelineOf(ctx: Ctx, { id, ticketId }: LoadedIncident): Promise<IncidentEvent[]> {
  const events = await ctx.db.majorIncidentEvent.findMany({
    where: { incidentId: id },
    orderBy: [{ at: 'desc' }, { id: 'desc' }],
    take: MOST,
    include: { actor: REF },
  });
  const ofAlerts = await ctx.db.alertEvent.findMany({
    where: { alert: { ticketId } },
    orderBy: { id: 'desc' },
    take: MOST,
    include: { actor: REF, alert: { select: { summary: true } } },
  });
  const pages = await ctx.db.page.findMany({
    where: { escalation: { alert: { ticketId } }, state: 'sent', sentAt: { not: null } },
    orderBy: [{ sentAt: 'desc' }, { id: 'desc' }],
    take: MOST,
    include: { person: REF },
  });
  const all = [
    ...events.map(({ id, kind, actor, at, text, editedAt }) => ({
      ...{ id, kind: kind as IncidentEvent['kind'], by: actor, at, text },
      ...{ editable: WRITTEN.includes(kind), edited: editedAt !== null },
    })),
    ...ofAlerts.map(({ id, kind, actor, at, alert }) => ({
      ...{ id: `alert ${id}`, kind: 'alert' as const, by: actor, at },
      ...{ text: `${kind}: ${cut(shown(alert.summary), 300)}`, editable: false, edited: false },
    })),
    ...pages.map(({ id, person, sentAt, channel, via }) => ({
      ...{ id: `page ${id}`, kind: 'page' as const, by: null, at: sentAt as Date },
      ...{
        text: `${person?.name ?? 'A conversation'} was paged by ${channel ?? via}`,
        editable: false,
        edited: false,
      },
    })),
  ];
  return all
    .sort((a, b) => a.at.getTime() - b.at.getTime() || (a.id < b.id ? -1 : 1))
    .slice(-MOST)
    .map(({ at, ...event }) => ({ ...event, at: at.toISOString() }));
}
