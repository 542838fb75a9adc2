import { DAY, MINUTE } from '../../lib/clock.ts';
import { type Ctx, inTransaction } from '../../lib/context.ts';
import { isDeskbellError } from '../../lib/errors.ts';
import { statement } from '../../lib/sql.ts';
import { directoryOf } from '../settings/directory.ts';
import { lockTicket } from '../tickets/load.ts';
import { isOpen } from '../tickets/states.ts';
import { proposeIncident } from './declare.ts';

const BATCH = 20;
/** What became P1 longer ago, such as before there was this rule, is no news. */
const NEWS = DAY;
const OPEN = `('new', 'in_progress', 'on_hold')`;
/** Of a ticket it is proposed once, whatever people make of it; what another desk has seen is over. */
const unknown = (ticket: string) => `
  ${ticket}.kind = 'incident' AND ${ticket}.state IN ${OPEN}
  AND NOT EXISTS (SELECT 1 FROM major_incident m WHERE m.ticket_id = ${ticket}.id)
  AND NOT EXISTS (SELECT 1 FROM imported_ticket i WHERE i.ticket_id = ${ticket}.id)`;

const PRESSING = statement<{ id: string }>(
  'incident-candidates-p1',
  `SELECT t.id::text FROM ticket t WHERE t.priority = 1 AND t.updated_at > $1::timestamptz AND ${unknown('t')}
    ORDER BY t.updated_at, t.id LIMIT ${BATCH}`,
);
const MANY = statement<{ id: string; children: number }>(
  'incident-candidates-children',
  `SELECT p.id::text, count(*)::int AS children
     FROM ticket c
     JOIN ticket_link l ON l.from_id = c.id AND l.kind = 'child_of'
     JOIN ticket p ON p.id = l.to_id
    WHERE c.created_at > $1::timestamptz AND c.state IN ${OPEN} AND ${unknown('p')}
    GROUP BY p.id HAVING count(*) >= $2::int ORDER BY p.id LIMIT ${BATCH}`,
);

/**
 * Proposes tickets as major incidents by the rules of the settings: what has become P1, and what many others turned out to
 * be a part of within a short time.
 * @returns how many were looked at
 */
export async function proposeCandidates(ctx: Ctx): Promise<number> {
  const { p1, children, minutes } = (await directoryOf(ctx)).settings.incidents.candidates;
  const since = (time: number) => new Date(ctx.now().getTime() - time).toISOString();
  const found = new Map<string, string>();
  if (p1) for (const { id } of await PRESSING(ctx, since(NEWS))) found.set(id, 'It became P1.');
  if (children !== null) {
    for (const one of await MANY(ctx, since(minutes * MINUTE), children)) {
      found.set(one.id, `${one.children} open child tickets came within ${minutes} minutes.`);
    }
  }
  for (const [id, reason] of found) await propose(ctx, id, reason);
  return found.size;
}

async function propose(ctx: Ctx, id: string, reason: string): Promise<void> {
  try {
    await inTransaction(ctx, async (ctx) => {
      const { number, state } = await lockTicket(ctx, id);
      // Meanwhile somebody may have declared it, or said that it is none, or ended it.
      if (!isOpen(state) || (await ctx.db.majorIncident.count({ where: { ticketId: id } })) > 0) return;
      await proposeIncident(ctx, { ticket: number, reason });
    });
  } catch (error) {
    if (!isDeskbellError(error)) throw error;
    ctx.log.warn({ ticket: id, error: error.message }, 'a ticket was not proposed as a major incident');
  }
}
