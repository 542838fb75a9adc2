import { type Ctx, inTransaction } from '../../lib/context.ts';
import { refreshCards } from '../outbox/enqueue.ts';
import { actingPeople } from '../people/acting.ts';
import { notify } from '../people/notify.ts';
import { worksOn } from '../tickets/policy.ts';
import { lockIncident } from './load.ts';
import { noteIncident } from './note.ts';
import { isRoomWanted, wakeRoom } from './room.ts';
import { severityInWords } from './severity.ts';

/** What has to be done to a room, as it is now. */
export type RoomJob = {
  incidentId: string;
  ticketId: string;
  number: string;
  channel: string;
  near: string[];
  name: string;
  wantedAt: Date;
  /** Null: it is to be made. */
  conversation: string | null;
  topic: { wanted: string; shown: string | null };
  isPrivate: boolean;
  guests: { personId: string; name: string; email: string; accounts: string[] }[];
  /** The card in it, and the message that is pinned. */
  card: string | null;
  pinned: string | null;
  toArchive: boolean;
};

/** @returns `undefined`: nothing is to be done */
export async function roomJobOf(ctx: Ctx, ticketId: string): Promise<RoomJob | undefined> {
  const found = await ctx.db.majorIncident.findUnique({
    where: { ticketId },
    include: {
      ticket: {
        select: { number: true, title: true, priority: true, queue: { select: { visibility: true } } },
      },
      room: {
        include: {
          guests: {
            where: { state: 'wanted', person: { active: true } },
            orderBy: { personId: 'asc' },
            include: { person: { select: { name: true, email: true, identities: true } } },
          },
        },
      },
    },
  });
  const { room, ticket } = found ?? {};
  if (!found || !room || !ticket) return undefined;
  if (room.state !== 'made' && !(room.state === 'wanted' && isRoomWanted(found))) return undefined;
  const { channel, conversation, near, name, wantedAt, topic, pinned, archiveAt } = room;
  const card = conversation
    ? await ctx.db.view.findFirst({ where: { ticketId, kind: 'incident_card', channel, conversation } })
    : null;
  return {
    ...{
      incidentId: found.id,
      ticketId,
      number: ticket.number,
      channel,
      near,
      name,
      wantedAt,
      conversation,
      pinned,
    },
    topic: {
      wanted: `${ticket.number} · ${severityInWords(ticket.priority)} · ${ticket.title}`,
      shown: topic,
    },
    isPrivate: ticket.queue.visibility === 'private',
    guests: room.guests.map(({ personId, person: { name, email, identities } }) => ({
      ...{ personId, name, email },
      accounts: identities.filter((one) => one.channel === channel).map(({ externalId }) => externalId),
    })),
    card: card?.message ?? null,
    toArchive: archiveAt !== null && archiveAt <= ctx.now(),
  };
}

type Made = { conversation: string; name: string; url: string };

/** It is there; its card comes first, and then the rest of it. */
export function noteRoomMade(ctx: Ctx, { ticketId }: RoomJob, made: Made): Promise<void> {
  return inTransaction(ctx, async (ctx) => {
    const { incident, ticket } = await lockIncident(ctx, ticketId, ANY);
    const { count } = await ctx.db.majorIncidentRoom.updateMany({
      where: { incidentId: incident.id, state: 'wanted' },
      data: { ...made, state: 'made', error: null },
    });
    if (count === 0) return;
    await noteIncident(ctx, incident.id, ticket, { kind: 'room', text: `made the room ${made.name}` });
    const { channel } = await ctx.db.majorIncidentRoom.findUniqueOrThrow({
      where: { incidentId: incident.id },
    });
    const { conversation } = made;
    await refreshCards(ctx, [ticketId], [{ kind: 'incident_card', channel, conversation }]);
    await wakeRoom(ctx, incident.id, ticketId);
  });
}

/** How many admins hear that something has to be mended. */
const MOST_ADMINS = 20;

