import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createSlackScene, GENERAL, HELP, type SlackScene, type Transport } from '../channels/slack/rig.ts';
import { shownText } from '../support/slack/render.ts';
import { ticketMadeBy } from './made-by.ts';

/** Each way in which somebody on Slack can ask for help. */
describe.each<Transport>(['HTTP', 'Socket Mode'])('on Slack by %s, a ticket is raised', (transport) => {
  let scene: SlackScene;
  beforeAll(async () => {
    scene = await createSlackScene(transport);
  });
  afterAll(() => scene?.close());

  async function madeBy(doing: () => Promise<unknown>) {
    const ticket = await ticketMadeBy(scene, doing);
    expect(scene.slack.violations).toEqual([]);
    return ticket;
  }
  const cardIn = (channel: string, thread: string) => {
    const cards = scene.cards(channel, thread);
    expect(cards).toHaveLength(1);
    return shownText(cards[0] ?? expect.fail('no card'));
  };

  test('by a direct message, whose thread has the card', async () => {
    const { grace, say } = scene;
    let ts = '';
    const ticket = await madeBy(async () => {
      ({ ts } = await say(grace, grace.dm(), 'The printer eats paper'));
    });
    expect(ticket).toMatchObject({ source: 'message', requester: { name: 'Grace' } });
    expect(cardIn(grace.dm(), ts)).toContain(ticket.number);
  });

  test('by a mention, once, though Slack tells of it twice', async () => {
    const { grace, say } = scene;
    let ts = '';
    const ticket = await madeBy(async () => {
      const said = await say(grace, GENERAL, 'The lift is stuck', { mention: true });
      expect(said.deliveries.map(({ parcel }) => parcel.name)).toEqual(['message', 'app_mention']);
      ts = said.ts;
    });
    expect(ticket).toMatchObject({ source: 'mention', title: 'The lift is stuck' });
    expect(cardIn(GENERAL, ts)).toContain(ticket.number);
  });

  test('by a mention among friends who talk of something else', async () => {
    const { grace, stan, say } = scene;
    const { ts } = await say(stan, GENERAL, 'Does anybody know why the door squeaks?');
    const ticket = await madeBy(() => say(grace, GENERAL, 'please oil it', { mention: true, thread: ts }));
    expect(ticket).toMatchObject({ source: 'mention', requester: { name: 'Grace' } });
    expect(cardIn(GENERAL, ts)).toContain(ticket.number);
  });

  test('by the shortcut on somebody’s message, in their name', async () => {
    const { stan, ada, say, heard, told } = scene;
    const said = await say(stan, GENERAL, 'My badge is broken');
    const shortcut = async () => {
      await heard({ answers: ada.shortcut('create_ticket', said).answer });
    };
    const ticket = await madeBy(shortcut);
    expect(ticket).toMatchObject({ source: 'shortcut', requester: { name: 'Stan' } });
    expect(cardIn(GENERAL, said.ts)).toContain(ticket.number);
    await shortcut();
    expect(told(ada, GENERAL)).toEqual([`${ticket.number} is open.`, `This is ${ticket.number} already.`]);
  });

  test('by the emoji on any message, even on a greeting', async () => {
    const { stan, ada, say, heard, told } = scene;
    const said = await say(stan, HELP, 'Good morning!');
    const ticket = await madeBy(() => heard(ada.react(said, 'ticket')));
    expect(ticket).toMatchObject({ source: 'emoji', requester: { name: 'Stan' } });
    expect(cardIn(HELP, said.ts)).toContain(ticket.number);
    await heard(scene.grace.react(said, 'ticket'));
    expect(told(scene.grace, HELP)).toEqual([`This is ${ticket.number} already.`]);
  });

  test('by a command with the words of it, which arrive as they were typed', async () => {
    const { grace, heard, told } = scene;
    const words = 'Please order <b>two</b> chairs & a "desk"';
    const ticket = await madeBy(() => heard({ answers: grace.command('/ticket', words, HELP).answer }));
    expect(ticket).toMatchObject({ source: 'command', description: words });
    expect(told(grace, HELP).at(-1)).toContain(`${ticket.number} is open.`);
  });

  test('by a command where the app was never invited', async () => {
    const { grace, heard, told, slack, workspace } = scene;
    slack.addChannel(workspace, { id: 'C7', members: [grace], bot: false });
    const ticket = await madeBy(async () => {
      const { answer } = grace.command('/ticket', 'The heating hums', 'C7');
      await heard({ answers: answer });
      expect((await answer).status).toBe(200);
    });
    expect(told(grace, 'C7')).toEqual([expect.stringContaining(`${ticket.number} is open.`)]);
  });

  test('by the form that the bare command opens, and which says what is missing', async () => {
    const { grace, heard, fillIn, told } = scene;
    const ticket = await madeBy(async () => {
      await heard({ answers: grace.command('/ticket', '').answer });
      const empty = await fillIn(grace, { title: 'A bigger screen', description: '   ' });
      expect(empty).toMatchObject({
        outcome: 'errors',
        errors: { 'field:description': expect.stringMatching(/\S/) },
      });
      const sent = await fillIn(grace, { title: 'A bigger screen', description: 'Mine is small' });
      expect(sent.outcome).toBe('updated');
      expect(JSON.stringify(grace.view()?.body)).toContain('is open');
    });
    expect(ticket).toMatchObject({ source: 'form', title: 'A bigger screen', description: 'Mine is small' });
    expect(told(grace, grace.dm())).toEqual([]);
  });
});

describe('the command', () => {
  let scene: SlackScene;
  beforeAll(async () => {
    scene = await createSlackScene();
    await scene.say(scene.grace, HELP, 'My mouse is dead');
    await scene.say(scene.stan, HELP, 'My phone is dead');
  });
  afterAll(() => scene?.close());

  async function ask(text: string): Promise<string> {
    const { grace, heard, told } = scene;
    const before = told(grace, GENERAL).length;
    const { answer } = grace.command('/ticket', text, GENERAL);
    await heard({ answers: answer });
    expect(await answer).toMatchObject({ status: 200, late: false });
    const words = told(grace, GENERAL).slice(before);
    expect(words).toHaveLength(1);
    return words[0] ?? '';
  }

  test('lists what is open of theirs, and nobody else’s', async () => {
    expect(await ask('list')).toBe('REQ-1 · New · My mouse is dead');
  });

  test('shows one of theirs by its number, and nobody else’s', async () => {
    const words = await ask('req-1');
    expect(words).toContain('REQ-1 · My mouse is dead');
    expect(words).toContain('nobody has it yet');
    expect(await ask('REQ-2')).not.toContain('phone');
    expect(await ask('INC-12')).toMatch(/\S/);
  });

  test('says what it can do', async () => {
    expect(await ask(' Help ')).toContain('Commands:');
    expect(await scene.tickets()).toHaveLength(2);
  });
});
