import type { z } from 'zod';
import { incidents } from '../../contract/incidents.ts';
import { changesOf } from '../../lib/changes-of.ts';
import { type Ctx, inTransaction } from '../../lib/context.ts';
import { fail } from '../../lib/errors.ts';
import { parse } from '../../lib/parse.ts';
import { allWellFormed } from '../../lib/text.ts';
import { requireResponder } from '../alerts/policy.ts';
import type { ByNumber } from './declare.ts';
import { lockIncident } from './load.ts';
import { auditIncident } from './note.ts';

/** Also of what is over: what should never have been published must be able to go. */
const ANY = { can: 'changed', in: () => true };

/** Puts right what the status page says. Who was told by e-mail keeps what they got. */
export async function editStatusUpdate(
  ctx: Ctx,
  input: z.input<typeof incidents.editStatus.input>,
): Promise<ByNumber> {
  requireResponder(ctx);
  const { number, id, ...wanted } = allWellFormed(parse(incidents.editStatus.input, input));
  return inTransaction(ctx, async (ctx) => {
    const { incident, ticket } = await lockIncident(ctx, number, ANY);
    const { title, text } = await loadUpdate(ctx, incident.id, id);
    const changes = changesOf({ title, text }, wanted);
    if (Object.keys(changes.after).length > 0) {
      await ctx.db.statusUpdate.update({ where: { id }, data: { ...changes.after, editedAt: ctx.now() } });
      await auditIncident(ctx, ticket, 'status.edit', { update: id, ...changes });
      ctx.publish({ topic: 'status' });
    }
    return { number: ticket.number };
  });
}

/** Takes it off the status page. */
export async function removeStatusUpdate(
  ctx: Ctx,
  input: z.input<typeof incidents.removeStatus.input>,
): Promise<ByNumber> {
  requireResponder(ctx);
  const { number, id } = parse(incidents.removeStatus.input, input);
  return inTransaction(ctx, async (ctx) => {
    const { incident, ticket } = await lockIncident(ctx, number, ANY);
    const { title, text, public: isPublic, at } = await loadUpdate(ctx, incident.id, id);
    if (text === '') fail('conflict', 'It only says that it is over. Remove what was said before.');
    await ctx.db.statusUpdate.delete({ where: { id } });
    await auditIncident(ctx, ticket, 'status.remove', {
      ...{ update: id, before: { title, text, public: isPublic, at } },
    });
    ctx.publish({ topic: 'status' });
    return { number: ticket.number };
  });
}

async function loadUpdate(ctx: Ctx, incidentId: string, id: string) {
  const found = await ctx.db.statusUpdate.findFirst({ where: { id, incidentId } });
  return found ?? fail('not_found', 'There is no such update on the status page.');
}
