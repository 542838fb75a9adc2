import type { z } from 'zod';
import {
  type MadePage,
  type PagedTarget,
  type PagePreview,
  PageSomebody,
  PreviewPage,
} from '../../contract/pages.ts';
import type { PagingPlan } from '../../contract/services.ts';
import { MINUTE } from '../../lib/clock.ts';
import { type Ctx, inTransaction } from '../../lib/context.ts';
import { fail } from '../../lib/errors.ts';
import { parse } from '../../lib/parse.ts';
import { listed, wellFormed } from '../../lib/text.ts';
import { type Direct, directTo } from '../escalation/direct.ts';
import { planSteps } from '../escalation/plan.ts';
import { requireSelf, requireStaff } from '../people/policy.ts';
import { phoneOf } from '../phones/place.ts';
import { record } from './note.ts';
import { pagedByName } from './paged.ts';
import { requireResponder } from './policy.ts';

/** So many times somebody may page in so long: whoever needs more has an incident, and no list of people. */
const MOST = 10;
const WITHIN = 10 * MINUTE;
const SEVERITY = { high: 'critical', low: 'info' } as const;

/**
 * Pages a person by their own rules, whoever is on call for a team, or whoever answers for a service. It is an alert of
 * the desk's own: it escalates, and is answered as any other; neither maintenance nor what keeps sources quiet holds it.
 * @throws `conflict` where nobody would be paged, or a name may mean several; `rate_limited` after ten in ten minutes
 */
export async function pageSomebody(ctx: Ctx, input: z.input<typeof PageSomebody>): Promise<MadePage> {
  requireResponder(ctx);
  const me = requireSelf(ctx);
  const { to, text, urgency } = parse(PageSomebody, input);
  const target = typeof to === 'string' ? await pagedByName(ctx, to) : to;
  return inTransaction(ctx, async (ctx) => {
    await ctx.db.$queryRaw`SELECT 1 FROM person WHERE id = ${me.id}::uuid FOR NO KEY UPDATE`;
    const now = ctx.now();
    const since = new Date(now.getTime() - WITHIN);
    const count = await ctx.db.alert.count({ where: { askedById: me.id, firstAt: { gt: since } } });
    if (count >= MOST) {
      fail('rate_limited', `You have paged ${MOST} times in ten minutes. Please wait a little.`);
    }
    const direct = await directTo(ctx, target);
    const severity = SEVERITY[urgency];
    const plan = await planOf(ctx, direct, severity);
    if (!plan.items.some(({ person, conversation }) => person ?? conversation)) {
      fail('conflict', nobody(direct, plan));
    }
    const id = ctx.newId();
    const { serviceId, plan: own, name } = direct;
    await ctx.db.alert.create({
      data: {
        ...{ id, serviceId, ...(own ? { plan: own } : {}), dedupKey: `page ${id}`, severity },
        ...{ summary: wellFormed(text), askedById: me.id, firstAt: now, lastAt: now, escalateAt: now },
      },
    });
    await record(ctx, [id], 'triggered', { pages: { ...target, name }, severity, summary: text });
    ctx.publish({ topic: 'escalations' });
    return { alertId: id, at: now.toISOString(), target: { ...target, name }, plan };
  });
}

/** Who would be paged now. */
export async function previewPage(ctx: Ctx, input: z.input<typeof PreviewPage>): Promise<PagePreview> {
  requireStaff(ctx);
  const { kind, id, urgency } = parse(PreviewPage, input);
  const target: PagedTarget = { kind, id };
  const direct = await directTo(ctx, target);
  return { target: { ...target, name: direct.name }, plan: await planOf(ctx, direct, SEVERITY[urgency]) };
}

async function planOf(ctx: Ctx, { steps, repeat }: Direct, severity: string): Promise<PagingPlan> {
  const { items, notes } = await planSteps(ctx, { steps, repeat }, ctx.now(), severity);
  const hard = await hardToReach(ctx, items);
  if (hard.length === 0) return { items, notes };
  const note = `Only mail and the portal reach ${listed(hard)}: no chat and no phone of theirs is known, or named in how they are paged.`;
  return { items, notes: [...notes, note] };
}

/** The names of those whom no way leads to that wakes anybody up. */
async function hardToReach(ctx: Ctx, items: PagingPlan['items']): Promise<string[]> {
  const names: string[] = [];
  for (const [id, own] of Map.groupBy(items, ({ person }) => person?.id)) {
    if (id === undefined) continue;
    const ways = new Set(own.map(({ via }) => via));
    const works = await Promise.all(
      [...ways].map(async (via) => {
        if (via === 'sms' || via === 'voice') return (await phoneOf(ctx, id, via)) !== undefined;
        return via !== 'web' && via !== 'email';
      }),
    );
    if (!works.includes(true)) names.push(own[0]?.person?.name ?? '');
  }
  return names;
}

const nobody = ({ name, serviceId, steps }: Direct, { notes }: PagingPlan): string =>
  serviceId === null && steps[0]?.page[0]?.who === 'schedule'
    ? `Nobody is on call for ${name} now, so nobody was paged. Page one of its people.`
    : [`Nobody would be paged for ${name} now, so nobody was.`, ...notes].join(' ');
