import { setTimeout as sleep } from 'node:timers/promises';
import type { PagingRules } from '../../../src/contract/escalation.ts';
import { MINUTE, SECOND } from '../../../src/lib/clock.ts';
import { openLoop } from '../../bench/load.ts';
import { result } from '../../bench/measure.ts';
import { settle } from '../paging/drain.ts';
import { count, type Finding } from '../paging/finding.ts';
import { createSource } from '../paging/load.ts';
import type { StaffOptions } from '../paging/staff.ts';
import type { World } from '../paging/world.ts';
import { inWorld, type Run } from './run.ts';

/** In Slack and, when nobody has answered for five minutes, by SMS: sooner only because Slack is away. */
const WAYS: PagingRules['urgent'] = [
  { via: 'chat', afterMinutes: 0 },
  { via: 'sms', afterMinutes: 5 },
];
const staff = (quick: boolean): StaffOptions => ({
  ...{ people: quick ? 4 : 20, ways: { urgent: WAYS, normal: WAYS }, waitMinutes: 60 },
});
/** What was on its way when it was asked for a pause comes all the same; in milliseconds. */
const ON_ITS_WAY = 2 * SECOND;

/** Slack asks for a pause for ten minutes, while thousands of alerts come within one. */
export const throttling: Run = ({ quick, say }) =>
  inWorld(staff(quick), async (world) => {
    const { slack, ledger } = world;
    const size = quick ? { alerts: 20, seconds: 3, pause: 5 } : { alerts: 5_000, seconds: 60, pause: 600 };
    let throttles = true;
    const pause = { ratelimited: quick ? 5 : 30 };
    slack.fail('chat.postMessage', pause, Number.POSITIVE_INFINITY, () => throttles);
    ledger.note({ what: 'away', by: 'slack' });
    const waited = sleep(size.pause * SECOND);
    await storm(world, size);
    say(`throttling: ${size.alerts} alerts have come`);
    await waited;
    throttles = false;
    ledger.note({ what: 'back', by: 'slack' });
    const back = performance.now();
    await settle(world);
    const seconds = (performance.now() - back) / 1_000;
    const early = slack.violations.flatMap(({ what, detail }) => {
      const left = Number(/(\d+) ms too early/.exec(detail)?.[1]);
      return left < pause.ratelimited * SECOND - ON_ITS_WAY ? [`${what}: ${detail}`] : [];
    });
    return [
      count('C2', 'calls while Slack asks for a pause', early),
      figure('C2: until everything is told in Slack, too', seconds),
    ];
  });

/** Slack swallows what it is told for five minutes: no answer, and no refusal. */
export const silence: Run = ({ quick, say }) =>
  inWorld(staff(quick), async (world) => {
    const size = quick ? { alerts: 12, seconds: 3 } : { alerts: 1_500, seconds: 300 };
    world.ledger.note({ what: 'away', by: 'slack' });
    world.proxy.swallow();
    await storm(world, size);
    say(`silence: ${size.alerts} alerts have come`);
    // As long as a person would wait for the last of them.
    await sleep(quick ? 12 * SECOND : MINUTE);
    world.proxy.pass();
    world.ledger.note({ what: 'back', by: 'slack' });
    const back = performance.now();
    await settle(world);
    return [figure('C1: until everything is told in Slack, too', (performance.now() - back) / 1_000)];
  });

async function storm(world: World, { alerts, seconds }: { alerts: number; seconds: number }): Promise<void> {
  const source = createSource(world);
  const life = await world.start();
  source.at(life.url);
  await openLoop(alerts, alerts / seconds, (index) => source.say('trigger', `storm ${index}`, index));
}

const figure = (name: string, seconds: number): Finding => ({
  ...result(name, 's', [], seconds),
  ...{ invariant: '', faults: [] },
});
