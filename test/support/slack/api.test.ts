import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Scene, startScene } from './small-app.ts';
import type { Json } from './types.ts';

let scene: Scene;
beforeEach(async () => {
  scene = await startScene();
});
afterEach(() => scene.slack.close());

const errorOf = async (answer: Promise<Json>) => (await answer).error;
const post = async (args: Json = {}) =>
  scene.call('chat.postMessage', { channel: 'C1', text: 'Hello', ...args });

describe('who may call', () => {
  it('tells tokens apart', async () => {
    const { call, workspace, slack } = scene;
    expect(await call('auth.test')).toMatchObject({ ok: true, team_id: 'T1', bot_id: 'B0BOTT1' });
    expect(await errorOf(call('auth.test', {}, { token: '' }))).toBe('not_authed');
    expect(await errorOf(call('auth.test', {}, { token: 'xoxb-other' }))).toBe('invalid_auth');
    expect(await call('auth.test', { token: workspace.botToken }, { token: '' })).toMatchObject({ ok: true });
    expect(await errorOf(call('apps.connections.open'))).toBe('not_allowed_token_type');
    expect(await errorOf(call('chat.everything'))).toBe('unknown_method');
    slack.uninstall(workspace);
    expect(await errorOf(call('auth.test'))).toBe('account_inactive');
  });

  it('revokes', async () => {
    await scene.call('auth.revoke');
    expect(await errorOf(scene.call('auth.test'))).toBe('token_revoked');
  });

  it('wants a scope for each', async () => {
    const { call, workspace } = scene;
    workspace.scopes = new Set(['channels:read', 'users:read']);
    expect(await post()).toMatchObject({
      ok: false,
      error: 'missing_scope',
      needed: 'chat:write',
      provided: 'channels:read,users:read',
    });
    expect(await call('conversations.history', { channel: 'C1' })).toMatchObject({
      needed: 'channels:history',
    });
    const { user } = (await call('users.info', { user: 'U1' })) as { user: { profile: Json } };
    expect(user.profile).not.toHaveProperty('email');
  });

  it('installs by a code, once', async () => {
    const { call, slack, workspace } = scene;
    slack.uninstall(workspace);
    const code = slack.authorize(workspace, {
      user: 'U1',
      scopes: ['chat:write'],
      redirectUri: 'https://desk',
    });
    const client = { client_id: slack.clientId, client_secret: slack.clientSecret, code };
    const access = (more: Json) => call('oauth.v2.access', { ...client, ...more }, { token: '' });
    expect(await errorOf(access({}))).toBe('bad_redirect_uri');
    expect(await access({ redirect_uri: 'https://desk' })).toMatchObject({
      ok: true,
      access_token: workspace.botToken,
      scope: 'chat:write',
    });
    expect(await errorOf(access({ redirect_uri: 'https://desk' }))).toBe('code_already_used');
    expect(await post()).toMatchObject({ ok: true });
  });
});

