import { json } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import type { InboundEvent, Sender } from '../../src/chat/channel.ts';
import { handle } from '../../src/chat/handle.ts';
import { followApprovals } from '../../src/domain/approvals/by-clock.ts';
import { advanceChanges } from '../../src/domain/changes/advance.ts';
import { actingPerson } from '../../src/domain/people/acting.ts';
import { localBus } from '../../src/lib/bus.ts';
import { testClock } from '../../src/lib/clock.ts';
import { createContext, systemActor } from '../../src/lib/context.ts';
import { silentLog } from '../../src/lib/log.ts';
import { openStore } from '../../src/lib/store.ts';
import type { Fate } from './mortal.ts';
import { mortalStore } from './mortal.ts';

/** One click: who, where, on which card, and what they mean by it. */
export type Click = {
  personId: string;
  channel: string;
  choice: 'approve' | 'reject';
  /** As it stands on the card. */
  value: string;
  /** Two that are the same delivery are one click that was handed in twice. */
  delivery: string;
};

/** A desk in a process of its own that is clicked on, while it does what decisions bring about. */
export type VotesOrders = {
  databaseUrl: string;
  now: string;
  clicks: Click[];
  /** So many at once. */
  atOnce: number;
  /** Where it dies; unset: it lives. */
  fate?: Fate;
};
/** How often each answer was given. */
export type VotesTold = { answers: Record<string, number> };

const orders = (await json(process.stdin)) as VotesOrders;
const store = orders.fate
  ? mortalStore(orders.databaseUrl, orders.fate, 8)
  : openStore(orders.databaseUrl, silentLog, { connections: 8 });
const around = { store, bus: localBus(), clock: testClock(orders.now), log: silentLog };
const ctx = () =>
  createContext(around, systemActor('test'), { channel: 'job', requestId: crypto.randomUUID() });

/** Whom the channel has signed in. */
async function senderOf(personId: string): Promise<Sender> {
  const person = await actingPerson(ctx(), personId);
  if (!person) throw new Error('there is no such person');
  const about = {
    ...{ account: person.id, name: person.name, verifiedEmail: person.email },
    ...{ guest: person.guest, external: person.external, bot: false },
  };
  return { ...about, person, profile: async () => about };
}

async function click({ personId, channel, choice, value, delivery }: Click): Promise<string> {
  const sender = await senderOf(personId);
  const event: InboundEvent =
    choice === 'approve'
      ? { type: 'pressed', message: 'm', action: 'approval_approve', value }
      : {
          type: 'submitted',
          action: 'approval_reject',
          ...{ value, fields: { comment: 'No.' }, attachmentIds: [] },
        };
  const conversation = `direct:${personId}`;
  const { answer } = await handle(ctx(), { channel, delivery, sender, conversation, direct: true, event });
  return answer.type;
}

const answers: Record<string, number> = {};
let clicking = true;
const effects = (async () => {
  while (clicking) {
    await followApprovals(ctx());
    await advanceChanges(ctx());
    await sleep(20);
  }
})();
const waiting = [...orders.clicks];
await Promise.all(
  Array.from({ length: orders.atOnce }, async () => {
    for (let one = waiting.shift(); one; one = waiting.shift()) {
      const answer = await click(one);
      answers[answer] = (answers[answer] ?? 0) + 1;
    }
  }),
);
clicking = false;
await effects;
await new Promise((resolve) => process.send?.({ answers } satisfies VotesTold, resolve));
await store.close();
process.disconnect();
