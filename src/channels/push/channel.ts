import { type Channel, ChannelError, type Message } from '../../chat/channel.ts';
import type { PushPayload } from '../../contract/push.ts';
import { pushKeys } from '../../domain/push/keys.ts';
import { devicesAt, forgetDevice, notePushed, type OpenDevice } from '../../domain/push/place.ts';
import { directoryOf } from '../../domain/settings/directory.ts';
import { HOUR, SECOND } from '../../lib/clock.ts';
import { type Ctx, createContext, type Surroundings, systemActor } from '../../lib/context.ts';
import { sha256 } from '../../lib/crypto.ts';
import { isDeskbellError } from '../../lib/errors.ts';
import { askOutside } from '../../lib/outside.ts';
import { type PushKeys, pushRequest } from '../../lib/web-push.ts';
import { payloadOf } from './payload.ts';

const PATIENCE = 10 * SECOND;
const MOST_ANSWERED = 10_000;
/** So long a push service keeps it for a browser that is away: later it is no news. */
const KEPT = HOUR / SECOND;
/** The letters that a topic may have. */
const TOPIC = 32;

/** What became of a push to one browser. */
type Outcome = { kind: 'sent' | 'gone' | 'refused' | 'later'; words: string; retryAfter?: number };

/**
 * Web push as a channel: a conversation is a person, and what is posted there goes to all of their browsers. One of them
 * is enough for it to have been sent. What is sent again, or has changed, takes the place of what stands there.
 * @param key `deriveKey(secretKey, PUSH)`
 */
export function createPushChannel(around: Surroundings, key: Buffer, publicUrl: () => string): Channel {
  async function pushTo(conversation: string, message: Message, id: string, silent: boolean): Promise<void> {
    const ctx = createContext(around, systemActor('page'), { channel: 'push', requestId: id });
    const { devices, keys } = await opened(ctx, key, conversation);
    const payload = payloadOf(message, publicUrl());
    const sent = {
      ...{
        payload: JSON.stringify({ ...payload, silent } satisfies PushPayload),
        keys,
        subject: subjectOf(publicUrl()),
        ttl: KEPT,
      },
      topic: sha256(payload.tag).toString('base64url').slice(0, TOPIC),
    };
    const outcomes = await Promise.all(devices.map((device) => pushOne(ctx, device, sent)));
    const gone = devices.filter((_, index) => outcomes[index]?.kind === 'gone');
    for (const device of gone) await forgetDevice(ctx, device, 'gone');
    const reached = devices.filter((_, index) => outcomes[index]?.kind === 'sent');
    if (reached.length > 0)
      return notePushed(
        ctx,
        reached.map(({ id }) => id),
      );
    throw troubleOf(outcomes);
  }
  return {
    name: 'push',
    can: { edit: true, forms: false, pause: 0 },
    shows: (message) => payloadOf(message, publicUrl()),
    async post({ conversation }, message, id) {
      await pushTo(conversation, message, id, false);
      return { message: id };
    },
    async edit({ conversation, message: id }, message) {
      await pushTo(conversation, message, id, true).catch((error: unknown) => {
        // What no browser of theirs takes any more shows nothing that is wrong.
        const isOver = error instanceof ChannelError && error.kind === 'refused';
        throw isOver ? new ChannelError('gone', error.message) : error;
      });
    },
    async remove() {},
  };
}

async function opened(ctx: Ctx, key: Buffer, conversation: string) {
  try {
    return { devices: await devicesAt(ctx, key, conversation), keys: await pushKeys(ctx, key) };
  } catch (error) {
    if (!/decrypt|authenticate|encrypted/i.test(String(error))) throw error;
    throw new ChannelError(
      'refused',
      'The keys for pushes cannot be read: SECRET_KEY is not the one with which they were made.',
    );
  }
}

async function pushOne(
  ctx: Ctx,
  { subscription }: OpenDevice,
  sent: Parameters<typeof pushRequest>[1] & { keys: PushKeys },
): Promise<Outcome> {
  const { settings } = await directoryOf(ctx);
  try {
    const { status, headers } = await askOutside(subscription.endpoint, {
      ...{ method: 'POST', ...pushRequest(subscription, sent), within: PATIENCE, maxBytes: MOST_ANSWERED },
      allowedHosts: settings.allowedHosts,
    });
    return outcomeOf(status, Number(headers['retry-after']));
  } catch (error) {
    if (!isDeskbellError(error)) throw error;
    return { kind: error.code === 'unavailable' ? 'later' : 'refused', words: error.message };
  }
}

/** What its answers mean: RFC 8030, section 5, and RFC 8292, section 4.2. */
function outcomeOf(status: number, retryAfter: number): Outcome {
  const words = `The push service answered with ${status}.`;
  if (status >= 200 && status < 300) return { kind: 'sent', words };
  if (status === 404 || status === 410) return { kind: 'gone', words: GONE };
  if (status === 408 || status === 429 || status >= 500) {
    return { kind: 'later', words, ...(retryAfter > 0 ? { retryAfter } : {}) };
  }
  return { kind: 'refused', words };
}

const GONE = 'The browser takes no pushes any more. Turn them on there again, under How I am paged.';

function troubleOf(outcomes: readonly Outcome[]): ChannelError {
  const later = outcomes.find(({ kind }) => kind === 'later');
  if (later) return new ChannelError('later', later.words, later.retryAfter);
  const refused = outcomes.find(({ kind }) => kind === 'refused') ?? outcomes[0];
  return new ChannelError('refused', refused?.words ?? GONE);
}

/** Whom a push service can turn to: it wants `https` or `mailto`. */
function subjectOf(publicUrl: string): string {
  return publicUrl.startsWith('https:') ? publicUrl : `mailto:deskbell@${new URL(publicUrl).hostname}`;
}
