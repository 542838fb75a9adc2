import type { Ctx } from '../../lib/context.ts';
import { statement } from '../../lib/sql.ts';

/** A change that was under way on the service of an alert when that began. */
export type During = { number: string; title: string; queueId: string; isOpen: boolean };

/** Of each alert. */
const MOST = 3;

/** SQL: those of an alert, the last one first. @param alert what its row is called there */
export const duringSql = (alert: string) => `
  coalesce((SELECT json_agg(json_build_object('number', dt.number, 'title', dt.title, 'queueId', dt.queue_id,
                                              'isOpen', dq.visibility = 'open') ORDER BY d.started_at DESC, dt.number)
              FROM (SELECT c.ticket_id, c.started_at FROM change_service cs JOIN change c ON c.id = cs.change_id
                     WHERE cs.service_id = ${alert}.service_id AND c.started_at <= ${alert}.first_at
                       AND (c.ended_at IS NULL OR c.ended_at > ${alert}.first_at)
                     ORDER BY c.started_at DESC LIMIT ${MOST}) d
              JOIN ticket dt ON dt.id = d.ticket_id JOIN queue dq ON dq.id = dt.queue_id), '[]')`;

const DURING = statement<{ during: During[] }>(
  'alert-during',
  `SELECT ${duringSql('a')} AS during FROM alert a WHERE a.id = $1::uuid`,
);

export async function changesDuring(ctx: Ctx, alertId: string): Promise<During[]> {
  const [row] = await DURING(ctx, alertId);
  return row?.during ?? [];
}
