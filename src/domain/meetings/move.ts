import type { z } from 'zod';
import { changeMeetings } from '../../contract/change-meetings.ts';
import { type Ctx, inTransaction } from '../../lib/context.ts';
import { parse } from '../../lib/parse.ts';
import { wellFormed } from '../../lib/text.ts';
import { requireResponder } from '../alerts/policy.ts';
import { fillAgenda } from './agenda.ts';
import { showItems } from './cards.ts';
import type { ById } from './items.ts';
import { itemsOf, lockMeeting } from './load.ts';
import { noteMeeting } from './note.ts';
import { authoriseMeeting } from './policy.ts';

/** From now on its agenda is what it is, minutes are written, and its conversation asks for votes. */
export async function beginMeeting(ctx: Ctx, input: ById): Promise<ById> {
  requireResponder(ctx);
  const { id } = parse(changeMeetings.begin.input, input);
  return inTransaction(ctx, async (ctx) => {
    const meeting = await lockMeeting(ctx, id);
    authoriseMeeting(ctx, 'begin', meeting);
    await fillAgenda(ctx, meeting);
    const { items } = await itemsOf(ctx, id);
    await showItems(
      ctx,
      id,
      items.map((item) => item.id),
    );
    await ctx.db.changeMeeting.update({ where: { id }, data: { state: 'under_way', beganAt: ctx.now() } });
    await noteMeeting(ctx, id, 'begin');
    return { id };
  });
}

/** What has no minutes is named wherever the meeting is shown; minutes may still be written. */
export async function endMeeting(ctx: Ctx, input: ById): Promise<ById> {
  requireResponder(ctx);
  const { id } = parse(changeMeetings.end.input, input);
  return inTransaction(ctx, async (ctx) => {
    authoriseMeeting(ctx, 'end', await lockMeeting(ctx, id));
    await ctx.db.changeMeeting.update({ where: { id }, data: { state: 'held', endedAt: ctx.now() } });
    const { items } = await itemsOf(ctx, id);
    const without = items.filter(({ minutes }) => minutes === '').map(({ change }) => change.ticket.number);
    await noteMeeting(ctx, id, 'end', { without });
    return { id };
  });
}

/** Its changes come onto the agenda of the next one, as the filter wants. */
export async function cancelMeeting(
  ctx: Ctx,
  input: z.input<typeof changeMeetings.cancel.input>,
): Promise<ById> {
  requireResponder(ctx);
  const { id, reason } = parse(changeMeetings.cancel.input, input);
  return inTransaction(ctx, async (ctx) => {
    authoriseMeeting(ctx, 'cancel', await lockMeeting(ctx, id));
    await ctx.db.changeMeeting.update({
      where: { id },
      data: { state: 'cancelled', reason: wellFormed(reason), endedAt: ctx.now() },
    });
    await noteMeeting(ctx, id, 'cancel', { reason });
    return { id };
  });
}
