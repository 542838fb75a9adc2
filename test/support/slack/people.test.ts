import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { signature } from './signature.ts';
import { type Scene, type SmallApp, startScene, startSmallApp } from './small-app.ts';

let scene: Scene;
let app: SmallApp;
beforeEach(async () => {
  [scene, app] = await Promise.all([startScene(), startSmallApp()]);
  await scene.slack.connectHttp(scene.workspace, app.url);
  app.heard.length = 0;
});
afterEach(async () => {
  await scene.slack.close();
  await app.close();
});

describe('the signature', () => {
  it('is that of the documentation', () => {
    const body =
      'token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c';
    expect(signature('8f742231b10e8888abcd99yyyzzz85a5', '1531420618', body)).toBe(
      'v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503',
    );
  });
});

describe('what people write', () => {
  it('comes signed, in an envelope, escaped, and twice where the bot is mentioned', async () => {
    const { alice, slack, workspace } = scene;
    const said = alice.say('C1', 'a < b & @bob see https://example.com/?a=1&b=2.', { mention: true });
    expect(await said.answers).toMatchObject([
      { status: 200, ms: 0, late: false },
      { status: 200, ms: 0, late: false },
    ]);
    const text = `<@${workspace.botUserId}> a &lt; b &amp; <@U2> see <https://example.com/?a=1&amp;b=2>.`;
    expect(app.events().sort((a, b) => String(b.type).localeCompare(String(a.type)))).toMatchObject([
      { type: 'message', channel: 'C1', channel_type: 'channel', user: 'U1', text, ts: said.ts },
      { type: 'app_mention', channel: 'C1', user: 'U1', text, ts: said.ts },
    ]);
    const [first, second] = app.heard;
    expect(first?.payload.event_id).not.toBe(second?.payload.event_id);
    expect(first?.payload).toMatchObject({
      type: 'event_callback',
      team_id: 'T1',
      api_app_id: slack.appId,
      authorizations: [{ user_id: workspace.botUserId, is_bot: true }],
    });
    const time = String(first?.headers['x-slack-request-timestamp']);
    expect(first?.headers['x-slack-signature']).toBe(
      signature(workspace.signingSecret, time, first?.text ?? ''),
    );
  });

  it('is edited, unfurled and deleted; what was answered leaves a tombstone', async () => {
    const { alice, bob, slack } = scene;
    const first = alice.say('C1', 'One');
    await alice.edit(first, 'Two').answers;
    await slack.unfurl(first, 'https://example.com').answers;
    bob.say('C1', 'Answer', { thread: first.ts });
    await alice.delete(first).answers;
    const second = alice.say('C1', 'Three');
    await alice.delete(second).answers;
    await slack.settled();
    const changes = app.events().filter((one) => one.hidden === true);
    expect(changes).toMatchObject([
      {
        subtype: 'message_changed',
        message: { text: 'Two', edited: { user: 'U1' } },
        previous_message: { text: 'One' },
      },
      { subtype: 'message_changed', message: { text: 'Two' }, previous_message: { text: 'Two' } },
      {
        subtype: 'message_changed',
        message: { subtype: 'tombstone', user: 'USLACKBOT' },
        previous_message: { text: 'Two' },
      },
      { subtype: 'message_deleted', deleted_ts: second.ts, previous_message: { text: 'Three' } },
    ]);
    expect(slack.messages('C1')).toMatchObject([{ tombstone: true, text: 'This message was deleted.' }]);
  });

  it('is not heard where the bot is not, nor without the scope', async () => {
    const { alice, slack, workspace } = scene;
    slack.addChannel(workspace, { id: 'C2', members: [alice], bot: false });
    workspace.scopes.delete('im:history');
    expect(alice.say('C2', 'a').deliveries).toEqual([]);
    expect(alice.say(alice.dm(), 'a').deliveries).toEqual([]);
    await slack.inviteBot('C2', alice).answers;
    await alice.say('C2', 'b').answers;
    expect(app.events()).toMatchObject([
      { type: 'member_joined_channel', user: workspace.botUserId },
      { text: 'b' },
    ]);
  });

  it('has files, reactions, other bots and our own words beside', async () => {
    const { alice, call, slack, workspace } = scene;
    const said = alice.say('C1', 'Look', {
      files: [{ name: 'a.png', content: 'png', mimetype: 'image/png' }],
    });
    await said.answers;
    await alice.react(said, 'ticket').answers;
    await slack.botSays('C1', 'beep', { botId: 'B9' }).answers;
    await call('chat.postMessage', { channel: 'C1', text: 'Ours' });
    await slack.settled();
    expect(app.events()).toEqual(
      expect.arrayContaining([
        expect.objectContaining({
          subtype: 'file_share',
          files: [expect.objectContaining({ name: 'a.png' })],
        }),
        expect.objectContaining({ type: 'file_shared' }),
        expect.objectContaining({ type: 'reaction_added', reaction: 'ticket', item_user: 'U1' }),
        expect.objectContaining({ subtype: 'bot_message', bot_id: 'B9' }),
        expect.objectContaining({ text: 'Ours', bot_id: workspace.botId, app_id: slack.appId }),
      ]),
    );
  });

  it('is in threads, in their channel too, and from other organisations', async () => {
    const { slack, workspace, call, alice } = scene;
    const guest = slack.addUser(workspace, { id: 'U8', isUltraRestricted: true });
    const other = slack.addUser(workspace, { id: 'U7', teamId: 'T7' });
    const user = async (id: string) => (await call('users.info', { user: id, include_locale: true })).user;
    expect(await user('U7')).toMatchObject({ team_id: 'T7', is_stranger: true });
    slack.addChannel(workspace, { id: 'C2', members: [guest, other], shared: true });
    expect(await user('U7')).toMatchObject({ team_id: 'T7', is_stranger: false });
    expect(await user('U8')).toMatchObject({
      is_ultra_restricted: true,
      locale: 'en-US',
      is_email_confirmed: true,
    });
    const first = guest.say('C2', 'First');
    await first.answers;
    await other.say('C2', 'Second', { thread: first.ts, broadcast: true }).answers;
    expect(app.heard.at(-1)?.payload).toMatchObject({
      is_ext_shared_channel: true,
      event: { subtype: 'thread_broadcast', thread_ts: first.ts, user_team: 'T7', root: { text: 'First' } },
    });
    expect(slack.messages('C2')).toHaveLength(2);
    expect(slack.messages('C2', first.ts)).toHaveLength(2);
    expect(() => alice.say('C2', 'Third')).toThrow('U1 is not in C2');
  });

  it('is sent again when the test says so', async () => {
    const [delivery] = scene.alice.say('C1', 'a').deliveries;
    await delivery?.retry({ reason: 'http_error' }).answer;
    await delivery?.retry({ num: 2, newEventId: true }).answer;
    const [first, second, third] = app.heard;
    expect(second?.headers).toMatchObject({ 'x-slack-retry-num': '1', 'x-slack-retry-reason': 'http_error' });
    expect(second?.payload).toEqual(first?.payload);
    expect(third?.payload.event_id).not.toBe(first?.payload.event_id);
  });
});
