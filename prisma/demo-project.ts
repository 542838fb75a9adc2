import { addTasks } from '../src/domain/tasks/add.ts';
import { tickTask } from '../src/domain/tasks/tick.ts';
import { openTicket } from '../src/domain/tickets/open.ts';
import { openChild } from '../src/domain/tickets/parent.ts';
import { makeProject } from '../src/domain/tickets/project.ts';
import { takeTicket } from '../src/domain/tickets/take.ts';
import { DAY } from '../src/lib/clock.ts';
import { type ActingPerson, actingAs, type Ctx } from '../src/lib/context.ts';

/** Work of the demo company that is more than one step, and for more than one team. */
export async function startProject(
  ctx: Ctx,
  {
    requester,
    agent,
    queues,
  }: { requester: ActingPerson; agent: ActingPerson; queues: Map<string, { id: string }> },
): Promise<void> {
  const as = (person: ActingPerson): Ctx => ({
    ...actingAs(ctx, { kind: 'person', person }),
    origin: { ...ctx.origin, channel: 'web' },
  });
  const queueId = (name: string) => queues.get(name)?.id;
  const opened = await openTicket(as(requester), {
    title: 'The design team moves to the second floor',
    description: 'Eleven desks, two printers and the meeting room screen. Ideally over a weekend.',
    kind: 'change',
    queueId: queueId('IT support'),
  });
  if (!opened) return;
  const { number } = opened;
  const asAgent = as(agent);
  await takeTicket(asAgent, { number });
  await makeProject(asAgent, { number });
  const dueAt = new Date(ctx.now().getTime() + 3 * DAY).toISOString();
  const { id } = await addTasks(asAgent, {
    number,
    tasks: [
      { title: 'Agree on a weekend', ownerId: requester.id },
      { title: 'List what is on which desk', ownerId: agent.id, dueAt },
      { title: 'Test every desk on Monday morning', required: true },
    ],
  });
  const first = await ctx.db.task.findFirst({ where: { ticketId: id }, orderBy: { position: 'asc' } });
  if (first) await tickTask(as(requester), { id: first.id });
  for (const [title, description, queue] of [
    ['Patch the sockets on the second floor', 'Rooms 2.10 to 2.14, two sockets a desk.', 'Network and VPN'],
    ['Carry desks and screens upstairs', 'From 1.04 to 2.10 to 2.14.', 'Workplace'],
  ] as const) {
    await openChild(asAgent, { number, title, description, queueId: queueId(queue), kind: 'request' });
  }
}
