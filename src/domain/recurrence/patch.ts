import type { Ctx } from '../../lib/context.ts';
import { listed, visible } from '../../lib/text.ts';
import { findingsOf, submitChange } from '../changes/agree.ts';
import { servicesTouched } from '../changes/facts.ts';
import { loadChange } from '../changes/load.ts';
import { noteChange } from '../changes/note.ts';
import { planChange } from '../changes/plan.ts';
import { freezesHit } from '../changes/preflight.ts';
import { usableTemplate } from '../changes/templates.ts';

/** A patch window of a run as it is planned. */
type Patch = {
  templateId: string;
  services: readonly string[];
  policyId: string | null;
  frozen: 'draft' | 'next';
  from: Date;
  to: Date;
  timeZone: string;
};

/** Why nothing is planned until the next run; undefined: it is. */
export async function whyPutOff(ctx: Ctx, patch: Patch): Promise<string | undefined> {
  if (patch.frozen !== 'next') return undefined;
  const template = await usableTemplate(ctx, patch.templateId);
  const ids = patch.services.length > 0 ? patch.services : template.services;
  const touched = await servicesTouched(ctx, ids);
  const change = { type: 'standard' as const, services: ids.map((serviceId) => ({ serviceId })) };
  const hit = await freezesHit(ctx, change, touched, patch);
  if (hit.length === 0) return undefined;
  return `It would fall into ${listed(hit.map(({ name }) => `the freeze “${visible(name)}”`))}.`;
}

/**
 * Makes a standard change of a ticket and submits it. What is in a freeze, or what its policy is gone of, stays a draft, and
 * says why where its queue talks. @returns what came of it, in words
 */
export async function planPatch(ctx: Ctx, ticketId: string, patch: Patch): Promise<string> {
  const { templateId, services, policyId, from, to, timeZone } = patch;
  const { number, title, description } = await ctx.db.ticket.findUniqueOrThrow({ where: { id: ticketId } });
  await planChange(
    ctx,
    {
      ...{ ticket: number, type: 'standard', templateId, title, description, timeZone },
      ...{ startsAt: from.toISOString(), endsAt: to.toISOString() },
      ...(services.length > 0 ? { services: [...services] } : {}),
    },
    policyId,
  );
  const locked = await loadChange(ctx, number);
  const why = await whyDraft(ctx, locked, policyId);
  if (why === '') {
    await submitChange(ctx, { number });
    return policyId ? 'It is submitted, and waits for approval.' : 'It is scheduled.';
  }
  await noteChange(ctx, locked.ticket, {
    ...{ action: 'held', words: `The change stays a draft. ${why}`, told: true },
  });
  return `It stays a draft. ${why}`;
}

async function whyDraft(
  ctx: Ctx,
  locked: Parameters<typeof findingsOf>[1],
  policyId: string | null,
): Promise<string> {
  const findings = await findingsOf(ctx, locked);
  const inTheWay = findings.filter(({ kind, severity }) => severity === 'block' || kind === 'freeze');
  const isGone = policyId && (await ctx.db.approvalPolicy.count({ where: { id: policyId } })) === 0;
  return [
    ...inTheWay.map(({ words }) => words),
    ...(isGone ? ['The policy by which it was to be asked for is gone.'] : []),
  ].join(' ');
}
