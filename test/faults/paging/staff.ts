import type { PagingRules } from '../../../src/contract/escalation.ts';
import { putPaging } from '../../../src/domain/escalation/paging.ts';
import { createEscalationPolicy } from '../../../src/domain/escalation/policies.ts';
import { actingPerson } from '../../../src/domain/people/acting.ts';
import { createPerson } from '../../../src/domain/people/create.ts';
import { addIntegration } from '../../../src/domain/services/integrations.ts';
import { createService } from '../../../src/domain/services/services.ts';
import { firstStart } from '../../../src/domain/setup/first-start.ts';
import { actingAs, type Ctx } from '../../../src/lib/context.ts';
import type { FakeSlack } from '../../support/slack/fake.ts';
import type { Workspace } from '../../support/slack/types.ts';

/** How long it is waited for an answer before the next step, in minutes. */
const WAIT = 1;

/** By every way that there is; the later ones are for those who do not answer. */
export const EVERY_WAY: PagingRules = {
  urgent: [
    { via: 'chat', afterMinutes: 0 },
    { via: 'sms', afterMinutes: 1 },
    { via: 'voice', afterMinutes: 2 },
    { via: 'email', afterMinutes: 2 },
  ],
  normal: [
    { via: 'chat', afterMinutes: 0 },
    { via: 'email', afterMinutes: 1 },
  ],
};

export type StaffOptions = {
  /** How many there are, each with a service of their own. */
  people: number;
  ways?: PagingRules;
  waitMinutes?: number;
};

/**
 * People who are reached by Slack, SMS, a call and mail, and a service for each of them: its alerts page them and, when
 * they do not answer, the next one.
 * @returns the keys by which alerts of these services come in
 */
export async function addStaff(
  system: Ctx,
  slack: { fake: FakeSlack; workspace: Workspace },
  { people: count, ways = EVERY_WAY, waitMinutes = WAIT }: StaffOptions,
): Promise<string[]> {
  const admin = await actingPerson(system, (await firstStart(system)) ?? '');
  if (!admin) throw new Error('there is no admin');
  const ctx = actingAs(system, { kind: 'person', person: admin });
  const team = await ctx.db.team.findFirstOrThrow();
  const people: string[] = [];
  for (let index = 0; index < count; index += 1) {
    const email = `person${index}@example.com`;
    const { id } = await createPerson(ctx, { name: `Person ${index}`, email, roles: ['requester', 'agent'] });
    const user = `U${100 + index}`;
    slack.fake.addUser(slack.workspace, { id: user, name: `person${index}`, email });
    const createdAt = ctx.now();
    const externalId = `${slack.workspace.id}:${user}`;
    await ctx.db.identity.create({
      data: { id: ctx.newId(), personId: id, channel: 'slack', externalId, createdAt },
    });
    const number = `+4917${10_000_000 + index}`;
    await ctx.db.phone.create({ data: { personId: id, number, verifiedAt: createdAt, createdAt } });
    await putPaging(ctx, { id, ...ways });
    people.push(id);
  }
  const keys: string[] = [];
  for (const index of people.keys()) {
    const pageOf = (ahead: number) => ({
      page: [{ who: 'person' as const, personId: people[(index + ahead) % count] ?? '' }],
      waitMinutes,
    });
    const policy = await createEscalationPolicy(ctx, {
      name: `Policy ${index}`,
      steps: [pageOf(0), pageOf(1)],
    });
    const service = await createService(ctx, {
      ...{ name: `Service ${index}`, teamId: team.id, escalationPolicyId: policy.id },
      // Each alert pages for itself.
      settings: { stormPerMinute: 1_000 },
    });
    const { key } = await addIntegration(ctx, {
      ...{ id: service.id, name: 'Load', source: 'generic', settings: { ratePerMinute: 60_000 } },
    });
    keys.push(key);
  }
  return keys;
}
