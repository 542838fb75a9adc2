import type { AssignmentPolicy } from '../../contract/common.ts';
import type { Ctx } from '../../lib/context.ts';
import { peopleOnCall } from '../oncall/now.ts';

/** Who is on call now for a queue that gives its tickets to them; `undefined`: it asks for nobody in particular. */
export async function onCallFor(
  ctx: Ctx,
  queue: { assignment: AssignmentPolicy; scheduleId: string | null },
): Promise<string[] | undefined> {
  if (queue.assignment !== 'on_call') return undefined;
  return queue.scheduleId ? peopleOnCall(ctx, queue.scheduleId, ctx.now()) : [];
}
