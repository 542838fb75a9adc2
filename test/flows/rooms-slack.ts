import { expect } from 'vitest';
import { createSlackScene, HELP, TRIAGE } from '../channels/slack/rig.ts';
import { shownText } from '../support/slack/render.ts';
import type { Answer as Answered } from '../support/slack/types.ts';
import type { RoomChat } from './rooms.ts';

const textOf = ({ body }: Answered) => JSON.stringify(body ?? '');

/** Slack, as a chat in which a major incident is led. */
export async function slackRooms(): Promise<RoomChat> {
  const scene = await createSlackScene();
  const { desk, slack, workspace, ada, nils, grace } = scene;
  const who = { ada, nils, grace };
  for (const one of [ada, nils]) await scene.say(one, one.dm(), 'hello');
  await scene.deliver();
  const other = await desk.store.client.person.findFirstOrThrow({ where: { name: 'Nils' } });
  const made = () =>
    [...workspace.conversations.values()].filter(({ creator }) => creator === workspace.botUserId);
  const roomCard = () => scene.cards(made()[0]?.id ?? '')[0];
  const inTriage = () =>
    scene.cards(TRIAGE).findLast((card) => shownText(card).includes('Major incident')) ??
    expect.fail('no card of the incident');
  const values = ({ severity, services, other = 'join' }: Parameters<RoomChat['declare']>[1]) => ({
    ...{ severity: `=${severity}`, other: `=${other}` },
    ...(services.length > 0 ? { services: services.map((id) => `=${id}`) } : {}),
  });
  const fillIn = async (person: typeof ada, fields: Parameters<typeof scene.fillIn>[1]) => {
    const { answer } = await scene.fillIn(person, fields);
    // What they are told there they have read.
    for (let view = person.view(); view; view = person.view()) person.close(view);
    return answer;
  };
  const faults = {
    taken: { error: 'name_taken' },
    forbidden: { error: 'missing_scope', extra: { needed: 'channels:manage' } },
    pause: { ratelimited: 30 },
    lost: 'lost' as const,
    away: 'reset' as const,
  };
  return {
    ...{ desk, agent: scene.agent, channel: scene.channel, mark: '#' },
    other: { ...scene.agent, id: other.id, name: other.name, email: other.email, teamIds: [], leadOf: [] },
    rooms: () =>
      made().map(({ id, name, members, archived }) => ({
        ...{ id, name: archived ? `${name} (archived)` : name },
        members: [...members].flatMap((one) => {
          const user = workspace.users.get(one);
          return user && !user.isBot ? user.realName : [];
        }),
        lines: slack.messages(id).map(shownText),
      })),
    async declare(title, fields, by = 'ada') {
      const person = who[by];
      await person.command('/incident', title, TRIAGE).answer;
      await scene.settled();
      const answer = await fillIn(person, values(fields));
      return textOf(answer) + scene.told(person, person.dm()).join(' ');
    },
    async declareByAlert(fields) {
      await scene.press(ada, scene.cards(ada.dm()).at(-1), 'incident_declare');
      await fillIn(ada, values(fields));
    },
    async press(by, action) {
      await scene.press(who[by], roomCard(), action);
    },
    async pressInTriage(by, action) {
      await scene.press(who[by], inTriage(), action);
    },
    triageCard: () => shownText(inTriage()),
    async fillInTriage(action, texts, choices = {}) {
      await scene.press(ada, inTriage(), action);
      const chosen = Object.entries(choices).map(([name, value]) => [name, `=${value}`]);
      await fillIn(ada, { ...texts, ...Object.fromEntries(chosen) });
    },
    ask: async (text) => (await scene.say(grace, HELP, text)).ts,
    answers: (thread) =>
      slack
        .messages(HELP, thread)
        .filter(({ botId, blocks }) => botId !== undefined && blocks[0]?.type !== 'header')
        .map(shownText),
    told: (by) => slack.messages(who[by].dm()).map(shownText),
    async say(by, text) {
      return (await scene.say(who[by], made()[0]?.id ?? '', text)).ts;
    },
    async pin(by, ts) {
      const channel = made()[0]?.id ?? '';
      await who[by].shortcut('add_to_timeline', { channel, ts }).answer;
      await scene.settled();
      return scene.told(who[by], channel).at(-1) ?? '';
    },
    fail(how, times = 1) {
      if (how === 'forbidden') workspace.scopes.delete('channels:manage');
      else slack.fail('conversations.create', faults[how], times);
    },
    mend: () => {
      workspace.scopes.add('channels:manage');
    },
    close: scene.close,
  };
}
