import { setTimeout as sleep } from 'node:timers/promises';
import type { Channel, Message, Target } from '../../src/chat/channel.ts';
import { type DeliveryDeps, deliverOnce } from '../../src/chat/deliver.ts';
import { handle } from '../../src/chat/handle.ts';
import { startDelivery } from '../../src/jobs/deliver.ts';
import { type BenchDesk, messageFrom, openDesk } from './desk.ts';
import { fillTickets } from './fill.ts';
import { inTurn } from './intake.ts';
import { openLoop } from './load.ts';
import { type Bench, type Result, result } from './measure.ts';
import { median, percentile } from './stats.ts';
import { textMaker } from './texts.ts';

const CHANNEL = 'bench';
const CONVERSATIONS = 400;
const ARRIVALS_PER_SECOND = 50;
/** Milliseconds in which what was sent must have arrived, before it counts as lost. */
const PATIENCE = 20_000;
const LIMITS = { perSecond: 2_000, milliseconds: 100 };

type OnPost = (to: Target, message: Message) => void;

/** A platform that answers at once. */
function depsFor(onPost: OnPost): DeliveryDeps {
  const channel: Channel = {
    name: CHANNEL,
    can: { edit: true, forms: true, pause: 0 },
    async post(to, message, key) {
      onPost(to, message);
      return { message: key };
    },
    async edit() {},
    async remove() {},
  };
  return {
    channels: new Map([[CHANNEL, channel]]),
    publicUrl: () => 'https://desk.example.com',
    signInMessage: () => Promise.reject(new Error('Nobody signs in here.')),
  };
}

/** How fast a backlog is told on a channel, and how soon a card follows its ticket. */
export async function measureDelivery(bench: Bench): Promise<Result[]> {
  const database = await bench.server.create();
  const desk = await openDesk(database.url, CHANNEL);
  try {
    const backlog = bench.quick ? 2_000 : 20_000;
    await fillTickets(desk.url, backlog);
    const rates: number[] = [];
    for (let round = -1; round < 3; round += 1) {
      await enqueueAll(desk);
      const rate = await drain(desk, backlog);
      // The first one only warms up.
      if (round >= 0) rates.push(rate);
    }
    const delays: number[][] = [];
    for (let round = 0; round < 3; round += 1) {
      delays.push(await arriveAndDeliver(desk, bench.quick ? 100 : 10 * ARRIVALS_PER_SECOND));
    }
    const [p50, p95] = [0.5, 0.95].map((part) => delays.map((round) => percentile(round, part)));
    const when = `at ${ARRIVALS_PER_SECOND} messages/s`;
    return [
      result(`delivery: backlog of ${backlog}`, 'notices/s', rates, median(rates), {
        atLeast: LIMITS.perSecond,
      }),
      result(`delivery: commit to delivery ${when}, p50`, 'ms', p50 ?? [], median(p50 ?? [])),
      result(`delivery: commit to delivery ${when}, p95`, 'ms', p95 ?? [], median(p95 ?? []), {
        atMost: LIMITS.milliseconds,
      }),
    ];
  } finally {
    await desk.close();
    await database.drop();
  }
}

/** A card is due for every ticket, in threads of many conversations; nothing has been posted yet. */
async function enqueueAll(desk: BenchDesk): Promise<void> {
  await desk.store.pool.query('TRUNCATE notice, view, delivery_lane, ticket_thread');
  await desk.store.pool.query(
    `WITH numbered AS (SELECT id, row_number() OVER (ORDER BY created_at) AS i FROM ticket), placed AS (
       INSERT INTO ticket_thread (channel, conversation, thread, ticket_id, side)
       SELECT $1, 'conversation ' || i % $2::int, 'thread ' || i, id, 'requester' FROM numbered
     )
     INSERT INTO notice (kind, channel, conversation, ticket_id, view_kind, due_at, created_at)
     SELECT 'view', $1, 'conversation ' || i % $2::int, id, 'requester_card', now(), now() FROM numbered ORDER BY i`,
    [CHANNEL, CONVERSATIONS],
  );
  // As autovacuum would have it by itself soon.
  await desk.store.pool.query('ANALYZE notice, view, ticket_thread');
}

/** @returns notices a second, until nothing waits */
async function drain(desk: BenchDesk, backlog: number): Promise<number> {
  let posted = 0;
  const deps = depsFor(() => {
    posted += 1;
  });
  const began = performance.now();
  while ((await deliverOnce(desk.system(), deps)) > 0);
  const seconds = (performance.now() - began) / 1000;
  if (posted !== backlog) throw new Error(`Of ${backlog} notices ${posted} were posted.`);
  return posted / seconds;
}

/** @returns milliseconds from the commit of each ticket to the post of each of its two cards */
async function arriveAndDeliver(desk: BenchDesk, count: number): Promise<number[]> {
  const posted = new Map<string, number[]>();
  const onPost: OnPost = (_to, message) => {
    if (message.type !== 'card') return;
    // A ticket's card begins with its number.
    const number = message.card.title.split(' ')[0] ?? '';
    posted.set(number, [...(posted.get(number) ?? []), performance.now()]);
  };
  const loop = startDelivery(desk.system, depsFor(onPost));
  const [sender, text] = [inTurn(desk.people), textMaker(3)];
  const committed = new Map<string, number>();
  try {
    await openLoop(count, ARRIVALS_PER_SECOND, async () => {
      const { ticket } = await handle(desk.nobody(), messageFrom(sender(), CHANNEL, text()));
      if (ticket) committed.set(ticket, performance.now());
    });
    const until = performance.now() + PATIENCE;
    while ([...committed.keys()].some((number) => posted.get(number)?.length !== 2)) {
      if (performance.now() > until) throw new Error('Some cards did not arrive.');
      await sleep(50);
    }
  } finally {
    await loop.stop();
  }
  return [...committed].flatMap(([number, at]) => (posted.get(number) ?? []).map((then) => then - at));
}
