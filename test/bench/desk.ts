import type { Inbound } from '../../src/chat/channel.ts';
import { forgetPeople, signedIn } from '../../src/chat/people.ts';
import { directConversation } from '../../src/domain/outbox/enqueue.ts';
import { ACTING } from '../../src/domain/people/acting.ts';
import { forgetDirectory } from '../../src/domain/settings/directory.ts';
import { firstStart } from '../../src/domain/setup/first-start.ts';
import { databaseBus } from '../../src/lib/bus.ts';
import { systemClock } from '../../src/lib/clock.ts';
import {
  type ActingPerson,
  type Ctx,
  createContext,
  type Surroundings,
  systemActor,
} from '../../src/lib/context.ts';
import { newId } from '../../src/lib/ids.ts';
import { createLog } from '../../src/lib/log.ts';
import { openStore } from '../../src/lib/store.ts';
import { RULE_WORDS } from './texts.ts';

export type BenchDesk = Surroundings & {
  /** The connection's address. */
  url: string;
  /** Who may ask for something; on the channel `chat` their ids are their accounts. */
  people: ActingPerson[];
  /** For somebody who is not known yet, as a channel makes it. */
  nobody(): Ctx;
  system(): Ctx;
  close(): Promise<void>;
};

/**
 * Enough that nobody writes twice within a few seconds, so that nobody is remembered from the last time, nor taken for
 * a program.
 */
export const PEOPLE = 20_000;

/**
 * A desk as `main.ts` makes it on a fresh database, with people, and with twenty routing rules by words that lead to
 * ten queues. Each has a triage conversation, so a message leaves two cards to be delivered.
 */
export async function openDesk(url: string, triageChannel = 'web'): Promise<BenchDesk> {
  // As in production, but for the line that every request leaves there.
  const log = createLog('warn');
  const store = openStore(url, log);
  const bus = databaseBus(url, log);
  const around: Surroundings = { store, bus, clock: systemClock, log };
  bus.subscribe((news) => {
    if (news.topic !== 'directory') return;
    forgetDirectory(store);
    forgetPeople(store);
  });
  const context = (actor: Parameters<typeof createContext>[1]) =>
    createContext(around, actor, { channel: 'web', requestId: newId(systemClock.now()) });
  const system = () => context(systemActor('bench'));
  await firstStart(system());
  const people = await addPeople(system());
  await addQueues(system(), triageChannel);
  return {
    ...around,
    url,
    people,
    system,
    nobody: () => context({ kind: 'nobody' }),
    async close() {
      await bus.close();
      await store.close();
    },
  };
}

async function addPeople(ctx: Ctx): Promise<ActingPerson[]> {
  const { rows } = await ctx.store.pool.query<ActingPerson>(
    `WITH p AS (
       INSERT INTO person (id, email, name, created_at, updated_at)
       SELECT gen_random_uuid(), 'person' || i || '@example.com', 'Person ' || i, now(), now()
         FROM generate_series(1, $1::int) i
       RETURNING *
     ), i AS (
       INSERT INTO identity (id, person_id, channel, external_id, created_at)
       SELECT gen_random_uuid(), id, 'chat', id::text, created_at FROM p
     )
     SELECT ${ACTING} FROM p`,
    [PEOPLE],
  );
  return rows;
}

/** Ten queues of one team, each with a triage conversation, and rules that send the messages to them. */
async function addQueues(ctx: Ctx, triageChannel: string): Promise<void> {
  const stamp = { createdAt: ctx.now(), updatedAt: ctx.now() };
  const { id: teamId } = await ctx.db.team.findFirstOrThrow();
  const ids = RULE_WORDS.map(() => ctx.newId());
  await ctx.db.queue.createMany({
    data: ids.slice(0, 10).map((id, index) => ({
      ...{
        id,
        name: `Desk ${index + 1}`,
        teamId,
        triage: [{ channel: triageChannel, conversation: `triage:${id}` }],
      },
      ...stamp,
    })),
  });
  await ctx.db.routingRule.createMany({
    data: RULE_WORDS.map((any, index) => ({
      ...{ id: ctx.newId(), position: index, name: `Rule ${index + 1}` },
      conditions: { words: { any } },
      actions: { queueId: ids[Math.floor(index / 2)] ?? '', tags: ['routed'] },
      ...stamp,
    })),
  });
  forgetDirectory(ctx.store);
}

/**
 * What somebody writes to the desk in a conversation of their own: as the portal hands it on, where they have signed
 * in, or as a chat platform does, which tells their account.
 */
export function messageFrom(person: ActingPerson, channel: string, text: string): Inbound {
  const delivery = crypto.randomUUID();
  const sender = signedIn(person);
  return {
    channel,
    delivery,
    sender: channel === 'chat' ? { ...sender, person: undefined } : sender,
    conversation: directConversation(person.id),
    direct: true,
    event: {
      type: 'message',
      message: delivery,
      thread: delivery,
      text,
      mentioned: false,
      attachmentIds: [],
    },
  };
}