/** It could not be made: the timeline says why, and so do whoever declared it, whoever commands it, and the admins hear. */
export function noteRoomFailed(ctx: Ctx, ticketId: string, words: string): Promise<void> {
  return inTransaction(ctx, async (ctx) => {
    const { incident, ticket } = await lockIncident(ctx, ticketId, ANY);
    const { count } = await ctx.db.majorIncidentRoom.updateMany({
      where: { incidentId: incident.id, state: 'wanted' },
      data: { state: 'failed', error: words.slice(0, 1_000) },
    });
    if (count === 0) return;
    const text = `The room could not be made. ${words}`;
    await noteIncident(ctx, incident.id, ticket, { kind: 'room', text });
    const told = await actingPeople(ctx, [
      ...incident.seats.flatMap(({ role, personId }) => (role === 'commander' ? personId : [])),
      ...(incident.declaredById ? [incident.declaredById] : []),
      ...(await admins(ctx)),
    ]);
    await notify(
      ctx,
      told
        .filter((person) => worksOn(person, ticket.queue))
        .map(({ id: personId }) => ({
          ...{ personId, ticketId: ticket.id, kind: 'incident' as const },
          data: { text: `${text} Once that is mended, press “Try again” on its card.` },
        })),
    );
  });
}

const admins = async (ctx: Ctx): Promise<string[]> =>
  (
    await ctx.db.person.findMany({
      where: { active: true, guest: false, external: false, roles: { has: 'admin' } },
      orderBy: { createdAt: 'asc' },
      take: MOST_ADMINS,
      select: { id: true },
    })
  ).map(({ id }) => id);

/** They are in, or `trouble` says why they are not; either is told once. */
export function noteGuest(
  ctx: Ctx,
  { incidentId, ticketId }: RoomJob,
  personId: string,
  trouble?: string,
): Promise<void> {
  return inTransaction(ctx, async (ctx) => {
    const { ticket } = await lockIncident(ctx, ticketId, ANY);
    const guest = { incidentId_personId: { incidentId, personId } };
    const { count } = await ctx.db.majorIncidentGuest.updateMany({
      where: { incidentId, personId, state: 'wanted' },
      data: { state: trouble === undefined ? 'called' : 'missing' },
    });
    if (count === 0) return;
    const { why, person, room } = await ctx.db.majorIncidentGuest.findUniqueOrThrow({
      where: guest,
      include: { person: { select: { name: true } }, room: true },
    });
    await noteIncident(ctx, incidentId, ticket, {
      kind: 'room',
      text:
        trouble === undefined
          ? `called in ${person.name} (${why})`
          : `${person.name} (${why}) could not be called into the room: ${trouble}`,
    });
    if (trouble !== undefined) return;
    const text = `You are called into ${room.name} (${why}): ${room.url}`;
    await notify(ctx, [{ personId, ticketId, kind: 'incident', data: { text } }]);
  });
}

/** What the room shows by now; nobody else writes these. */
export async function noteRoomShows(
  ctx: Ctx,
  { incidentId }: RoomJob,
  shows: { topic?: string; pinned?: string; archiveAt?: null },
): Promise<void> {
  await ctx.db.majorIncidentRoom.updateMany({ where: { incidentId, state: 'made' }, data: shows });
}

/** It was put away. */
export function noteRoomArchived(ctx: Ctx, { ticketId, incidentId }: RoomJob): Promise<void> {
  return inTransaction(ctx, async (ctx) => {
    const { ticket } = await lockIncident(ctx, ticketId, ANY);
    const { count } = await ctx.db.majorIncidentRoom.updateMany({
      where: { incidentId, state: 'made' },
      data: { state: 'archived', archiveAt: null },
    });
    if (count > 0) await noteIncident(ctx, incidentId, ticket, { kind: 'room', text: 'put the room away' });
  });
}

const ANY = { can: 'changed', in: () => true };
