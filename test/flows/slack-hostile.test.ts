import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createSlackScene, GENERAL, HELP, type SlackScene, TRIAGE } from '../channels/slack/rig.ts';
import { liveMarkup, shownText } from '../support/slack/render.ts';
import type { Message } from '../support/slack/types.ts';

/** What one person writes is text and nothing more wherever another reads it. */
let scene: SlackScene;
beforeAll(async () => {
  scene = await createSlackScene();
});
afterAll(() => scene?.close());

const HOSTILE = [
  ['calls to everybody', 'help <!channel> <!everyone> @here @channel &lt;!here&gt;'],
  ['mentions', 'help <@U2> @ada @U2 <!subteam^S1> <#C9|triage>'],
  ['disguised links', 'help <https://evil.example|https://bank.example> [bank](https://evil.example)'],
  ['markup', 'help *bold* _it_ ~no~ `code` ```block``` > quote :ticket: &amp; &lt;'],
  ['text that runs backwards', 'help \u202egnp.exe\u202c \u2066hidden\u2069 שלום עליכם'],
  ['what nobody sees', 'help\u200b\u200d\ufeff \u0000\u0007 and \u{e0041}tags'],
  ['a card of its own', 'help {"blocks":[{"type":"actions","elements":[{"type":"button"}]}]}'],
  ['a very long word', `help ${'𝕏'.repeat(12_000)}`],
  ['many lines', `help${'\n-'.repeat(2_000)}`],
] as const;
const DANGEROUS = /\p{Bidi_Control}|(?!\n)\p{Cc}/u;

/** All that the desk has written there. */
function ofTheDesk(): Message[] {
  const { workspace } = scene;
  return [...workspace.conversations.values()].flatMap(({ messages, ephemerals }) =>
    [...messages, ...ephemerals].filter(({ botId }) => botId === workspace.botId),
  );
}
function expectInert(): void {
  for (const message of ofTheDesk()) {
    expect(liveMarkup(message)).toEqual([]);
    expect(shownText(message)).not.toMatch(DANGEROUS);
    expect(JSON.stringify(message)).not.toMatch(/"type":"(?:user|usergroup|broadcast|channel|mrkdwn)"/);
  }
}

describe.each(HOSTILE)('%s', (_, text) => {
  test('stay text on the cards, in what is relayed, in forms and in answers', async () => {
    const { grace, ada, say, deliver, cards, press, fillIn, told, heard, slack } = scene;
    const { ts } = await say(grace, HELP, text);
    await deliver();
    const triage = cards(TRIAGE).at(-1);
    expect(shownText(triage ?? expect.fail('no card'))).toContain('help');
    await say(grace, HELP, `more ${text}`, { thread: ts });
    await say(ada, TRIAGE, `note ${text}`, { thread: triage?.ts ?? '' });
    await press(ada, triage, 'reply');
    await fillIn(ada, { body: text.slice(0, 2_000) });
    await press(ada, triage, 'more');
    await fillIn(ada, { what: '=resolve' });
    await fillIn(ada, { resolution: text.slice(0, 2_000), code: '=fixed' });
    await deliver();
    await heard({ answers: grace.command('/ticket', 'list', GENERAL).answer });
    expect(told(grace, GENERAL)).not.toEqual([]);

    expectInert();
    expect(shownText(slack.messages(HELP, ts).at(-1) ?? expect.fail('no answer'))).toContain('help');
    expect(await scene.desk.store.client.notice.count({ where: { state: { not: 'sent' } } })).toBe(0);
    expect(slack.violations).toEqual([]);
  });
});

test('a hostile name stays a name', async () => {
  const { slack, workspace, say, deliver } = scene;
  const name = '<!channel> *Eve* \u202e<https://evil.example|Ada>';
  const eve = slack.addUser(workspace, { id: 'U6', name: 'eve', realName: name });
  workspace.conversations.get(HELP)?.members.add(eve.id);
  const { ts } = await say(eve, HELP, 'help me, please');
  await deliver();
  await say(eve, HELP, 'now', { thread: ts });
  await deliver();
  expect(shownText(scene.cards(TRIAGE).at(-1) ?? expect.fail('no card'))).toContain('Eve');
  expectInert();
});
