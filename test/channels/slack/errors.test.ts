import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createSlackApi, type SlackApi } from '../../../src/channels/slack/api.ts';
import { ChannelError } from '../../../src/chat/channel.ts';
import { SECOND, testClock } from '../../../src/lib/clock.ts';

type Reply = { status?: number; headers?: Record<string, string>; body: string };

/** What answers in Slack's place, and what that means for a delivery. */
const clock = testClock();
let server: Server;
let api: SlackApi;
let reply: Reply;
let asked = 0;
beforeAll(async () => {
  server = createServer((request, response) => {
    asked += 1;
    request.resume();
    response.writeHead(reply.status ?? 200, { 'content-type': 'application/json', ...reply.headers });
    response.end(reply.body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/`;
  api = createSlackApi('xoxb-1', { url, clock });
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const refusal = (error: string): Reply => ({ body: JSON.stringify({ ok: false, error }) });
let count = 0;
/** In a conversation of its own, unless told otherwise: trouble may make the next one wait. */
async function troubleWith(answer: Reply, args = { channel: `C${++count}0` }): Promise<ChannelError> {
  reply = answer;
  const trouble = await api.call('chat.postMessage', args).then(
    () => undefined,
    (error: unknown) => error,
  );
  if (!(trouble instanceof ChannelError)) expect.fail(`not told apart: ${trouble}`);
  return trouble;
}

test.each<[ChannelError['kind'], string]>([
  ['later', 'message_limit_exceeded'],
  ['later', 'rate_limited'],
  ['later', 'internal_error'],
  ['later', 'fatal_error'],
  ['later', 'service_unavailable'],
  ['later', 'missing_scope'],
  ['later', 'invalid_auth'],
  ['gone', 'message_not_found'],
  ['gone', 'cant_update_message'],
  ['gone', 'edit_window_closed'],
  ['refused', 'is_archived'],
  ['refused', 'not_in_channel'],
  ['refused', 'channel_not_found'],
  ['refused', 'user_not_found'],
  ['refused', 'restricted_action'],
  ['refused', 'invalid_blocks'],
  ['refused', 'token_revoked'],
  ['refused', 'a_word_that_slack_has_yet_to_think_of'],
])('%s: Slack says %s', async (kind, error) => {
  expect((await troubleWith(refusal(error))).kind).toBe(kind);
});

test('what an admin has to mend waits for a minute', async () => {
  expect((await troubleWith(refusal('missing_scope'))).retryAfter).toBe(60);
});

describe('later: what is not Slack answers', () => {
  const page = '<!DOCTYPE html><html><body>Down for maintenance</body></html>';
  test.each<[string, Reply]>([
    ['a page with 503', { status: 503, headers: { 'content-type': 'text/html' }, body: page }],
    ['a page with 502', { status: 502, headers: { 'content-type': 'text/html' }, body: page }],
    ['a page with 403', { status: 403, headers: { 'content-type': 'text/html' }, body: page }],
    ['a page with 200', { headers: { 'content-type': 'text/html' }, body: page }],
    ['half an answer', { body: '{"ok":true,' }],
    ['nothing', { body: '' }],
  ])('%s', async (_, answer) => {
    const trouble = await troubleWith(answer);
    expect(trouble.kind).toBe('later');
    expect(trouble.message).not.toContain('<');
  });

  test('nobody at all', async () => {
    const nobody = createSlackApi('xoxb-1', { url: 'http://127.0.0.1:1/api/', clock });
    await expect(nobody.call('auth.test')).rejects.toMatchObject({ kind: 'later' });
  });
});

test('a pause is for the conversation that Slack named, and nobody calls during it', async () => {
  const pause = { status: 429, headers: { 'retry-after': '30' }, body: '{"ok":false,"error":"ratelimited"}' };
  expect(await troubleWith(pause, { channel: 'C1' })).toMatchObject({ kind: 'later', retryAfter: 30 });
  reply = { body: '{"ok":true,"ts":"1.1"}' };
  const before = asked;
  clock.advance(20 * SECOND);
  await expect(api.call('chat.postMessage', { channel: 'C1' })).rejects.toMatchObject({
    kind: 'later',
    retryAfter: 10,
  });
  expect(asked).toBe(before);
  expect(await api.call('chat.postMessage', { channel: 'C2' })).toMatchObject({ ts: '1.1' });
  clock.advance(10 * SECOND);
  expect(await api.call('chat.postMessage', { channel: 'C1' })).toMatchObject({ ts: '1.1' });
  expect(asked).toBe(before + 2);
});

test('nothing is tried again here', async () => {
  const before = asked;
  await troubleWith(refusal('internal_error'));
  await troubleWith({ status: 500, body: '' });
  expect(asked).toBe(before + 2);
});
