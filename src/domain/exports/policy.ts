import type { z } from 'zod';
import { type CreateExport, EXPORT_GROUPS, ExportType } from '../../contract/exports.ts';
import { type Actor, type Ctx, personOf } from '../../lib/context.ts';
import { fail, failField } from '../../lib/errors.ts';
import { isAdmin } from '../people/acting.ts';
import { requireAdmin, requireStaff } from '../people/policy.ts';
import { directoryOf } from '../settings/directory.ts';
import { queuesWorkedOn } from '../tickets/policy.ts';

/** Who may have what exported. */

export type ExportRequest = Omit<z.output<typeof CreateExport>, 'types'> & { types: ExportType[] };

const FOR_AGENTS: readonly ExportType[] = [...EXPORT_GROUPS.tickets, ...EXPORT_GROUPS.alerts];
const isFiltered = ({ filter }: Pick<ExportRequest, 'filter'>) =>
  Object.values(filter).some((value) => value !== undefined);

/** What is exported where nothing is named. */
export function typesFor(actor: Actor, request: z.output<typeof CreateExport>): ExportType[] {
  if (request.types) return request.types;
  const person = personOf(actor);
  const isAll = !isFiltered(request) && (!person || isAdmin(person));
  return isAll ? ExportType.options : [...EXPORT_GROUPS.tickets];
}

/**
 * Admins may have all; agents tickets and alerts, and have to say which: nobody carries the desk away by a click. Whose
 * rights end before it is written, or before it is fetched, gets nothing any more.
 */
export function requireExport(ctx: Ctx, request: ExportRequest): void {
  requireStaff(ctx);
  if (!request.types.every((type) => FOR_AGENTS.includes(type))) requireAdmin(ctx);
  const person = personOf(ctx.actor);
  if (person && !isAdmin(person) && !isFiltered(request)) {
    failField('filter', 'Only an admin may export all of it. Say which: by queue, state, date or words.');
  }
}

/** The queues whose tickets the actor may have, and the names of those of which they know that they may not. */
export async function queuesFor(ctx: Ctx): Promise<{ ids: string[]; hidden: string[] }> {
  const { queues } = await directoryOf(ctx);
  const ids = queuesWorkedOn(ctx.actor, queues);
  const person = personOf(ctx.actor);
  const others = [...queues.values()].filter(({ id }) => !ids.includes(id));
  return { ids, hidden: person && isAdmin(person) ? others.map(({ name }) => name) : [] };
}

/** @throws `forbidden` where somebody sees less by now than what is in the file */
export async function requireQueues(ctx: Ctx, queueIds: readonly string[]): Promise<void> {
  const { ids } = await queuesFor(ctx);
  if (queueIds.every((id) => ids.includes(id))) return;
  fail('forbidden', 'There are tickets in it that you may no longer read. Please export again.');
}

/** The export is somebody’s own, or an admin asks. */
export const mayManage = (actor: Actor, { personId }: { personId: string }): boolean => {
  const person = personOf(actor);
  return actor.kind === 'system' || (person !== undefined && (person.id === personId || isAdmin(person)));
};

export const noSuchExport = (): never => fail('not_found', 'There is no such export.');
