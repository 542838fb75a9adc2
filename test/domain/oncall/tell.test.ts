import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Card } from '../../../src/contract/card.ts';
import { setAvailability } from '../../../src/domain/assignment/availability.ts';
import { createOverride } from '../../../src/domain/oncall/overrides.ts';
import { createSchedule, updateSchedule } from '../../../src/domain/oncall/schedules.ts';
import { tellHandovers } from '../../../src/domain/oncall/tell-handovers.ts';
import { watchCoverage } from '../../../src/domain/oncall/watch.ts';
import { updatePerson } from '../../../src/domain/people/update.ts';
import { DAY, HOUR, MINUTE } from '../../../src/lib/clock.ts';
import type { ActingPerson, Ctx } from '../../../src/lib/context.ts';
import { type RecordingChannel, recordingChannel } from '../../support/recording-channel.ts';
import { deliverAll } from '../../support/worker.ts';
import { type AlertDesk, createAlertDesk } from '../alerts/alert-desk.ts';

/** It is Monday at nine. Ada is on call, and Ben from Tuesday at nine; the team talks in C1 on Slack. */
let desk: AlertDesk;
let id: string;
let slack: RecordingChannel;
let web: RecordingChannel;
let mail: RecordingChannel;
beforeEach(async () => {
  desk = await createAlertDesk();
  slack = recordingChannel({ name: 'slack', recognisesKeys: true });
  web = recordingChannel({ name: 'web' });
  mail = recordingChannel({ name: 'email', can: { edit: false } });
  const triage = [
    { channel: 'web', conversation: 'triage:1' },
    { channel: 'slack', conversation: 'C1' },
  ];
  await desk.store.client.queue.update({ where: { id: desk.queue.id }, data: { triage } });
  desk.bus.publish({ topic: 'directory' });
  ({ id } = await createSchedule(asAdmin(), {
    ...{ name: 'Desk', teamId: desk.team.id, timeZone: 'UTC' },
    layers: [
      {
        ...{ name: 'First', turns: [[desk.agent.id], [desk.second.id]], start: '2026-01-05T09:00' },
        every: { count: 1, unit: 'days' },
      },
    ],
  }));
});
afterEach(() => desk.close());

const asAdmin = () => desk.ctxFor(desk.admin);
const system = () => desk.ctxFor('system');
const hours = (count: number) => new Date(desk.clock.now().getTime() + count * HOUR).toISOString();
const use = () => desk.policy([{ page: [{ who: 'schedule', scheduleId: id }], waitMinutes: 5 }]);
const deliver = () => deliverAll(desk, slack, web, mail);
/** Both workers look, and all is delivered. */
async function look(): Promise<void> {
  await Promise.all([tellHandovers(system()), tellHandovers(system())]);
  await deliver();
}
const own = (person: ActingPerson) => `direct:${person.id}`;
const titles = (channel: RecordingChannel, where: string) => channel.lines(where);
const cardOf = (channel: RecordingChannel, where: string): Card => {
  const content = channel.shown(where).at(-1)?.content;
  return content?.type === 'card' ? content.card : expect.fail(`no card in ${where}`);
};
const factsOf = (card: Card) =>
  card.blocks.flatMap((block) =>
    block.type === 'facts' ? block.facts.map(({ label, value, at }) => `${label}: ${value}${at ?? ''}`) : [],
  );

