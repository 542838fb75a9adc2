import type { Ctx } from '../../lib/context.ts';
import { audit } from '../audit/record.ts';
import { refreshCards } from '../outbox/enqueue.ts';
import { actingPeople, isStaff } from '../people/acting.ts';
import { placesOfAll, placesToAsk } from '../people/home.ts';
import { directoryOf } from '../settings/directory.ts';

/** So many are told. */
const MOST = 200;

/** Every card of what is proposed of a change shows it as it is then; of a new one, whoever decides gets a card. */
export async function showProposal(ctx: Ctx, ticketId: string, { isNew = false } = {}): Promise<void> {
  const places = isNew ? await placesOfManagers(ctx) : [];
  await refreshCards(
    ctx,
    [ticketId],
    places.map((place) => ({ kind: 'proposal_card', ...place })),
  );
}

async function placesOfManagers(ctx: Ctx) {
  const people = await managers(ctx);
  const places = await placesOfAll(
    ctx,
    people.map(({ id }) => id),
  );
  return [...places.values()].flatMap(placesToAsk);
}

/** Those whom the settings name; where that is nobody who is still there, the admins. */
async function managers(ctx: Ctx) {
  const { manager } = (await directoryOf(ctx)).settings.changes.factory;
  const where = !manager
    ? undefined
    : manager.who === 'people'
      ? { id: { in: manager.personIds } }
      : { memberships: { some: { teamId: manager.teamId } } };
  const named = where ? await staffWhere(ctx, where) : [];
  return named.length > 0 ? named : staffWhere(ctx, { roles: { has: 'admin' } });
}

async function staffWhere(ctx: Ctx, where: object) {
  const found = await ctx.db.person.findMany({
    where: { active: true, ...where },
    select: { id: true },
    orderBy: { name: 'asc' },
    take: MOST,
  });
  const people = await actingPeople(
    ctx,
    found.map(({ id }) => id),
  );
  return people.filter(isStaff);
}

export function noteProposal(
  ctx: Ctx,
  id: string,
  action: string,
  detail: Record<string, unknown>,
): Promise<void> {
  ctx.publish({ topic: 'directory' });
  return audit(ctx, {
    action: `change_proposal.${action}`,
    subject: { type: 'change_proposal', id },
    detail,
  });
}
