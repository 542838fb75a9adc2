import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { TEXT_LIMIT } from '../../../src/contract/common.ts';
import { editTicket } from '../../../src/domain/tickets/edit.ts';
import { editEntry } from '../../../src/domain/tickets/edit-entry.ts';
import { entryEdits, getTicket, listEntries } from '../../../src/domain/tickets/get.ts';
import { listTickets } from '../../../src/domain/tickets/list.ts';
import { mergeTicket } from '../../../src/domain/tickets/merge.ts';
import { noteOnTicket, replyToTicket } from '../../../src/domain/tickets/reply.ts';
import { takeTicket } from '../../../src/domain/tickets/take.ts';
import type { Ctx } from '../../../src/lib/context.ts';
import { type Cast, createCast, outcome, refusal } from './cast.ts';

let cast: Cast;
let asAgent: Ctx;
let asRequester: Ctx;
beforeAll(async () => {
  cast = await createCast();
  asAgent = cast.ctxFor(cast.agent);
  asRequester = cast.ctxFor(cast.requester);
});
afterAll(() => cast.close());

type Filter = Parameters<typeof listTickets>[1];
const numbers = async (filter: Filter, ctx = asAgent) =>
  (await listTickets(ctx, filter)).items.map((ticket) => ticket.number);
/** All pages, and what happens between them. */
async function pages(filter: Filter, between: () => Promise<unknown> = async () => {}, ctx = asAgent) {
  const found: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await listTickets(ctx, { ...filter, ...(cursor === undefined ? {} : { cursor }) });
    found.push(...page.items.map((ticket) => ticket.number));
    cursor = page.next ?? undefined;
    if (found.length > 1_000) throw new Error('The pages never end.');
    await between();
  } while (cursor !== undefined);
  return found;
}

describe('pages', () => {
  test('of tickets from one and the same instant have no gaps and no repeats, whatever is opened meanwhile', async () => {
    const queue = await cast.addQueue({});
    const there: string[] = [];
    for (let count = 0; count < 23; count += 1) there.push(await cast.open({ queue, title: 'Paged thing' }));
    for (const filter of [{ queue: queue.id }, { queue: queue.id, q: 'paged' }]) {
      const found = await pages({ ...filter, limit: 5 }, () => cast.open({ queue, title: 'Paged thing' }));
      expect(new Set(found).size).toBe(found.length);
      expect(found).toEqual(expect.arrayContaining(there));
    }
    const oldest = await pages({ queue: queue.id, sort: 'oldest', limit: 4 });
    const newest = await pages({ queue: queue.id, limit: 7 });
    expect(oldest.slice(0, 23)).toEqual(there);
    expect(newest).toEqual(oldest.toReversed());
  });

  test('of a search by number come to an end', async () => {
    await cast.store.pool.query(
      `SELECT setval('ticket_number_incident', 5000), setval('ticket_number_request', 5000)`,
    );
    const both = [await cast.open({ kind: 'incident' }), await cast.open({ kind: 'request' })];
    expect(both).toEqual(['INC-5001', 'REQ-5001']);
    expect((await pages({ q: '5001', limit: 1 })).sort()).toEqual(both);
  });

  test('a forged cursor is refused, not obeyed', async () => {
    for (const cursor of ['x', Buffer.from('2026-01-01T00:00:00Z 1;drop').toString('base64url'), '\0']) {
      expect((await refusal(listTickets(asAgent, { cursor }))).code).toBe('invalid');
    }
  });
});

