import type { z } from 'zod';
import type { EscalationPolicy, EscalationStep, PageTarget } from '../../contract/escalation.ts';
import { type PagingPlan, services } from '../../contract/services.ts';
import { MINUTE } from '../../lib/clock.ts';
import type { Ctx } from '../../lib/context.ts';
import { fail } from '../../lib/errors.ts';
import { parse } from '../../lib/parse.ts';
import { placesOf } from '../people/home.ts';
import { requireStaff } from '../people/policy.ts';
import { isHourOf } from './only-if.ts';
import { urgencyOf } from './pages.ts';
import { rulesOf } from './paging.ts';
import { type EscalationPlace, nextPlace } from './place.ts';
import { peopleAt, placeMeant } from './targets.ts';

type Item = PagingPlan['items'][number];

/**
 * Who would be paged, how and when, if an alert of a service came at an instant and nobody answered. By the same rules
 * as when one does come; that a platform fails, nobody can know before.
 */
export async function planPaging(ctx: Ctx, input: z.input<typeof services.plan.input>): Promise<PagingPlan> {
  requireStaff(ctx);
  const { id, at, severity } = parse(services.plan.input, input);
  const service = await ctx.db.service.findUnique({ where: { id }, include: { escalationPolicy: true } });
  if (!service) return fail('not_found', 'There is no such service.');
  const policy = service.escalationPolicy;
  if (!policy) return { items: [], notes: ['It has no escalation policy: nobody is paged.'] };
  const { repeat } = policy;
  const steps = policy.steps as EscalationStep[];
  return planSteps(ctx, { steps, repeat }, at ? new Date(at) : ctx.now(), severity);
}

/** Who is paged by these steps, if they begin at an instant and nobody answers. */
export async function planSteps(
  ctx: Ctx,
  { steps, repeat }: Pick<EscalationPolicy, 'steps' | 'repeat'>,
  begin: Date,
  severity: string,
): Promise<PagingPlan> {
  const plan: PagingPlan = { items: [], notes: [] };
  let time = begin;
  let place: EscalationPlace | null = { round: 0, step: 0 };
  while (place) {
    const step = steps[place.step];
    const paged = step ? await planStep(ctx, plan, step, { ...place, time, begin, severity }) : 0;
    if (step && paged > 0) time = new Date(time.getTime() + step.waitMinutes * MINUTE);
    place = nextPlace({ steps, repeat }, place);
  }
  plan.items.sort((a, b) => a.minute - b.minute);
  return { ...plan, notes: [...new Set(plan.notes)] };
}

type Moment = EscalationPlace & { time: Date; begin: Date; severity: string };

/** @returns how many people and conversations are paged */
async function planStep(ctx: Ctx, plan: PagingPlan, step: EscalationStep, moment: Moment): Promise<number> {
  const name = `Step ${moment.step + 1}`;
  if (!(await isHourOf(ctx, step, moment.time))) {
    plan.notes.push(`${name} is passed: it is not the hour.`);
    return 0;
  }
  const { busy } = step.onlyIf;
  if (busy) {
    plan.notes.push(`${name} is taken only with ${busy.alerts} alerts in ${busy.minutes} minutes.`);
  }
  const items = await itemsOf(ctx, step.page, moment);
  if (items.length === 0) plan.notes.push(`${name} pages nobody.`);
  plan.items.push(...items);
  return items.length;
}

async function itemsOf(ctx: Ctx, targets: readonly PageTarget[], moment: Moment): Promise<Item[]> {
  const { round, step, time, begin } = moment;
  const itemAt = (minutes: number, more: Pick<Item, 'person' | 'via' | 'conversation'>): Item => {
    const at = new Date(time.getTime() + minutes * MINUTE);
    const minute = Math.round((at.getTime() - begin.getTime()) / MINUTE);
    return { at: at.toISOString(), minute, round, step, ...more };
  };
  const ids = new Set<string>();
  const items: Item[] = [];
  for (const target of targets) {
    const meant = placeMeant(target);
    if (target.who === 'ticket' || target.who === 'incident') {
      items.push(itemAt(0, { person: null, via: target.who, conversation: target.queueId }));
    } else if (meant) {
      const { channel: via, conversation } = meant;
      items.push(itemAt(0, { person: null, via, conversation }));
    } else for (const id of await peopleAt(ctx, target, time)) ids.add(id);
  }
  const people = await ctx.db.person.findMany({
    where: { id: { in: [...ids] } },
    select: { id: true, name: true, paging: true },
    orderBy: { name: 'asc' },
  });
  for (const { id, name, paging } of people) {
    const [home] = (await placesOf(ctx, id)).filter(({ channel }) => channel !== 'email');
    for (const { via, afterMinutes } of rulesOf(paging)[urgencyOf(moment.severity)]) {
      const channel = via === 'chat' ? (home?.channel ?? 'web') : via;
      items.push(itemAt(afterMinutes, { person: { id, name }, via: channel, conversation: null }));
    }
  }
  return items;
}
