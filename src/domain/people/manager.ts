import type { Ctx } from '../../lib/context.ts';
import { failField } from '../../lib/errors.ts';

/**
 * One change of managers at a time: two people, made each other's managers at the same moment, would answer to
 * themselves. Before any person is locked, since a manager's row is needed as well.
 */
export async function lockManagers(ctx: Ctx): Promise<void> {
  await ctx.db.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended('managers', 2))`;
}

/** @throws `invalid` unless this is somebody active who does not answer to the person, however indirectly */
export async function checkManager(ctx: Ctx, personId: string, managerId: string): Promise<void> {
  const above = await ctx.db.$queryRaw<{ id: string; active: boolean }[]>`
    WITH RECURSIVE above AS (
      SELECT id, active, manager_id FROM person WHERE id = ${managerId}::uuid
      UNION SELECT p.id, p.active, p.manager_id FROM above JOIN person p ON p.id = above.manager_id
    ) SELECT id::text, active FROM above`;
  if (!above.find(({ id }) => id === managerId)?.active) {
    failField('managerId', 'There is no such active person.');
  }
  if (managerId === personId) failField('managerId', 'Nobody answers to themselves.');
  if (above.some(({ id }) => id === personId)) {
    failField('managerId', 'This person answers to them already, so it would go round in a circle.');
  }
}
