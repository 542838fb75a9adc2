import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { asGsm, roomLeft } from '../../../src/channels/phone/gsm.ts';
import { readReply } from '../../../src/channels/phone/reply.ts';
import { isSigned } from '../../../src/channels/phone/signature.ts';
import { smsText } from '../../../src/channels/phone/text.ts';
import { asked, spoken } from '../../../src/channels/phone/twiml.ts';
import type { Message } from '../../../src/chat/channel.ts';

const card = (title: string, alert?: number, url = ''): Message => ({
  type: 'card',
  card: {
    title,
    tone: 'bad',
    blocks: [{ type: 'facts', facts: [{ label: 'Service', value: 'Shop' }] }],
  },
  ...(alert === undefined ? {} : { answer: { alert, url } }),
});

describe('an SMS', () => {
  test('says what is wrong and how to answer', () => {
    expect(smsText(card('Critical: The disk is full', 4))).toBe(
      'Critical: The disk is full (Shop)\nReply ACK 4 or RES 4',
    );
    expect(smsText(card('This is a test page'))).toBe('This is a test page (Shop)');
  });

  test('fits into one of GSM’s letters, or two of others, and always says how to answer', () => {
    expect(smsText(card('a'.repeat(500), 4))).toHaveLength(160);
    expect(smsText(card('{'.repeat(500), 4)).length).toBeLessThan(100);
    expect(smsText(card('д'.repeat(500), 4))).toHaveLength(134);
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', maxLength: 400 }),
        fc.integer({ min: 1, max: 2e9 }),
        (title, alert) => {
          const text = smsText(card(title, alert));
          expect(roomLeft(text)).toBeGreaterThanOrEqual(0);
          expect(text.endsWith(`\nReply ACK ${alert} or RES ${alert}`)).toBe(true);
          expect(text.isWellFormed()).toBe(true);
        },
      ),
      { numRuns: 200 },
    );
  });

  test('has a link to answer by, where that leaves room for what is wrong', () => {
    const url = `https://desk.example.com/p/${'x'.repeat(44)}`;
    const text = smsText(card('Critical: The disk is full', 4, url));
    expect(text).toBe(`Critical: The disk is full (Shop)\nReply ACK 4 or RES 4\n${url}`);
    const long = smsText(card('a'.repeat(500), 4, url));
    expect([long.length, long.endsWith(url)]).toEqual([160, true]);
    const tooLong = smsText(card('a'.repeat(500), 4, `${url}${'x'.repeat(60)}`));
    expect(tooLong.endsWith('\nReply ACK 4 or RES 4')).toBe(true);
  });

  test('is not made twice as long by a quotation mark', () => {
    expect(asGsm('“Pay” is down — née Šop…')).toBe('"Pay" is down - née Sop...');
    expect(roomLeft(asGsm('“€”'))).toBe(160 - 4);
  });
});

test.each([
  ['ACK 4', { verb: 'acknowledge', alert: 4 }],
  [' ack4 ', { verb: 'acknowledge', alert: 4 }],
  ['4', { verb: 'acknowledge', alert: 4 }],
  ['#4.', { verb: 'acknowledge', alert: 4 }],
  ['Ack', { verb: 'acknowledge', alert: null }],
  ['RES 12', { verb: 'resolve', alert: 12 }],
  ['resolve 12!', { verb: 'resolve', alert: 12 }],
  ['STOP', 'stop'],
  ['Unsubscribe', 'stop'],
  ['start', 'start'],
  ['', null],
  ['ack 4 please', null],
  ['ack 99999999999999', null],
  ['I am driving', null],
])('the reply %j means %j', (text, meant) => {
  expect(readReply(text)).toEqual(meant);
});

describe('a signature', () => {
  const url = 'https://mycompany.com/myapp.php?foo=1&bar=2';
  const From = '+14158675309';
  const fields = { Digits: '1234', CallSid: 'CA1234567890ABCDE', To: '+18005551212', Caller: From, From };
  const given = 'RSOYDt4T1cUTdK1PDd93/VVr8B8=';

  test('is the one that Twilio’s documentation has for its example', () => {
    expect(isSigned('12345', { url, fields }, given)).toBe(true);
  });

  test('is of this token, address and form alone', () => {
    expect(isSigned('12346', { url, fields }, given)).toBe(false);
    expect(isSigned('12345', { url: `${url}0`, fields }, given)).toBe(false);
    expect(isSigned('12345', { url, fields: { ...fields, Digits: '4' } }, given)).toBe(false);
    expect(isSigned('12345', { url, fields: { ...fields, More: '' } }, given)).toBe(false);
    expect(isSigned('12345', { url, fields }, undefined)).toBe(false);
    expect(isSigned('12345', { url, fields }, '')).toBe(false);
  });
});

test('nothing that somebody wrote becomes markup of a call', () => {
  const text = '</Say><Dial>+4990012345</Dial><Say attr="x">&';
  for (const twiml of [spoken(text), asked(text, 'https://desk.example.com/a?b&c')]) {
    expect(twiml).not.toContain('<Dial>');
    expect(twiml).toContain('&lt;/Say&gt;&lt;Dial&gt;');
    expect(twiml.startsWith('<?xml version="1.0" encoding="UTF-8"?><Response>')).toBe(true);
  }
});
