import { type IncidentState, incidentStateWords } from '../../contract/incidents.ts';
import { AffectedServices, type PublishedText, type StatusUpdate } from '../../contract/status-page.ts';
import type { Ctx } from '../../lib/context.ts';
import { failField } from '../../lib/errors.ts';
import { wellFormed } from '../../lib/text.ts';
import type { Locked } from '../incidents/load.ts';
import { noteIncident } from '../incidents/note.ts';
import type { Audience } from './facts.ts';
import { mailUpdate } from './mail.ts';

/**
 * Puts an update on the status page. What is not for the public leaves what the public page says as it was.
 * The ticket and the incident are locked.
 */
export async function publishUpdate(
  ctx: Ctx,
  { incident, ticket }: Locked,
  state: IncidentState,
  { text, public: isPublic, title, services }: PublishedText,
): Promise<void> {
  const known = await ctx.db.service.count({
    where: { id: { in: services?.map(({ serviceId }) => serviceId) ?? [] } },
  });
  if (known < (services?.length ?? 0)) failField('status.services', 'There is no such service.');
  const last = await lastUpdate(ctx, incident.id, isPublic);
  const row = {
    ...{ id: ctx.newId(), incidentId: incident.id, public: isPublic, state, at: ctx.now() },
    title: wellFormed(title ?? last?.title ?? failField('status.title', 'must not be empty')),
    text: wellFormed(text),
  };
  await ctx.db.statusUpdate.create({ data: { ...row, ...(services ? { services } : {}) } });
  const where = isPublic ? 'on the public status page' : 'on the internal status page';
  await noteIncident(ctx, incident.id, ticket, {
    kind: 'status',
    text: `said ${where}: ${row.title} · ${incidentStateWords[state]} · ${row.text}`,
    detail: { update: row.id, public: isPublic, services: services ?? null },
  });
  await mailUpdate(ctx, row.id, seenBy(isPublic));
  ctx.publish({ topic: 'status' });
}

const seenBy = (isPublic: boolean): readonly Audience[] => (isPublic ? ['internal', 'public'] : ['internal']);

/** A title is taken over from what the same readers have seen: the public never reads one that was meant for inside. */
const lastUpdate = (ctx: Ctx, incidentId: string, isPublic: boolean) =>
  ctx.db.statusUpdate.findFirst({
    where: { incidentId, ...(isPublic ? { public: true } : {}) },
    orderBy: [{ at: 'desc' }, { id: 'desc' }],
  });

/** It is over, so it is where it was published, and nothing is affected any more. */
export async function endOnStatusPage(ctx: Ctx, incidentId: string): Promise<void> {
  const last = await lastUpdate(ctx, incidentId, false);
  if (!last) return;
  const lastPublic = last.public ? last : await lastUpdate(ctx, incidentId, true);
  const isPublic = lastPublic !== null && lastPublic.state !== 'resolved';
  if (!isPublic && last.state === 'resolved') return;
  const id = ctx.newId();
  await ctx.db.statusUpdate.create({
    data: {
      ...{ id, incidentId, public: isPublic, state: 'resolved', at: ctx.now() },
      ...{ title: (isPublic ? lastPublic : last).title, text: '', services: [] },
    },
  });
  await mailUpdate(ctx, id, seenBy(isPublic));
  ctx.publish({ topic: 'status' });
}

/** The oldest first. */
export async function statusUpdatesOf(ctx: Ctx, incidentId: string): Promise<StatusUpdate[]> {
  const rows = await ctx.db.statusUpdate.findMany({
    where: { incidentId },
    orderBy: [{ at: 'asc' }, { id: 'asc' }],
  });
  return rows.map(({ id, at, public: isPublic, title, text, services, editedAt }) => ({
    ...{ id, at: at.toISOString(), public: isPublic, title, text, edited: editedAt !== null },
    services: AffectedServices.nullable().parse(services),
  }));
}
