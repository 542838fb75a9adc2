import { MINUTE } from '../../lib/clock.ts';
import { type Ctx, inTransaction } from '../../lib/context.ts';
import { FIRST_ID } from '../../lib/ids.ts';
import { statement } from '../../lib/sql.ts';
import { type Agreement, isSameAgreement } from './agreement.ts';
import type { ClockRow, KnownClock } from './clocks.ts';
import {
  CLOCKED,
  type ClockedTicket,
  type Computed,
  computeClocks,
  storeClocks,
  storedClocks,
} from './keep.ts';
import { type Clock, DUE } from './state.ts';

/** What differs from what follows from a ticket's history. */
export type Difference = { number: string; words: string };

export type Repaired = { checked: number; differences: Difference[] };

const BATCH = 100;

const NEXT = statement<{ id: string; number: string }>(
  'sla-repair-next',
  `SELECT id::text, number FROM ticket
    WHERE id > $1::uuid AND (agreement IS NOT NULL OR state IN ('new', 'in_progress', 'on_hold'))
    ORDER BY id LIMIT ${BATCH}`,
);
const LOCK = statement<never>(
  'sla-repair-lock',
  'SELECT 1 FROM ticket WHERE id = $1::uuid FOR NO KEY UPDATE',
);

/**
 * Compares all clocks with what follows from the histories of their tickets and, if asked, makes them anew. Deskbell
 * may be running.
 * @param options.onProgress told after each batch how many tickets were checked
 */
export async function repairClocks(
  ctx: Ctx,
  options: { write: boolean; onProgress?: (checked: number) => void },
): Promise<Repaired> {
  const found: Repaired = { checked: 0, differences: [] };
  let after = FIRST_ID;
  for (;;) {
    const tickets = await NEXT(ctx, after);
    for (const { id, number } of tickets) {
      const words = await repairOne(ctx, id, options.write);
      if (words) found.differences.push({ number, words });
    }
    found.checked += tickets.length;
    options.onProgress?.(found.checked);
    const last = tickets.at(-1);
    if (!last || tickets.length < BATCH) return found;
    after = last.id;
  }
}

async function repairOne(ctx: Ctx, id: string, write: boolean): Promise<string | undefined> {
  return inTransaction(ctx, async (ctx) => {
    await LOCK(ctx, id);
    const ticket = await ctx.db.ticket.findUniqueOrThrow({ where: { id }, select: CLOCKED });
    const stored = await storedClocks(ctx, id);
    const computed = await computeClocks(ctx, ticket, {
      recall: (clocks, stored) => withLost(ctx, id, clocks, stored),
    });
    const wanted: Computed = computed ?? { agreement: null, rows: [], silent: [], dueAt: null };
    const words = differenceOf(ctx, ticket, stored, wanted);
    if (words && write) await storeClocks(ctx, ticket, wanted);
    return words;
  });
}

/**
 * What must have stood in rows that are missing: which thresholds have been passed is known from their events; those
 * that have none are still to come, however late.
 */
async function withLost(
  ctx: Ctx,
  ticketId: string,
  clocks: readonly Clock[],
  stored: readonly ClockRow[],
): Promise<KnownClock[]> {
  const isSame = (one: { metric: string; cycle: number }) => (other: { metric: string; cycle: number }) =>
    one.metric === other.metric && one.cycle === other.cycle;
  const lost = clocks.filter((clock) => !stored.some(isSame(clock)));
  const events = lost.length === 0 ? [] : await ctx.db.slaEvent.findMany({ where: { ticketId } });
  return [
    ...stored,
    ...lost.map((clock): KnownClock => {
      const passed = events.filter(isSame(clock));
      const last = Math.max(0, ...passed.map((event) => event.epoch));
      const told = passed.filter((event) => event.epoch === last).map(({ threshold }) => threshold);
      // Which epoch it was in is not known, so that what is still to come gets one of its own.
      const epoch = last + 1;
      const thresholds = clock.thresholds.map(({ key }) => key).filter((key) => !told.includes(key));
      const { metric, cycle, target } = clock;
      return { metric, cycle, epoch, targetMinutes: target / MINUTE, thresholds };
    }),
  ];
}

/** In words; undefined: there is none. */
function differenceOf(
  ctx: Ctx,
  ticket: ClockedTicket,
  stored: readonly ClockRow[],
  wanted: Computed,
): string | undefined {
  const inText = (rows: readonly ClockRow[]) =>
    rows
      .map(({ epoch: _, nextAt: __, ...row }) =>
        JSON.stringify(row, (_, value) => (typeof value === 'bigint' ? Number(value) : value)),
      )
      .sort()
      .join(' ');
  const now = ctx.now();
  // What the sweep has not come by yet is not wrong.
  const swept = stored.map((row) => (isDueIn(row, now) ? { ...row, state: 'breached' as const } : row));
  const differs = [
    ...(inText(swept) === inText(wanted.rows) ? [] : ['its clocks']),
    ...(ticket.dueAt?.getTime() === wanted.dueAt?.getTime() ? [] : ['when it is due']),
    ...(isSameAgreement(ticket.agreement as Agreement | null, wanted.agreement) ? [] : ['its policy']),
  ];
  return differs.length === 0 ? undefined : differs.join(', ');
}

const isDueIn = ({ thresholds, upcoming }: ClockRow, now: Date): boolean => {
  const due = upcoming[thresholds.indexOf(DUE)];
  return due !== undefined && due <= now;
};
