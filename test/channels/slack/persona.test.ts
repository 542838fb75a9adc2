import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { personaOf } from '../../../src/channels/slack/persona.ts';
import type { Message } from '../../../src/chat/channel.ts';

type Said = Extract<Message, { type: 'said' }>;
const said = (author: Said['author'], via?: string): Message => ({
  ...{ type: 'said', author, text: 'Hello', edited: false, internal: false, attachments: [] },
  ...(via === undefined ? {} : { via }),
});
const nameOf = (name: string, via?: string) => personaOf(said({ id: 'p1', name }, via))?.username;

describe('the name that something is posted in', () => {
  it('is the author’s, with the chat that it was said in, and comes with their picture', () => {
    const picture = 'https://avatars.slack-edge.com/a_72.png';
    expect(personaOf(said({ id: 'p1', name: 'Grace', picture }, 'Teams'))).toEqual({
      username: 'Grace (Teams)',
      icon_url: picture,
    });
    expect(personaOf(said({ id: 'p1', name: 'Grace' }))).toEqual({ username: 'Grace' });
  });

  it.each([
    [
      'calls and links',
      '<!channel> & <https://evil.example|Ada>',
      '‹!channel› & ‹https∶//evil.example|Ada› (Teams)',
    ],
    ['an emoji by its name', ':tada: Eve', '∶tada∶ Eve (Teams)'],
    ['several lines', 'Eve\r\n\tSmith\u2028Jr', 'Eve Smith Jr (Teams)'],
    ['text that runs backwards', '\u202eevE\u202c \u2066x\u2069', 'evE x (Teams)'],
    ['what nobody sees', 'E\u200bv\u0000e\u{e0041}', 'Eve (Teams)'],
    ['right to left', 'שלום', 'שלום (Teams)'],
    ['an emoji', '🦊 👩🏽‍💻', '🦊 👩🏽‍💻 (Teams)'],
    ['200 characters', 'x'.repeat(200), `${'x'.repeat(71)}… (Teams)`],
    ['another chat', 'Eve (Slack)', 'Eve (Slack) (Teams)'],
  ])('is one line of mere text: %s', (_, name, username) => {
    expect(nameOf(name, 'Teams')).toBe(username);
  });

  it('is none where nothing of it can be seen, and none for what the desk says itself', () => {
    for (const name of ['', ' \n', '\u200b\u202e', '\u0000']) expect(nameOf(name, 'Teams')).toBeUndefined();
    expect(personaOf(said(null))).toBeUndefined();
    const card: Message = { type: 'card', card: { title: 'REQ-1', tone: 'neutral', blocks: [] } };
    expect(personaOf(card)).toBeUndefined();
  });

  it.each([
    ...['Deskbell', 'deskbell', ' DESKBELL ', 'Desk bell', 'Desk-Bell Support', 'D\u200beskbell', 'Dеskbell'],
    ...[
      'Deskbe11',
      'DeskbeII',
      'D3skbell',
      'Ｄｅｓｋｂｅｌｌ',
      'Déskbell',
      '🛎 Deskbell (app)',
      'Deskbell\u202e',
    ],
    ...[
      'The desk',
      'the  DESK',
      'IT Help Desk',
      'Service desk',
      'Slackbot',
      'S1ackbot',
      'Slack',
      'IT support',
    ],
  ])('is none for one that may pass for the desk: %j', (name) => {
    expect(nameOf(name)).toBeUndefined();
    expect(nameOf(name, 'Teams')).toBeUndefined();
  });

  it.each(['Dee Bell', 'Desiree Sk', 'Иван Петров', 'Ελένη', 'Slackerson', 'Tim Support-Smith'])(
    'is theirs for people who only sound alike: %s',
    (name) => expect(nameOf(name)).toBe(name),
  );

  it('is always what Slack takes', () => {
    const any = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 300 }),
      fc.string({ unit: 'grapheme', maxLength: 300 }),
    );
    fc.assert(
      fc.property(any, fc.constantFrom(undefined, 'Slack', 'Teams'), (name, via) => {
        const username = nameOf(name, via);
        if (username === undefined) return;
        expect(username.length).toBeLessThanOrEqual(80);
        expect(username.trim()).not.toBe('');
        expect(username.isWellFormed()).toBe(true);
        expect(username).not.toMatch(/[<>:]|\p{Cc}|\p{Bidi_Control}|\p{Zl}|\p{Zp}/u);
        if (via) expect(username.endsWith(` (${via})`)).toBe(true);
      }),
    );
  });
});
