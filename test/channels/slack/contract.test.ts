import type { Answer } from '../../../src/contract/card.ts';
import { shownText } from '../../support/slack/render.ts';
import type { Message } from '../../support/slack/types.ts';
import { channelContract } from '../contract.ts';
import { createSlackRig } from './rig.ts';
import { buttonIds, seenOf } from './seen.ts';

channelContract('slack', async () => {
  const rig = await createSlackRig();
  const { desk, slack, workspace } = rig;
  const user = await desk.person({ name: 'Grace' });
  const grace = slack.addUser(workspace, { id: 'U1', name: 'grace', realName: 'Grace', email: user.email });
  const dm = grace.dm();
  const sent = new Map<string, { ts: string; retry(): Promise<unknown> }>();
  /** Messages as they were when a button of theirs was pressed: what a screen shows that has not followed. */
  const before = new Map<string, Message>();

  function find(ts: string): Message | undefined {
    const roots = slack.messages(dm);
    return [...roots, ...roots.flatMap((root) => slack.messages(dm, root.ts))].find((one) => one.ts === ts);
  }

  /** What she has been told since, or what stands before her. */
  async function answerSince(count: number): Promise<Answer> {
    await rig.settled();
    const told = grace.ephemerals(dm).slice(count).at(-1);
    return told ? { type: 'said', text: shownText(told) } : { type: 'done' };
  }
  const toldSoFar = () => grace.ephemerals(dm).length;

  return {
    ...rig,
    user,
    direct: `direct:T1:${grace.id}`,
    rooms: {
      near: `direct:T1:${grace.id}`,
      guest: { accounts: ['T2:U7', `T1:${grace.id}`], email: 'nobody@example.com' },
      stranger: { accounts: ['T2:U7'], email: 'nobody@example.com' },
      made: () =>
        [...workspace.conversations.values()].flatMap(({ creator, name }) =>
          creator === workspace.botUserId ? name : [],
        ),
      titles: (conversation) =>
        slack.messages(conversation.replace('T1:', '')).flatMap((one) => seenOf(one).card?.title ?? []),
      forbid: () => {
        workspace.scopes.delete('channels:manage');
      },
    },
    seen: async (_conversation, thread) =>
      slack.messages(dm, thread ?? undefined).map((message) => seenOf(message)),
    async say({ text, thread, delivery = crypto.randomUUID() }) {
      const told = toldSoFar();
      const earlier = sent.get(delivery);
      if (earlier) {
        await earlier.retry();
        return { message: earlier.ts, answer: await answerSince(told) };
      }
      const said = grace.say(dm, text, thread ? { thread } : {});
      const retry = () =>
        Promise.all(
          said.deliveries.map(
            (one) => one.retry({ reason: 'http_timeout', num: 1, newEventId: true }).answer,
          ),
        );
      sent.set(delivery, { ts: said.ts, retry });
      await said.answers;
      return { message: said.ts, answer: await answerSince(told) };
    },
    async edit(ts, text) {
      await grace.edit({ channel: dm, ts }, text).answers;
    },
    async remove(ts) {
      await grace.delete({ channel: dm, ts }).answers;
    },
    async press(ts, { action }) {
      const told = toldSoFar();
      const idIn = (message: Message | undefined) =>
        buttonIds(message).find((id) => id.endsWith(`:${action}`));
      const now = find(ts);
      const asSeen = idIn(now) === undefined ? before.get(ts) : undefined;
      if (now && !asSeen) before.set(ts, now);
      const pressed = idIn(asSeen ?? now) ?? action;
      await grace.press({ channel: dm, ts }, pressed, asSeen ? { asSeen } : {}).answer;
      const view = grace.view();
      if (view) return { type: 'form', form: { action, value: '', title: '', submit: '', fields: [] } };
      return answerSince(told);
    },
    async submit(_action, _value, fields) {
      const view = grace.view();
      if (!view) throw new Error('no form is open');
      // The choices of our forms; a client sends only what is among them, so this is what somebody forged.
      const state = Object.fromEntries(
        Object.entries(fields).map(([name, value]) => [
          `field:${name}`,
          { input: { type: 'static_select', selected_option: { value: `=${value}` } } },
        ]),
      );
      const payload = {
        type: 'view_submission',
        team: { id: workspace.id },
        user: { id: grace.id },
        trigger_id: crypto.randomUUID(),
        view: { id: view.id, private_metadata: view.body.private_metadata, state: { values: state } },
      };
      const body = new URLSearchParams({ payload: JSON.stringify(payload) }).toString();
      const answer = await rig.send(body, { type: 'application/x-www-form-urlencoded' });
      const text = await answer.text();
      if (answer.status !== 200) throw new Error(`answered with ${answer.status}`);
      if (text === '') return { type: 'done' };
      const { errors = {} } = JSON.parse(text) as { errors?: Record<string, string> };
      return {
        type: 'form_errors',
        errors: Object.entries(errors).map(([field, message]) => ({ field, message })),
      };
    },
    async vanish(ts) {
      await fetch(`${slack.apiUrl}chat.delete`, {
        method: 'POST',
        headers: { authorization: `Bearer ${workspace.botToken}` },
        body: new URLSearchParams({ channel: dm, ts }),
      });
    },
  };
});
