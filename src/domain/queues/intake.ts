import type { z } from 'zod';
import type { IntakeConversation } from '../../contract/queues.ts';
import type { Ctx } from '../../lib/context.ts';
import { fail, failField } from '../../lib/errors.ts';
import { wellFormed } from '../../lib/text.ts';
import { isSamePlace, type Place } from '../outbox/enqueue.ts';

/** @throws `invalid` when a conversation is named twice */
export function refuseTwice(places: Place[], field: string): void {
  const twice = places.findIndex((place, index) =>
    places.slice(0, index).some((one) => isSamePlace(one, place)),
  );
  if (twice !== -1) failField(`${field}.${twice}.conversation`, 'This conversation is here twice.');
}

/**
 * Makes these the conversations whose messages become tickets of the queue, and no others.
 * @throws `conflict` that names the queue that has one of them already
 */
export async function replaceIntake(
  ctx: Ctx,
  queueId: string,
  intake: z.output<typeof IntakeConversation>[],
): Promise<void> {
  refuseTwice(intake, 'intake');
  const other = await ctx.db.intakeConversation.findFirst({
    where: {
      queueId: { not: queueId },
      OR: intake.map(({ channel, conversation }) => ({ channel, conversation })),
    },
    select: { channel: true, conversation: true, name: true, queue: { select: { id: true, name: true } } },
  });
  if (other) {
    const field = `intake.${intake.findIndex((place) => isSamePlace(place, other))}.conversation`;
    const words = `${other.name || other.conversation} feeds the queue ${other.queue.name} already.`;
    fail('conflict', words, {
      problems: [{ field, message: words }],
      data: { queueId: other.queue.id },
    });
  }
  await ctx.db.intakeConversation.deleteMany({
    where: { queueId, NOT: { OR: intake.map(({ channel, conversation }) => ({ channel, conversation })) } },
  });
  for (const { channel, name, rule, ...one } of intake) {
    const conversation = wellFormed(one.conversation);
    const how = { name: wellFormed(name), rule };
    // One that is there already goes on from where it was read.
    const { count } = await ctx.db.intakeConversation.updateMany({
      where: { queueId, channel, conversation },
      data: how,
    });
    if (count > 0) continue;
    await ctx.db.intakeConversation.create({
      data: { id: ctx.newId(), queueId, channel, conversation, ...how, readUntil: ctx.now() },
    });
  }
}
