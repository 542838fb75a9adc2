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
  const person = sender.personId
    ? await ask(ctx, null, sender.personId)
    : ((await ask(ctx, channel, sender.account)) ?? (await introduce(ctx, channel, sender)));
  if (person) people.set(key, { person, at: now });
  return person;
}

type Found = ActingPerson & { account: string };
const BY_ID = statement<Found>(
  'acting-people',
  `SELECT p.id::text AS account, ${ACTING} FROM person p LEFT JOIN team_member m ON m.person_id = p.id
    WHERE p.id = ANY ($1::uuid[]) AND p.active GROUP BY p.id`,
);
const BY_ACCOUNT = statement<Found>(
  'acting-people-by-account',
  `SELECT i.external_id AS account, ${ACTING} FROM identity i JOIN person p ON p.id = i.person_id
     LEFT JOIN team_member m ON m.person_id = p.id
    WHERE i.channel = $1::text AND i.external_id = ANY ($2::text[]) AND p.active GROUP BY p.id, i.id`,
);
/** As many as PostgreSQL expects in a list that it does not know yet; for shorter ones it would plan every time. */
const LIST_LENGTH = 10;

type Round = { accounts: string[]; answers: Promise<Map<string, ActingPerson>> };
const rounds = new WeakMap<Store, Map<string | null, Round>>();

/**
 * The person with an account on the channel or, where that is null, with an id. Who is asked for in the same turn
 * of the event loop is asked for in one statement, since a burst of messages from many people would otherwise
 * cost as many lookups as tickets.
 */
async function ask(ctx: Ctx, channel: string | null, account: string): Promise<ActingPerson | undefined> {
  const open = rounds.get(ctx.store) ?? new Map<string | null, Round>();
  rounds.set(ctx.store, open);
  let round = open.get(channel);
  if (!round) {
    const accounts: string[] = [];
    const turn = new Promise((resolve) => setImmediate(resolve)).then(() => open.delete(channel));
    round = { accounts, answers: turn.then(() => peopleBehind(ctx, channel, accounts)) };
    open.set(channel, round);
  }
  round.accounts.push(account);
  return (await round.answers).get(account);
}

async function peopleBehind(ctx: Ctx, channel: string | null, accounts: string[]) {
  const [first] = accounts;
  const list = [...accounts, ...Array(Math.max(0, LIST_LENGTH - accounts.length)).fill(first)];
  const rows = channel === null ? await BY_ID(ctx, list) : await BY_ACCOUNT(ctx, channel, list);
  return new Map(rows.map(({ account, ...person }): [string, ActingPerson] => [account, person]));
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
