import { expect } from 'vitest';
import { createWebChannel } from '../../src/channels/web/channel.ts';
import { getTicket, listEntries } from '../../src/domain/tickets/get.ts';
import { watchTicket } from '../../src/domain/tickets/watch.ts';
import { SECOND } from '../../src/lib/clock.ts';
import type { ActingPerson } from '../../src/lib/context.ts';
import { createSlackScene, TRIAGE as SLACK_TRIAGE, type SlackScene } from '../channels/slack/rig.ts';
import { buttonOf, createTeamsRig, filledIn, HELP, type TeamsRig, TRIAGE } from '../channels/teams/rig.ts';
import { shownText as shownOnSlack } from '../support/slack/render.ts';
import type { Message } from '../support/slack/types.ts';
import type { Heard, Person, Said, Words } from '../support/teams/person.ts';
import { cardOf, shownText } from '../support/teams/render.ts';
import type { TeamsMessage } from '../support/teams/types.ts';
import { deliverInTime } from '../support/worker.ts';

/**
 * One ticket in two chats at once: Grace asks on Teams, Ada works it on Slack, Nora on Teams, and Wanda watches in the
 * portal.
 */
export type BothChats = {
  slack: SlackScene;
  rig: TeamsRig;
  grace: Person;
  nora: Person;
  watcher: ActingPerson;
  deliver(): Promise<void>;
  ticket(): ReturnType<typeof getTicket>;
  /** On Teams; waits until the desk has heard. */
  say(who: Person, where: string, text: string, how?: Words): Promise<Said>;
  /** The card on Slack, which begins the thread of the agents there. */
  onSlack(): Message;
  /** The first card of a conversation on Teams, or of a thread of it. */
  cardIn(where: string, thread?: string): TeamsMessage;
  /** What the desk has written, but for its cards, below what the thread of each place began with. */
  everywhere(thread: string): { requester: string[]; slack: string[]; teams: string[] };
  /** What the watcher reads of it in the portal. */
  inPortal(): Promise<string[]>;
  close(): Promise<void>;
};

export async function createBothChats(): Promise<BothChats> {
  const slack = await createSlackScene();
  const { desk } = slack;
  const { client } = desk.store;
  const rig = await createTeamsRig({ desk });
  rig.teams.state.granted.add('ChannelMessage.Read.Group').add('Files.Read.All');
  const agent = await desk.person({ name: 'Nora', roles: ['requester', 'agent'], teams: [desk.team] });
  const watcher = await desk.person({ name: 'Wanda' });
  const grace = rig.teams.addUser({ aad: 'grace', name: 'Grace' });
  const nora = rig.teams.addUser({ aad: 'nora', name: 'Nora', email: agent.email });
  rig.teams.addChannel({ id: HELP, name: 'Help', members: [grace, nora] });
  rig.teams.addChannel({ id: TRIAGE, name: 'Triage', members: [nora] });
  await client.queue.update({
    where: { id: desk.queue.id },
    data: {
      triage: [
        { channel: 'slack', conversation: `T1:${SLACK_TRIAGE}` },
        { channel: 'teams', conversation: TRIAGE },
      ],
    },
  });
  await client.intakeConversation.create({
    data: {
      ...{ id: crypto.randomUUID(), queueId: desk.queue.id, channel: 'teams' },
      ...{ conversation: HELP, rule: 'every_thread', readUntil: desk.clock.now() },
    },
  });
  desk.bus.publish({ topic: 'directory' });

  const onSlack = () => slack.cards(SLACK_TRIAGE)[0] ?? expect.fail('no card on Slack');
  const cardIn = (where: string, thread?: string) =>
    rig.teams.messages(where, thread).find((message) => cardOf(message)) ?? expect.fail('no card on Teams');
  const below = (where: string, id: string) =>
    rig.teams
      .messages(where, id)
      .filter((one) => one.id !== id && one.author === null && !cardOf(one))
      .map(shownText);
  return {
    ...{ slack, rig, grace, nora, watcher, onSlack, cardIn },
    deliver: () => deliverInTime(desk, slack.channel, rig.channel, createWebChannel(desk)),
    ticket: () => getTicket(desk.ctxFor(slack.agent), { number: 'REQ-1' }),
    async say(who, where, text, how) {
      desk.clock.advance(SECOND);
      const said = who.say(where, text, how);
      await said.heard;
      await rig.settled();
      return said;
    },
    everywhere: (thread) => ({
      requester: below(HELP, thread),
      slack: slack.slack
        .messages(SLACK_TRIAGE, onSlack().ts)
        .slice(1)
        .filter(({ botId }) => botId !== undefined)
        .map(shownOnSlack),
      teams: below(TRIAGE, cardIn(TRIAGE).id),
    }),
    async inPortal() {
      const { items } = await listEntries(desk.ctxFor(watcher), { number: 'REQ-1', limit: 100 });
      return items.filter(({ kind }) => kind !== 'event').map(({ body }) => body);
    },
    async close() {
      await rig.close();
      await slack.close();
    },
  };
}

