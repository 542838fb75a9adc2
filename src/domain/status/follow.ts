import { type Ctx, inTransaction } from '../../lib/context.ts';
import { fail } from '../../lib/errors.ts';
import { audit } from '../audit/record.ts';
import { requireSelf } from '../people/policy.ts';
import { type LinkKey, linkedId } from './links.ts';

/** Who gets the updates of the internal page by e-mail: people of this organisation, by their own wish. */

type Standing = { guest: boolean; external: boolean };
/** Whether somebody who is signed in may read the internal page. */
export const readsInternal = ({ guest, external }: Standing): boolean => !guest && !external;

/** @throws `forbidden` for guests */
function requireReader(ctx: Ctx) {
  const person = requireSelf(ctx);
  return readsInternal(person) ? person : fail('forbidden', 'This page is for people of this organisation.');
}

export async function followsStatus(ctx: Ctx): Promise<boolean> {
  const { id } = requireReader(ctx);
  return (await ctx.db.statusFollower.count({ where: { personId: id } })) > 0;
}

/** A second time it is so already. */
export async function followStatus(ctx: Ctx): Promise<void> {
  const { id: personId } = requireReader(ctx);
  await inTransaction(ctx, async (ctx) => {
    const { count } = await ctx.db.statusFollower.createMany({
      ...{ data: { personId, since: ctx.now() }, skipDuplicates: true },
    });
    if (count > 0) await audit(ctx, { action: 'status_follower.start', subject: about(personId) });
  });
}

/** A second time it is so already. */
export async function unfollowStatus(ctx: Ctx): Promise<void> {
  await end(ctx, requireReader(ctx).id);
}

/** As {@link unfollowStatus}, by the link of a mail. @throws `not_found` when the link is none of ours */
export async function unfollowByLink(ctx: Ctx, key: LinkKey, token: string): Promise<void> {
  await end(ctx, linkedId(key, 'unfollow', token));
}

async function end(ctx: Ctx, personId: string): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    const { count } = await ctx.db.statusFollower.deleteMany({ where: { personId } });
    if (count > 0) await audit(ctx, { action: 'status_follower.end', subject: about(personId) });
  });
}

const about = (id: string) => ({ type: 'person', id });
