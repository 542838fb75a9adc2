import type { LiveEvent } from '../contract/events.ts';
import { directConversation, isSamePlace } from '../domain/outbox/enqueue.ts';
import { isStaff } from '../domain/people/acting.ts';
import { directoryOf, type QueueFacts } from '../domain/settings/directory.ts';
import { audienceOf } from '../domain/tickets/audience.ts';
import { sight, type TicketFacts, worksOn } from '../domain/tickets/policy.ts';
import type { News } from '../lib/bus.ts';
import {
  type ActingPerson,
  type Actor,
  createContext,
  personOf,
  type Surroundings,
  systemActor,
} from '../lib/context.ts';
import { messageOf } from '../lib/errors.ts';

/** News of so long is told together: one query for all of it, however many listen. In milliseconds. */
const COLLECT_MS = 30;
/** More than this at once is not told: streams end, and readers who come back fetch everything anew. */
const MOST_AT_ONCE = 5_000;

const TOLD = ['ticket', 'presence', 'alert', 'web', 'directory'] as const;
type Told = Extract<News, { topic: (typeof TOLD)[number] }>;
const isTold = (news: News): news is Told => TOLD.some((topic) => topic === news.topic);

export type Reader = {
  /** Who reads now; nobody once they may not any more. */
  actor(): Actor;
  tell(event: LiveEvent): void;
  /** Ends the stream of a reader who has missed something. */
  end(): void;
};

export type Live = {
  /** Tells a reader what they may know, until the returned function is called. */
  add(reader: Reader): () => void;
  close(): void;
};

/** Tells readers what has changed, each only what they may know of. */
export function createLive(around: Surroundings): Live {
  const ctx = createContext(around, systemActor('live'), { channel: 'api', requestId: 'live' });
  const readers = new Set<Reader>();
  let waiting = new Map<string, Told>();
  let clock: NodeJS.Timeout | undefined;

  const unsubscribe = around.bus.subscribe((news) => {
    if (readers.size === 0 || !isTold(news)) return;
    waiting.set(keyOf(news), news);
    clock ??= setTimeout(() => void tellAll(), COLLECT_MS);
  });

  async function tellAll(): Promise<void> {
    clock = undefined;
    const news = [...waiting.values()];
    waiting = new Map();
    if (news.length > MOST_AT_ONCE) return endAll();
    try {
      const ids = news.flatMap((item) =>
        item.topic === 'ticket' || item.topic === 'presence' ? [item.id] : [],
      );
      const [{ queues }, tickets] = await Promise.all([
        directoryOf(ctx),
        ids.length === 0 ? new Map<string, TicketFacts>() : audienceOf(ctx, [...new Set(ids)]),
      ]);
      for (const reader of readers) {
        for (const item of news) {
          if (mayKnow(reader.actor(), item, queues, tickets)) reader.tell(eventOf(item));
        }
      }
    } catch (error) {
      around.log.warn({ error: messageOf(error) }, 'live news could not be told');
      endAll();
    }
  }

  function endAll(): void {
    for (const reader of readers) reader.end();
  }

  return {
    add(reader) {
      readers.add(reader);
      return () => readers.delete(reader);
    },
    close() {
      unsubscribe();
      clearTimeout(clock);
      readers.clear();
    },
  };
}

/** Repeats within one batch are one piece of news; of presence the last one counts. */
function keyOf(news: Told): string {
  switch (news.topic) {
    case 'ticket':
      return `ticket ${news.id} ${news.queueId}`;
    case 'presence':
      return `presence ${news.id} ${news.personId}`;
    case 'alert':
      return `alert ${news.id}`;
    case 'web':
      return `web ${news.conversation}`;
    case 'directory':
      return 'directory';
  }
}

function mayKnow(
  actor: Actor,
  news: Told,
  queues: ReadonlyMap<string, QueueFacts>,
  tickets: ReadonlyMap<string, TicketFacts>,
): boolean {
  const person = personOf(actor);
  if (!person) return false;
  switch (news.topic) {
    case 'directory':
      return true;
    case 'alert':
      return isStaff(person);
    case 'web':
      return (
        news.conversation === directConversation(person.id) || isTriageOf(person, news.conversation, queues)
      );
    case 'presence':
      return mayKnowTicket(actor, tickets.get(news.id));
    case 'ticket': {
      // Who works on the queue that a ticket has just left must hear that it is gone.
      const queue = queues.get(news.queueId);
      return mayKnowTicket(actor, tickets.get(news.id)) || (queue !== undefined && worksOn(person, queue));
    }
  }
}

const mayKnowTicket = (actor: Actor, ticket: TicketFacts | undefined): boolean =>
  ticket !== undefined && sight(actor, ticket) !== 'nothing';

function isTriageOf(
  person: ActingPerson,
  conversation: string,
  queues: ReadonlyMap<string, QueueFacts>,
): boolean {
  return [...queues.values()].some(
    (queue) =>
      queue.triage.some((place) => isSamePlace(place, { channel: 'web', conversation })) &&
      worksOn(person, queue),
  );
}

function eventOf(news: Told): LiveEvent {
  if (news.topic !== 'ticket') return news;
  return { topic: 'ticket', id: news.id, queueId: news.queueId };
}
