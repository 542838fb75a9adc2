import type { Inbound, InboundEvent, Profile, Sender } from '../../src/chat/channel.ts';
import { handle } from '../../src/chat/handle.ts';
import type { Outcome } from '../../src/chat/outcome.ts';
import type { ActingPerson } from '../../src/lib/context.ts';
import type { Desk } from '../support/desk.ts';

let count = 0;
export const fresh = (word: string) => `${word}-${++count}`;

export type User = Sender & Profile;

/** Somebody on a chat platform that vouches for the addresses of its users. */
export function user(name: string, more: Partial<User> = {}): User {
  const about = {
    account: `U-${name}`,
    name,
    verifiedEmail: `${name.toLowerCase()}@example.com`,
    guest: false,
    external: false,
    bot: false,
    ...more,
  };
  return { ...about, profile: async () => about };
}

/** The account of somebody whom the channel has signed in itself, as the portal does. */
export const accountOf = (person: ActingPerson): User =>
  user(person.name, { account: person.id, person, verifiedEmail: person.email });

export type Where = {
  channel?: string;
  conversation?: string;
  direct?: boolean;
  delivery?: string;
  publicUrl?: string;
};

/** Hands an event to the desk as a channel would. */
export function send(desk: Desk, sender: Sender, event: InboundEvent, where: Where = {}): Promise<Outcome> {
  const inbound: Inbound = {
    channel: where.channel ?? 'slack',
    delivery: where.delivery ?? fresh('delivery'),
    sender,
    conversation: where.conversation ?? `direct:${sender.account}`,
    direct: where.direct ?? where.conversation === undefined,
    ...(where.publicUrl ? { publicUrl: where.publicUrl } : {}),
    event,
  };
  return handle(desk.ctxFor('system'), inbound);
}

/** A message that begins a thread, unless it is said in one. */
export function message(
  text: string,
  more: Partial<Extract<InboundEvent, { type: 'message' }>> = {},
): Extract<InboundEvent, { type: 'message' }> {
  const id = more.message ?? fresh('message');
  return { type: 'message', message: id, thread: id, text, mentioned: false, attachmentIds: [], ...more };
}
