import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createSlackChannel } from '../../../src/channels/slack/channel.ts';
import { workspaceOfToken } from '../../../src/channels/slack/workspaces.ts';
import type { Channel, Message } from '../../../src/chat/channel.ts';
import { type TestClock, testClock } from '../../../src/lib/clock.ts';
import { type FakeSlack, startFakeSlack } from '../../support/slack/fake.ts';
import { shownText } from '../../support/slack/render.ts';
import { EVERY_SCOPE } from '../../support/slack/small-app.ts';
import type { Workspace } from '../../support/slack/types.ts';

/** In whose name Slack shows what somebody said elsewhere, whatever Slack does with names. */
let clock: TestClock;
let slack: FakeSlack;
let workspace: Workspace;
let channel: Channel;
beforeEach(async () => {
  clock = testClock();
  slack = await startFakeSlack({ clock, limits: false });
  workspace = slack.addWorkspace({ id: 'T1', scopes: EVERY_SCOPE });
  slack.addChannel(workspace, { id: 'C1' });
  channel = createSlackChannel(workspaceOfToken({ token: workspace.botToken, url: slack.apiUrl, clock }));
});
afterEach(() => slack.close());

type Said = Extract<Message, { type: 'said' }>;
const said = (over: Partial<Said> = {}): Said => ({
  ...{ type: 'said', author: { id: 'p1', name: 'Grace' }, via: 'Teams', text: 'Hello' },
  ...{ edited: false, internal: false, attachments: [] },
  ...over,
});
const WHERE = { conversation: 'T1:C1', thread: null };
const post = (message: Message = said()) => channel.post(WHERE, message, crypto.randomUUID());
const seen = () => slack.messages('C1').map(shownText);
const last = () => slack.messages('C1').at(-1) ?? expect.fail('nothing stands there');
const asked = (method: string) => slack.calls.filter((call) => call.method === method).length;
const withdraw = () => workspace.scopes.delete('chat:write.customize');
const IN_WORDS = 'Grace (Teams)\n\nHello';

describe('with the scope', () => {
  test('it is the author’s, the words are the words, and so is the notification', async () => {
    const picture = 'https://avatars.slack-edge.com/a_72.png';
    await post(said({ author: { id: 'p1', name: 'Grace', picture } }));
    expect(seen()).toEqual(['Grace (Teams)\nHello']);
    expect(last()).toMatchObject({ username: 'Grace (Teams)', iconUrl: picture, text: 'Hello' });
    expect(asked('chat.postMessage')).toBe(1);
    expect(asked('chat.update')).toBe(0);
  });

  test('a note still says that it is internal, in its notification too', async () => {
    await post(said({ internal: true }));
    expect(seen()).toEqual(['Grace (Teams)\nOnly for those who work on the ticket\nHello']);
    expect(last().text).toBe('Internal: Hello');
  });

  test('files alone say their names', async () => {
    await post(said({ text: '', attachments: [{ id: 'f1', name: 'a.log', type: 'text/plain', size: 1 }] }));
    expect(seen()).toEqual(['Grace (Teams)\nAttached: a.log']);
    expect(last().text).toBe('Attached: a.log');
    await post(said({ text: '\u200b' }));
    expect(seen().at(-1)).toBe('Grace (Teams)\n…');
  });

  test('what looks like code or a quotation does so from the first word', async () => {
    await post(said({ text: 'ls\nHi', marks: [{ type: 'block', at: 0, length: 2 }] }));
    expect(last().blocks[0]).toMatchObject({
      elements: [
        { type: 'rich_text_preformatted', elements: [{ text: 'ls' }] },
        { type: 'rich_text_section', elements: [{ type: 'text' }] },
      ],
    });
  });

  test.each([
    [
      'of somebody who calls themselves as the desk',
      { id: 'p1', name: 'Deskbell' },
      'Deskbell (Teams)\n\nHello',
    ],
    ['of somebody without a name that can be seen', { id: 'p1', name: '\u202e' }, ' (Teams)\n\nHello'],
    ['of the desk itself', null, 'The desk\n\nHello'],
  ])('what is %s stands in the desk’s name and says whose it is', async (_, author, words) => {
    await post(said(author ? { author } : { author, via: undefined }));
    expect(seen()).toEqual([words]);
    expect(last()).toMatchObject({ user: workspace.botUserId });
  });

  test.each(['kept', 'lost when edited'] as const)(
    'it has its author after an edit, with names %s',
    async (names) => {
      workspace.names = names;
      const { message } = await post();
      await channel.edit({ ...WHERE, message }, said({ text: 'Hello!', edited: true }));
      expect(last()).toMatchObject({ ts: message });
      const words = 'Grace (Teams)\n\nHello!\nEdited';
      expect(seen()).toEqual([names === 'kept' ? `Grace (Teams)\n${words}` : words]);
    },
  );
});

describe('without the scope', () => {
  beforeEach(() => withdraw());

  test('the name is in words, by one call for each message', async () => {
    await post();
    await post();
    expect(seen()).toEqual([IN_WORDS, IN_WORDS]);
    expect(last().text).toBe('Grace (Teams): Hello');
    expect([asked('auth.test'), asked('chat.postMessage'), asked('chat.update')]).toEqual([1, 2, 0]);
  });

  test('it is known when it comes, with Slack’s next answer', async () => {
    await post();
    workspace.scopes.add('chat:write.customize');
    await post();
    await post();
    expect(seen()).toEqual([IN_WORDS, IN_WORDS, 'Grace (Teams)\nHello']);
  });
});

describe('where Slack does otherwise', () => {
  test('a scope that goes is noticed by the refusal, once', async () => {
    await post();
    withdraw();
    await post();
    await post();
    expect(seen()).toEqual(['Grace (Teams)\nHello', IN_WORDS, IN_WORDS]);
    expect(asked('chat.postMessage')).toBe(4);
  });

  test('another scope that is missing is no reason to try for ever', async () => {
    await post();
    slack.fail('chat.postMessage', { error: 'missing_scope', extra: { needed: 'chat:write' } }, 2);
    await expect(post()).rejects.toMatchObject({ kind: 'later', retryAfter: 60 });
    expect(seen()).toHaveLength(1);
  });

  test('a name that is left out without a word is said in words', async () => {
    workspace.names = 'ignored';
    const { message } = await post();
    expect(seen()).toEqual([IN_WORDS]);
    expect(last().ts).toBe(message);
  });

  test('and where that fails, the message is in doubt, and found again', async () => {
    workspace.names = 'ignored';
    slack.fail('chat.update', { error: 'internal_error' });
    await expect(channel.post(WHERE, said(), 'key-1')).rejects.toMatchObject({ kind: 'later' });
    expect(await channel.find?.(WHERE, 'key-1', said())).toBe(last().ts);
    slack.fail('chat.update', { error: 'message_not_found' });
    const { message } = await post();
    expect(last().ts).toBe(message);
  });
});
