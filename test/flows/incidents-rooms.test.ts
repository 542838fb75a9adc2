import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { editIncident, resolveIncident } from '../../src/domain/incidents/move.ts';
import { takeRole } from '../../src/domain/incidents/roles.ts';
import { postUpdate } from '../../src/domain/incidents/update.ts';
import { DAY, MINUTE } from '../../src/lib/clock.ts';
import { createRoomScene, type RoomScene } from './rooms.ts';
import { slackRooms } from './rooms-slack.ts';
import { teamsRooms } from './rooms-teams.ts';

/** What a major incident does in a chat, from the command that declares it to the end of its room. */
describe.each([
  ['Slack', slackRooms],
  ['Teams', teamsRooms],
] as const)('on %s', (_name, chat) => {
  let scene: RoomScene;
  beforeEach(async () => {
    scene = await createRoomScene(await chat());
  });
  afterEach(() => scene?.close());

  const shop = () => ({ severity: '1', services: [scene.shop.id] });
  const declared = async () => {
    await scene.declare('The shop is down', shop());
    await scene.deliver();
  };
  const asAgent = () => scene.desk.ctxFor(scene.agent);

  test('a declared one gets a room, with its card, whoever declared it and whoever is on call', async () => {
    await declared();
    expect(scene.rooms()).toMatchObject([{ name: 'inc-1-the-shop-is-down', members: ['Ada', 'Nils'] }]);
    const { lines } = scene.room();
    expect(lines.filter((line) => line.includes('INC-1 · P1 · The shop is down'))).toHaveLength(1);
    expect(await scene.timeline()).toEqual(
      expect.arrayContaining([
        `Desk: made the room ${scene.mark}inc-1-the-shop-is-down`,
        'Desk: called in Ada (who declared it)',
        'Desk: called in Nils (on call for Shop)',
      ]),
    );
    expect(scene.triageCard()).toContain(`${scene.mark}inc-1-the-shop-is-down`);
    expect(scene.told('nils').join()).toContain(
      `You are called into ${scene.mark}inc-1-the-shop-is-down (on call for Shop)`,
    );
    // Nothing is done twice, however often it is looked at.
    await scene.pass(0);
    expect(scene.rooms()).toHaveLength(1);
  });

  test('an alert is declared by its card, and the room names it', async () => {
    await scene.alert();
    await scene.declareByAlert({ severity: '2', services: [] });
    await scene.deliver();
    expect(scene.room()).toMatchObject({ name: 'inc-1-payments-are-slow', members: ['Ada'] });
    expect(scene.room().lines.join()).toMatch(/Open alerts:\s+• Payments are slow/);
  });

  test('P3 gets none until somebody asks for one, or it gets worse', async () => {
    await scene.declare('Slow', { severity: '3', services: [] });
    await scene.deliver();
    expect(scene.rooms()).toEqual([]);
    await editIncident(asAgent(), { number: 'INC-1', severity: 2 });
    await scene.deliver();
    expect(scene.rooms()).toMatchObject([{ name: 'inc-1-slow', members: ['Ada'] }]);
  });

  test('two who declare the same at once are led together, in one room', async () => {
    const told = await Promise.all([
      scene.declare('The shop is down', shop(), 'ada'),
      scene.declare('No orders', shop(), 'nils'),
    ]);
    await scene.deliver();
    expect(told.filter((words) => words.includes('is open already, so you respond there'))).toHaveLength(1);
    expect(scene.rooms()).toHaveLength(1);
    expect(scene.room().members.toSorted()).toEqual(['Ada', 'Nils']);
    expect(await scene.incident()).toMatchObject({ roles: [{ role: 'responder' }] });
  });

  test('parts are taken in the room: who takes one is told alone, and the card changes in place', async () => {
    await declared();
    const before = scene.room().lines.length;
    await scene.press('nils', 'incident_command');
    await scene.deliver();
    expect(scene.told('nils').join()).toContain('You are commander. You command: you decide');
    expect(scene.room().lines.join()).toMatch(/Commander:?\s+Nils/);
    expect(scene.room().lines).toHaveLength(before);
  });

  test('who gets a part or is on call for what is added is called in, once', async () => {
    await scene.declare('Intranet is down', { severity: '1', services: [scene.quiet.id] });
    await scene.deliver();
    expect(scene.room().members).toEqual(['Ada']);
    await editIncident(asAgent(), { number: 'INC-1', services: [scene.quiet.id, scene.shop.id] });
    await takeRole(asAgent(), { number: 'INC-1', role: 'scribe', personId: scene.other.id });
    await scene.deliver();
    expect(scene.room().members).toEqual(['Ada', 'Nils']);
    const calls = (await scene.timeline()).filter((line) => line.includes('called in Nils'));
    expect(calls).toEqual(['Desk: called in Nils (on call for Shop)']);
  });

  test('nobody commands, an update is due, and an update is told there', async () => {
    await declared();
    await scene.pass(10);
    expect(scene.room().lines.at(-1)).toContain('Nobody commands it yet');
    await scene.pass(20);
    expect(scene.room().lines.join()).toContain('An update is due');
    await postUpdate(asAgent(), { number: 'INC-1', text: 'A disk is full', state: 'identified' });
    await scene.deliver();
    expect(scene.room().lines.at(-1)).toContain('Identified: A disk is full');
  });

  test('a message goes onto the timeline once, with its author and its time', async () => {
    await declared();
    const at = scene.desk.clock.now();
    const message = await scene.say('nils', 'Rebooted db-1');
    scene.desk.clock.advance(5 * MINUTE);
    expect(await scene.pin('ada', message)).toContain('It is on the timeline of INC-1.');
    expect(await scene.pin('nils', message)).toContain('It is on the timeline of INC-1 already.');
    const pinned = (await scene.incident()).timeline.filter(({ kind }) => kind === 'pinned');
    expect(pinned).toMatchObject([{ text: 'Rebooted db-1', by: { name: 'Nils' }, editable: true }]);
    expect(Math.abs(Date.parse(pinned[0]?.at ?? '') - at.getTime())).toBeLessThan(5_000);
    await scene.pin('grace', message).catch(() => '');
    expect((await scene.incident()).timeline.filter(({ kind }) => kind === 'pinned')).toHaveLength(1);
  });

  test('it ends with a word; reopened, its room goes on', async () => {
    await declared();
    await resolveIncident(asAgent(), { number: 'INC-1', resolution: 'A new disk.' });
    await scene.deliver();
    expect(scene.room().lines.at(-1)).toContain('INC-1 is resolved. Thank you all.');
    expect(await scene.incident()).toMatchObject({ state: 'resolved', room: { state: 'made' } });
  });

  describe('making the room fails', () => {
    test('its name is taken: it has another one', async () => {
      scene.fail('taken');
      await declared();
      expect(scene.rooms()).toMatchObject([{ name: 'inc-1-the-shop-is-down-2', members: ['Ada', 'Nils'] }]);
      expect(await scene.incident()).toMatchObject({ room: { state: 'made' } });
    });

    test('the app may not: it is told how to mend it, the incident goes on, and it is tried again by a button', async () => {
      scene.fail('forbidden');
      await declared();
      expect(scene.rooms()).toEqual([]);
      expect(await scene.incident()).toMatchObject({ state: 'investigating', room: { state: 'failed' } });
      expect((await scene.timeline()).join()).toContain('Desk: The room could not be made. The app may');
      expect(scene.told('ada').join()).toContain('The room could not be made. The app may');
      expect(await scene.desk.store.client.notification.count({ where: { personId: scene.admin.id } })).toBe(
        1,
      );
      expect(scene.triageCard()).toContain('could not be made');
      await scene.pressInTriage('ada', 'incident_command');
      await scene.deliver();
      expect(await scene.incident()).toMatchObject({ commander: { name: 'Ada' } });
      scene.mend();
      await scene.pressInTriage('ada', 'incident_room');
      await scene.deliver();
      expect(scene.rooms()).toMatchObject([{ name: 'inc-1-the-shop-is-down', members: ['Ada', 'Nils'] }]);
      expect(scene.triageCard()).toContain(`${scene.mark}inc-1-the-shop-is-down`);
    });

    test('the platform asks for a pause, or is away: it is made later, by itself', async () => {
      scene.fail('pause');
      await declared();
      expect(scene.rooms()).toEqual([]);
      expect(await scene.incident()).toMatchObject({ room: { state: 'wanted', error: null } });
      await scene.pass(1);
      expect(scene.rooms()).toMatchObject([{ name: 'inc-1-the-shop-is-down', members: ['Ada', 'Nils'] }]);
    });

    test('the platform is away for a while', async () => {
      scene.fail('away', 3);
      await declared();
      for (let minute = 0; minute < 3; minute += 1) await scene.pass(1);
      expect(scene.rooms()).toMatchObject([{ name: 'inc-1-the-shop-is-down', members: ['Ada', 'Nils'] }]);
    });

    test('it was made, and nobody heard of it: it is found, and there is no second one', async () => {
      scene.fail('lost');
      await declared();
      await scene.pass(1);
      expect(scene.rooms()).toMatchObject([{ name: 'inc-1-the-shop-is-down', members: ['Ada', 'Nils'] }]);
      expect(await scene.incident()).toMatchObject({ room: { state: 'made' } });
      expect(scene.room().lines.filter((line) => line.includes('INC-1 · P1'))).toHaveLength(1);
    });

    test('the process dies after each step: none is done twice', async () => {
      const dead = scene.dieAfter('open', 'setTopic', 'pin', 'invite');
      await declared();
      for (let minute = 0; minute < 6; minute += 1) await scene.pass(1);
      expect([...dead]).toEqual(expect.arrayContaining(['open', 'invite']));
      expect(scene.rooms()).toMatchObject([{ name: 'inc-1-the-shop-is-down', members: ['Ada', 'Nils'] }]);
      const lines = await scene.timeline();
      expect(lines.filter((line) => /made the room|called in/.test(line))).toHaveLength(3);
      expect(scene.room().lines.filter((line) => line.includes('INC-1 · P1'))).toHaveLength(1);
    });

    test('it is over before the room could be made: none is made', async () => {
      scene.fail('pause');
      await declared();
      await resolveIncident(asAgent(), { number: 'INC-1', resolution: 'It was nothing.' });
      await scene.pass(1);
      expect(scene.rooms()).toEqual([]);
    });

    test('the name of an older room is not taken for this one', async () => {
      await declared();
      await resolveIncident(asAgent(), { number: 'INC-1', resolution: 'A new disk.' });
      await scene.deliver();
      scene.desk.clock.advance(DAY);
      scene.fail('lost');
      await scene.declare('The shop is down', shop());
      await scene.deliver();
      await scene.pass(1);
      expect(scene.rooms().map(({ name }) => name)).toEqual([
        'inc-1-the-shop-is-down',
        'inc-2-the-shop-is-down',
      ]);
    });
  });
});
