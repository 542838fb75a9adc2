import type { z } from 'zod';
import { CreateQueue, type Queue, UpdateQueue } from '../../contract/queues.ts';
import { changesOf } from '../../lib/changes-of.ts';
import { type Ctx, inTransaction, personOf } from '../../lib/context.ts';
import { fail, failField } from '../../lib/errors.ts';
import { parse } from '../../lib/parse.ts';
import { wellFormed } from '../../lib/text.ts';
import { noteSwitch } from '../assignment/switch.ts';
import { audit } from '../audit/record.ts';
import { requireAdmin } from '../people/policy.ts';
import { readDirectory } from '../settings/directory.ts';
import { onTaken } from '../taken.ts';
import { startWalk } from '../walks.ts';
import { refuseTwice, replaceIntake } from './intake.ts';
import { type LoadedQueue, QUEUE, queueView, settingsOf } from './view.ts';

const TAKEN = 'There is a queue of this name, or with one of these conversations, already.';

/**
 * Adds a queue.
 * @throws `conflict` when the name is taken, or a conversation is another queue's
 */
export async function createQueue(ctx: Ctx, input: z.input<typeof CreateQueue>): Promise<Queue> {
  requireAdmin(ctx);
  const { intake, triage, name, ...wanted } = parse(CreateQueue, input);
  return onTaken(TAKEN, () =>
    inTransaction(ctx, async (ctx) => {
      await checkTeam(ctx, wanted.teamId);
      await checkCalendar(ctx, wanted.calendarId);
      await checkSchedule(ctx, wanted);
      await checkName(ctx, name);
      const now = ctx.now();
      const id = ctx.newId();
      await ctx.db.queue.create({
        data: {
          id,
          name: wellFormed(name),
          ...wanted,
          triage: distinct(triage),
          createdAt: now,
          updatedAt: now,
        },
      });
      await replaceIntake(ctx, id, intake);
      await audit(ctx, {
        action: 'queue.create',
        subject: { type: 'queue', id },
        detail: { after: { name, ...wanted, intake, triage } },
      });
      ctx.publish({ topic: 'directory' });
      return queueView(
        await ctx.db.queue.findUniqueOrThrow({ where: { id }, include: QUEUE }),
        personOf(ctx.actor),
      );
    }),
  );
}

/**
 * Changes or archives a queue. Its conversations are given as a whole and replaced as a set.
 * @throws `conflict` when a name or conversation is taken, or when one archives a queue that still has open
 * tickets or is the one for whatever nothing else claims
 */
export async function updateQueue(ctx: Ctx, input: z.input<typeof UpdateQueue>): Promise<Queue> {
  requireAdmin(ctx);
  const { id, ...wanted } = parse(UpdateQueue, input);
  return onTaken(TAKEN, () =>
    inTransaction(ctx, async (ctx) => {
      const queue = await lock(ctx, id);
      const changes = changesOf(settingsOf(queue), wanted);
      const { intake, triage, archived, name, ...columns } = changes.after;
      if (Object.keys(changes.after).length === 0) return queueView(queue, personOf(ctx.actor));
      if (columns.teamId) await checkTeam(ctx, columns.teamId);
      if (columns.calendarId !== undefined) await checkCalendar(ctx, columns.calendarId);
      if (columns.assignment !== undefined || columns.scheduleId !== undefined) {
        await checkSchedule(ctx, { ...queue, ...columns });
      }
      if (name !== undefined) await checkName(ctx, name);
      if (archived) await refuseArchiving(ctx, queue);
      if (intake) await replaceIntake(ctx, id, intake);
      const updated = await ctx.db.queue.update({
        where: { id },
        data: {
          ...columns,
          ...(name === undefined ? {} : { name: wellFormed(name) }),
          ...(triage === undefined ? {} : { triage: distinct(triage) }),
          ...(archived === undefined ? {} : { archivedAt: archived ? ctx.now() : null }),
          updatedAt: ctx.now(),
        },
        include: QUEUE,
      });
      if (isSwitch(queue, updated)) await noteSwitch(ctx, id);
      await audit(ctx, { action: 'queue.update', subject: { type: 'queue', id }, detail: changes });
      if (columns.calendarId !== undefined) await startWalk(ctx, 'sla');
      ctx.publish({ topic: 'directory' });
      return queueView(updated, personOf(ctx.actor));
    }),
  );
}

/** Whether it begins or ends to give its tickets to agents. */
const isSwitch = (before: LoadedQueue, after: LoadedQueue) =>
  (before.assignment === 'manual') !== (after.assignment === 'manual');

/** @throws `invalid` when a conversation is named twice */
function distinct(triage: Queue['triage']): Queue['triage'] {
  refuseTwice(triage, 'triage');
  return triage.map(({ channel, conversation }) => ({ channel, conversation: wellFormed(conversation) }));
}

async function lock(ctx: Ctx, id: string): Promise<LoadedQueue> {
  await ctx.db.$queryRaw`SELECT 1 FROM queue WHERE id = ${id}::uuid FOR UPDATE`;
  const queue = await ctx.db.queue.findUnique({ where: { id }, include: QUEUE });
  return queue ?? fail('not_found', 'There is no such queue.');
}

/** Locked against removal, as teams are. */
async function checkCalendar(ctx: Ctx, id: string | null): Promise<void> {
  if (id === null) return;
  const rows = await ctx.db.$queryRaw<unknown[]>`SELECT 1 FROM calendar WHERE id = ${id}::uuid FOR SHARE`;
  if (rows.length === 0) failField('calendarId', 'There is no such calendar.');
}

/** Locked against removal, as teams are. */
async function checkSchedule(
  ctx: Ctx,
  { assignment, scheduleId }: Pick<Queue, 'assignment' | 'scheduleId'>,
): Promise<void> {
  if (scheduleId === null) {
    if (assignment === 'on_call') failField('scheduleId', 'Say by which schedule somebody is on call.');
    return;
  }
  const rows = await ctx.db.$queryRaw<unknown[]>`
    SELECT 1 FROM schedule WHERE id = ${scheduleId}::uuid FOR SHARE`;
  if (rows.length === 0) failField('scheduleId', 'There is no such schedule.');
}

/** Locked against removal, so that the team is still there when the queue is. */
async function checkTeam(ctx: Ctx, id: string): Promise<void> {
  const rows = await ctx.db.$queryRaw<unknown[]>`SELECT 1 FROM team WHERE id = ${id}::uuid FOR SHARE`;
  if (rows.length === 0) failField('teamId', 'There is no such team.');
}

async function checkName(ctx: Ctx, name: string): Promise<void> {
  const taken = await ctx.db.queue.findUnique({ where: { name: wellFormed(name) }, select: { id: true } });
  if (taken) fail('conflict', `There is a queue named ${name} already.`);
}

async function refuseArchiving(ctx: Ctx, queue: LoadedQueue): Promise<void> {
  const { settings } = await readDirectory(ctx);
  if (settings.defaultQueueId === queue.id) {
    fail(
      'conflict',
      `${queue.name} is the queue for whatever nothing else claims. Choose another one first.`,
    );
  }
  const open = await ctx.db.ticket.count({
    where: { queueId: queue.id, state: { in: ['new', 'in_progress', 'on_hold'] } },
  });
  if (open > 0) {
    fail('conflict', `${queue.name} still has ${open} open ${open === 1 ? 'ticket' : 'tickets'}.`, {
      data: { open },
    });
  }
}
