import type { z } from 'zod';
import { type ChangeState, changes } from '../../contract/changes.ts';
import { MINUTE } from '../../lib/clock.ts';
import { type Ctx, inTransaction, personOf } from '../../lib/context.ts';
import { fail } from '../../lib/errors.ts';
import { parse } from '../../lib/parse.ts';
import { requireResponder } from '../alerts/policy.ts';
import { askForApproval } from '../approvals/ask.ts';
import { cancelApproval } from '../approvals/cancel.ts';
import { requireAdmin } from '../people/policy.ts';
import { directoryOf } from '../settings/directory.ts';
import type { Level } from '../tickets/priority.ts';
import { servicesTouched } from './facts.ts';
import { type LoadedChange, type Locked, lockChange } from './load.ts';
import { noteChange } from './note.ts';
import type { ByNumber } from './plan.ts';
import { freezesHit, preflight, windowOf } from './preflight.ts';
import { isAgreedToBefore, nextState } from './states.ts';
import { usableTemplate } from './templates.ts';

/**
 * Submits a draft: looked at once more, it goes where its type wants it.
 * @throws `conflict` while something is found that blocks, with all findings in `data`
 */
export async function submitChange(ctx: Ctx, input: z.input<typeof changes.submit.input>): Promise<ByNumber> {
  requireResponder(ctx);
  const { number } = parse(changes.submit.input, input);
  return inTransaction(ctx, async (ctx) => {
    const locked = await lockChange(ctx, number, 'submit');
    if (locked.change.templateId && locked.change.type === 'standard') {
      await usableTemplate(ctx, locked.change.templateId);
    }
    await requirePassable(ctx, locked);
    await noteChange(ctx, locked.ticket, { action: 'submit', words: 'submitted the change', told: true });
    await enter(ctx, locked, nextOf(locked));
    return { number: locked.ticket.number };
  });
}

/**
 * Says yes where nobody is asked by a policy.
 * @throws `forbidden` to whoever has a part in it and, to authorise it, to all but admins
 */
export async function passChange(ctx: Ctx, input: z.input<typeof changes.pass.input>): Promise<ByNumber> {
  requireResponder(ctx);
  const { number, comment } = parse(changes.pass.input, input);
  return inTransaction(ctx, async (ctx) => {
    const locked = await lockChange(ctx, number, 'pass');
    const { change, ticket } = locked;
    if (change.approvalIds.length > 0) {
      fail('conflict', `${ticket.number} waits for the approval of those who were asked.`);
    }
    if (change.state === 'authorize') requireAdmin(ctx);
    if (hasPart(ctx, ticket)) fail('forbidden', 'You have a part in this change, so you do not agree to it.');
    const what = change.state === 'assess' ? 'assessed' : 'authorised';
    await noteChange(ctx, ticket, {
      ...{ action: 'pass', words: `${what} the change${comment ? `: ${comment}` : ''}`, told: true },
      detail: { state: change.state, comment },
    });
    await enter(ctx, locked, nextOf(locked));
    return { number: ticket.number };
  });
}

/** Makes a draft of it again. */
export async function returnChange(ctx: Ctx, input: z.input<typeof changes.return.input>): Promise<ByNumber> {
  requireResponder(ctx);
  const { number, reason } = parse(changes.return.input, input);
  return inTransaction(ctx, async (ctx) => {
    const locked = await lockChange(ctx, number, 'return');
    await backToDraft(ctx, locked, `made a draft of it again: ${reason}`);
    return { number: locked.ticket.number };
  });
}

/** Requester, who opened it, and who carries it out. */
export const hasPart = (ctx: Ctx, ticket: Locked['ticket']): boolean => {
  const id = personOf(ctx.actor)?.id;
  return id !== undefined && [ticket.requesterId, ticket.openedById, ticket.assigneeId].includes(id);
};

function nextOf({ change, ticket }: Locked): ChangeState {
  const next = nextState(change);
  return next ?? fail('conflict', `${ticket.number} does not go on from here.`);
}

/** @throws `conflict` while something is found that blocks */
export async function requirePassable(ctx: Ctx, locked: Locked): Promise<void> {
  const findings = await findingsOf(ctx, locked);
  const blocks = findings.filter(({ severity }) => severity === 'block');
  if (blocks.length === 0) return;
  fail('conflict', blocks.map(({ words }) => words).join(' '), { data: { findings } });
}