describe('messages', () => {
  it('are posted, changed and deleted, by forms and by JSON', async () => {
    const { call, slack } = scene;
    const blocks = [{ type: 'section', text: { type: 'mrkdwn', text: 'Hello' } }];
    const { ts } = await post({ blocks });
    expect(ts).toMatch(/^\d{10}\.\d{6}$/);
    await call('chat.update', { channel: 'C1', ts, text: 'Other' }, { json: true });
    // Text alone takes the place of the blocks.
    expect(slack.messages('C1')).toMatchObject([
      { ts, text: 'Other', blocks: [], edited: { user: 'B0BOTT1' } },
    ]);
    await call('chat.delete', { channel: 'C1', ts });
    expect(slack.messages('C1')).toEqual([]);
    expect(await errorOf(call('chat.update', { channel: 'C1', ts, text: 'a' }))).toBe('message_not_found');
  });

  it('have ids that only grow while the clock stands still', async () => {
    const all = [];
    for (let count = 0; count < 5; count++) all.push(String((await post()).ts));
    expect(all).toEqual([...new Set(all)].sort());
  });

  it('are refused where Slack refuses them', async () => {
    const { call, slack, workspace, alice } = scene;
    slack.addChannel(workspace, { id: 'C2', bot: false });
    slack.addChannel(workspace, { id: 'C3', bot: false, private: true });
    slack.addChannel(workspace, { id: 'C4', archived: true });
    slack.addUser(workspace, { id: 'U9', deleted: true });
    const { ts } = alice.say('C1', 'Mine');
    expect(await errorOf(post({ channel: 'C2' }))).toBe('not_in_channel');
    expect(await errorOf(post({ channel: 'C3' }))).toBe('channel_not_found');
    expect(await errorOf(post({ channel: '#help' }))).toBe('channel_not_found');
    expect(await errorOf(post({ channel: 'C4' }))).toBe('is_archived');
    expect(await errorOf(post({ channel: 'U9' }))).toBe('user_not_found');
    expect(await errorOf(post({ text: '' }))).toBe('no_text');
    expect(await errorOf(post({ text: 'x'.repeat(40_001) }))).toBe('msg_too_long');
    expect(await errorOf(post({ blocks: '{' }))).toBe('invalid_blocks_format');
    expect(await errorOf(post({ thread_ts: '1.2' }))).toBe('thread_not_found');
    expect(await errorOf(post({ client_msg_id: 'a' }))).toBe('invalid_arguments');
    expect(await errorOf(post({ metadata: { event_type: 'a' } }))).toBe('invalid_metadata_format');
    expect(await errorOf(call('chat.update', { channel: 'C1', ts, text: 'a' }))).toBe('cant_update_message');
    expect(await errorOf(call('chat.delete', { channel: 'C1', ts }))).toBe('cant_delete_message');
    expect(await call('chat.postMessage', {})).toMatchObject({
      error: 'invalid_arguments',
      response_metadata: { messages: ['[ERROR] missing required field: channel'] },
    });
    expect(await post({ blocks: [{ type: 'header' }] })).toMatchObject({
      error: 'invalid_blocks',
      errors: ['missing required field: text [json-pointer:/blocks/0]'],
      response_metadata: { messages: ['[ERROR] missing required field: text [json-pointer:/blocks/0]'] },
    });
  });

  describe('in another name than the app’s', () => {
    const picture = 'https://avatars.slack-edge.com/a_72.png';

    it('are nobody’s, and keep that name', async () => {
      const { call, slack, workspace } = scene;
      const { ts, message } = await post({ username: 'Alice', icon_url: picture });
      const shape = { subtype: 'bot_message', username: 'Alice', bot_id: 'B0BOTT1', app_id: slack.appId };
      expect(message).toMatchObject({ ...shape, icons: { image_72: picture } });
      expect(message).not.toHaveProperty('user');
      const edit = { channel: 'C1', ts, text: 'Other' };
      for (const look of [{ username: 'Bob' }, { icon_url: picture }])
        expect(await errorOf(call('chat.update', { ...edit, ...look }))).toBe('invalid_arguments');
      expect(await call('chat.update', edit)).toMatchObject({
        ok: true,
        message: { ...shape, text: 'Other' },
      });
      workspace.names = 'lost when edited';
      const { message: edited } = await call('chat.update', edit);
      expect(edited).toMatchObject({ user: workspace.botUserId, text: 'Other' });
      expect(edited).not.toHaveProperty('username');
      workspace.names = 'ignored';
      expect((await post({ username: 'Alice' })).message).toMatchObject({ user: workspace.botUserId });
    });

    it('need a scope, and a name that is one', async () => {
      for (const username of ['', ' ', 'a\nb', 'x'.repeat(81)])
        expect(await errorOf(post({ username }))).toBe('invalid_arguments');
      expect(await errorOf(post({ icon_url: picture }))).toBe('invalid_arguments');
      expect(await errorOf(post({ username: 'Alice', icon_url: 'http://a.example/' }))).toBe(
        'invalid_arguments',
      );
      expect(await post({ username: 'x'.repeat(80) })).toMatchObject({ ok: true });
      scene.workspace.scopes.delete('chat:write.customize');
      for (const look of [{ username: 'Alice' }, { icon_url: picture }])
        expect(await errorOf(post(look))).toBe('missing_scope');
    });
  });

  it('are found again by their metadata, page by page, in a thread too', async () => {
    const { call } = scene;
    const { ts } = await post();
    for (const key of ['a', 'b', 'c'])
      await post({ thread_ts: ts, metadata: { event_type: 'desk', event_payload: { key } } });
    const first = await call('conversations.replies', {
      channel: 'C1',
      ts,
      limit: 2,
      include_all_metadata: true,
    });
    expect(first).toMatchObject({ has_more: true, messages: [{ ts, reply_count: 3 }, {}, {}] });
    const { next_cursor: cursor } = first.response_metadata as Json;
    const second = await call('conversations.replies', {
      channel: 'C1',
      ts,
      cursor,
      include_all_metadata: true,
    });
    expect(second.messages).toMatchObject([{ ts }, { metadata: { event_payload: { key: 'c' } } }]);
    const top = await call('conversations.history', { channel: 'C1', include_all_metadata: true });
    expect(top.messages).toHaveLength(1);
    expect(await errorOf(call('conversations.history', { channel: 'C1', cursor: 'x' }))).toBe(
      'invalid_cursor',
    );
  });

  it('are read by forms alone', async () => {
    expect(await errorOf(scene.call('conversations.info', { channel: 'C1' }, { json: true }))).toBe(
      'invalid_arguments',
    );
  });
});