describe('a handover', () => {
  test('is told to the team and to who comes on, once, with the open alerts', async () => {
    await look();
    // Whoever is on call from the first moment comes on as well.
    expect(titles(slack, 'C1')).toEqual(['Desk: Ada on call now']);
    expect(titles(web, own(desk.agent))).toEqual(['You are on call now: Desk']);
    expect(factsOf(cardOf(slack, 'C1'))).toEqual([
      'Since: 2026-01-05T09:00:00.000Z',
      'Until: 2026-01-06T09:00:00.000Z',
      'Open alerts: none',
    ]);
    const door = await desk.serviceBy(await use(), 'Checkout');
    await desk.say({ dedupKey: 'elsewhere' });
    await desk.store.client.alert.updateMany({ data: { serviceId: door.serviceId, summary: 'Slow\u202e' } });
    desk.clock.advance(DAY);
    await look();
    await look();
    expect(titles(slack, 'C1').slice(1)).toEqual(['Desk: Ben on call now']);
    expect(titles(web, own(desk.second))).toEqual(['You are on call now: Desk']);
    const { number } = await desk.store.client.alert.findFirstOrThrow();
    expect(factsOf(cardOf(web, own(desk.second)))).toEqual([
      'Since: 2026-01-06T09:00:00.000Z',
      'Until: 2026-01-07T09:00:00.000Z',
      'Takes over from: Ada',
      'Open alerts: 1',
      `#${number} · Critical · Checkout: Slow`,
    ]);
    expect(titles(web, own(desk.agent))).toHaveLength(1);
  });

  test('is made up after a stop, the latest one alone', async () => {
    await look();
    desk.clock.advance(3 * DAY + HOUR);
    await look();
    expect(titles(slack, 'C1').slice(1)).toEqual(['Desk: Ben on call now']);
    expect(factsOf(cardOf(slack, 'C1'))).toContain('Since: 2026-01-08T09:00:00.000Z');
    // Also where it is the same person again.
    desk.clock.advance(2 * DAY);
    await look();
    expect(titles(slack, 'C1').slice(2)).toEqual(['Desk: Ben on call now']);
    expect(factsOf(cardOf(slack, 'C1'))).toEqual(
      expect.arrayContaining(['Since: 2026-01-10T09:00:00.000Z', 'Before: Ada']),
    );
    desk.clock.advance(41 * DAY);
    await look();
    expect(titles(slack, 'C1').slice(3)).toEqual(['Desk: Ada on call now']);
  });

  test('is told once where the process dies in between', async () => {
    await look();
    desk.clock.advance(DAY);
    let left = 1;
    const dies: Ctx = {
      ...system(),
      newId: () => {
        if (--left < 0) throw new Error('it died');
        return system().newId();
      },
    };
    expect(await tellHandovers(dies)).toBe(0);
    await deliver();
    expect(titles(slack, 'C1')).toHaveLength(1);
    await look();
    expect(titles(slack, 'C1')).toHaveLength(2);
    expect(titles(web, own(desk.second))).toHaveLength(1);
  });

  test('is posted once where the answer of the platform got lost', async () => {
    slack.fail('lost');
    await look();
    desk.clock.advance(MINUTE);
    await deliver();
    expect(titles(slack, 'C1')).toEqual(['Desk: Ada on call now']);
  });

  test('comes by an override, and by a change of the schedule', async () => {
    await look();
    desk.clock.advance(MINUTE);
    await createOverride(asAdmin(), { id, from: hours(0), to: hours(1), personIds: [desk.second.id] });
    await look();
    desk.clock.advance(HOUR);
    await look();
    const layer = { name: 'Other', turns: [[desk.neighbour.id]], start: '2026-01-01T09:00' };
    await updateSchedule(asAdmin(), { id, layers: [{ ...layer, every: { count: 1, unit: 'weeks' } }] });
    desk.clock.advance(MINUTE);
    await look();
    expect(titles(slack, 'C1').slice(1)).toEqual([
      'Desk: Ben on call now',
      'Desk: Ada on call now',
      'Desk: Nils on call now',
    ]);
    expect(factsOf(cardOf(slack, 'C1'))).toContain('Before: Ada');
  });

  test('is not told where that is switched off, and not made up when it is switched on', async () => {
    await updateSchedule(asAdmin(), { id, tellsHandover: false });
    await look();
    desk.clock.advance(DAY);
    await look();
    await updateSchedule(asAdmin(), { id, tellsHandover: true });
    await look();
    expect([...titles(slack, 'C1'), ...titles(web, own(desk.second))]).toEqual([]);
    desk.clock.advance(DAY);
    await look();
    expect(titles(slack, 'C1')).toEqual(['Desk: Ada on call now']);
  });

  test('goes to the conversation that the schedule names, and for who has no chat there, elsewhere', async () => {
    const conversation = { channel: 'slack', conversation: 'C2' };
    expect(await updateSchedule(asAdmin(), { id, conversation })).toMatchObject({ conversation });
    const identity = { channel: 'slack', externalId: 'T1:U1', createdAt: desk.clock.now() };
    await desk.store.client.identity.create({
      data: { id: crypto.randomUUID(), personId: desk.agent.id, ...identity },
    });
    slack.fail('refused', { when: ({ conversation }) => conversation === 'direct:T1:U1' });
    await look();
    expect(titles(slack, 'C2')).toEqual(['Desk: Ada on call now']);
    expect(titles(mail, desk.agent.email)).toEqual(['You are on call now: Desk']);
    const failed = await desk.store.client.notice.findFirstOrThrow({ where: { state: 'failed' } });
    expect(failed).toMatchObject({ channel: 'slack', instead: 'email' });
    expect(await updateSchedule(asAdmin(), { id, conversation: null })).toMatchObject({ conversation: null });
  });

  test('of a desk that knew no handovers yet is not told for who is on call already', async () => {
    await desk.store.client.scheduleDuty.deleteMany();
    await look();
    expect(titles(slack, 'C1')).toEqual([]);
    desk.clock.advance(DAY);
    await look();
    expect(titles(slack, 'C1')).toEqual(['Desk: Ben on call now']);
  });
});