/** Does it, or does it again; false: the desk gave no answer. */
type Doing = () => Promise<boolean>;
export type Act = { what: string; doing: Doing };

/** The life of a ticket, in which everybody does something. */
export function actsOf(scene: BothChats): Act[] {
  const { slack, rig, grace, nora, watcher, onSlack, cardIn } = scene;
  const { desk } = slack;
  let thread = '';
  let last: Said | undefined;

  const answered = (heard: Promise<Heard>) =>
    heard.then(
      ({ status }) => status === 200,
      () => false,
    );
  /** One after the other, each until it was answered. */
  function each(...stages: Doing[]): Doing {
    let next = 0;
    return async () => {
      for (; next < stages.length; next += 1) if (!(await stages[next]?.())) return false;
      return true;
    };
  }
  /** What Teams tells again by itself. */
  function does(who: Person, what: () => Promise<Heard>): Doing {
    let done = false;
    return () => {
      const heard = done ? who.again() : what();
      done = true;
      return answered(heard);
    };
  }
  const says = (who: Person, where: () => string, text: string, how: () => Words = () => ({})) =>
    does(who, () => {
      last = who.say(where(), text, how());
      if (thread === '') thread = last.id;
      return last.heard;
    });
  const said = () => last ?? expect.fail('nothing was said');
  function dialog(
    who: Person,
    at: () => { conversation: string; id: string },
    action: string,
    fields: Record<string, string>,
  ): Doing {
    let opened: Heard | undefined;
    return each(
      () =>
        answered(
          who.openDialog(at(), buttonOf(cardAt(at()), action).data).then((heard) => {
            opened = heard;
            return heard;
          }),
        ),
      () => answered(who.sendDialog(at().conversation, filledIn(opened ?? expect.fail('no dialog'), fields))),
    );
  }
  const cardAt = ({ conversation, id }: { conversation: string; id: string }) =>
    rig.teams.messages(conversation).find((message) => message.id === id);
  const inHelp = () => ({ conversation: HELP, id: cardIn(HELP, thread).id });
  const inTriage = () => ({ conversation: TRIAGE, id: cardIn(TRIAGE).id });
  const presses =
    (action: string): Doing =>
    async () =>
      (await slack.press(slack.ada, onSlack(), action)).status === 200;
  const fillsIn =
    (fields: Record<string, string>): Doing =>
    async () =>
      (await slack.fillIn(slack.ada, fields)).answer.status === 200;
  const byMore = (what: string, fields: Record<string, string>): Doing =>
    each(presses('more'), fillsIn({ what: `=${what}` }), fillsIn(fields));
  function saysOnSlack(text: string): Doing {
    let said: ReturnType<typeof slack.ada.say> | undefined;
    return async () => {
      const again = said?.deliveries.at(-1)?.retry({ reason: 'connection_failed' }).answer;
      said ??= slack.ada.say(SLACK_TRIAGE, text, { thread: onSlack().ts });
      return (await (again ?? said.answers.then((answers) => answers.at(-1))))?.status === 200;
    };
  }

  return [
    { what: 'asks', doing: says(grace, () => HELP, 'My laptop does not start') },
    {
      what: 'watches',
      doing: async () => {
        await watchTicket(desk.ctxFor(slack.agent), { number: 'REQ-1', personId: watcher.id });
        return true;
      },
    },
    { what: 'takes it', doing: presses('take') },
    { what: 'notes on Slack', doing: saysOnSlack('She dropped it, xyzzy') },
    {
      what: 'notes on Teams',
      doing: says(
        nora,
        () => TRIAGE,
        'Again? xyzzy',
        () => ({ thread: cardIn(TRIAGE).id }),
      ),
    },
    { what: 'replies', doing: dialog(nora, inTriage, 'reply', { body: 'Does the light blink?' }) },
    {
      what: 'answers with a file',
      doing: says(
        grace,
        () => HELP,
        'It blinks twice',
        () => ({
          thread,
          files: [{ name: 'blink.txt', bytes: Buffer.from('on off on off'), type: 'text/plain' }],
        }),
      ),
    },
    {
      what: 'corrects it',
      doing: does(grace, () => grace.edit(said(), 'It blinks three times')),
    },
    {
      what: 'says too much',
      doing: says(
        grace,
        () => HELP,
        'The password is xyzzy',
        () => ({ thread }),
      ),
    },
    {
      what: 'takes that back',
      doing: does(grace, () => grace.remove(said())),
    },
    {
      what: 'puts it on hold',
      doing: byMore('hold', { reason: '=awaiting_requester', comment: 'Which model is it?' }),
    },
    {
      what: 'tells more',
      doing: says(
        grace,
        () => HELP,
        'The small one',
        () => ({ thread }),
      ),
    },
    {
      what: 'resolves it',
      doing: byMore('resolve', { resolution: 'A new battery', code: '=fixed' }),
    },
    {
      what: 'reopens it',
      doing: () => answered(grace.execute(inHelp(), buttonOf(cardAt(inHelp()), 'reopen'))),
    },
    {
      what: 'resolves it by an emoji',
      doing: does(nora, () => nora.react(inTriage(), '2705_whiteheavycheckmark')),
    },
    { what: 'rates it', doing: dialog(grace, inHelp, 'rate', { score: '5' }) },
  ].map(({ what, doing }) => ({
    what,
    doing: () => {
      desk.clock.advance(SECOND);
      return doing();
    },
  }));
}

