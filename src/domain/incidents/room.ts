import type { z } from 'zod';
import { incidents, isUnderWay } from '../../contract/incidents.ts';
import { DAY } from '../../lib/clock.ts';
import { type Ctx, inTransaction } from '../../lib/context.ts';
import { fail } from '../../lib/errors.ts';
import { parse } from '../../lib/parse.ts';
import { requireResponder } from '../alerts/policy.ts';
import { announce } from '../outbox/announce.ts';
import { directoryOf } from '../settings/directory.ts';
import type { LoadedTicket } from '../tickets/load.ts';
import type { ByNumber } from './declare.ts';
import { callIn, onCallFor, partsOf } from './guests.ts';
import { type LoadedIncident, loadIncident, lockIncident } from './load.ts';
import { noteIncident } from './note.ts';
import { roomName, roomPlaceOf } from './room-places.ts';

/**
 * The conversation that a major incident has for itself in a chat. What is wanted of it is written with the change that it
 * follows from; the outbox makes it so afterwards, and the incident goes on whether it can or not.
 */

type About = Pick<LoadedTicket, 'id' | 'number' | 'title' | 'queueId' | 'queue'>;

/** What the outbox knows the room by, until it has a conversation. */
const unmade = (incidentId: string) => `room:${incidentId}`;

/** Of a severity for which there are rooms, one is wanted. In the transaction of the change, ticket and incident locked. */
export async function wantRoom(ctx: Ctx, ticket: About, severity: number): Promise<void> {
  const { settings } = await directoryOf(ctx);
  const { incident } = await loadIncident(ctx, ticket.id);
  const room = await ctx.db.majorIncidentRoom.findUnique({ where: { incidentId: incident.id } });
  if (room?.state === 'made')
    await ctx.db.majorIncidentRoom.update({
      where: { incidentId: incident.id },
      data: { archiveAt: null },
    });
  const isNew = !room || room.state === 'archived';
  if (isNew && (severity > settings.incidents.rooms.severity || !(await begin(ctx, incident, ticket))))
    return;
  await callAll(ctx, incident, ticket);
  await wakeRoom(ctx, incident.id, ticket.id);
}

/** @returns false: there is no chat where it could be */
async function begin(ctx: Ctx, { id, services }: LoadedIncident, ticket: About): Promise<boolean> {
  const serviceIds = services.map(({ serviceId }) => serviceId);
  const place = await roomPlaceOf(ctx, ticket, serviceIds);
  if (!place) return false;
  const wanted = {
    ...{
      ...place,
      state: 'wanted' as const,
      wantedAt: ctx.now(),
      name: roomName(ticket.number, ticket.title),
    },
    ...{ conversation: null, url: null, topic: null, pinned: null, error: null, archiveAt: null },
  };
  await ctx.db.majorIncidentRoom.upsert({
    where: { incidentId: id },
    create: { incidentId: id, ...wanted },
    update: wanted,
  });
  // Whoever was in one that was put away belongs into the next one.
  await ctx.db.majorIncidentGuest.updateMany({ where: { incidentId: id }, data: { state: 'wanted' } });
  return true;
}

async function callAll(ctx: Ctx, incident: LoadedIncident, ticket: About): Promise<void> {
  const onCall = await onCallFor(
    ctx,
    incident.services.map(({ serviceId }) => serviceId),
  );
  await callIn(ctx, incident.id, ticket, [...partsOf(incident), ...onCall]);
}

/**
 * After somebody got a part in it, or a service came to it: who belongs into the room by now is called in.
 * @param again who is tried once more, should they not have been let in before
 */
export async function callIntoRoom(ctx: Ctx, ticket: About, again?: string): Promise<void> {
  const { incident } = await loadIncident(ctx, ticket.id);
  const room = await ctx.db.majorIncidentRoom.findUnique({ where: { incidentId: incident.id } });
  if (!room) return;
  if (again) {
    await ctx.db.majorIncidentGuest.updateMany({
      where: { incidentId: incident.id, personId: again, state: 'missing' },
      data: { state: 'wanted' },
    });
  }
  await callAll(ctx, incident, ticket);
  await wakeRoom(ctx, incident.id, ticket.id);
}

