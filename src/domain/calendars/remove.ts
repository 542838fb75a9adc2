import { calendars } from '../../contract/calendars.ts';
import { type Ctx, inTransaction } from '../../lib/context.ts';
import { fail } from '../../lib/errors.ts';
import { parse } from '../../lib/parse.ts';
import { audit } from '../audit/record.ts';
import { requireAdmin } from '../people/policy.ts';
import { lockCalendar } from './change.ts';
import { definitionOf } from './view.ts';

/**
 * Removes a calendar; its versions stay for what was promised by them.
 * @throws `conflict` while queues, SLA policies or open tickets use it
 */
export async function removeCalendar(ctx: Ctx, input: { id: string }): Promise<void> {
  requireAdmin(ctx);
  const { id } = parse(calendars.remove.input, input);
  await inTransaction(ctx, async (ctx) => {
    // With the row locked nothing new can come to use it.
    const calendar = await lockCalendar(ctx, id);
    const uses = await usesOf(ctx, id);
    if (uses.length > 0) fail('conflict', `${calendar.name} is still used by ${uses.join(', and by ')}.`);
    await ctx.db.ticket.updateMany({ where: { calendarId: id }, data: { calendarId: null } });
    await ctx.db.calendar.delete({ where: { id } });
    await audit(ctx, {
      action: 'calendar.remove',
      subject: { type: 'calendar', id },
      detail: { before: { name: calendar.name, ...definitionOf(calendar), sourceUrl: calendar.sourceUrl } },
    });
    ctx.publish({ topic: 'directory' });
  });
}

/** In words, such as `the queues Printers and VPN`. */
async function usesOf(ctx: Ctx, id: string): Promise<string[]> {
  const name = { select: { name: true }, orderBy: { name: 'asc' as const } };
  const queues = await ctx.db.queue.findMany({ where: { calendarId: id }, ...name });
  const policies = await ctx.db.slaPolicy.findMany({
    where: { terms: { path: ['calendarId'], equals: id } },
    ...name,
  });
  const tickets = await ctx.db.ticket.count({
    where: { calendarId: id, state: { in: ['new', 'in_progress', 'on_hold'] } },
  });
  return [
    ...named('queue', 'queues', queues),
    ...named('SLA policy', 'SLA policies', policies),
    ...(tickets === 0 ? [] : [`${tickets} open ${tickets === 1 ? 'ticket' : 'tickets'}`]),
  ];
}

const list = new Intl.ListFormat('en');
function named(one: string, several: string, rows: { name: string }[]): string[] {
  if (rows.length === 0) return [];
  return [`the ${rows.length === 1 ? one : several} ${list.format(rows.map(({ name }) => name))}`];
}
