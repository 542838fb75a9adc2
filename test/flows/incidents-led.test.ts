import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createAutomation } from '../../src/domain/automation/rules.ts';
import { editReview, getReview, moveReview } from '../../src/domain/incidents/review.ts';
import { updateSettings } from '../../src/domain/settings/settings.ts';
import { closeDueTickets } from '../../src/domain/tickets/close-due.ts';
import { editTicket } from '../../src/domain/tickets/edit.ts';
import { getTicket } from '../../src/domain/tickets/get.ts';
import { setParent } from '../../src/domain/tickets/parent.ts';
import { closeTicket } from '../../src/domain/tickets/resolve.ts';
import { DAY } from '../../src/lib/clock.ts';
import { startServer } from '../support/server.ts';
import { createRoomScene, type RoomScene } from './rooms.ts';
import { slackRooms } from './rooms-slack.ts';
import { teamsRooms } from './rooms-teams.ts';

/** How a major incident comes about by itself, and how one is led to its end, in a chat. */
describe.each([
  ['Slack', slackRooms],
  ['Teams', teamsRooms],
] as const)('on %s', (_name, chat) => {
  let scene: RoomScene;
  beforeEach(async () => {
    scene = await createRoomScene(await chat());
    const { desk } = scene;
    await desk.store.client.queue.updateMany({ data: { defaultKind: 'incident' } });
    desk.bus.publish({ topic: 'directory' });
  });
  afterEach(() => scene?.close());

  const asAgent = () => scene.desk.ctxFor(scene.agent);
  const asAdmin = () => scene.desk.ctxFor(scene.admin);
  const stateOf = async (number: string) => (await getTicket(asAgent(), { number })).state;
  const becomesP1 = async (number: string) => {
    await editTicket(asAgent(), { number, impact: 1, urgency: 1 });
    await scene.work();
  };

  test('a step of an escalation declares one when nobody has answered until then', async () => {
    const { desk, agent } = scene;
    const declares = { queueId: desk.queue.id, requesterId: agent.id, severity: 1 as const };
    await scene.alert({ page: [{ who: 'incident', ...declares }], waitMinutes: 5 });
    await scene.pass(4);
    await scene.work();
    expect(scene.rooms()).toEqual([]);
    await scene.pass(1);
    await scene.work();
    expect(scene.rooms()).toMatchObject([{ name: 'inc-1-payments-are-slow', members: ['Ada'] }]);
    expect(scene.room().lines.join()).toMatch(/Open alerts:\s+• Payments are slow/);
    expect(scene.triageCard()).toMatch(/INC-1 · P1 · Payments are slow[\s\S]*Nobody yet/);
    expect(await scene.incident()).toMatchObject({ declaredBy: null, services: [{ name: 'Payments' }] });
    expect(await scene.timeline()).toEqual(
      expect.arrayContaining([
        'Desk: declared a major incident: P1 (critical)',
        'Desk: called in Ada (on call for Payments)',
      ]),
    );
    // However often the steps are gone through, it is one.
    for (const _ of [1, 2]) {
      await scene.pass(5);
      await scene.work();
    }
    expect(scene.rooms()).toHaveLength(1);
    const declared = (await scene.timeline()).filter((line) => line.includes('declared a major incident'));
    expect(declared).toHaveLength(1);
  });

  test('a rule declares one of what somebody asks for, and of nothing else', async () => {
    await createAutomation(asAdmin(), {
      ...{ name: 'Outage', trigger: { on: 'opened' }, actions: [{ do: 'declare', severity: 2 }] },
      condition: { field: 'title', op: 'contains', value: ['outage'] },
    });
    await scene.ask('My mouse is broken');
    await scene.ask('Outage: nobody can pay');
    await scene.work();
    expect(scene.rooms()).toMatchObject([{ name: 'inc-2-outage-nobody-can-pay' }]);
    expect(scene.triageCard()).toContain('INC-2 · P2 · Outage: nobody can pay');
    expect(await scene.incident('INC-2')).toMatchObject({ state: 'investigating', severity: 2 });
    expect(await scene.desk.store.client.majorIncident.count()).toBe(1);
  });

  test('what the desk proposes is accepted by a button, or rejected with a reason', async () => {
    await scene.ask('Nobody can pay');
    await scene.work();
    await becomesP1('INC-1');
    expect(scene.triageCard()).toMatch(/INC-1 · P1 · Nobody can pay[\s\S]*Proposed[\s\S]*It became P1\./);
    expect(scene.rooms()).toEqual([]);
    await scene.pressInTriage('ada', 'incident_accept');
    await scene.deliver();
    expect(scene.rooms()).toMatchObject([{ name: 'inc-1-nobody-can-pay', members: ['Ada'] }]);
    expect(await scene.incident()).toMatchObject({ state: 'investigating', declaredBy: { name: 'Ada' } });

    await scene.ask('My screen is black');
    await scene.work();
    await becomesP1('INC-2');
    await scene.fillInTriage('incident_reject', { reason: 'It is one screen.' });
    await scene.work();
    expect(scene.triageCard()).toMatch(/INC-2[\s\S]*Rejected[\s\S]*It is one screen\./);
    expect(await scene.incident('INC-2')).toMatchObject({ state: 'rejected' });
    expect(await scene.timeline('INC-2')).toContain(
      'Ada: said that it is no major incident: It is one screen.',
    );
    expect(await stateOf('INC-2')).toBe('new');
    expect(scene.rooms()).toHaveLength(1);
  });

  test('a P1 is led to its end: who waits is told, the status page follows, and it closes once its review is done', async () => {
    const { desk, shop } = scene;
    await updateSettings(asAdmin(), {
      statusPage: {
        ...{ title: 'Status', public: true },
        components: [{ serviceId: shop.id, name: 'Online shop', group: '', public: true, internal: true }],
      },
    });
    const server = await startServer(desk);
    const page = async () => (await fetch(`${server.url}/status`)).text();
    try {
      expect(await page()).toContain('Everything is operational');
      const thread = await scene.ask('I cannot pay');
      await scene.work();
      await scene.declare('The shop is down', { severity: '1', services: [shop.id] });
      await setParent(asAgent(), { number: 'INC-1', parent: 'INC-2' });
      await scene.deliver();
      await scene.pressInTriage('nils', 'incident_command');
      await scene.pin('ada', await scene.say('nils', 'Rebooted db-1'));
      await scene.fillInTriage('incident_note', { text: 'The disk is full' });
      await scene.pass(30);
      expect(scene.room().lines.join()).toContain('An update is due');

      await scene.fillInTriage(
        'incident_update',
        { text: 'db-1 has no room', statusText: 'We look into it.', statusTitle: 'No orders' },
        { state: 'identified', statusPublic: 'yes', [`level ${shop.id}`]: 'major_outage' },
      );
      expect(await page()).toMatch(/No orders[\s\S]*We look into it\./);
      expect(await page()).not.toContain('db-1');
      await scene.deliver();
      expect(scene.answers(thread).at(-1)).toContain('INC-2: db-1 has no room');

      await scene.fillInTriage('incident_resolve', { resolution: 'A new disk.' });
      expect(await page()).toContain('Everything is operational');
      await scene.deliver();
      expect(scene.answers(thread).at(-1)).toContain('A new disk.');
      expect([await stateOf('INC-1'), await stateOf('INC-2')]).toEqual(['resolved', 'resolved']);
    } finally {
      await server.close();
    }

    const { timeline } = await scene.incident('INC-2');
    const recorded = timeline.filter(({ kind }) => kind !== 'review');
    const { sections, version } = await getReview(asAgent(), { number: 'INC-2' });
    expect(sections.happened.split('\n')).toEqual(
      recorded.map(({ at, by, text }) =>
        expect.stringMatching(
          new RegExp(`^- ${at.slice(0, 10)} ${at.slice(11, 16)}.*${by?.name ?? ''}.*${text.slice(0, 12)}`),
        ),
      ),
    );
    for (const words of ['Rebooted db-1', 'The disk is full', 'Nils is commander', 'db-1 has no room'])
      expect(sections.happened).toContain(words);

    await expect(closeTicket(asAgent(), { number: 'INC-2' })).rejects.toThrow('before its review is done');
    desk.clock.advance(10 * DAY);
    await closeDueTickets(scene.system());
    expect([await stateOf('INC-1'), await stateOf('INC-2')]).toEqual(['closed', 'resolved']);
    await editReview(asAgent(), {
      number: 'INC-2',
      version,
      sections: { causes: 'A disk without an alarm.' },
    });
    await moveReview(asAgent(), { number: 'INC-2', version: version + 1, state: 'done' });
    await closeDueTickets(scene.system());
    expect(await stateOf('INC-2')).toBe('closed');
  });
});