describe('filters', () => {
  test('each narrows the list to what it says', async () => {
    const queue = await cast.addQueue({});
    const [a, b, c] = [
      await cast.open({ queue, kind: 'incident' }),
      await cast.open({ queue, by: cast.stranger }),
      await cast.open({ queue }),
    ];
    await takeTicket(asAgent, { number: a });
    await editTicket(asAgent, { number: b, tags: ['VPN'], impact: 1, urgency: 1 });
    await cast.put(c, 'closed');
    const inQueue = (filter: Filter) => numbers({ ...filter, queue: queue.id });
    expect(await inQueue({ state: ['new'] })).toEqual([b]);
    expect(await inQueue({ open: 'true' })).toEqual([b, a]);
    expect(await inQueue({ open: 'false' })).toEqual([c]);
    expect(await inQueue({ kind: 'incident' })).toEqual([a]);
    expect(await inQueue({ assignee: 'me' })).toEqual([a]);
    expect(await inQueue({ assignee: 'none' })).toEqual([c, b]);
    expect(await inQueue({ assignee: cast.admin.id })).toEqual([]);
    expect(await inQueue({ requester: cast.stranger.id })).toEqual([b]);
    expect(await inQueue({ requester: 'me' })).toEqual([]);
    expect(await inQueue({ priority: [1, 2] })).toEqual([b]);
    expect(await inQueue({ tag: 'vpn' })).toEqual([b]);
    expect(await inQueue({ createdBefore: cast.clock.now().toISOString() })).toEqual([]);
    expect(await inQueue({ createdAfter: cast.clock.now().toISOString() })).toHaveLength(3);
    expect((await refusal(listTickets(asAgent, { queue: 'x' }))).fields).toEqual(['queue']);
  });
});

describe('who sees what', () => {
  test('lists hold exactly the tickets that may be read', async () => {
    const open = [await cast.open({ watched: true }), await cast.open({ by: cast.stranger })];
    const secret = [
      await cast.open({ queue: cast.privateQueue }),
      await cast.open({ queue: cast.privateQueue, watched: true }),
    ];
    for (const person of [
      cast.requester,
      cast.stranger,
      cast.watcher,
      cast.agent,
      cast.neighbour,
      cast.admin,
      cast.confidant,
      cast.guest,
    ]) {
      const ctx = cast.ctxFor(person);
      const listed = await pages({ limit: 200 }, undefined, ctx);
      const own = await pages({ limit: 200, mineOnly: true }, undefined, ctx);
      for (const number of [...open, ...secret]) {
        const readable = (await outcome(getTicket(ctx, { number }))) === 'done';
        expect([person.name, number, listed.includes(number) || own.includes(number)]).toEqual([
          person.name,
          number,
          readable,
        ]);
      }
      const hidden = await pages({ q: secret[0] ?? '' }, undefined, ctx);
      expect(hidden.includes(secret[0] ?? '')).toBe(listed.includes(secret[0] ?? ''));
      if (person !== cast.confidant)
        expect(await numbers({ queue: cast.privateQueue.id }, ctx)).toEqual(
          listed.filter((number) => secret.includes(number)).length === 0 ? [] : expect.any(Array),
        );
    }
    expect((await refusal(listTickets(cast.ctxFor('nobody'), {}))).code).toBe('unauthenticated');
  });

  test('notes and events are for agents, and so is what a note said before', async () => {
    const number = await cast.open({ watched: true });
    const note = await noteOnTicket(asAgent, { number, body: 'he always calls' });
    const id = note?.entryId ?? '';
    await editEntry(asAgent, { id, body: 'calls often' });
    await takeTicket(asAgent, { number });
    for (const person of [cast.requester, cast.watcher]) {
      const ctx = cast.ctxFor(person);
      const { items } = await listEntries(ctx, { number, limit: 50 });
      expect(items.map((entry) => entry.kind)).toEqual(['reply']);
      expect((await refusal(entryEdits(ctx, { id }))).code).toBe('not_found');
    }
    for (const person of [cast.stranger, cast.guest]) {
      expect((await refusal(listEntries(cast.ctxFor(person), { number, limit: 50 }))).code).toBe('not_found');
    }
    expect((await entryEdits(asAgent, { id })).items.map((edit) => edit.body)).toEqual(['he always calls']);
    // Own requests in the portal are searched by what their requester can read, notes are found by agents only.
    expect(await numbers({ q: 'often' })).toEqual([number]);
  });

  test('the timeline comes in pages without gaps, though all of it is from one instant', async () => {
    const number = await cast.open();
    for (let count = 0; count < 11; count += 1)
      await replyToTicket(asRequester, { number, body: `say ${count}` });
    const said: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await listEntries(asRequester, { number, limit: 3, cursor });
      said.push(...page.items.map((entry) => entry.body));
      cursor = page.next ?? undefined;
    } while (cursor);
    expect(said.slice(1)).toEqual(Array.from({ length: 11 }, (_, count) => `say ${count}`));
  });
});

