import type { AutomationRule } from '../../contract/automation.ts';
import { type Ctx, inTransaction } from '../../lib/context.ts';
import { FIRST_ID } from '../../lib/ids.ts';
import { statement } from '../../lib/sql.ts';
import { nextOf, timesOf } from '../recurrence/times.ts';
import { directoryOf } from '../settings/directory.ts';
import { ruledTickets } from './facts.ts';
import { runsFor } from './hear.ts';
import { automationView } from './view.ts';

/** Rules that go by the clock: at their times they look at every open ticket, a batch at a time. */

const BATCH = 200;

/** In the transaction in which the rule is saved with another trigger, or switched on or off. */
export async function keepSchedule(ctx: Ctx, { id, enabled, trigger }: AutomationRule): Promise<void> {
  if (!enabled || trigger.on !== 'schedule') {
    await ctx.db.ruleSchedule.deleteMany({ where: { ruleId: id } });
    return;
  }
  const anew = { nextAt: nextOf(trigger, ctx.now()), roundAt: null, after: null };
  await ctx.db.ruleSchedule.upsert({
    where: { ruleId: id },
    create: { ruleId: id, ...anew },
    update: anew,
  });
}

type Due = { ruleId: string; nextAt: Date; roundAt: Date | null; after: string | null };

// The one that another worker is at is left to it.
const DUE = statement<Due>(
  'automation-schedule-due',
  `SELECT rule_id::text AS "ruleId", next_at AS "nextAt", round_at AS "roundAt", after::text
     FROM rule_schedule
    WHERE round_at IS NOT NULL OR next_at <= $1::timestamptz
    ORDER BY coalesce(round_at, next_at), rule_id LIMIT 1 FOR UPDATE SKIP LOCKED`,
);
const OPEN = statement<{ id: string }>(
  'automation-schedule-open',
  `SELECT id::text FROM ticket
    WHERE state IN ('new', 'in_progress', 'on_hold') AND id > $1::uuid ORDER BY id LIMIT ${BATCH}`,
);

/**
 * Goes on with a round of a rule whose time has come. What it has to do about the tickets, and how far it has come, is
 * noted together, so that each ticket is looked at once, whoever stops. Times that have passed meanwhile make one round.
 * @returns how many rounds were gone on with
 */
export async function goRound(ctx: Ctx): Promise<number> {
  const { automations } = await directoryOf(ctx);
  if (!automations.some(({ trigger }) => trigger.on === 'schedule')) return 0;
  return inTransaction(ctx, async (ctx) => {
    const now = ctx.now();
    const [due] = await DUE(ctx, now.toISOString());
    if (!due) return 0;
    const { ruleId } = due;
    const rule = automationView(await ctx.db.automationRule.findUniqueOrThrow({ where: { id: ruleId } }));
    if (rule.trigger.on !== 'schedule') return 0;
    const at = due.roundAt ?? timesOf(rule.trigger).latest(now) ?? due.nextAt;
    const ids = (await OPEN(ctx, due.after ?? FIRST_ID)).map(({ id }) => id);
    const event = { id: '', kind: 'schedule' as const, data: { ruleId }, actorId: null, at, cause: [] };
    const runs = [...(await ruledTickets(ctx, ids)).values()].flatMap((ticket) =>
      runsFor(now, [rule], { ...event, ticketId: ticket.id }, { ...ticket, message: '' }),
    );
    await ctx.db.ruleRun.createMany({ data: runs.map((run) => ({ id: ctx.newId(), ...run })) });
    await ctx.db.ruleSchedule.update({
      where: { ruleId },
      data:
        ids.length < BATCH
          ? { nextAt: nextOf(rule.trigger, now), roundAt: null, after: null }
          : { roundAt: at, after: ids.at(-1) ?? null },
    });
    return 1;
  });
}
