import type { ActionOutcome, Condition, RuleAction } from '../../contract/automation.ts';
import { MINUTE, SECOND } from '../../lib/clock.ts';
import { actingAs, type Ctx, inTransaction, systemActor } from '../../lib/context.ts';
import { isDeskbellError, messageOf } from '../../lib/errors.ts';
import type { Prisma, RuleRun } from '../../lib/prisma/client.ts';
import { statement } from '../../lib/sql.ts';
import { act } from './actions.ts';
import { ask } from './condition.ts';
import type { TicketEvent } from './events.ts';
import { messagesOf, ruledTickets } from './facts.ts';

const BATCH = 50;
const MOST_ATTEMPTS = 5;

const DUE = statement<{ id: string }>(
  'automation-runs-due',
  `SELECT id::text FROM rule_run WHERE state = 'waiting' AND due_at <= $1::timestamptz ORDER BY due_at, id LIMIT ${BATCH}`,
);
const LOCK = statement<{ id: string }>(
  'automation-run-lock',
  `SELECT id::text FROM rule_run
    WHERE id = $1::uuid AND state = 'waiting' AND due_at <= $2::timestamptz FOR UPDATE SKIP LOCKED`,
);

/**
 * Does what rules have to do by now, one after another.
 * @returns how many runs were taken up
 */
export async function runRules(ctx: Ctx): Promise<number> {
  const ids = (await DUE(ctx, ctx.now().toISOString())).map(({ id }) => id);
  let taken = 0;
  for (const id of ids) {
    try {
      taken += (await takeUp(ctx, id)) ? 1 : 0;
    } catch (error) {
      ctx.log.error({ run: id, error: messageOf(error) }, 'a run of a rule is left for later');
    }
  }
  return taken;
}

/** One action after another, each in a transaction with the note that it is done: none is done twice. */
async function takeUp(ctx: Ctx, id: string): Promise<boolean> {
  let from = 0;
  for (;;) {
    const step = await nextStep(ctx, id, from);
    if (typeof step === 'string') return step === 'taken' || from > 0;
    from = step;
  }
}

/**
 * @param from actions before it have been tried in this go
 * @returns from where to go on; `taken`: that was all; `left`: another worker is at it, or it is done
 */
async function nextStep(ctx: Ctx, id: string, from: number): Promise<number | 'taken' | 'left'> {
  let trying: { index: number; action: RuleAction } | undefined;
  try {
    return await inTransaction(ctx, async (ctx) => {
      if ((await LOCK(ctx, id, ctx.now().toISOString())).length === 0) return 'left';
      const run = await ctx.db.ruleRun.findUniqueOrThrow({ where: { id } });
      const plan = await planOf(ctx, run);
      if ('stopped' in plan) {
        await finish(ctx, run, { state: 'stopped', words: plan.stopped });
        return 'taken';
      }
      const outcomes = run.outcomes as ActionOutcome[];
      const index = plan.actions.findIndex((_, index) => index >= from && isOpenStep(outcomes[index]));
      const action = plan.actions[index];
      if (!action) {
        await conclude(ctx, run, outcomes);
        return 'taken';
      }
      trying = { index, action };
      const desk = { ...actingAs(ctx, systemActor(plan.name)), cause: [...run.cause, run.ruleId] };
      const { outcome, words } = await act(desk, action, plan.ticket);
      await note(ctx, id, outcomes, index, { do: action.do, outcome, words });
      return index + 1;
    });
  } catch (error) {
    if (!trying) throw error;
    await noteFailure(ctx, id, trying, error);
    return trying.index + 1;
  }
}

const isOpenStep = (outcome: ActionOutcome | undefined) => !outcome || outcome.outcome === 'later';

type Plan = { stopped: string } | { name: string; actions: RuleAction[]; ticket: Parameters<typeof act>[2] };

/** What is to be done, by the version of the rule that found it; nothing where the rule is off, or where it was to wait and holds no more. */
async function planOf(ctx: Ctx, run: RuleRun): Promise<Plan> {
  const rule = await ctx.db.automationRule.findUnique({ where: { id: run.ruleId } });
  if (!rule) return { stopped: 'The rule was removed.' };
  if (!rule.enabled) return { stopped: 'The rule was switched off.' };
  const version = await ctx.db.automationRuleVersion.findUniqueOrThrow({
    where: { ruleId_version: { ruleId: run.ruleId, version: run.ruleVersion } },
  });
  const ticket = (await ruledTickets(ctx, [run.ticketId])).get(run.ticketId);
  if (!ticket) return { stopped: 'The ticket is gone.' };
  const isBegun = (run.outcomes as ActionOutcome[]).length > 0;
  if (version.delayMinutes > 0 && !isBegun) {
    const { data } = run.event as unknown as TicketEvent;
    const messages = await messagesOf(ctx, data.entryId ? [data.entryId] : []);
    const facts = { ...ticket, message: messages.get(data.entryId ?? '') ?? '' };
    const { holds } = ask(version.condition as Condition | null, facts, ctx.now());
    if (!holds) return { stopped: 'The condition did not hold any more.' };
  }
  return { name: `rule ${version.name}`, actions: version.actions as RuleAction[], ticket };
}

async function note(ctx: Ctx, id: string, outcomes: ActionOutcome[], index: number, one: ActionOutcome) {
  const noted = index < outcomes.length ? outcomes.with(index, one) : [...outcomes, one];
  await ctx.db.ruleRun.update({ where: { id }, data: { outcomes: noted as Prisma.InputJsonValue } });
}

/** What a verb refuses it would refuse again; all else may pass. */
async function noteFailure(
  ctx: Ctx,
  id: string,
  { index, action }: { index: number; action: RuleAction },
  error: unknown,
): Promise<void> {
  const run = await ctx.db.ruleRun.findUniqueOrThrow({ where: { id } });
  const isRefused = isDeskbellError(error) && error.code !== 'unavailable';
  const isLast = isRefused || run.attempts + 1 >= MOST_ATTEMPTS;
  const words = isDeskbellError(error)
    ? error.message
    : 'It failed by a fault of the desk; the log says more.';
  if (!isDeskbellError(error))
    ctx.log.error({ run: id, error: messageOf(error) }, 'an action of a rule failed');
  await note(ctx, id, run.outcomes as ActionOutcome[], index, {
    ...{ do: action.do, outcome: isLast ? 'failed' : 'later', words },
  });
}

/** All have been tried in this go. */
async function conclude(ctx: Ctx, run: RuleRun, outcomes: readonly ActionOutcome[]): Promise<void> {
  if (outcomes.some(({ outcome }) => outcome === 'later')) {
    const pause = Math.min(10 * MINUTE, 5 * SECOND * 4 ** run.attempts);
    await ctx.db.ruleRun.update({
      where: { id: run.id },
      data: { attempts: { increment: 1 }, dueAt: new Date(ctx.now().getTime() + pause) },
    });
    return;
  }
  const isFailed = outcomes.some(({ outcome }) => outcome === 'failed');
  await finish(ctx, run, { state: isFailed ? 'failed' : 'done', words: null });
}

async function finish(ctx: Ctx, run: RuleRun, how: Pick<RuleRun, 'state' | 'words'>): Promise<void> {
  await ctx.db.ruleRun.update({ where: { id: run.id }, data: { ...how, finishedAt: ctx.now() } });
}
