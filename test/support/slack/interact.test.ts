import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { liveMarkup, shownText } from './render.ts';
import { type Scene, type SmallApp, startScene, startSmallApp } from './small-app.ts';
import type { Json } from './types.ts';

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

const plain = (text: string) => ({ type: 'plain_text', text });

describe('what people press', () => {
  const card = (label: string, action: string) => ({
    channel: 'C1',
    text: label,
    blocks: [
      {
        type: 'actions',
        block_id: 'b',
        elements: [{ type: 'button', action_id: action, value: 'v', text: plain(label) }],
      },
    ],
  });

  it('has to be there, unless their screen is behind', async () => {
    const { alice, call, slack } = scene;
    const { ts } = await call('chat.postMessage', card('Old', 'old'));
    const at = { channel: 'C1', ts: String(ts) };
    const [before] = slack.messages('C1');
    await call('chat.update', { ...card('New', 'new'), ts });
    expect(() => alice.press(at, 'old')).toThrow('there is no old to press');
    await alice.press(at, 'old', { asSeen: before }).answer;
    await alice.press(at, 'new').answer;
    const pressed = app.heard.map((one) => one.payload).filter((one) => one.type === 'block_actions');
    expect(pressed).toMatchObject([
      { actions: [{ action_id: 'old', value: 'v' }], container: { message_ts: ts } },
      { actions: [{ action_id: 'new', block_id: 'b' }], message: { text: 'New' }, user: { id: 'U1' } },
    ]);
  });

  it('is answered under a URL five times, for half an hour', async () => {
    const { alice, call, slack, clock } = scene;
    const { ts } = await call('chat.postMessage', card('Press', 'press'));
    const delivery = alice.press({ channel: 'C1', ts: String(ts) }, 'press');
    const answer = async (body: Json) => {
      const url = String(delivery.parcel.payload.response_url);
      const response = await fetch(url, { method: 'POST', body: JSON.stringify(body) });
      return [response.status, await response.text()];
    };
    expect(await answer({ text: 'Only you' })).toEqual([200, 'ok']);
    expect(alice.ephemerals('C1')).toMatchObject([{ text: 'Only you' }]);
    expect(await answer({ replace_original: true, text: 'Done' })).toEqual([200, 'ok']);
    expect(slack.messages('C1')).toMatchObject([{ text: 'Done', blocks: [] }]);
    expect(await answer({ blocks: [{ type: 'nothing' }] })).toEqual([400, 'invalid_blocks']);
    for (let count = 0; count < 3; count++) await answer({ text: 'More' });
    expect(await answer({ text: 'Too much' })).toEqual([404, 'used_url']);
    clock.advance(31 * 60_000);
    expect(await answer({ text: 'Late' })).toEqual([404, 'expired_url']);
  });
});