describe('the daily check of coverage', () => {
  const channels = new Set(['web', 'email', 'slack']);
  const check = async () => {
    const counts = await Promise.all([watchCoverage(system(), channels), watchCoverage(system(), channels)]);
    await deliver();
    return counts.reduce((sum, count) => sum + count, 0);
  };
  const told = () => titles(slack, 'C1');

  test('tells the team and its leads once of errors that are new, each morning on the wall of the schedule', async () => {
    const lead = await desk.person({
      name: 'Lea',
      roles: ['requester', 'agent'],
      teams: [desk.team],
      lead: true,
    });
    await use();
    expect(await check()).toBe(1);
    expect(await check()).toBe(0);
    expect(told()).toEqual([]);
    await updatePerson(asAdmin(), { id: desk.second.id, active: false });
    desk.clock.advance(22 * HOUR);
    expect(await check()).toBe(0);
    desk.clock.advance(HOUR);
    expect(await check()).toBe(1);
    expect(told()).toEqual(['Desk: on-call coverage needs a look']);
    expect(titles(web, own(lead))).toEqual(told());
    expect(factsOf(cardOf(slack, 'C1'))).toEqual([
      expect.stringMatching(
        /^Nobody is on call: Tue 6 Jan, 09:00 UTC to Wed 7 Jan, 09:00 UTC; .*; and 12 more times$/,
      ),
      expect.stringMatching(/^Ben would be on call, but works at the desk no more: Tue 6 Jan/),
    ]);
    // As time goes on, the same comes into sight: it is told no more.
    for (let day = 0; day < 8; day++) {
      desk.clock.advance(DAY);
      expect(await check()).toBe(1);
    }
    expect(told()).toHaveLength(1);
    const end = '2026-01-20T09:00';
    const { layers } = await updateSchedule(asAdmin(), { id });
    await updateSchedule(asAdmin(), { id, layers: layers.map((layer) => ({ ...layer, end })) });
    desk.clock.advance(3 * DAY);
    expect(await check()).toBe(1);
    expect(told()).toHaveLength(2);
  });

  test('says nothing of a schedule that nothing uses, and starts once it is used', async () => {
    await updateSchedule(asAdmin(), { id, layers: [] });
    await check();
    expect(told()).toEqual([]);
    await use();
    desk.clock.advance(DAY);
    await check();
    expect(told()).toEqual(['Desk: on-call coverage needs a look']);
  });

  test('tells of who is away once they have been so for a day', async () => {
    await use();
    await setAvailability(asAdmin(), { id: desk.second.id, availability: 'away' });
    desk.clock.advance(HOUR);
    await check();
    expect(told()).toEqual([]);
    desk.clock.advance(DAY);
    await check();
    expect(factsOf(cardOf(slack, 'C1'))).toEqual([expect.stringMatching(/^Ben is on call, and away: /)]);
    desk.clock.advance(DAY);
    await check();
    expect(told()).toHaveLength(1);
  });

  test('tells the admins where the team has neither leads nor a conversation', async () => {
    await desk.store.client.queue.updateMany({ where: { teamId: desk.team.id }, data: { triage: [] } });
    desk.bus.publish({ topic: 'directory' });
    await use();
    await updateSchedule(asAdmin(), { id, layers: [] });
    await check();
    expect(titles(web, own(desk.admin))).toEqual(['Desk: on-call coverage needs a look']);
  });
});
