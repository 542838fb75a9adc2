import type { z } from 'zod';
import type { Channel } from '../../../src/chat/channel.ts';
import { sendPages } from '../../../src/chat/pages.ts';
import type { CreateEscalationPolicy, EscalationPolicy } from '../../../src/contract/escalation.ts';
import type { Service } from '../../../src/contract/services.ts';
import { type SourceEvent, takeEvents } from '../../../src/domain/alerts/take.ts';
import { createEscalationPolicy } from '../../../src/domain/escalation/policies.ts';
import { addIntegration, type Door, doorOf } from '../../../src/domain/services/integrations.ts';
import { createService } from '../../../src/domain/services/services.ts';
import { escalate } from '../../../src/jobs/page.ts';
import type { ActingPerson } from '../../../src/lib/context.ts';
import { LINK_KEY } from '../../support/server.ts';
import { type Cast, createCast } from '../tickets/cast.ts';

export type AlertDesk = Cast & {
  service: Service;
  door: Door;
  key: string;
  /** In the first team, like `agent`. */
  second: ActingPerson;
  /** Sends an event as a source does; a critical trigger of `disk` unless told otherwise. */
  say(event?: Partial<SourceEvent>): Promise<void>;
  /** What is open, or was: a line an alert, oldest first: `disk triggered 2`. */
  lines(): Promise<string[]>;
  /** The last alert. */
  last(): Promise<{ id: string }>;
  /** Pages one after the other: who is first, who is second, and so on. */
  policy(
    steps: z.input<typeof CreateEscalationPolicy>['steps'],
    more?: Partial<z.input<typeof CreateEscalationPolicy>>,
  ): Promise<EscalationPolicy>;
  /** Another service that goes by a policy, with a door of its own. */
  serviceBy(policy: { id: string } | null, name?: string): Promise<Door>;
  /** Does all that has to be done now. */
  work(...channels: Channel[]): Promise<void>;
};

export async function createAlertDesk(): Promise<AlertDesk> {
  const cast = await createCast();
  const asAdmin = () => cast.ctxFor(cast.admin);
  const system = () => cast.ctxFor('system');
  const second = await cast.person({ name: 'Ben', roles: ['requester', 'agent'], teams: [cast.team] });
  let count = 0;
  const serviceWith = async (escalationPolicyId: string | null, name = `Service ${++count}`) => {
    const service = await createService(asAdmin(), {
      ...{ name, teamId: cast.team.id, escalationPolicyId },
      // Storms are test/domain/alerts/noise.test.ts.
      settings: { stormPerMinute: 1_000 },
    });
    const { key } = await addIntegration(asAdmin(), { id: service.id, name, source: 'generic' });
    const door = await doorOf(system(), key);
    if (!door) throw new Error('the key opens nothing');
    return { service, key, door };
  };
  const policy: AlertDesk['policy'] = (steps, more) =>
    createEscalationPolicy(asAdmin(), { name: `Policy ${++count}`, steps, ...more });
  const first = await policy([
    { page: [{ who: 'person', personId: cast.agent.id }], waitMinutes: 5 },
    { page: [{ who: 'person', personId: second.id }], waitMinutes: 5 },
  ]);
  const { service, key, door } = await serviceWith(first.id, 'Shop');
  const alerts = () => cast.store.client.alert.findMany({ orderBy: [{ firstAt: 'asc' }, { id: 'asc' }] });
  return {
    ...cast,
    ...{ service, key, door, second, policy },
    say: (event) =>
      takeEvents(system(), door, [
        {
          ...{ action: 'trigger', dedupKey: 'disk', summary: 'The disk is full', severity: 'critical' },
          ...{ source: 'db-1', labels: {}, links: [] },
          ...event,
        },
      ]),
    lines: async () => (await alerts()).map(({ dedupKey, state, count }) => `${dedupKey} ${state} ${count}`),
    last: async () => ({ id: (await alerts()).at(-1)?.id ?? '' }),
    serviceBy: async (policy, name) => (await serviceWith(policy?.id ?? null, name)).door,
    async work(...channels) {
      const deps = {
        channels: new Map(channels.map((channel) => [channel.name, channel])),
        publicUrl: () => 'https://desk.example.com',
        linkKey: LINK_KEY,
      };
      while ((await escalate(system())) + (await sendPages(system(), deps)) > 0);
    },
  };
}
