import type { Ctx } from '../../lib/context.ts';
import { statement } from '../../lib/sql.ts';
import type { HoldReason, TicketState } from '../tickets/states.ts';
import type { History, HistoryEvent } from './state.ts';

// What came over from another ticket by a merge is that one's history.
const HISTORY = statement<{
  at: Date;
  part: 'asked' | 'answered' | null;
  state: TicketState | null;
  holdReason: HoldReason | null;
}>(
  'sla-history',
  `
SELECT e.created_at AS at, e.part::text AS part,
       jsonb_path_query_first(e.data, '$.changes[*] ? (@.field == "state").to') #>> '{}' AS state,
       jsonb_path_query_first(e.data, '$.changes[*] ? (@.field == "holdReason").to') #>> '{}' AS "holdReason"
  FROM entry e
 WHERE e.ticket_id = $1::uuid AND e.data -> 'mergedFrom' IS NULL
   AND (e.kind = 'event' AND e.data @? '$.changes[*] ? (@.field == "state" || @.field == "holdReason")'
        OR e.part = 'answered' OR e.part = 'asked' AND e.deleted_at IS NULL)
 ORDER BY e.created_at, e.id`,
);

/** What happened to a ticket, as its timeline has it. */
export async function historyOf(ctx: Ctx, ticket: { id: string; createdAt: Date }): Promise<History> {
  const openedAt = ticket.createdAt.getTime();
  const rows = await HISTORY(ctx, ticket.id);
  let state: TicketState = 'new';
  const events = rows.map((row): HistoryEvent => {
    const at = Math.max(openedAt, row.at.getTime());
    if (row.part) return { at, type: row.part };
    state = row.state ?? state;
    return { at, type: 'state', state, holdReason: state === 'on_hold' ? row.holdReason : null };
  });
  return { openedAt, events };
}
