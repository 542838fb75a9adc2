import { createSecretKey } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { isSigned } from '../../../src/channels/slack/signature.ts';
import { MINUTE, SECOND } from '../../../src/lib/clock.ts';
import { signature } from '../../support/slack/signature.ts';
import { createSlackScene, HELP, type SlackScene } from './rig.ts';

/** The example of https://docs.slack.dev/authentication/verifying-requests-from-slack */
const DOCUMENTED = {
  secret: '8f742231b10e8888abcd99yyyzzz85a5',
  timestamp: '1531420618',
  signature: 'v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503',
  body: Buffer.from(
    [
      'token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V',
      'channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=',
      'response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN',
      'trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c',
    ].join('&'),
  ),
};
const SENT = new Date(Number(DOCUMENTED.timestamp) * SECOND);

describe('a signature', () => {
  const judge = (more: Partial<Omit<typeof DOCUMENTED, 'secret'>>, now = SENT, secret = DOCUMENTED.secret) =>
    isSigned(createSecretKey(secret, 'utf8'), { ...DOCUMENTED, ...more }, now);
  const later = (seconds: number) => new Date(SENT.getTime() + seconds * SECOND);

  test('is good as Slack documents it', () => expect(judge({})).toBe(true));

  test.each([
    ['of another body', { body: Buffer.from(`${DOCUMENTED.body.toString()}&`) }],
    ['of another second', { timestamp: '1531420619' }],
    ['that is cut off', { signature: DOCUMENTED.signature.slice(0, -1) }],
    ['of another version', { signature: DOCUMENTED.signature.replace('v0', 'v1') }],
    ['in other letters', { signature: DOCUMENTED.signature.toUpperCase() }],
    ['that is empty', { signature: '' }],
    ['at no time', { timestamp: '' }],
    ['at a time that is none', { timestamp: 'NaN' }],
    ['at a time with a tail', { timestamp: '1531420618.0' }],
    ['at the end of all time', { timestamp: '999999999999999999999' }],
  ])('%s is none', (_, wrong) => expect(judge(wrong)).toBe(false));

  test('by another secret is none', () => expect(judge({}, SENT, 'another')).toBe(false));

  test.each([
    [300, true],
    [301, false],
    [-300, true],
    [-301, false],
  ])('that is %d seconds old: %s', (seconds, good) => expect(judge({}, later(seconds))).toBe(good));
});

describe('the address for Slack', () => {
  let scene: SlackScene;
  beforeAll(async () => {
    scene = await createSlackScene();
  });
  afterAll(() => scene?.close());

  let count = 0;
  const message = (text: string) => {
    const ts = `1767600000.${String(++count).padStart(6, '0')}`;
    const event = { type: 'message', channel: HELP, user: 'U1', text, ts, event_ts: ts };
    return JSON.stringify({ type: 'event_callback', team_id: 'T1', event_id: `Ev${count}`, event });
  };

  test.each([
    ['another secret', { secret: 'guessed' }],
    ['no signature', { headers: { 'x-slack-signature': '' } }],
    ['no time', { headers: { 'x-slack-request-timestamp': '' } }],
    ['a clock of six minutes ago', { ahead: -301 }],
    ['a clock of the future', { ahead: 301 }],
  ])('refuses %s, and nothing comes of it', async (_, forgery) => {
    const before = await scene.tickets();
    expect((await scene.send(message('My chair is broken'), forgery)).status).toBe(401);
    expect(await scene.tickets()).toEqual(before);
  });

  test('takes clocks that are a little wrong', async () => {
    for (const ahead of [-300, 299]) {
      const { status } = await scene.send(message(`My table is ${ahead} cm high`), { ahead });
      expect(status).toBe(200);
    }
    expect(await scene.tickets()).toHaveLength(2);
  });

  test('lets a recording that is played again have no effect, and soon refuses it', async () => {
    const before = (await scene.tickets()).length;
    const body = message('My lamp is broken');
    const timestamp = String(scene.desk.clock.now().getTime() / SECOND);
    const headers = {
      'x-slack-request-timestamp': timestamp,
      'x-slack-signature': signature(scene.workspace.signingSecret, timestamp, body),
    };
    const statuses: number[] = [];
    for (const passed of [0, MINUTE, 3 * MINUTE, 2 * MINUTE]) {
      scene.desk.clock.advance(passed);
      statuses.push((await scene.send(body, { headers })).status);
    }
    expect(statuses).toEqual([200, 200, 200, 401]);
    expect(await scene.tickets()).toHaveLength(before + 1);
  });

  test('answers the question whether it is there only to Slack', async () => {
    const question = JSON.stringify({ type: 'url_verification', challenge: 'abc', token: 'x' });
    expect(await (await scene.send(question)).json()).toEqual({ challenge: 'abc' });
    const forged = await scene.send(question, { secret: 'guessed' });
    expect([forged.status, await forged.text()]).toEqual([401, '']);
  });
});
