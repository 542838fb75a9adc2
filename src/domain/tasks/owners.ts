import { type ActingPerson, type Ctx, personOf } from '../../lib/context.ts';
import { failField } from '../../lib/errors.ts';
import type { Task } from '../../lib/prisma/client.ts';
import { actingPeople } from '../people/acting.ts';
import { notify } from '../people/notify.ts';
import type { LoadedTicket } from '../tickets/load.ts';
import { sight } from '../tickets/policy.ts';

/** Those who are to own tasks of a ticket, by id: active people who may see it. */
export async function ownersOf(
  ctx: Ctx,
  ticket: LoadedTicket,
  ids: readonly (string | null)[],
): Promise<Map<string, ActingPerson>> {
  const wanted = [...new Set(ids)].filter((id) => id !== null);
  const people = wanted.length === 0 ? [] : await actingPeople(ctx, wanted);
  const known = new Map(people.map((person) => [person.id, person]));
  for (const id of wanted) {
    const person = known.get(id);
    if (!person || sight({ kind: 'person', person }, ticket) === 'nothing') {
      failField('ownerId', `This must be somebody active who may see ${ticket.number}.`);
    }
  }
  return known;
}

/** Tells people what is theirs to do now, unless they gave it to themselves. */
export async function tellOwners(
  ctx: Ctx,
  { id }: LoadedTicket,
  tasks: readonly Pick<Task, 'id' | 'title' | 'ownerId' | 'dueAt'>[],
): Promise<void> {
  const me = personOf(ctx.actor)?.id;
  await notify(
    ctx,
    tasks.flatMap(({ id: taskId, title, ownerId, dueAt }) =>
      ownerId === null || ownerId === me
        ? []
        : [{ personId: ownerId, ticketId: id, kind: 'task', data: { taskId, title, dueAt } }],
    ),
  );
}
