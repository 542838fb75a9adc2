import type { Bus, News } from './bus.ts';
import type { Clock } from './clock.ts';
import { newId } from './ids.ts';
import { LaterLog, type Log } from './log.ts';
import type { Sql } from './shared-connection.ts';
import type { Db, Store } from './store.ts';

/** A person as far as permissions need to know them. */
export type ActingPerson = {
  id: string;
  name: string;
  email: string;
  roles: readonly ('requester' | 'agent' | 'admin')[];
  guest: boolean;
  external: boolean;
  teamIds: readonly string[];
  /** The teams this person leads. */
  leadOf: readonly string[];
  locale: string;
  timeZone: string;
};

export type Scope = 'read' | 'write' | 'admin';

/** Who acts. */
export type Actor =
  | { kind: 'person'; person: ActingPerson }
  /** A program with a bearer token: it may do what its person may, within its scopes. */
  | { kind: 'token'; tokenId: string; scopes: readonly Scope[]; person: ActingPerson }
  /** An alert source or another outside system without a person behind it. */
  | { kind: 'source'; name: string }
  /** Deskbell itself: jobs, the seed, the first start. */
  | { kind: 'system'; name: string }
  | { kind: 'nobody' };

/** From where it was asked. */
export type Origin = { channel: string; requestId: string };

/** What a verb needs to know of its surroundings. */
export type Ctx = {
  readonly actor: Actor;
  readonly origin: Origin;
  readonly now: () => Date;
  readonly newId: () => string;
  readonly db: Db;
  /** For a `statement`. */
  readonly sql: Sql;
  readonly store: Store;
  readonly bus: Bus;
  readonly log: Log;
  /** Tells news once the change is committed; outside a transaction at once. */
  readonly publish: (news: News) => void;
  readonly inTransaction: boolean;
  /** The channels that are set up, by their names; unset: it is not known. */
  readonly channels?: ReadonlySet<string> | undefined;
  /**
   * What happened elsewhere is being taken in: `now` is when that was, and here is what the clock says. Nobody is told
   * of it, and nothing follows from it by itself.
   */
  readonly replay?: { now: () => Date };
  /** The automation rules because of which this is done, the first one first. */
  readonly cause?: readonly string[];
};

export type Surroundings = {
  store: Store;
  bus: Bus;
  clock: Clock;
  log: Log;
  /** The channels that are set up, by their names; unset: it is not known. */
  channels?: ReadonlySet<string>;
};

export function createContext(around: Surroundings, actor: Actor, origin: Origin): Ctx {
  return {
    actor,
    origin,
    now: () => around.clock.now(),
    newId: () => newId(around.clock.now()),
    db: around.store.client,
    sql: around.store.pool,
    store: around.store,
    bus: around.bus,
    log: new LaterLog(around.log, { request: origin.requestId }),
    publish: (news) => around.bus.publish(news),
    inTransaction: false,
    channels: around.channels,
  };
}

export const systemActor = (name: string): Actor => ({ kind: 'system', name });

/** The same surroundings with someone else acting. */
export function actingAs(ctx: Ctx, actor: Actor): Ctx {
  return { ...ctx, actor };
}

/** The person behind the actor, if there is one. */
export function personOf(actor: Actor): ActingPerson | undefined {
  return actor.kind === 'person' || actor.kind === 'token' ? actor.person : undefined;
}

/**
 * Runs `work` in one transaction. Inside one already, it joins it. News published inside goes out after the
 * commit, and not at all after a rollback.
 */
export async function inTransaction<Result>(ctx: Ctx, work: (ctx: Ctx) => Promise<Result>): Promise<Result> {
  if (ctx.inTransaction) return work(ctx);
  const news: News[] = [];
  const result = await ctx.store.transaction((db, sql) =>
    work({ ...ctx, db, sql, inTransaction: true, publish: (item) => news.push(item) }),
  );
  for (const item of news) ctx.bus.publish(item);
  return result;
}