describe('files', () => {
  it('are uploaded in three steps, and downloaded by whoever may', async () => {
    const { call, slack, workspace } = scene;
    const { upload_url, file_id } = await call('files.getUploadURLExternal', {
      filename: 'a.txt',
      length: 5,
    });
    const put = (text: string) => fetch(String(upload_url), { method: 'POST', body: text });
    expect((await put('four')).status).toBe(400);
    expect(await (await put('fiver')).text()).toBe('OK - 5');
    const files = [{ id: file_id, title: 'A' }];
    expect(await call('files.completeUploadExternal', { files, channel_id: 'C1' })).toMatchObject({
      ok: true,
    });
    expect(slack.messages('C1')).toMatchObject([{ subtype: 'file_share', files: [{ id: file_id }] }]);
    const { file } = (await call('files.info', { file: file_id })) as { file: { url_private: string } };
    const get = (token: string) => fetch(file.url_private, { headers: { authorization: `Bearer ${token}` } });
    expect(await (await get(workspace.botToken)).text()).toBe('fiver');
    const refused = await get('other');
    expect([refused.status, refused.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
  });
});

describe('limits', () => {
  it('take one message a second in a conversation, and note who does not wait', async () => {
    await scene.slack.close();
    scene = await startScene({ limits: {} });
    const { clock, slack, workspace } = scene;
    slack.addChannel(workspace, { id: 'C2' });
    expect(await post()).toMatchObject({ ok: true });
    expect(await post({ channel: 'C2' })).toMatchObject({ ok: true });
    expect(await post()).toMatchObject({ ok: false, error: 'ratelimited', status: 429, retryAfter: '1' });
    clock.advance(1000);
    expect(await post()).toMatchObject({ ok: true });
    expect(slack.violations).toEqual([]);
    await post();
    await post();
    expect(slack.violations).toMatchObject([
      { what: 'called during Retry-After', method: 'chat.postMessage' },
    ]);
  });

  it('count the calls of a method by its tier', async () => {
    await scene.slack.close();
    scene = await startScene({ limits: { tiers: { 2: 2 } } });
    const list = () => scene.call('users.list');
    await list();
    await list();
    expect(await list()).toMatchObject({ error: 'ratelimited', retryAfter: '30' });
    scene.clock.advance(30_000);
    expect(await list()).toMatchObject({ ok: true });
  });
});

describe('faults', () => {
  it('come as planned', async () => {
    const { slack } = scene;
    slack.fail('chat.postMessage', { ratelimited: 7 });
    expect(await post()).toMatchObject({ status: 429, retryAfter: '7' });
    scene.clock.advance(7000);
    slack.fail('chat.postMessage', { error: 'internal_error' });
    expect(await errorOf(post())).toBe('internal_error');
    slack.fail('chat.postMessage', 'reset');
    await expect(post()).rejects.toThrow();
    expect(slack.messages('C1')).toHaveLength(0);
    slack.fail('chat.postMessage', 'lost');
    await expect(post()).rejects.toThrow();
    expect(slack.messages('C1')).toHaveLength(1);
    slack.fail('*', { status: 503 });
    await expect(post()).rejects.toThrow('JSON');
    slack.fail('chat.postMessage', 'hang', 1, (args) => args.channel === 'C1');
    const hanging = expect(post()).rejects.toThrow();
    while (slack.calls.length < 6) await new Promise((resolve) => setImmediate(resolve));
    slack.release();
    await hanging;
    expect(slack.calls.map((one) => one.status)).toEqual([429, 200, 0, 0, 503, 0]);
  });
});
