import { expect } from 'vitest';
import { createTeamsScene, HELP, TRIAGE } from '../channels/teams/rig.ts';
import type { Heard } from '../support/teams/person.ts';
import { cardOf, shownText } from '../support/teams/render.ts';
import type { RoomChat } from './rooms.ts';

const wordsOf = ({ body }: Heard) => JSON.stringify(body);

/** Teams, as a chat in which a major incident is led. The app may make channels in the team. */
export async function teamsRooms(): Promise<RoomChat> {
  const scene = await createTeamsScene();
  const { desk, teams, ada, nils, grace } = scene;
  const who = { ada, nils, grace };
  teams.state.granted.add('Channel.Create.Group').add('ChannelSettings.Read.Group');
  for (const one of [ada, nils]) await scene.say(one, one.own(), 'hello');
  await scene.say(ada, TRIAGE, 'hello', { mention: true });
  await scene.deliver();
  const other = await desk.store.client.person.findFirstOrThrow({ where: { name: 'Nils' } });
  const made = () =>
    [...teams.state.conversations.values()].filter(({ description }) => description !== undefined);
  const room = () => made()[0]?.id ?? '';
  const inTriage = () =>
    scene.cards(TRIAGE).findLast((card) => shownText(card).includes('Major incident')) ??
    expect.fail('no card of the incident');
  const told = (by: 'ada' | 'nils') => teams.messages(who[by].own()).map(shownText);
  const values = ({ severity, services, other = 'join' }: Parameters<RoomChat['declare']>[1]) => ({
    ...{ severity, other, services: services.join(',') },
  });
  const faults = {
    taken: { status: 400, code: 'NameAlreadyExists' },
    forbidden: { status: 403 },
    pause: { status: 429, retryAfter: 30 },
    lost: 'lost' as const,
    away: 'reset' as const,
  };
  return {
    ...{ desk, agent: scene.agent, channel: scene.channel, mark: '' },
    other: { ...scene.agent, id: other.id, name: other.name, email: other.email, teamIds: [], leadOf: [] },
    rooms: () =>
      made().map(({ id, name, members }) => ({
        ...{ id, name },
        members: (['ada', 'nils'] as const)
          .filter(
            (by) => members.has(who[by].aad) && told(by).some((text) => text.includes(`called into ${name}`)),
          )
          .map((by) => who[by].name),
        lines: teams.messages(id).map(shownText),
      })),
    async declare(title, fields, by = 'ada') {
      const person = who[by];
      await scene.say(person, person.own(), 'incident');
      const offer = scene.cards(person.own()).at(-1);
      return wordsOf(
        await scene.fillIn(person, person.own(), offer, 'incident_declare', { title, ...values(fields) }),
      );
    },
    async declareByAlert(fields) {
      await scene.fillIn(ada, ada.own(), scene.cards(ada.own()).at(-1), 'incident_declare', values(fields));
    },
    async press(by, action) {
      await scene.press(who[by], room(), scene.cards(room())[0], action);
    },
    async pressInTriage(by, action) {
      await scene.press(who[by], TRIAGE, inTriage(), action);
    },
    triageCard: () => shownText(inTriage()),
    async fillInTriage(action, texts, choices = {}) {
      await scene.fillIn(ada, TRIAGE, inTriage(), action, { ...texts, ...choices });
    },
    ask: async (text) => (await scene.say(grace, HELP, text)).id,
    answers: (thread) =>
      teams
        .messages(HELP, thread)
        .filter((one) => one.author === null && !cardOf(one))
        .map(shownText),
    told,
    say: async (by, text) => (await scene.say(who[by], room(), text)).id,
    async pin(by, id) {
      const message = teams.messages(room()).find((one) => one.id === id);
      const heard = await who[by].extension(room(), message, 'add_to_timeline');
      await scene.settled();
      return wordsOf(heard);
    },
    fail(how, times = 1) {
      if (how === 'forbidden') teams.state.granted.delete('Channel.Create.Group');
      else {
        teams.fail(faults[how], times, ({ method, path }) => method === 'POST' && path.endsWith('/channels'));
      }
    },
    mend: () => {
      teams.state.granted.add('Channel.Create.Group');
    },
    close: scene.close,
  };
}
