import type { RecurrenceAction } from '../../contract/recurrences.ts';
import { DAY } from '../../lib/clock.ts';
import type { Ctx } from '../../lib/context.ts';
import { isDeskbellError } from '../../lib/errors.ts';
import type { Recurrence, RecurrenceRun } from '../../lib/prisma/client.ts';
import { cut } from '../../lib/text.ts';
import { filled } from '../automation/template.ts';
import { announce } from '../outbox/announce.ts';
import { addTasks } from '../tasks/add.ts';
import { openTicket } from '../tickets/open.ts';
import { assignTicket } from '../tickets/take.ts';
import { countDigest } from './digest.ts';
import { planPatch, whyPutOff } from './patch.ts';
import { runValues, windowOfRun, withWindow } from './texts.ts';

/** What came of a run. */
export type Done = {
  ticketId: string | null;
  words: string;
  /** Nothing was done, for a reason. */
  isSkipped?: true;
};

/** Does what a recurrence says. Inside a transaction, as the desk. */
export function act(ctx: Ctx, recurrence: Recurrence, run: RecurrenceRun): Promise<Done> {
  const action = recurrence.action as RecurrenceAction;
  if (action.do === 'digest') return postDigest(ctx, recurrence, action, run);
  return action.do === 'patch_window' && action.templateId
    ? planPatchWindow(ctx, recurrence, { ...action, templateId: action.templateId }, run)
    : openFromTemplate(ctx, recurrence, action, run);
}

type Template = Exclude<RecurrenceAction, { do: 'digest' }>;
type PatchWindow = Extract<RecurrenceAction, { do: 'patch_window' }>;

/** The ticket of a run as a standard change, unless that is put off. */
async function planPatchWindow(
  ctx: Ctx,
  recurrence: Recurrence,
  action: PatchWindow & { templateId: string },
  run: RecurrenceRun,
): Promise<Done> {
  const [from, to] = windowOfRun(action.window, run.plannedAt, recurrence.timeZone);
  const planned = { ...action, from, to, timeZone: recurrence.timeZone };
  const off = await whyPutOff(ctx, planned);
  if (off) return { ticketId: null, words: `Put off to the next run. ${off}`, isSkipped: true };
  const done = await openFromTemplate(ctx, recurrence, action, run);
  return { ...done, words: `${done.words} ${await planPatch(ctx, done.ticketId, planned)}` };
}

async function openFromTemplate(
  ctx: Ctx,
  { timeZone }: Recurrence,
  action: Template,
  { plannedAt }: RecurrenceRun,
): Promise<Done & { ticketId: string }> {
  const values = runValues(plannedAt, timeZone);
  const text = (template: string) => filled(template, values);
  const isPatch = action.do === 'patch_window';
  const tasks = action.tasks.map((task) => ({ title: cut(text(task), 300) }));
  const described = text(action.description);
  const kind = isPatch ? 'change' : action.kind;
  const { impact, urgency, category, queueId, assigneeId } = action;
  const opened = await openTicket(ctx, {
    title: cut(text(action.title), 300),
    description: isPatch ? withWindow(described, action, plannedAt, timeZone) : described,
    tags: action.tags,
    requesterId: action.requesterId,
    ...(kind ? { kind } : {}),
    ...(impact ? { impact } : {}),
    ...(urgency ? { urgency } : {}),
    ...(category ? { category } : {}),
    ...(queueId ? { queueId } : {}),
  });
  // Only what came by a delivery may be there already.
  if (!opened) throw new Error('the ticket was not opened');
  if (tasks.length > 0) await addTasks(ctx, { number: opened.number, tasks });
  const assigned = assigneeId ? await assign(ctx, opened.number, assigneeId) : '';
  return { ticketId: opened.id, words: `Opened ${opened.number}.${assigned}` };
}

/** A ticket that its assignee cannot take any more is opened all the same. */
async function assign(ctx: Ctx, number: string, assigneeId: string): Promise<string> {
  try {
    await assignTicket(ctx, { number, assigneeId });
    return '';
  } catch (error) {
    if (!isDeskbellError(error)) throw error;
    return ` It is not assigned: ${error.message}`;
  }
}

async function postDigest(
  ctx: Ctx,
  { id, timeZone }: Recurrence,
  action: Extract<RecurrenceAction, { do: 'digest' }>,
  run: RecurrenceRun,
): Promise<Done> {
  // What somebody looked at in between does not make the next one shorter.
  const last = await ctx.db.recurrenceRun.findFirst({
    where: { recurrenceId: id, plannedAt: { lt: run.plannedAt }, state: 'done', manual: false },
    orderBy: { plannedAt: 'desc' },
    select: { finishedAt: true },
  });
  const period = (action.period === 'week' ? 7 : 1) * DAY;
  const since = last?.finishedAt ?? new Date(ctx.now().getTime() - period);
  const digest = await countDigest(ctx, action, { since, timeZone });
  const { channel, conversation } = action;
  await announce(ctx, { channel, conversation }, { kind: 'digest', ticketId: null, data: digest });
  return { ticketId: null, words: 'Posted.' };
}
