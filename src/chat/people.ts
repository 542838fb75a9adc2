import { audit } from '../domain/audit/record.ts';
import { ACTING, actingPerson } from '../domain/people/acting.ts';
import { SECOND } from '../lib/clock.ts';
import { type ActingPerson, actingAs, type Ctx, inTransaction, systemActor } from '../lib/context.ts';
import { statement } from '../lib/sql.ts';
import type { Store } from '../lib/store.ts';
import { wellFormed } from '../lib/text.ts';
import type { Sender } from './channel.ts';

/**
 * Who is who is remembered for a moment, so that a burst of messages asks once. Short, because somebody who was
 * deactivated must be refused within seconds; news of a change empties it at once.
 */
const MAX_AGE = 2 * SECOND;
const MOST = 10_000;
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
  const known = people.get(key);
  if (known && Math.abs(now - known.at) < MAX_AGE) return known.person;
  people.delete(key);
  const found = await ask(ctx, { key, channel, account: sender.account, id: sender.personId ?? null });
  const person = found ?? (sender.personId ? undefined : await introduce(ctx, channel, sender));
  if (person) people.set(key, { person, at: now });
  return person;
}

type Asked = { key: string; channel: string; account: string; id: string | null };

const ACCOUNTS = statement<ActingPerson & { key: string }>(
  'acting-people',
  `SELECT asked.key, ${ACTING}
     FROM unnest($1::text[], $2::uuid[], $3::text[], $4::text[]) AS asked (key, id, channel, account)
     LEFT JOIN identity i ON asked.id IS NULL AND i.channel = asked.channel AND i.external_id = asked.account
     JOIN person p ON p.id = coalesce(asked.id, i.person_id) AND p.active
     LEFT JOIN team_member m ON m.person_id = p.id
    GROUP BY p.id, asked.key`,
);

type Round = { asked: Asked[]; answers: Promise<Map<string, ActingPerson>> };
const rounds = new WeakMap<Store, Round>();

/**
 * Who is asked for in the same turn of the event loop is asked for in one statement, since a burst of messages
 * from many people would otherwise cost as many lookups as tickets.
 */
async function ask(ctx: Ctx, asked: Asked): Promise<ActingPerson | undefined> {
  const round = rounds.get(ctx.store) ?? beginRound(ctx);
  round.asked.push(asked);
  return (await round.answers).get(asked.key);
}

function beginRound(ctx: Ctx): Round {
  const asked: Asked[] = [];
  const answers = new Promise<Map<string, ActingPerson>>((resolve, reject) => {
    setImmediate(() => {
      rounds.delete(ctx.store);
      const column = <Name extends keyof Asked>(name: Name) => asked.map((one) => one[name]);
      ACCOUNTS(ctx, column('key'), column('id'), column('channel'), column('account')).then(
        (rows) => resolve(new Map(rows.map(({ key, ...person }) => [key, person]))),
        reject,
      );
    });
  });
  const round = { asked, answers };
  rounds.set(ctx.store, round);
  return round;
}

/** Ties the account to the person with its verified address, or to a new one. */
async function introduce(ctx: Ctx, channel: string, sender: Sender): Promise<ActingPerson | undefined> {
  const email = sender.verifiedEmail?.toLowerCase();
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
    if (person && sender.external && !person.external) return undefined;
    if (!person) {
      person = await ctx.db.person.create({
        data: {
          id: ctx.newId(),
          email,
          name: wellFormed(sender.name.trim().slice(0, 120)) || email,
          guest: sender.guest,
          external: sender.external,
          ...(sender.locale ? { locale: sender.locale } : {}),
          ...(sender.timeZone ? { timeZone: sender.timeZone } : {}),
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
      data: { id: ctx.newId(), personId: person.id, channel, externalId: sender.account, createdAt: now },
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
