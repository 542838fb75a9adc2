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
  const person = (await ask(ctx, channel, sender.account)) ?? (await introduce(ctx, channel, sender));
  if (person) people.set(key, { person, at: now });
  return person;
}

const BY_ACCOUNT = statement<ActingPerson & { account: string }>(
  'acting-people',
  `SELECT i.external_id AS account, ${ACTING} FROM identity i JOIN person p ON p.id = i.person_id
     LEFT JOIN team_member m ON m.person_id = p.id
    WHERE i.channel = $1::text AND i.external_id = ANY ($2::text[]) AND p.active GROUP BY p.id, i.id`,
);
/** As many as PostgreSQL expects in a list that it does not know yet; for shorter ones it would plan every time. */
const LIST_LENGTH = 10;

/** Who is being asked for, and who will be next. */
type Line = { answered: Promise<unknown>; next: Round | undefined };
type Round = { accounts: string[]; answers: Promise<Map<string, ActingPerson>> };
const lines = new WeakMap<Store, Map<string, Line>>();

/**
 * The person with this account. Whoever is asked for while an answer is on its way waits for it, and then all of
 * them are asked for in one statement, since a burst of messages from many people would otherwise cost as many
 * lookups as tickets.
 */
async function ask(ctx: Ctx, channel: string, account: string): Promise<ActingPerson | undefined> {
  const line = lineOf(ctx.store, channel);
  if (!line.next) {
    const accounts: string[] = [];
    const answers = line.answered.then(() => {
      line.next = undefined;
      const found = peopleBehind(ctx, channel, accounts);
      line.answered = found.catch(() => {});
      return found;
    });
    line.next = { accounts, answers };
  }
  line.next.accounts.push(account);
  return (await line.next.answers).get(account);
}

function lineOf(store: Store, channel: string): Line {
  const ofStore = lines.get(store) ?? new Map<string, Line>();
  lines.set(store, ofStore);
  const line = ofStore.get(channel) ?? { answered: Promise.resolve(), next: undefined };
  ofStore.set(channel, line);
  return line;
}

async function peopleBehind(ctx: Ctx, channel: string, accounts: string[]) {
  const [first] = accounts;
  const list = [...accounts, ...Array(Math.max(0, LIST_LENGTH - accounts.length)).fill(first)];
  const rows = await BY_ACCOUNT(ctx, channel, list);
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
