import { audit } from '../domain/audit/record.ts';
import { ACTING, actingPerson } from '../domain/people/acting.ts';
import { SECOND } from '../lib/clock.ts';
import { type ActingPerson, actingAs, type Ctx, inTransaction, systemActor } from '../lib/context.ts';
import { gathered } from '../lib/gather.ts';
import { statement } from '../lib/sql.ts';
import type { Store } from '../lib/store.ts';
import { visible, wellFormed } from '../lib/text.ts';
import type { Sender } from './channel.ts';

/**
 * Who is who is remembered for a moment, so that a burst of messages asks once. Short, because somebody who was
 * deactivated must be refused within seconds; news of a change empties it at once.
 */
const MAX_AGE = 2 * SECOND;
const MOST = 2_000;
const remembered = new WeakMap<Store, Map<string, { person: ActingPerson; at: number }>>();

export function forgetPeople(store: Store): void {
  remembered.delete(store);
}

/**
 * The person behind an account: by the account if it is known, else by an e-mail address that the platform
 * vouches for, else a new requester. `undefined`: somebody who was deactivated, or who cannot be told apart.
 */
export async function personBehind(
  ctx: Ctx,
  channel: string,
  sender: Sender,
): Promise<ActingPerson | undefined> {
  const key = `${channel}\n${sender.account}`;
  const now = ctx.now().getTime();
  let people = remembered.get(ctx.store);
  if (!people || people.size > MOST) {
    people = new Map();
    remembered.set(ctx.store, people);
  }
  const before = people.get(key);
  if (before && Math.abs(now - before.at) < MAX_AGE) return before.person;
  people.delete(key);
  const person = (await known(ctx, key)) ?? (await introduce(ctx, channel, sender));
  if (person) people.set(key, { person, at: now });
  return person;
}

const BY_ACCOUNT = statement<ActingPerson & { key: string }>(
  'acting-people',
  `SELECT i.channel || E'\\n' || i.external_id AS key, ${ACTING}
     FROM unnest($1::text[], $2::text[]) AS asked (channel, account)
     JOIN identity i ON i.channel = asked.channel AND i.external_id = asked.account
     JOIN person p ON p.id = i.person_id
    WHERE p.active`,
);
/** By channel and account. */
const known = gathered<ActingPerson>((ctx, keys) => {
  const asked = keys.map((key) => key.split('\n'));
  return BY_ACCOUNT(
    ctx,
    asked.map(([channel]) => channel),
    asked.map(([, ...account]) => account.join('\n')),
  );
});

/** The sender where the channel has signed the person in itself: the account is the person. */
export const signedIn = (person: ActingPerson): Sender => ({
  account: person.id,
  person,
  bot: false,
  profile: async () => ({ ...person, verifiedEmail: person.email }),
});

/** Ties the account to the person with its verified address, or to a new one. */
async function introduce(ctx: Ctx, channel: string, sender: Sender): Promise<ActingPerson | undefined> {
  const profile = await sender.profile();
  const email = profile.verifiedEmail?.toLowerCase();
  if (!email) return undefined;
  const id = await inTransaction(actingAs(ctx, systemActor(channel)), async (ctx) => {
    // One introduction at a time for an address: two first messages of one person make one person.
    await ctx.db.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${email}, 0))`;
    const identity = await ctx.db.identity.findUnique({
      where: { channel_externalId: { channel, externalId: sender.account } },
    });
    if (identity) return identity.personId;
    const now = ctx.now();
    let person = await ctx.db.person.findUnique({ where: { email } });
    // Another organisation vouches for its own people; it does not say who ours are.
    if (person && profile.external && !person.external) return undefined;
    if (!person) {
      person = await ctx.db.person.create({
        data: {
          id: ctx.newId(),
          email,
          name: wellFormed(visible(profile.name).trim().slice(0, 120)) || email,
          guest: profile.guest,
          external: profile.external,
          ...(profile.locale ? { locale: profile.locale } : {}),
          ...(profile.timeZone ? { timeZone: profile.timeZone } : {}),
          createdAt: now,
          updatedAt: now,
        },
      });
      await audit(ctx, {
        action: 'person.create',
        subject: { type: 'person', id: person.id },
        detail: { email, name: person.name, channel },
      });
    }
    await ctx.db.identity.create({
      data: {
        ...{ id: ctx.newId(), personId: person.id, channel, externalId: sender.account, createdAt: now },
        picture: profile.picture ?? null,
      },
    });
    await audit(ctx, {
      action: 'person.identity',
      subject: { type: 'person', id: person.id },
      detail: { channel, account: sender.account },
    });
    return person.id;
  });
  return id === undefined ? undefined : actingPerson(ctx, id);
}

/** Asks the platform for somebody's picture again, for those who were met before they had it. */
export async function renewPicture(ctx: Ctx, channel: string, sender: Sender): Promise<void> {
  const { picture = null } = await sender.profile();
  await ctx.db.identity.updateMany({ where: { channel, externalId: sender.account }, data: { picture } });
}