describe('search', () => {
  test.each([
    ['Printer on floor 3 jams', ['printer', 'JAMS floor', 'jam', 'floor 3 printer'], ['printers', 'amber']],
    [
      'srv01.corp.local does not answer',
      ['srv01', 'corp.local', 'srv01.corp.local', 'SRV01.CORP'],
      ['srv02'],
    ],
    [
      'Mail to grace@example.com bounces',
      ['grace@example.com', 'grace', 'example.com'],
      ['grace@example.org'],
    ],
    ['Since build 10.0.19045 of Windows', ['10.0.19045', '19045 windows'], ['10.0.19046']],
    ['report_final.pdf at /srv/share/new', ['report_final.pdf', '/srv/share', 'share/new'], ['report_draft']],
    ['ÜBERHITZUNG im Büro', ['überhitzung', 'BÜRO', 'überhit'], ['uberflug']],
    ['ＶＰＮ ｅｒｒｏｒ ８０９', ['vpn error', 'VPN', 'error 809'], []],
    ['Не работает принтер', ['принтер', 'РАБОТАЕТ', 'прин'], ['принтеры']],
    ['プリンターが動きません', ['プリンター', 'プリンターが動きません'], ['プリンタア']],
    ['لا تعمل الطابعة', ['الطابعة', 'تعمل'], ['الطابعات']],
    ["it's <b>bold</b> & it's 'quoted' :* | !", ['bold', "it's quoted", 'quoted'], ['bolder']],
    ['the share backup_2024_old is full', ['backup_2024_old', 'backup 2024', 'old'], ['backup_2023']],
    [`key ${'ab'.repeat(80)}`, ['ab'.repeat(80), 'ab'.repeat(50)], ['ba'.repeat(50)]],
    ['code 0x80070005 on e-mail', ['0x80070005', 'e-mail', 'mail'], []],
  ])('%s', async (text, finds, misses) => {
    const number = await cast.open({ title: 'Find me', description: text });
    for (const q of finds) expect([q, await numbers({ q })]).toEqual([q, [number]]);
    for (const q of misses) expect([q, await numbers({ q })]).toEqual([q, []]);
    await cast.store.client.ticketSearch.deleteMany({ where: { ticket: { number } } });
  });

  test('what is typed cannot break the query', async () => {
    for (const q of [
      "'",
      "''",
      '\\',
      '&',
      '!!',
      '(',
      ':*',
      'a\0b',
      '\ud800',
      '%',
      '_',
      "'; DROP TABLE ticket; --",
      '🤷'.repeat(60),
      ' ',
    ]) {
      expect(await outcome(listTickets(asAgent, { q }))).toBe('done');
    }
  });

  test('by any number a ticket ever had', async () => {
    const [a, b] = [await cast.open(), await cast.open()];
    await editTicket(asAgent, { number: a, kind: 'incident' });
    const { number: second } = await getTicket(asAgent, { number: a });
    await mergeTicket(asAgent, { number: a, into: b });
    for (const q of [a, a.toLowerCase(), second, second.replace('-', ' ')])
      expect(await numbers({ q })).toContain(b);
  });
});