describe('forms', () => {
  const view = {
    type: 'modal',
    callback_id: 'new',
    title: plain('New ticket'),
    submit: plain('Send'),
    blocks: [
      {
        type: 'input',
        block_id: 'title',
        label: plain('Title'),
        element: { type: 'plain_text_input', action_id: 'text', max_length: 10 },
      },
      {
        type: 'input',
        block_id: 'kind',
        optional: true,
        label: plain('Kind'),
        element: { type: 'static_select', action_id: 'kind', options: [{ text: plain('A'), value: 'a' }] },
      },
    ],
  };
  const triggerOf = async (how: 'command' | 'shortcut') => {
    const { alice } = scene;
    const delivery = how === 'command' ? alice.command('/ticket', 'new', 'C1') : alice.shortcut('new');
    await delivery.answer;
    return delivery.parcel.payload.trigger_id;
  };

  it('open within three seconds, once', async () => {
    const { call, clock } = scene;
    const trigger_id = await triggerOf('command');
    expect(await call('views.open', { trigger_id, view })).toMatchObject({
      ok: true,
      view: { callback_id: 'new' },
    });
    expect((await call('views.open', { trigger_id, view })).error).toBe('exchanged_trigger_id');
    expect((await call('views.open', { trigger_id: 'a', view })).error).toBe('invalid_trigger_id');
    const late = await triggerOf('shortcut');
    clock.advance(3001);
    expect((await call('views.open', { trigger_id: late, view })).error).toBe('expired_trigger_id');
  });

  it('check what the client checks, and do what the app answers', async () => {
    const { alice, call, slack } = scene;
    await call('views.open', { trigger_id: await triggerOf('command'), view });
    const open = () => {
      const there = alice.view();
      if (!there) throw new Error('no view is open');
      return there;
    };
    await expect(alice.submit(open(), {})).rejects.toThrow('the client wants an answer to text');
    await expect(alice.submit(open(), { text: 'x'.repeat(11) })).rejects.toThrow('10 characters at most');
    await expect(alice.submit(open(), { text: 'a', kind: 'z' })).rejects.toThrow('no option z');
    app.answer = () => ({ body: { response_action: 'errors', errors: { title: 'Say more' } } });
    expect(await alice.submit(open(), { text: 'a' })).toMatchObject({
      outcome: 'errors',
      errors: { title: 'Say more' },
    });
    app.answer = () => ({ body: { response_action: 'errors', errors: { other: 'Say more' } } });
    expect(await alice.submit(open(), { text: 'a' })).toMatchObject({ outcome: 'failed' });
    expect(slack.violations).toHaveLength(1);
    app.answer = () => ({ body: { response_action: 'update', view: { ...view, title: plain('Again') } } });
    expect(await alice.submit(open(), { text: 'a' })).toMatchObject({ outcome: 'updated' });
    expect(open().body.title).toMatchObject({ text: 'Again' });
    app.answer = () => ({});
    expect(await alice.submit(open(), { text: 'a', kind: 'a' })).toMatchObject({ outcome: 'closed' });
    expect(alice.view()).toBeUndefined();
    expect(app.heard.at(-1)?.payload).toMatchObject({
      type: 'view_submission',
      view: {
        state: {
          values: { title: { text: { value: 'a' } }, kind: { kind: { selected_option: { value: 'a' } } } },
        },
      },
    });
  });

  it('are not updated by whoever has an old one in mind', async () => {
    const { call, slack, alice } = scene;
    const home = { type: 'home', blocks: [{ type: 'section', text: plain('Welcome') }] };
    await alice.openHome().answers;
    const published = (await call('views.publish', { user_id: 'U1', view: home })) as { view: Json };
    await call('views.publish', { user_id: 'U1', view: home });
    const stale = await call('views.publish', { user_id: 'U1', view: home, hash: published.view.hash });
    expect(stale.error).toBe('hash_conflict');
    expect(shownText({ text: '', blocks: slack.home(alice)?.body.blocks ?? [] })).toBe('Welcome');
  });
});

describe('commands', () => {
  it('are answered to the person alone, and fail in sight', async () => {
    const { alice } = scene;
    app.answer = () => ({ body: { text: 'Yours: <https://example.com|INC-1>' } });
    await alice.command('/ticket', 'list <all> @bob', 'C1').answer;
    expect(app.heard.at(-1)?.payload).toMatchObject({
      command: '/ticket',
      text: 'list &lt;all&gt; <@U2|bob>',
      channel_name: 'help',
    });
    app.answer = () => ({ status: 500 });
    await alice.command('/ticket', '', 'C1').answer;
    const [first, second] = alice.ephemerals('C1');
    expect(first && liveMarkup(first)).toEqual(['<https://example.com|INC-1>']);
    expect(second?.text).toContain('dispatch_failed');
  });

  it('tell of the end of an installation', async () => {
    const { slack, workspace, alice } = scene;
    await slack.uninstall(workspace).answers;
    expect(
      app
        .events()
        .map((one) => one.type)
        .sort(),
    ).toEqual(['app_uninstalled', 'tokens_revoked']);
    expect(alice.say('C1', 'a').deliveries).toEqual([]);
    expect(() => alice.command('/ticket', '')).toThrow('not installed');
  });
});
