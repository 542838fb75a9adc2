import type { EscalationStep, PageTarget } from '../../contract/escalation.ts';
import type { DirectPlan, PagedTarget } from '../../contract/pages.ts';
import type { Ctx } from '../../lib/context.ts';
import { fail } from '../../lib/errors.ts';
import { listed } from '../../lib/text.ts';
import { MAY_BE_ON_CALL } from '../oncall/policy.ts';
import { rulesOf } from './paging.ts';

/** By which steps somebody is paged whom a person has named. */
export type Direct = {
  name: string;
  /** Whose policy it is; null: it goes by a plan of its own. */
  serviceId: string | null;
  plan: DirectPlan | null;
  steps: EscalationStep[];
  repeat: number;
};

/** So long an answer is waited for behind the last of somebody's ways, and how often it is begun again. */
const WAIT_MINUTES = 5;
const REPEAT = 2;
/** Of targets in a step. */
const MOST = 10;

/**
 * @throws `not_found` where there is no such person, team or service; `conflict` where nobody is paged for it, with what
 * can be paged instead
 */
export async function directTo(ctx: Ctx, { kind, id }: PagedTarget): Promise<Direct> {
  switch (kind) {
    case 'person':
      return toPerson(ctx, id);
    case 'team':
      return toTeam(ctx, id);
    case 'service':
      return toService(ctx, id);
  }
}

async function toPerson(ctx: Ctx, id: string): Promise<Direct> {
  const person = await ctx.db.person.findFirst({
    where: { id, ...MAY_BE_ON_CALL },
    select: { name: true, paging: true },
  });
  if (!person) return fail('not_found', 'There is no such agent or admin: nobody else is paged.');
  const { normal, urgent } = rulesOf(person.paging);
  const last = Math.max(...[...normal, ...urgent].map(({ afterMinutes }) => afterMinutes));
  return ownPlan(person.name, [{ who: 'person', personId: id }], last + WAIT_MINUTES);
}

async function toService(ctx: Ctx, id: string): Promise<Direct> {
  const service = await ctx.db.service.findFirst({
    where: { id, archivedAt: null },
    include: { escalationPolicy: true },
  });
  if (!service) return fail('not_found', 'There is no such service.');
  const { name, escalationPolicy: policy } = service;
  if (!policy) return fail('conflict', `Nobody is paged for ${name}: it has no escalation policy.`);
  return {
    ...{ name, serviceId: id, plan: null },
    ...{ steps: policy.steps as EscalationStep[], repeat: policy.repeat },
  };
}

/** By the policy that its services share or, where they do not, whoever is on call by its schedules. */
async function toTeam(ctx: Ctx, id: string): Promise<Direct> {
  const team = await ctx.db.team.findUnique({
    where: { id },
    include: {
      services: {
        where: { archivedAt: null, escalationPolicyId: { not: null } },
        orderBy: [{ tier: 'asc' }, { name: 'asc' }],
      },
      schedules: { orderBy: { name: 'asc' }, take: MOST },
    },
  });
  if (!team) return fail('not_found', 'There is no such team.');
  const { name, services, schedules } = team;
  const [first] = services;
  const isOne = new Set(services.map(({ escalationPolicyId }) => escalationPolicyId)).size === 1;
  if (first && isOne) return { ...(await toService(ctx, first.id)), name };
  if (schedules.length > 0) {
    const targets = schedules.map(({ id }): PageTarget => ({ who: 'schedule', scheduleId: id }));
    return ownPlan(name, targets, WAIT_MINUTES);
  }
  if (first) {
    const names = listed(
      services.map((one) => one.name),
      MOST,
    );
    return fail('conflict', `${name} is paged in several ways. Page one of its services: ${names}.`);
  }
  return fail(
    'conflict',
    `${name} has no on-call schedule and no service with an escalation policy, so nobody was paged. Page one of its people.`,
  );
}

function ownPlan(name: string, page: PageTarget[], waitMinutes: number): Direct {
  const plan = { steps: [{ page, onlyIf: {}, waitMinutes }], repeat: REPEAT };
  return { name, serviceId: null, plan, ...plan };
}
