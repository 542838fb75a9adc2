import { type Ctx, personOf } from '../../lib/context.ts';
import { fail } from '../../lib/errors.ts';
import { listed, visible } from '../../lib/text.ts';
import { directoryOf } from '../settings/directory.ts';
import { openChildren } from './family.ts';
import type { LoadedTicket } from './load.ts';
import { queuesWorkedOn, sight } from './policy.ts';

/**
 * Refuses to go on while something has to be done before the ticket is resolved.
 * @throws `conflict` that names tasks or children; who may not see them learns only that there is something
 */
export async function requireNothingLeft(
  ctx: Ctx,
  ticket: LoadedTicket,
  { withOpenChildren }: { withOpenChildren: boolean },
): Promise<void> {
  const tasks = await ctx.db.task.findMany({
    where: { ticketId: ticket.id, required: true, doneAt: null },
    orderBy: { position: 'asc' },
    select: { title: true },
  });
  const children = withOpenChildren ? [] : await openChildren(ctx, ticket.id);
  if (tasks.length + children.length === 0) return;
  const data = { requiredTasks: tasks.length, openChildren: children.length };
  if (sight(ctx.actor, ticket) !== 'all') {
    fail('conflict', `${ticket.number} cannot be resolved yet: the desk still has work to do for it.`, {
      data,
    });
  }
  if (tasks.length > 0) {
    const named = listed(tasks.map(({ title }) => `“${visible(title)}”`));
    fail('conflict', `${ticket.number} cannot be resolved before this is done: ${named}.`, { data });
  }
  const { queues } = await directoryOf(ctx);
  const worked = personOf(ctx.actor) ? queuesWorkedOn(ctx.actor, queues) : [...queues.keys()];
  // First those that may be named.
  const seen = children.filter(({ queueId }) => worked.includes(queueId)).map(({ number }) => number);
  const hidden = children.slice(seen.length).map(() => 'a ticket of a private queue');
  fail('conflict', `${ticket.number} has open child tickets: ${listed([...seen, ...hidden])}.`, { data });
}
