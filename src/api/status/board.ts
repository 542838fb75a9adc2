import { setTimeout as sleep } from 'node:timers/promises';
import { type Audience, pathOf, readFacts, type StatusFacts } from '../../domain/status/facts.ts';
import { stateAt } from '../../domain/status/state.ts';
import { MINUTE, SECOND } from '../../lib/clock.ts';
import { createContext, type Surroundings, systemActor } from '../../lib/context.ts';
import { DeskbellError, messageOf } from '../../lib/errors.ts';
import { type Document, documentOf } from './documents.ts';
import { statusFeed } from './feed.ts';
import { statusJson } from './json.ts';
import { type Kept, keepFacts, keptFacts } from './kept.ts';
import { statusPage } from './page.ts';

/** News may get lost, so what was read is not relied on for longer. */
const MAX_AGE = 3 * SECOND;
/** So long, by the clock on the wall, readers wait for the database; then they get what is known. */
const PATIENCE = SECOND;
/** After a failure it is not asked again before. */
const RETRY_AFTER = SECOND;
/** From then on the page says that it is old. */
const OLD_AFTER = MINUTE / 2;

export type DocumentName = 'page' | 'json' | 'feed';
export type Documents = Readonly<Record<DocumentName, Document>>;

export type Board = {
  /**
   * What is to be sent now; null: there is no such page.
   * @throws `unavailable` when the database was never reached
   */
  documents(): Promise<Documents | null>;
};

type BoardOptions = Surroundings & {
  audience: Audience;
  publicUrl: () => string;
  mail: boolean;
  headers: Readonly<Record<string, string>>;
  /** The folder in which what is known outlives the process; unset: it does not. */
  keptIn?: string;
};

type Known = { facts: StatusFacts | null; readAt: number; heard: number };
type Drawn = { known: Known; isOld: boolean; until: number; documents: Promise<Documents> };

/**
 * The pages of one audience, drawn when something changes and kept as bytes. News make them stale, age does, and what
 * begins and ends by the clock; while the database is away they go on as they were last known. Each process has its own.
 */
export function createBoard(options: BoardOptions): Board {
  const { bus, clock, log, audience, keptIn } = options;
  let heard = 0;
  let known: Known | undefined;
  let drawn: Drawn | undefined;
  let reading: Promise<void> | undefined;
  /** Ends with the reading, or when readers have waited long enough for it. */
  let patience: Promise<unknown> | undefined;
  let failedAt: number | undefined;
  /** One after another: they write the same file. */
  let keeping: Promise<void> = Promise.resolve();
  bus.subscribe(({ topic }) => {
    if (topic === 'status' || topic === 'directory') heard += 1;
  });
  const now = () => clock.now().getTime();
  const isFresh = () =>
    known !== undefined && known.heard === heard && Math.abs(now() - known.readAt) < MAX_AGE;

  async function read(): Promise<void> {
    const [startedAt, heardBefore] = [now(), heard];
    const origin = { channel: 'web', requestId: 'status page' };
    try {
      const facts = await readFacts(createContext(options, systemActor('status page'), origin), audience);
      const isSame = known !== undefined && JSON.stringify(facts) === JSON.stringify(known.facts);
      // What was drawn of the same facts is right for as long as it was.
      if (known && isSame) Object.assign(known, { readAt: startedAt, heard: heardBefore });
      else {
        known = { facts, readAt: startedAt, heard: heardBefore };
        keep(facts && { facts, readAt: startedAt });
      }
      failedAt = undefined;
    } catch (error) {
      failedAt = now();
      const kept = !known && keptIn ? await keptFacts(keptIn) : undefined;
      if (kept) known = { ...kept, heard: -1 };
      log.warn({ audience, error: messageOf(error) }, 'the status page could not be read anew');
    }
  }

  function keep(kept: Kept | null): void {
    if (keptIn === undefined) return;
    keeping = keeping
      .then(() => keepFacts(keptIn, kept))
      .catch((error: unknown) => log.warn({ error: messageOf(error) }, 'the status page could not be kept'));
  }

  async function refresh(): Promise<void> {
    if (!reading) {
      if (failedAt !== undefined && now() - failedAt < RETRY_AFTER) return;
      reading = read().finally(() => {
        reading = undefined;
      });
      patience = Promise.race([reading, sleep(PATIENCE, undefined, { ref: false })]);
    }
    await patience;
  }

  return {
    async documents() {
      // A second time where news came while it was read.
      for (let round = 0; round < 2 && !isFresh(); round += 1) await refresh();
      if (!known && reading) await reading;
      if (!known) throw new DeskbellError('unavailable', 'The status is not known yet. Please try again.');
      const at = now();
      const isOld = at - known.readAt >= OLD_AFTER;
      const { facts } = known;
      if (facts === null) return null;
      const isDrawn =
        drawn?.known === known && drawn.isOld === isOld && at < drawn.until && at >= drawn.until - MINUTE;
      if (!drawn || !isDrawn) {
        const state = stateAt(facts, at);
        const documents = draw(facts, state, isOld ? known.readAt : null, options);
        drawn = { known, isOld, until: state.until, documents };
      }
      return drawn.documents;
    },
  };
}

async function draw(
  facts: StatusFacts,
  state: ReturnType<typeof stateAt>,
  lastKnown: number | null,
  { audience, mail, headers, publicUrl }: BoardOptions,
): Promise<Documents> {
  const html = statusPage(state, { audience, mail, lastKnown });
  const [page, data, feed] = await Promise.all([
    documentOf(html, 'text/html; charset=utf-8', headers),
    documentOf(statusJson(state, lastKnown), 'application/json; charset=utf-8', headers),
    documentOf(
      statusFeed(facts, publicUrl() + pathOf[audience]),
      'application/atom+xml; charset=utf-8',
      headers,
    ),
  ]);
  return { page, json: data, feed };
}
