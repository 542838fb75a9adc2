import type { Answer, Button, Card } from '../../../src/contract/card.ts';
import type { Heard, Said } from '../../support/teams/person.ts';
import { cardOf, linesOf, type ShownButton } from '../../support/teams/render.ts';
import { TENANT } from '../../support/teams/state.ts';
import type { TeamsMessage } from '../../support/teams/types.ts';
import { channelContract, type Seen } from '../contract.ts';
import { createTeamsRig, filledIn, HELP } from './rig.ts';

channelContract('teams', async () => {
  const rig = await createTeamsRig();
  const { desk, teams } = rig;
  const user = await desk.person({ name: 'Grace' });
  const grace = teams.addUser({ aad: 'grace', name: 'Grace', email: user.email });
  const own = grace.own();
  await grace.install();
  teams.addChannel({ id: HELP, name: 'Help', members: [grace] });
  teams.state.granted.add('Channel.Create.Group').add('ChannelSettings.Read.Group');
  await grace.say(HELP, 'hello', { mention: true }).heard;
  await rig.settled();
  const sent = new Map<string, Said>();
  /** Buttons as they were when they were pressed: what a screen shows that has not followed. */
  const before = new Map<string, ShownButton>();
  let dialog: Heard | undefined;

  /** What she was told since: all of it is hers alone to read, in a conversation of her own. */
  async function toldSince(count: number): Promise<Answer> {
    await rig.settled();
    const words = teams
      .messages(own)
      .slice(count)
      .filter(({ author, activity }) => author === null && activity.text);
    const last = words.at(-1);
    return last ? { type: 'said', text: linesOf(last).join('\n') } : { type: 'done' };
  }

  return {
    ...rig,
    user,
    direct: `direct:aaaaaaaa-0000-4000-8000-000000000001:grace`,
    rooms: {
      near: HELP,
      guest: { accounts: [`${TENANT}:grace`], email: 'nobody@example.com' },
      stranger: { accounts: [`${TENANT}:lena`], email: 'lena@example.com' },
      made: () =>
        [...teams.state.conversations.values()].flatMap(({ description, name }) => (description ? name : [])),
      titles: (conversation) => teams.messages(conversation).flatMap((one) => cardOf(one)?.title ?? []),
      forbid: () => {
        teams.state.granted.delete('Channel.Create.Group');
      },
    },
    seen: async (_conversation, thread) => teams.messages(own, thread ?? undefined).map(seenOf),
    async say({ text, thread, delivery = crypto.randomUUID() }) {
      const earlier = sent.get(delivery);
      const said = earlier ?? grace.say(own, text, thread ? { quote: thread } : {});
      const count = teams.messages(own).length;
      await (earlier ? earlier.again() : said.heard);
      sent.set(delivery, said);
      return { message: said.id, answer: await toldSince(count) };
    },
    async edit(id, text) {
      await grace.edit({ conversation: own, id }, text);
    },
    async remove(id) {
      await grace.remove({ conversation: own, id });
    },
    async press(id, { action }) {
      const message = teams.messages(own).find((one) => one.id === id);
      const now = cardOf(message)?.buttons.find(({ data }) => actionIn(data) === action);
      const button = now ?? before.get(`${id} ${action}`);
      if (!button) throw new Error(`there is no ${action} to press`);
      before.set(`${id} ${action}`, button);
      const at = { conversation: own, id };
      if (button.kind === 'Action.Execute') return answerIn(await grace.execute(at, button));
      dialog = await grace.openDialog(at, button.data);
      return answerIn(dialog);
    },
    async submit(_action, _value, fields) {
      if (!dialog) throw new Error('no dialog is open');
      return answerIn(await grace.sendDialog(own, filledIn(dialog, fields)));
    },
    async vanish(id) {
      const message = teams.messages(own).find((one) => one.id === id);
      if (message) message.deleted = true;
    },
  };
});

const actionIn = (data: unknown) => (data as { deskbell?: { action: string } } | undefined)?.deskbell?.action;

/** A message as its reader sees it. */
function seenOf(message: TeamsMessage): Seen {
  const card = cardOf(message);
  const base = { id: message.id, removed: false };
  if (card) {
    const buttons = card.buttons.flatMap(({ title, data }): Button[] => {
      const action = actionIn(data);
      return action === undefined ? [] : [{ label: title, action, value: '', style: 'default' }];
    });
    const shown: Card = { title: card.title, tone: 'neutral', blocks: [{ type: 'actions', buttons }] };
    return { ...base, text: '', author: null, card: shown };
  }
  if (message.author !== null) return { ...base, text: '', author: null, card: null };
  const [name = '', ...lines] = linesOf(message);
  return { ...base, text: lines.join('\n'), author: name.replace(/ · .*$/, ''), card: null };
}

type Task = { task?: { type: string; value: unknown } };

function answerIn({ status, body }: Heard): Answer {
  if (status !== 200) throw new Error(`answered with ${status}`);
  if (typeof body.value === 'string') return { type: 'said', text: body.value };
  const { task } = body as Task;
  if (!task) return { type: 'done' };
  if (task.type === 'message') return { type: 'said', text: String(task.value) };
  const text = JSON.stringify(task.value);
  if (text.includes('"color":"Attention"')) return { type: 'form_errors', errors: [] };
  return { type: 'form', form: { action: '', value: '', title: '', submit: '', fields: [] } };
}
