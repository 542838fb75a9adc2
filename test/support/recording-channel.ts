import { type Capabilities, type Channel, ChannelError, type Message } from '../../src/chat/channel.ts';

export type Call = {
  kind: 'post' | 'edit' | 'remove' | 'find';
  conversation: string;
  thread: string | null;
  message?: string;
  content?: Message;
  key?: string;
};

/**
 * - `later`, `gone`, `refused`: as the platform would say it
 * - `throw`: a fault of ours, nothing was sent
 * - `lost`: the platform did it, but its answer never came
 * - `hang`: no answer, until {@link RecordingChannel.release}
 */
export type Fault = 'later' | 'gone' | 'refused' | 'throw' | 'lost' | 'hang';

export type RecordingChannel = Channel & {
  /** Every call, in the order in which they came. */
  calls: Call[];
  /** How often a call came in for a conversation while another one was under way there. */
  overlaps: number;
  /** What stands in a conversation now, in the order of posting. */
  shown(conversation: string): { message: string; thread: string | null; content: Message }[];
  /** The same as short text: a card's title, or who said what. */
  lines(conversation: string): string[];
  /** Somebody deletes a message on the platform. */
  vanish(message: string): void;
  /** The next `times` matching calls fail in this way. */
  fail(how: Fault, options?: { times?: number; retryAfter?: number; when?: (call: Call) => boolean }): void;
  /** Called at the start of every call: changes made here are made during a delivery. */
  during: ((call: Call) => Promise<void>) | undefined;
  /** Lets what hangs go on. */
  release(): void;
};

/**
 * A chat platform in memory that is strict: an edit of what is not there is `gone`, and a post with a known key
 * makes a second message, unless it is told to recognise keys.
 */
export function recordingChannel(
  options: { name?: string; can?: Partial<Capabilities>; recognisesKeys?: boolean; finds?: boolean } = {},
): RecordingChannel {
  const stands = new Map<
    string,
    { conversation: string; thread: string | null; content: Message; key: string }
  >();
  const busy = new Map<string, number>();
  const faults: { how: Fault; times: number; retryAfter?: number; when: (call: Call) => boolean }[] = [];
  let hanging: (() => void)[] = [];
  let count = 0;

  async function call<Result>(about: Call, work: () => Result): Promise<Result> {
    channel.calls.push(about);
    const inside = busy.get(about.conversation) ?? 0;
    if (inside > 0) channel.overlaps += 1;
    busy.set(about.conversation, inside + 1);
    try {
      await channel.during?.(about);
      await new Promise((resolve) => setImmediate(resolve));
      const fault = faults.find((one) => one.times > 0 && one.when(about));
      if (!fault) return work();
      fault.times -= 1;
      switch (fault.how) {
        case 'throw':
          throw new Error('a fault of ours');
        case 'lost':
          work();
          throw new Error('the answer got lost');
        case 'hang':
          await new Promise<void>((resolve) => hanging.push(resolve));
          return work();
        default:
          throw new ChannelError(fault.how, `the platform says ${fault.how}`, fault.retryAfter);
      }
    } finally {
      busy.set(about.conversation, (busy.get(about.conversation) ?? 1) - 1);
    }
  }

  const standing = (conversation: string, message: string) => {
    const there = stands.get(message);
    if (there?.conversation !== conversation) throw new ChannelError('gone', 'there is no such message');
    return there;
  };
  const withKey = (conversation: string, key: string) =>
    [...stands].find(([, one]) => one.key === key && one.conversation === conversation)?.[0];

  const channel: RecordingChannel = {
    name: options.name ?? 'web',
    can: { edit: true, forms: true, pause: 0, ...options.can },
    calls: [],
    overlaps: 0,
    during: undefined,
    post: ({ conversation, thread }, content, key) =>
      call({ kind: 'post', conversation, thread, content, key }, () => {
        const known = options.recognisesKeys ? withKey(conversation, key) : undefined;
        const message = known ?? `m${++count}`;
        if (!known) stands.set(message, { conversation, thread, content, key });
        return { message };
      }),
    edit: ({ conversation, thread, message }, content) =>
      call({ kind: 'edit', conversation, thread, message, content }, () => {
        standing(conversation, message).content = content;
      }),
    remove: ({ conversation, thread, message }) =>
      call({ kind: 'remove', conversation, thread, message }, () => {
        standing(conversation, message);
        stands.delete(message);
      }),
    ...(options.finds
      ? {
          find: ({ conversation, thread }, key) =>
            call({ kind: 'find', conversation, thread, key }, () => withKey(conversation, key)),
        }
      : {}),
    shown: (conversation) =>
      [...stands]
        .filter(([, one]) => one.conversation === conversation)
        .map(([message, { thread, content }]) => ({ message, thread, content })),
    lines: (conversation) =>
      channel
        .shown(conversation)
        .map(({ content }) =>
          content.type === 'card'
            ? content.card.title
            : `${content.author?.name ?? 'desk'}${content.internal ? ' (internal)' : ''}: ${content.text}`,
        ),
    vanish: (message) => {
      stands.delete(message);
    },
    fail: (how, { times = 1, retryAfter, when = () => true } = {}) => {
      faults.push({ how, times, when, ...(retryAfter === undefined ? {} : { retryAfter }) });
    },
    release: () => {
      for (const go of hanging) go();
      hanging = [];
    },
  };
  return channel;
}
