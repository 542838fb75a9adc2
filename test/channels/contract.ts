import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Channel, ChannelError, type Message } from '../../src/chat/channel.ts';
import { requesterCard } from '../../src/chat/views/ticket.ts';
import type { Answer, Button, Card } from '../../src/contract/card.ts';
import { listEntries } from '../../src/domain/tickets/get.ts';
import { listTickets } from '../../src/domain/tickets/list.ts';
import { DAY } from '../../src/lib/clock.ts';
import type { ActingPerson } from '../../src/lib/context.ts';
import { visible } from '../../src/lib/text.ts';
import type { Desk } from '../support/desk.ts';
import { deliverInTime } from '../support/worker.ts';

/** A message as somebody who looks at the conversation sees it. */
export type Seen = { id: string; text: string; author: string | null; card: Card | null; removed: boolean };

/** A channel with its platform behind it, for {@link channelContract}. */
export type Rig = {
  desk: Desk;
  channel: Channel;
  /** Somebody who has an account there. */
  user: ActingPerson;
  /** A conversation between the user and the desk alone. */
  direct: string;
  /** What the user sees, in order: of the whole conversation, or of one thread in it. */
  seen(conversation: string, thread: string | null): Promise<Seen[]>;
  /**
   * The user does something on the platform; it arrives by the channel's own door, signature and all. Where they
   * cannot tell words of refusal from others, both are `said`.
   */
  say(what: {
    text: string;
    thread?: string;
    delivery?: string;
  }): Promise<{ message: string; answer: Answer }>;
  edit(message: string, text: string): Promise<void>;
  remove(message: string): Promise<void>;
  press(message: string, button: Button): Promise<Answer>;
  submit(action: string, value: string, fields: Record<string, string>): Promise<Answer>;
  /** Somebody deletes a message that the desk has posted. */
  vanish(message: string): Promise<void>;
  /** Where a channel makes conversations of its own. */
  rooms?: {
    near: string;
    guest: { accounts: string[]; email: string };
    /** Somebody whom the platform does not let in. */
    stranger: { accounts: string[]; email: string };
    /** The names of those that it has made, oldest first. */
    made(): string[];
    /** What stands in one. */
    titles(conversation: string): string[];
    /** The app may make none any more. */
    forbid(): void;
  };
  close(): Promise<void>;
};

const HOSTILE =
  '<!everyone> <@U1> <script>alert(1)</script> [a](https://evil.example) *b* &amp; {"type":"x"}';