describe('common and rare words', () => {
  test('are found by ways of their own, which give the same pages, wherever in time the words are', async () => {
    const queue = await cast.addQueue({});
    const other = await cast.addQueue({});
    await cast.store.pool.query(
      `WITH made AS (
         INSERT INTO ticket (id, number, kind, title, description, requester_id, opened_by_id, queue_id, source, channel,
                             impact, urgency, priority, created_at, updated_at)
         SELECT gen_random_uuid(), 'CHG-' || 70000 + i, 'change', 'x', 'x', $1, $1,
                CASE WHEN i % 3 = 0 THEN $2::uuid ELSE $3::uuid END, 'api', 'api', 3, 3, 4,
                now() - i / 2 * interval '1 minute', now()
           FROM generate_series(1, 600) i
         RETURNING id, created_at, substring(number FROM 5)::int - 70000 AS i
       )
       INSERT INTO ticket_search (ticket_id, created_at, words)
       SELECT id, created_at, to_tsvector('simple', concat_ws(' ', 'everywhere', 'filling' || i % 150, CASE WHEN i <= 200 THEN 'lately' END,
                CASE WHEN i > 400 THEN 'formerly' END, CASE WHEN i % 197 = 0 THEN 'seldom' END))
         FROM made`,
      [cast.requester.id, queue.id, other.id],
    );
    await cast.store.pool.query('ANALYZE ticket_search, ticket');
    const { rows } = await cast.store.pool.query<{ number: string; queue: string; words: string }>(
      `SELECT number, queue_id::text AS queue, words::text FROM ticket JOIN ticket_search ON ticket_id = id
        ORDER BY ticket.created_at DESC, id DESC`,
    );
    const ways = new Set<string>();
    const query = vi.spyOn(cast.store.pool, 'query');
    for (const word of ['everywhere', 'lately', 'formerly', 'seldom', 'everywhere formerly', 'nowhere']) {
      for (const within of [undefined, queue.id]) {
        const wanted = rows
          .filter(
            ({ words, queue }) =>
              word.split(' ').every((one) => words.includes(`'${one}'`)) && (!within || queue === within),
          )
          .map(({ number }) => number);
        const filter = { q: word, limit: 9, ...(within ? { queue: within } : {}) };
        expect(await pages(filter), word).toEqual(wanted);
        expect(await pages({ ...filter, sort: 'oldest' }), word).toEqual(wanted.toReversed());
      }
    }
    for (const [config] of query.mock.calls as unknown as [{ text: string }][]) {
      ways.add(/WITH (page|found)/.exec(config.text)?.[1] ?? 'neither');
    }
    query.mockRestore();
    expect(ways).toEqual(new Set(['neither', 'page', 'found']));
  });
});

describe('very long texts', () => {
  test('arrive whole, are found by what is in front, and do not stop others from being added', async () => {
    // Counted as characters, so an astronaut of three code points is three.
    const start = `needle ${'é🧑‍🚀 '.repeat(TEXT_LIMIT / 8)}`;
    const text = start + '.'.repeat(TEXT_LIMIT - [...start].length);
    const number = await cast.open({ description: text });
    expect((await getTicket(asAgent, { number })).description).toBe(text);
    expect(await numbers({ q: 'needle' })).toEqual([number]);
    expect((await refusal(replyToTicket(asRequester, { number, body: `${text}.` }))).message).toContain(
      '200,000',
    );
    await replyToTicket(asRequester, { number, body: 'haystack' });
    await editTicket(asAgent, { number, title: 'Reindexed' });
    expect(await numbers({ q: 'haystack reindexed' })).toEqual([number]);
  });

  test('twenty of them, every word different, still leave room for one more', async () => {
    const number = await cast.open();
    for (let reply = 0; reply < 20; reply += 1) {
      const words = Array.from({ length: 200 }, (_, word) => `${reply}x${word}${'漢'.repeat(93)}`);
      await replyToTicket(asRequester, { number, body: words.join(' ') });
    }
    expect(await outcome(editTicket(asAgent, { number, title: 'Many words' }))).toBe('done');
    await replyToTicket(asRequester, { number, body: 'and one more' });
  });
});
