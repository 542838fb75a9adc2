import type { Ctx } from '../../lib/context.ts';

/**
 * Notes that somebody has got a ticket of the queue: all others come before them now. Turns of a queue never share an
 * instant, whatever the clocks of several processes say.
 */
export async function noteTurn(ctx: Ctx, queueId: string, personId: string): Promise<void> {
  await ctx.db.$executeRaw`
    INSERT INTO assignment_turn (queue_id, person_id, at)
    SELECT ${queueId}::uuid, ${personId}::uuid,
           greatest(${ctx.now().toISOString()}::timestamptz, max(at) + interval '1 millisecond')
      FROM assignment_turn WHERE queue_id = ${queueId}::uuid
    ON CONFLICT (queue_id, person_id) DO UPDATE SET at = EXCLUDED.at`;
}