/** What a channel must pass, whatever the platform behind it. */
export function channelContract(name: string, makeRig: () => Promise<Rig>): void {
  describe(`the ${name} channel`, () => {
    let rig: Rig;
    beforeAll(async () => {
      rig = await makeRig();
    });
    afterAll(() => rig?.close());

    const card = (title: string): Message => ({
      type: 'card',
      card: {
        title,
        tone: 'neutral',
        blocks: [{ type: 'actions', buttons: [{ label: 'Go', action: 'go', value: '1', style: 'default' }] }],
      },
    });
    const said = (text: string): Message => ({
      type: 'said',
      author: { id: rig.user.id, name: 'Ada' },
      text,
      edited: false,
      internal: false,
      attachments: [],
    });
    const key = () => crypto.randomUUID();
    const here = () => ({ conversation: rig.direct, thread: null });

    test('makes one room of several attempts, lets people in, and says why it cannot', async (context) => {
      const { channel, rooms: there } = rig;
      const { rooms } = channel;
      if (!rooms || !there) return context.skip();
      const wanted = {
        ...{ key: key(), near: [there.near], name: 'inc-7-the-shop-is-down', topic: 'INC-7 <b> & co' },
        ...{ isPrivate: false, since: rig.desk.clock.now(), inDoubt: false },
      };
      const first = await rooms.open(wanted);
      expect(first).toMatchObject({ url: expect.stringMatching(/^https:/) });
      expect(first.name).toContain(wanted.name);
      // It may be asked again, knowing that it may have been made, or not.
      expect(await rooms.open({ ...wanted, inDoubt: true })).toEqual(first);
      expect(await rooms.open(wanted)).toEqual(first);
      rig.desk.clock.advance(DAY);
      const other = await rooms.open({ ...wanted, key: key(), since: rig.desk.clock.now() });
      expect(other.conversation).not.toBe(first.conversation);
      expect(there.made()).toEqual([wanted.name, `${wanted.name}-2`]);
      const at = { conversation: first.conversation, thread: null };
      const { message } = await channel.post(at, card('In the room'), key());
      await channel.edit({ ...at, message }, card('Still in the room'));
      expect(there.titles(first.conversation)).toEqual(['Still in the room']);
      for (const _ of [1, 2]) {
        await rooms.invite(first.conversation, there.guest);
        await rooms.setTopic?.(first.conversation, 'x'.repeat(1_000));
        await rooms.pin?.({ ...at, message });
      }
      const refused = (error: unknown) =>
        error instanceof ChannelError && error.kind === 'refused' && error.message.length > 10;
      await expect(rooms.invite(first.conversation, there.stranger)).rejects.toSatisfy(refused);
      for (const _ of [1, 2]) await rooms.archive?.(other.conversation);
      there.forbid();
      await expect(rooms.open({ ...wanted, key: key(), name: 'inc-8' })).rejects.toSatisfy(refused);
    });

    describe('outbound', () => {
      test('posts a card that its reader sees', async () => {
        const { message } = await rig.channel.post(here(), card('A card'), key());
        const shown = (await rig.seen(rig.direct, null)).find((seen) => seen.id === message);
        expect(shown?.card?.title).toBe('A card');
      });

      test('makes one message of two posts with one key, or can find the first', async () => {
        const once = key();
        const first = await rig.channel.post(here(), card('Once'), once);
        if (rig.channel.find) {
          expect(await rig.channel.find(here(), once, card('Once'))).toBe(first.message);
          expect(await rig.channel.find(here(), key(), card('Once'))).toBeUndefined();
        } else {
          await rig.channel.post(here(), card('Once'), once);
        }
        const shown = await rig.seen(rig.direct, null);
        expect(shown.filter((seen) => seen.card?.title === 'Once')).toHaveLength(1);
      });

      test('edits in place', async () => {
        const { message } = await rig.channel.post(here(), card('Before'), key());
        await rig.channel.edit({ ...here(), message }, card('After'));
        const shown = await rig.seen(rig.direct, null);
        expect(shown.filter((seen) => seen.id === message).map((seen) => seen.card?.title)).toEqual([
          'After',
        ]);
        expect(shown.some((seen) => seen.card?.title === 'Before')).toBe(false);
      });

      test('says that a message is gone when it is to be edited', async () => {
        const { message } = await rig.channel.post(here(), card('Short-lived'), key());
        await rig.vanish(message);
        const edit = rig.channel.edit({ ...here(), message }, card('Again'));
        await expect(edit).rejects.toSatisfy(
          (error) => error instanceof ChannelError && error.kind === 'gone',
        );
      });

      test('removes what it posted', async () => {
        const { message } = await rig.channel.post(here(), said('To be removed'), key());
        await rig.channel.remove({ ...here(), message });
        const shown = (await rig.seen(rig.direct, null)).find((seen) => seen.id === message);
        expect(shown === undefined || (shown.removed && shown.text === '')).toBe(true);
      });

      test('posts into a thread, in order', async () => {
        const root = await rig.channel.post(here(), card('Root'), key());
        const thread = { ...here(), thread: root.message };
        for (const text of ['one', 'two', 'three']) await rig.channel.post(thread, said(text), key());
        const texts = (await rig.seen(rig.direct, root.message)).map((seen) => seen.text);
        expect(texts.filter((text) => text !== '')).toEqual(['one', 'two', 'three']);
      });

      test('names the author and shows hostile text as it is', async () => {
        const root = await rig.channel.post(here(), card('Hostile'), key());
        await rig.channel.post({ ...here(), thread: root.message }, said(HOSTILE), key());
        const shown = (await rig.seen(rig.direct, root.message)).at(-1);
        expect(shown).toMatchObject({ text: HOSTILE, author: 'Ada' });
      });

      test('survives a text of 200,000 characters, and right-to-left, zero-width and emoji text', async () => {
        const root = await rig.channel.post(here(), card('Texts'), key());
        const thread = { ...here(), thread: root.message };
        const beginnings = ['long ', 'שלום \u202e', 'zero\u200bwidth', '👩‍👩‍👧‍👦 family'];
        for (const text of [`long ${'x'.repeat(199_995)}`, ...beginnings.slice(1)]) {
          await rig.channel.post(thread, said(text), key());
        }
        const texts = (await rig.seen(rig.direct, root.message)).map((seen) => seen.text);
        // A platform may leave out what nobody can see.
        const seen = texts.map(visible);
        for (const beginning of beginnings.map(visible)) {
          expect(seen.some((text) => text.startsWith(beginning))).toBe(true);
        }
      });

      test('shows every button that a requester’s card has', async () => {
        const facts = {
          id: key(),
          number: 'INC-1',
          kind: 'incident',
          state: 'in_progress',
          holdReason: null,
          title: HOSTILE,
          description: HOSTILE,
          priority: 3,
          requester: 'Grace',
          assignee: 'Ada',
          unassignedBecause: null,
          queueName: 'IT',
          resolution: null,
          resolutionCode: null,
          mergedInto: null,
          rating: null,
          reopenable: false,
          due: null,
          paused: false,
          unfinished: false,
          isProject: true,
          isItem: false,
          waitsForApproval: false,
          progress: { done: 1, total: 3 },
          url: 'https://desk.example.com/requests/INC-1',
        } as const;
        const wanted = requesterCard(facts);
        const { message } = await rig.channel.post(here(), { type: 'card', card: wanted }, key());
        const shown = (await rig.seen(rig.direct, null)).find((seen) => seen.id === message);
        expect(shown?.card?.title).toBe(wanted.title);
        expect(buttonsOf(shown?.card).map((button) => button.label)).toEqual(
          buttonsOf(wanted).map((button) => button.label),
        );
      });
    });

    describe('inbound', () => {
      const tickets = async () => (await listTickets(rig.desk.ctxFor(rig.user), { mineOnly: true })).items;
      const entries = async (number: string) =>
        (await listEntries(rig.desk.ctxFor(rig.user), { number, limit: 100 })).items;

      test('a message becomes a ticket, and its repeats nothing more', async () => {
        const delivery = key();
        const before = (await tickets()).length;
        for (let times = 0; times < 3; times += 1) {
          await rig.say({ text: 'My screen flickers', delivery });
        }
        expect(await tickets()).toHaveLength(before + 1);
      });

      test('a reply in the thread joins the ticket; its edit and its deletion follow', async () => {
        const { message } = await rig.say({ text: 'The scanner is jammed' });
        const number = (await tickets())[0]?.number ?? '';
        const reply = await rig.say({ text: 'It is the one in hall 3', thread: message });
        expect((await entries(number)).map((entry) => entry.body)).toEqual([
          'The scanner is jammed',
          'It is the one in hall 3',
        ]);
        await rig.edit(reply.message, 'It is the one in hall 4');
        expect((await entries(number)).at(-1)).toMatchObject({ body: 'It is the one in hall 4' });
        await rig.remove(reply.message);
        const last = (await entries(number)).at(-1);
        expect(last?.deletedAt).not.toBeNull();
        expect(last?.body).toBe('');
      });

      test('the card arrives in the thread and its buttons work', async () => {
        const { message } = await rig.say({ text: 'The door does not lock' });
        await deliverInTime(rig.desk, rig.channel);
        const posted = (await rig.seen(rig.direct, message)).find((seen) => seen.card);
        const solved = buttonsOf(posted?.card).find((button) => button.action === 'solved');
        if (!posted || !solved) throw new Error('no card with the button came');
        const words = await rig.press(posted.id, solved);
        expect(words).toMatchObject({ text: expect.stringContaining('is resolved') });
        expect((await tickets())[0]).toMatchObject({ state: 'resolved' });
        await deliverInTime(rig.desk, rig.channel);
        const after = (await rig.seen(rig.direct, message)).filter((seen) => seen.card);
        expect(after.map((seen) => seen.id)).toEqual([posted.id]);

        // The button is still there on a screen that has not followed; it says so and changes nothing.
        const again = await rig.press(posted.id, solved);
        expect(again).toMatchObject({ text: expect.stringMatching(/\S/) });
        expect(again).not.toEqual(words);
        const rate = buttonsOf(after[0]?.card).find((button) => button.action === 'rate');
        expect(rate && (await rig.press(posted.id, rate))).toMatchObject({ type: 'form' });
        expect(await rig.submit('rate', rate?.value ?? '', { score: '9' })).toMatchObject({
          type: 'form_errors',
        });
        expect(await rig.submit('rate', rate?.value ?? '', { score: '5' })).toMatchObject({ type: 'done' });
      });

      test('a greeting is answered and makes no ticket', async () => {
        const before = (await tickets()).length;
        expect((await rig.say({ text: 'Hi!' })).answer.type).toBe('said');
        expect(await tickets()).toHaveLength(before);
      });
    });
  });
}

function buttonsOf(card: Card | null | undefined): Button[] {
  return card?.blocks.flatMap((block) => (block.type === 'actions' ? block.buttons : [])) ?? [];
}
