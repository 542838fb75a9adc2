import { openTicket } from '../../../src/domain/tickets/open.ts';
import type { ActingPerson } from '../../../src/lib/context.ts';
import { createDesk, type Desk, type PersonOptions } from '../../support/desk.ts';

/** A team of its own with a queue that gives its tickets. */
export type Team = { id: string; queue: { id: string; name: string }; agents: ActingPerson[] };
type Row = Awaited<ReturnType<Desk['store']['client']['ticket']['findUniqueOrThrow']>>;

export type AssignmentScene = Desk & {
  requester: ActingPerson;
  teamOf(options: Parameters<Desk['addQueue']>[0], ...agents: PersonOptions[]): Promise<Team>;
  /** Opens a ticket; returns its number. */
  open(
    queue: { id: string },
    options?: { by?: ActingPerson; urgent?: boolean; tags?: string[] },
  ): Promise<string>;
  row(number: string): Promise<Row>;
  /** The name of who has it, why nobody has, or `waiting` or `unassigned`. */
  holder(number: string): Promise<string>;
};

export async function createAssignmentScene(): Promise<AssignmentScene> {
  const desk = await createDesk();
  const requester = await desk.person({ name: 'Grace' });
  const { client } = desk.store;
  const row: AssignmentScene['row'] = (number) => client.ticket.findUniqueOrThrow({ where: { number } });
  return {
    ...desk,
    requester,
    row,
    async teamOf(options, ...agents) {
      const team = await desk.addTeam();
      const queue = await desk.addQueue({ assignment: 'round_robin', ...options, team });
      const people: ActingPerson[] = [];
      for (const agent of agents) {
        people.push(await desk.person({ roles: ['requester', 'agent'], teams: [team], ...agent }));
      }
      return { ...team, queue, agents: people };
    },
    async open(queue, { by = requester, urgent = false, tags = [] } = {}) {
      desk.clock.advance(1);
      const opened = await openTicket(desk.ctxFor(by), {
        title: 'Laptop',
        description: 'It does not start.',
        queueId: queue.id,
        ...(urgent ? { impact: 1, urgency: 1 } : {}),
        tags,
      });
      if (!opened) throw new Error('not opened');
      return opened.number;
    },
    async holder(number) {
      const { assigneeId, awaitsAssignment, unassignedBecause } = await row(number);
      if (assigneeId) return (await client.person.findUniqueOrThrow({ where: { id: assigneeId } })).name;
      return unassignedBecause ?? (awaitsAssignment ? 'waiting' : 'unassigned');
    },
  };
}
