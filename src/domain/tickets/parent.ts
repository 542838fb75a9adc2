import type { z } from 'zod';
import { OpenChild, SetParent } from '../../contract/tickets.ts';
import { actingAs, type Ctx, inTransaction, systemActor } from '../../lib/context.ts';
import { fail, failField } from '../../lib/errors.ts';
import { parse } from '../../lib/parse.ts';
import { changeTicket } from './change.ts';
import { idsAbove, lockFamilies, parentOf, whyNoRoom } from './family.ts';
import { idOf, type LoadedTicket, loadTicket, lockTicket } from './load.ts';
import { type Opened, openTicket } from './open.ts';
import { authorise, sight } from './policy.ts';

/** Makes the ticket a child of another one instead of the one before, or of none. */
export async function setParent(ctx: Ctx, input: z.input<typeof SetParent>) {
  const { number, parent } = parse(SetParent, input);
  return putUnder(ctx, number, parent, 'parent');
}

/** Opens a ticket that is a part of another one: for the same requester and in the same queue unless said otherwise. */
export async function openChild(ctx: Ctx, input: z.input<typeof OpenChild>): Promise<Opened> {
  const { number, ...wanted } = parse(OpenChild, input);
  return inTransaction(ctx, async (ctx) => {
    const { id } = await loadTicket(ctx, number);
    await lockFamilies(ctx, [id]);
    const parent = await loadTicket(ctx, id);
    authorise(ctx.actor, 'link', parent);
    if (parent.mergedIntoId) fail('conflict', `${parent.number} was merged into another ticket.`);
    const { requesterId, queueId } = parent;
    const opened = await openTicket(ctx, { requesterId, queueId, ...wanted });
    // Only what came by a delivery may be there already.
    if (!opened) throw new Error('the child was not opened');
    await join(ctx, opened, null, parent);
    const why = await whyNoRoom(ctx, parent);
    if (why) fail('conflict', why);
    return opened;
  });
}

/**
 * @param field what is wrong if it cannot be a child of that parent
 * @param from only if this is its parent so far; unset: whichever is
 */
export async function putUnder(
  ctx: Ctx,
  number: string,
  under: string | null,
  field: string,
  from?: string,
): Promise<LoadedTicket> {
  return inTransaction(ctx, async (ctx) => {
    const found = await loadTicket(ctx, number);
    authorise(ctx.actor, 'link', found);
    const wanted = under === null ? null : (await loadTicket(ctx, under)).id;
    await lockFamilies(ctx, wanted ? [found.id, wanted] : [found.id]);
    const child = await loadTicket(ctx, found.id);
    const old = await parentOf(ctx, child.id);
    if ((old?.id ?? null) === wanted || (from && old?.id !== (await idOf(ctx, from)))) return child;
    const parent = wanted === null ? null : await loadTicket(ctx, wanted);
    if (parent) {
      authorise(ctx.actor, 'link', parent);
      const why = await whyNotUnder(ctx, child, parent);
      if (why) failField(field, why);
    }
    const joined = await join(ctx, child, old, parent);
    const why = parent && (await whyNoRoom(ctx, parent));
    if (why) failField(field, why);
    return joined;
  });
}

async function whyNotUnder(ctx: Ctx, child: Member, parent: LoadedTicket): Promise<string | undefined> {
  if (child.id === parent.id) return 'A ticket cannot be a child of itself.';
  if (parent.mergedIntoId) return `${parent.number} was merged into another ticket.`;
  const isBelow = (await idsAbove(ctx, parent.id)).includes(child.id);
  return isBelow ? `${parent.number} is itself a part of ${child.number}.` : undefined;
}

type Member = { id: string; number: string };

/** Writes who is the parent now, with an event on each of the tickets. Under their locks. */
async function join(ctx: Ctx, child: Member, old: Member | null, parent: Member | null) {
  await ctx.db.ticketLink.deleteMany({ where: { fromId: child.id, kind: 'child_of' } });
  if (parent) {
    await ctx.db.ticketLink.create({ data: { fromId: child.id, toId: parent.id, kind: 'child_of' } });
  }
  if (old) await noteOn(ctx, old.id, { from: child.number, to: null });
  if (parent) await noteOn(ctx, parent.id, { from: null, to: child.number });
  return changeTicket(await whoMay(ctx, child.id), child.id, 'link', () => ({
    words: { child_of: { from: old?.number ?? null, to: parent?.number ?? null } },
  }));
}

const noteOn = async (ctx: Ctx, id: string, parent_of: { from: string | null; to: string | null }) =>
  changeTicket(await whoMay(ctx, id), id, 'link', () => ({ words: { parent_of } }));

/** Where the actor does not see one of them, the desk writes there: a child may be opened in others’ private queue. */
async function whoMay(ctx: Ctx, id: string): Promise<Ctx> {
  return sight(ctx.actor, await lockTicket(ctx, id)) === 'all' ? ctx : actingAs(ctx, systemActor('family'));
}
