import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Draft, insertTicket } from '../../../src/domain/tickets/insert.ts';
import { inTransaction } from '../../../src/lib/context.ts';
import { type Cast, createCast } from './cast.ts';

/** Tickets that are opened at the same moment are written by one statement. */

let cast: Cast;
beforeAll(async () => {
  cast = await createCast();
});
afterAll(() => cast.close());

let count = 0;
function draft(changes: Partial<Draft> = {}): Draft {
  count += 1;
  return {
    ...{ kind: 'request', title: `Wish ${count}`, description: `I wish for ${count}`, source: 'message' },
    ...{ impact: 3, urgency: 3, priority: 4, category: null, tags: [`t${count}`], rule: null },
    ...{ requesterId: cast.requester.id, openedById: cast.requester.id, queueId: cast.queue.id },
    delivery: `delivery ${count}`,
    from: { channel: 'api', conversation: 'C1', message: `m${count}`, thread: `m${count}` },
    attachmentIds: [],
    sla: null,
    listened: false,
    at: cast.clock.now(),
    cards: [
      { channel: 'api', conversation: 'C1', kind: 'requester_card' },
      { channel: 'web', conversation: 'triage:it', kind: 'triage_card' },
    ],
    ...changes,
  };
}

const write = (one: Draft) => insertTicket(cast.ctxFor(cast.requester), one);
const outcomes = async (drafts: Draft[]) =>
  (await Promise.allSettled(drafts.map(write))).map((one) =>
    one.status === 'rejected' ? 'failed' : one.value ? 'written' : 'there already',
  );

/** How many statements wrote tickets while the work went on. */
async function statements(work: () => Promise<unknown>): Promise<number> {
  const { pool } = cast.store;
  const { query } = pool;
  let seen = 0;
  pool.query = ((...args: Parameters<typeof query>) => {
    if ((args[0] as { name?: string }).name === 'insert-tickets') seen += 1;
    return query.apply(pool, args);
  }) as typeof query;
  await work().finally(() => {
    pool.query = query;
  });
  return seen;
}

const everythingOf = async (id: string) => {
  const { rows } = await cast.store.pool.query(
    `SELECT t.title, t.tags, (SELECT body FROM entry WHERE ticket_id = t.id) AS body,
            (SELECT thread FROM ticket_thread WHERE ticket_id = t.id) AS thread,
            (SELECT count(*)::int FROM ticket_search WHERE ticket_id = t.id) AS words,
            (SELECT json_agg(view_kind ORDER BY view_kind) FROM notice WHERE ticket_id = t.id) AS cards,
            (SELECT detail::json ->> 'title' FROM audit_entry WHERE subject_id = t.id::text) AS audited
       FROM ticket t WHERE id = $1`,
    [id],
  );
  return rows[0];
};

test('two hundred at once become two hundred, each with what belongs to it, in few statements', async () => {
  const drafts = Array.from({ length: 200 }, () => draft());
  let written: Awaited<ReturnType<typeof write>>[] = [];
  const used = await statements(async () => {
    written = await Promise.all(drafts.map(write));
  });
  expect(used).toBeLessThan(20);
  expect(new Set(written.map((one) => one?.number)).size).toBe(200);
  for (const [index, one] of written.entries()) {
    const { title, description, tags, from } = drafts[index] as Draft;
    expect(await everythingOf(one?.id ?? '')).toEqual({
      ...{ title, tags, body: description, thread: from?.thread, words: 1, audited: title },
      cards: ['requester_card', 'triage_card'],
    });
  }
});

test('of one thread or one form that comes twice at once, one is written', async () => {
  const [one, other, form] = [draft(), draft(), draft({ from: null })];
  // A retry may come under another id.
  const again = { ...one, delivery: 'again' };
  expect(await outcomes([one, other, again, form, draft()])).toEqual([
    ...['written', 'written', 'there already', 'written', 'written'],
  ]);
  expect(await outcomes([{ ...form }, { ...one }, draft()])).toEqual([
    ...['there already', 'there already', 'written'],
  ]);
  const twice = draft({ from: null });
  expect((await outcomes([twice, { ...twice }])).sort()).toEqual(['there already', 'written']);
});

test('what the database refuses of one spoils nothing for the others', async () => {
  const nobody = crypto.randomUUID();
  const drafts = [draft(), draft({ requesterId: nobody }), draft(), draft({ queueId: nobody }), draft()];
  expect(await outcomes(drafts)).toEqual(['written', 'failed', 'written', 'failed', 'written']);
});

test('in a transaction it is written there, and gone with it', async () => {
  const ctx = cast.ctxFor(cast.requester);
  const one = draft();
  const undone = inTransaction(ctx, async (ctx) => {
    expect(await insertTicket(ctx, one)).toMatchObject({ number: expect.stringMatching(/^REQ-/) });
    throw new Error('undone');
  });
  await expect(undone).rejects.toThrow('undone');
  expect(await outcomes([one])).toEqual(['written']);
});

/** How many wait for somebody else's transaction. */
async function locks(): Promise<number> {
  const { rows } = await cast.store.pool.query(
    `SELECT count(*)::int AS waiting FROM pg_stat_activity
      WHERE datname = current_database() AND wait_event_type = 'Lock'`,
  );
  return rows[0].waiting;
}

test('one that waits for what somebody else has not committed yet holds up nobody', async () => {
  const [one, other] = [draft(), draft()];
  const rival = await cast.store.pool.connect();
  try {
    await rival.query('BEGIN');
    const known = await cast.row(await cast.open());
    await rival.query(
      `INSERT INTO ticket_thread (channel, conversation, thread, ticket_id, side)
       VALUES ('api', 'C1', $1, $2, 'requester')`,
      [one.from?.thread, known.id],
    );
    const held = outcomes([one]);
    await expect.poll(locks).toBe(1);
    expect(await outcomes([other])).toEqual(['written']);
    await rival.query('COMMIT');
    expect(await held).toEqual(['there already']);
  } finally {
    rival.release();
  }
});