/** However it came there: everything is in its place, in the right form and in order, and nothing is there twice. */
export async function expectTheEnd(scene: BothChats): Promise<void> {
  const { slack, rig, cardIn, onSlack } = scene;
  const thread = rig.teams.messages(HELP)[0]?.id ?? expect.fail('nobody asked');
  const by = (author: string, words: string) =>
    expect.stringMatching(new RegExp(`^${author}(?: \\((?:Slack|Teams)\\))?\\n[\\s\\S]*${words}`));
  const note = (author: string, words: string) =>
    expect.stringMatching(
      new RegExp(`^(?=[\\s\\S]*Only for those who work)[\\s\\S]*${author}[\\s\\S]*${words}`),
    );
  const asked = by('Nora', 'Does the light blink\\?');
  const corrected = by('Grace', 'It blinks three times[\\s\\S]*blink\\.txt');
  const onHold = by('Ada', 'Which model is it\\?');
  const told = by('Grace', 'The small one');
  const solved = [by('Ada', 'A new battery'), by('Nora', 'Resolved in the conversation')];
  expect(scene.everywhere(thread)).toEqual({
    requester: [asked, onHold, ...solved],
    slack: [note('Nora', 'Again\\? xyzzy'), asked, corrected, onHold, told, ...solved],
    teams: [note('Ada', 'She dropped it, xyzzy'), asked, corrected, onHold, told, ...solved],
  });
  const cards = [shownOnSlack(onSlack()), shownText(cardIn(TRIAGE)), shownText(cardIn(HELP, thread))];
  for (const words of cards) expect(words).toMatch(/REQ-1 · My laptop does not start[\s\S]*Resolved/);
  expect(cards.at(-1)).toContain('Rated 5 of 5');
  expect(slack.cards(SLACK_TRIAGE)).toHaveLength(1);
  for (const there of [rig.teams.messages(TRIAGE), rig.teams.messages(HELP)]) {
    expect(there.filter((one) => cardOf(one))).toHaveLength(1);
  }
  expect(await scene.inPortal()).toEqual([
    'My laptop does not start',
    'Does the light blink?',
    'It blinks three times',
    expect.not.stringContaining('xyzzy'),
    'Which model is it?',
    'The small one',
    'A new battery',
    'Resolved in the conversation.',
  ]);
  expect(await scene.ticket()).toMatchObject({
    state: 'resolved',
    rating: { score: 5 },
    assignee: { name: 'Ada' },
  });
  const { client } = slack.desk.store;
  expect(await client.notice.count({ where: { state: { not: 'sent' } } })).toBe(0);
  expect(await client.attachment.count()).toBe(1);
  expect(slack.slack.violations).toEqual([]);
}