export const findingsOf = (ctx: Ctx, { change, ticket }: Locked) =>
  preflight(ctx, change, {
    ...{ ticketId: ticket.id, implementerId: ticket.assigneeId, impact: ticket.impact as Level },
  });

/** It is in that state from now on, and whoever is to agree to it there is asked. */
export async function enter(ctx: Ctx, locked: Locked, state: ChangeState): Promise<void> {
  const { change, ticket } = locked;
  await ctx.db.change.update({ where: { id: change.id }, data: { state, approvalIds: [], workAt: null } });
  const asked = [];
  for (const policyId of await policiesFor(ctx, change, state)) {
    asked.push(await askForApproval(ctx, { number: ticket.number, policyId }));
  }
  const { settings } = await directoryOf(ctx);
  const now = ctx.now();
  const remindAt =
    change.startsAt && new Date(change.startsAt.getTime() - settings.changes.remindMinutes * MINUTE);
  const isDecided = asked.some((approval) => approval.state !== 'pending');
  await ctx.db.change.update({
    where: { id: change.id },
    data: {
      approvalIds: asked.map(({ id }) => id),
      workAt: state === 'scheduled' ? remindAt : isDecided ? now : null,
      remindedAt: null,
    },
  });
  if (isDecided) ctx.publish({ topic: 'changes' });
  // That it is a draft again was told together with why.
  if (state === 'new') return;
  await noteChange(ctx, ticket, {
    action: 'state',
    words: STATE_WORDS[state] ?? state,
    detail: { before: change.state, after: state },
  });
}

const STATE_WORDS: Partial<Record<ChangeState, string>> = {
  assess: 'The change is being assessed',
  authorize: 'The change waits for approval',
  scheduled: 'The change is scheduled',
};

/** Whom the settings, and the change itself, want to be asked in a state; in a freeze more of an emergency. */
async function policiesFor(ctx: Ctx, change: LoadedChange, state: ChangeState): Promise<string[]> {
  const { policies } = (await directoryOf(ctx)).settings.changes;
  if (state === 'assess') return policies.assess ? [policies.assess] : [];
  if (state !== 'authorize') return [];
  const { type, policyId } = change;
  const own = type === 'standard' ? null : type === 'emergency' ? policies.emergency : policies.normal;
  const more =
    type === 'emergency' && policies.freeze && (await isFrozen(ctx, change)) ? policies.freeze : null;
  return [...new Set([own, more, policyId])].filter((id) => id !== null);
}

async function isFrozen(ctx: Ctx, change: LoadedChange): Promise<boolean> {
  const window = windowOf(change);
  if (!window) return false;
  const touched = await servicesTouched(
    ctx,
    change.services.map(({ serviceId }) => serviceId),
  );
  return (await freezesHit(ctx, change, touched, window)).length > 0;
}

/** What was agreed to is another thing now. */
export async function askAnew(ctx: Ctx, locked: Locked, why: string): Promise<void> {
  if (isAgreedToBefore(locked.change)) return enter(ctx, locked, 'scheduled');
  await noteChange(ctx, locked.ticket, {
    ...{
      action: 'again',
      words: `The change ${why} after it was approved: it has to be approved again`,
      told: true,
    },
  });
  await enter(ctx, locked, 'authorize');
}

/** Nobody is asked any more, and it can be edited as it likes. */
export async function backToDraft(ctx: Ctx, locked: Locked, words: string): Promise<void> {
  const { change, ticket } = locked;
  await cancelPending(ctx, change.approvalIds, `${ticket.number} is a draft again`);
  const detail = { before: change.state, after: 'new' };
  await noteChange(ctx, ticket, { action: 'return', words, detail, told: true });
  await enter(ctx, locked, 'new');
}

async function cancelPending(ctx: Ctx, ids: readonly string[], reason: string): Promise<void> {
  const pending = await ctx.db.approval.findMany({
    where: { id: { in: [...ids] }, state: 'pending' },
    orderBy: { id: 'asc' },
  });
  for (const { id } of pending) await cancelApproval(ctx, { id, reason });
}
