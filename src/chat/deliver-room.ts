import {
  noteGuest,
  noteRoomArchived,
  noteRoomFailed,
  noteRoomMade,
  noteRoomShows,
  type RoomJob,
  roomJobOf,
} from '../domain/incidents/room-done.ts';
import type { ClaimedNotice } from '../domain/outbox/claim.ts';
import type { Ctx } from '../lib/context.ts';
import { type Channel, ChannelError, type Rooms } from './channel.ts';

/**
 * Brings the room of a major incident in line with what is wanted of it: makes it or, once it is there, says what it is
 * about, lets people in, and keeps its card in sight. Each step is noted before the next one, so any of them may be the
 * last one before a crash.
 */
export async function deliverRoom(
  ctx: Ctx,
  { rooms }: Channel,
  { ticketId, attempts }: ClaimedNotice,
  publicUrl: string,
): Promise<void> {
  const job = ticketId ? await roomJobOf(ctx, ticketId) : undefined;
  if (!job) return;
  if (job.conversation === null) return make(ctx, rooms, job, { inDoubt: attempts > 1, publicUrl });
  if (rooms) await furnish(ctx, rooms, { ...job, conversation: job.conversation }, publicUrl);
}

async function make(
  ctx: Ctx,
  rooms: Rooms | undefined,
  job: RoomJob,
  { inDoubt, publicUrl }: { inDoubt: boolean; publicUrl: string },
): Promise<void> {
  const { incidentId, near, name, isPrivate, wantedAt } = job;
  try {
    if (!rooms) throw new ChannelError('refused', 'This chat lets the desk make no conversations.');
    const topic = topicOf(job, publicUrl);
    const wanted = { key: incidentId, near, name, topic, isPrivate, since: wantedAt, inDoubt };
    await noteRoomMade(ctx, job, await rooms.open(wanted));
  } catch (error) {
    if (!isRefused(error)) throw error;
    ctx.log.warn({ incident: job.number, error: error.message }, 'a room could not be made');
    await noteRoomFailed(ctx, job.ticketId, error.message);
  }
}

const topicOf = ({ number, topic }: RoomJob, publicUrl: string) =>
  `${topic.wanted} · ${publicUrl}/incidents/${number}`;

async function furnish(
  ctx: Ctx,
  rooms: Rooms,
  job: RoomJob & { conversation: string },
  publicUrl: string,
): Promise<void> {
  const { conversation, card, pinned } = job;
  if (job.toArchive) return putAway(ctx, rooms, job);
  const topic = topicOf(job, publicUrl);
  if (rooms.setTopic && topic !== job.topic.shown) {
    await ifAllowed(ctx, job, rooms.setTopic(conversation, topic));
    await noteRoomShows(ctx, job, { topic });
  }
  if (rooms.pin && card !== null && card !== pinned) {
    await ifAllowed(ctx, job, rooms.pin({ conversation, thread: null, message: card }));
    await noteRoomShows(ctx, job, { pinned: card });
  }
  for (const { personId, accounts, email } of job.guests) {
    const trouble = await refusal(rooms.invite(conversation, { accounts, email }));
    await noteGuest(ctx, job, personId, trouble);
  }
}

async function putAway(ctx: Ctx, rooms: Rooms, job: RoomJob & { conversation: string }): Promise<void> {
  const trouble = rooms.archive ? await refusal(rooms.archive(job.conversation)) : '';
  if (trouble === undefined) return noteRoomArchived(ctx, job);
  if (trouble) ctx.log.warn({ incident: job.number, error: trouble }, 'a room could not be put away');
  await noteRoomShows(ctx, job, { archiveAt: null });
}

/** The room is of use without it. */
async function ifAllowed(ctx: Ctx, { number }: RoomJob, work: Promise<void>): Promise<void> {
  const trouble = await refusal(work);
  if (trouble) ctx.log.warn({ incident: number, error: trouble }, 'something about a room was refused');
}

async function refusal(work: Promise<void>): Promise<string | undefined> {
  try {
    await work;
    return undefined;
  } catch (error) {
    if (isRefused(error)) return error.message;
    throw error;
  }
}

const isRefused = (error: unknown): error is ChannelError =>
  error instanceof ChannelError && error.kind !== 'later';