/** The outbox looks at the room again. */
export async function wakeRoom(ctx: Ctx, incidentId: string, ticketId: string): Promise<void> {
  if (ctx.replay) return;
  const room = await ctx.db.majorIncidentRoom.findUnique({ where: { incidentId } });
  if (room?.state !== 'wanted' && room?.state !== 'made') return;
  const { channel } = room;
  const conversation = room.conversation ?? unmade(incidentId);
  const what = { kind: 'room' as const, channel, conversation, ticketId };
  // It waits for a delivery that is just claiming the row and then finds none waiting, so that nothing is missed.
  const waiting = await ctx.db.notice.updateMany({
    where: { ...what, state: 'pending' },
    data: { ticketId },
  });
  if (waiting.count === 0) {
    await ctx.db.notice.create({ data: { ...what, dueAt: ctx.now(), createdAt: ctx.now() } });
  }
  ctx.publish({ topic: 'outbox' });
}

/** Said in the room, where there is one. */
export async function sayInRoom(ctx: Ctx, incidentId: string, ticketId: string, text: string): Promise<void> {
  const room = await ctx.db.majorIncidentRoom.findUnique({ where: { incidentId } });
  if (room?.state !== 'made' || !room.conversation || ctx.replay) return;
  const place = { channel: room.channel, conversation: room.conversation };
  await announce(ctx, place, { kind: 'text', ticketId, data: { text } });
}

/** It is over: a last word, and after a while the room is put away. */
export async function leaveRoom(
  ctx: Ctx,
  incidentId: string,
  ticket: Pick<About, 'id' | 'number'>,
  how: 'resolved' | 'cancelled',
): Promise<void> {
  const { settings } = await directoryOf(ctx);
  const days = settings.incidents.rooms.archiveDays;
  const { count } = await ctx.db.majorIncidentRoom.updateMany({
    where: { incidentId, state: 'made' },
    data: { archiveAt: days === null ? null : new Date(ctx.now().getTime() + days * DAY) },
  });
  if (count === 0) return;
  const over = how === 'resolved' ? 'is resolved' : 'is no major incident after all';
  const words = `${ticket.number} ${over}. Thank you all. What is on its timeline stays there; pin what is missing.`;
  await sayInRoom(ctx, incidentId, ticket.id, words);
}

const ARCHIVED_AT_ONCE = 50;

/** Rooms that have stood long enough after the end are put away. @returns how many */
export async function putRoomsAway(ctx: Ctx): Promise<number> {
  const due = await ctx.db.majorIncidentRoom.findMany({
    where: { archiveAt: { lte: ctx.now() }, state: 'made' },
    orderBy: { archiveAt: 'asc' },
    take: ARCHIVED_AT_ONCE,
    select: { incidentId: true, incident: { select: { ticketId: true } } },
  });
  for (const { incidentId, incident } of due) {
    await inTransaction(ctx, (ctx) => wakeRoom(ctx, incidentId, incident.ticketId));
  }
  return due.length;
}

/**
 * Gives it a room, or tries once more to make the one that could not be made.
 * @throws `conflict` where there is one, or nowhere to make one
 */
export async function askForRoom(ctx: Ctx, input: z.input<typeof incidents.room.input>): Promise<ByNumber> {
  requireResponder(ctx);
  const { number } = parse(incidents.room.input, input);
  return inTransaction(ctx, async (ctx) => {
    const { incident, ticket } = await lockIncident(ctx, number, { can: 'given a room' });
    const room = await ctx.db.majorIncidentRoom.findUnique({ where: { incidentId: incident.id } });
    if (room?.state === 'wanted') fail('conflict', 'Its room is being made.');
    if (room?.state === 'made') fail('conflict', `It has the room ${room.name}.`);
    if (!(await begin(ctx, incident, ticket))) {
      fail(
        'conflict',
        'There is no conversation in a chat beside which it could be made. Name one in the settings.',
      );
    }
    await noteIncident(ctx, incident.id, ticket, { kind: 'room', text: 'asked for a room' });
    await callAll(ctx, incident, ticket);
    await wakeRoom(ctx, incident.id, ticket.id);
    return { number: ticket.number };
  });
}

/** The ticket of the major incident whose room this is. */
export async function ticketOfRoom(ctx: Ctx, place: { channel: string; conversation: string }) {
  const { channel, conversation } = place;
  const room = await ctx.db.majorIncidentRoom.findUnique({
    where: { channel_conversation: { channel, conversation } },
    select: {
      incident: {
        select: {
          ticket: { select: { number: true, queue: { select: { teamId: true, visibility: true } } } },
        },
      },
    },
  });
  return room?.incident.ticket;
}

/** Whether a room is still to be made: once it is over, none is. */
export const isRoomWanted = ({ state }: Pick<LoadedIncident, 'state'>): boolean => isUnderWay(state);
