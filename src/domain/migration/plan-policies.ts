import { CreateEscalationPolicy, type EscalationStep, type PageTarget } from '../../contract/escalation.ts';
import { parse } from '../../lib/parse.ts';
import { createEscalationPolicy } from '../escalation/policies.ts';
import { folded } from './desk.ts';
import type { FoundPolicy, FoundTarget } from './found.ts';
import type { IdOf, Planning } from './plan.ts';
import { schedulesFor } from './plan-schedules.ts';

const LONGEST_WAIT = 1_440;
const MOST_REPEATS = 9;

/** Escalation policies by their names. Whom there will not be is left out; the times of the others stay as they are. */
export function planPolicies(plan: Planning): void {
  for (const policy of plan.found.policies) {
    const name = plan.unique('escalation_policy', policy.name);
    const wanted = {
      ...{ ref: `policy:${policy.key}`, kind: 'escalation_policy' as const, name, place: policy.place },
      notes: [...policy.notes],
    };
    const known = plan.here.policies.get(folded(name));
    if (known) {
      plan.match(wanted, known);
      continue;
    }
    const { steps, notes } = stepsOf(plan, policy);
    wanted.notes.push(...notes);
    if (policy.repeat > MOST_REPEATS)
      wanted.notes.push(`begins again ${policy.repeat} times there, here ${MOST_REPEATS}`);
    if (steps.length === 0) {
      plan.leave(wanted, 'None of its steps pages somebody who will be here.');
      continue;
    }
    const inputOf = (idOf: IdOf) => ({
      ...{ name, repeat: Math.min(policy.repeat, MOST_REPEATS) },
      acknowledgedMinutes: policy.acknowledgedMinutes,
      steps: steps.map(({ refs, waitMinutes }) => ({
        waitMinutes,
        page: refs.map(({ who, ref }) => targetOf(who, idOf(ref))),
      })),
    });
    plan.make(
      wanted,
      (idOf) => parse(CreateEscalationPolicy, inputOf(idOf)),
      (ctx, idOf) => createEscalationPolicy(ctx, inputOf(idOf)),
    );
  }
}

type Ref = { who: FoundTarget['who']; ref: string };

function stepsOf(plan: Planning, policy: FoundPolicy) {
  const steps: (Pick<EscalationStep, 'waitMinutes'> & { refs: Ref[] })[] = [];
  const notes: string[] = [];
  for (const [index, { targets, waitMinutes }] of policy.steps.entries()) {
    const refs: Ref[] = [];
    for (const target of targets) {
      const meant = refsOf(plan, target);
      if (meant.length === 0) notes.push(`step ${index + 1}: ${nameOfTarget(plan, target)} is left out`);
      refs.push(...meant.filter((one) => !refs.some(({ ref }) => ref === one.ref)));
    }
    const last = steps.at(-1);
    if (refs.length > 0) steps.push({ refs, waitMinutes });
    else if (last) last.waitMinutes += waitMinutes;
    else notes.push(`step ${index + 1} pages nobody, so the next one does at once`);
  }
  for (const step of steps) {
    if (step.waitMinutes > LONGEST_WAIT) notes.push('waits longer than a day there; here a day');
    step.waitMinutes = Math.max(1, Math.min(LONGEST_WAIT, step.waitMinutes));
  }
  return { steps, notes: [...new Set(notes)] };
}

function refsOf(plan: Planning, { who, key }: FoundTarget): Ref[] {
  if (who === 'schedule') return schedulesFor(plan, key).map((ref) => ({ who, ref }));
  const ref = who === 'person' ? `person:${key}` : `team:${key}`;
  return plan.has(ref) ? [{ who, ref }] : [];
}

function targetOf(who: FoundTarget['who'], id: string): PageTarget {
  switch (who) {
    case 'person':
      return { who, personId: id };
    case 'schedule':
      return { who, scheduleId: id };
    case 'team':
    case 'round_robin':
      return { who, teamId: id };
  }
}

function nameOfTarget(plan: Planning, { who, key }: FoundTarget): string {
  const { people, schedules, teams } = plan.found;
  const all = who === 'person' ? people : who === 'schedule' ? schedules : teams;
  return `the ${who === 'round_robin' ? 'team' : who} ${all.find((one) => one.key === key)?.name ?? key}`;
}
