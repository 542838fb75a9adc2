import { actingPerson } from '../../src/domain/people/acting.ts';
import { listTickets } from '../../src/domain/tickets/list.ts';
import { actingAs, type Ctx } from '../../src/lib/context.ts';
import { writeCursor } from '../../src/lib/cursor.ts';
import { openDesk } from './desk.ts';
import { fillTickets, wordAt } from './fill.ts';
import { type Bench, type Result, result } from './measure.ts';
import { sequentialScans } from './plans.ts';
import { median, percentile } from './stats.ts';

const SIZES = [10_000, 100_000, 1_000_000];
const QUICK_SIZES = [1_000, 5_000, 20_000];

type Asked = Parameters<typeof listTickets>[1];
type Full = { size: number; ctx: Ctx; asked: Record<Kind, Asked[]>; close(): Promise<void> };

/** What is looked for in a search, by how many tickets have it. */
const WORDS = {
  'a common word': (turn: number) => wordAt(5 + turn),
  'a word in one of a hundred': (turn: number) => wordAt(300 + turn),
  'a rare word': (turn: number) => wordAt(9_000 + 500 * turn),
  'two words': (turn: number) => `${wordAt(20 + turn)} ${wordAt(45 + turn)}`,
  'a word that is nowhere': (turn: number) => `zyx${'zyx'[turn % 3]}${turn}zyx`,
};
const SEARCHES = Object.keys(WORDS) as (keyof typeof WORDS)[];
const LISTS = ['first page', 'page half-way down'] as const;
const KINDS = [...LISTS, ...SEARCHES];
type Kind = (typeof KINDS)[number];

const TURNS = 20;
const LIMITS = { listGrowth: 1.5, searchToList: 5, searchToSequential: 0.05 };

/** Lists and searches, as agents ask for them, on desks of different size. */
export async function measureSize(bench: Bench): Promise<Result[]> {
  const desks: Full[] = [];
  try {
    for (const size of bench.quick ? QUICK_SIZES : SIZES) {
      const began = performance.now();
      desks.push(await fullDesk(bench, size));
      bench.say(`size: ${size} tickets written in ${((performance.now() - began) / 1000).toFixed(0)} s`);
    }
    const took = desks.map(() => new Map<Kind, number[][]>(KINDS.map((kind) => [kind, []])));
    const sequential = new Map<Kind, number[]>(SEARCHES.map((kind) => [kind, []]));
    for (let round = -1; round < bench.rounds; round += 1) {
      const times = await oneRound(desks, bench.quick ? 1 : 3);
      // The first one only warms up.
      if (round < 0) continue;
      for (const [index, byKind] of took.entries()) {
        for (const kind of KINDS) byKind.get(kind)?.push(times[index]?.get(kind) ?? []);
      }
      const largest = desks.at(-1);
      for (const kind of largest && round < 3 ? SEARCHES : []) {
        sequential.get(kind)?.push(await timeSequential(largest as Full, WORDS[kind](round)));
      }
    }
    return [
      ...desks.flatMap(({ size }, index) => figures(size, took[index] as Map<Kind, number[][]>)),
      ...judged(desks, took as Map<Kind, number[][]>[], sequential),
      ...(await plans(desks)),
    ];
  } finally {
    for (const desk of desks) await desk.close();
  }
}

async function fullDesk(bench: Bench, size: number): Promise<Full> {
  const database = await bench.server.create();
  const desk = await openDesk(database.url);
  await fillTickets(database.url, size);
  const { pool } = desk.store;
  const agent = await pool.query(
    `SELECT id::text FROM person WHERE 'agent' = ANY (roles) AND email LIKE 'cast%' LIMIT 1`,
  );
  const person = await actingPerson(desk.system(), agent.rows[0].id);
  if (!person) throw new Error('There is no agent.');
  const { rows } = await pool.query(
    `WITH open AS (SELECT t.id, t.created_at, t.queue_id FROM ticket t JOIN queue q ON q.id = t.queue_id
                    WHERE q.name = 'Queue 1' AND t.state IN ('new', 'in_progress', 'on_hold'))
     SELECT id::text, created_at AS at, queue_id::text AS queue FROM open ORDER BY created_at DESC, id DESC
     OFFSET (SELECT count(*) / 2 FROM open) LIMIT 1`,
  );
  const list: Asked = { queue: rows[0].queue, open: 'true' };
  const times = (make: (turn: number) => Asked) => Array.from({ length: TURNS }, (_, turn) => make(turn));
  return {
    size,
    ctx: actingAs(desk.nobody(), { kind: 'person', person }),
    asked: {
      'first page': times(() => list),
      'page half-way down': times(() => ({ ...list, cursor: writeCursor(rows[0]) })),
      ...(Object.fromEntries(
        SEARCHES.map((kind) => [kind, times((turn) => ({ q: WORDS[kind](turn) }))]),
      ) as Record<keyof typeof WORDS, Asked[]>),
    },
    async close() {
      await desk.close();
      await database.drop();
    },
  };
}

/** Milliseconds of every query, by desk and kind; desks and kinds take turns. */
async function oneRound(desks: Full[], repeats: number): Promise<Map<Kind, number[]>[]> {
  const times = desks.map(() => new Map<Kind, number[]>(KINDS.map((kind) => [kind, []])));
  for (let turn = 0; turn < TURNS * repeats; turn += 1) {
    for (const kind of KINDS) {
      for (const [index, { ctx, asked }] of desks.entries()) {
        const began = performance.now();
        await listTickets(ctx, asked[kind][turn % TURNS] as Asked);
        times[index]?.get(kind)?.push(performance.now() - began);
      }
    }
  }
  return times;
}

/** What a search without an index would cost: the newest page with this word, by reading every ticket. */
async function timeSequential({ ctx }: Full, words: string): Promise<number> {
  const client = await ctx.store.pool.connect();
  try {
    await client.query(
      'SET enable_indexscan = off; SET enable_indexonlyscan = off; SET enable_bitmapscan = off',
    );
    const patterns = words.split(' ').map((word) => `%${word}%`);
    const each = patterns.map((_, index) => `(title ILIKE $${index + 1} OR description ILIKE $${index + 1})`);
    const began = performance.now();
    await client.query(
      `SELECT id FROM ticket WHERE ${each.join(' AND ')} ORDER BY created_at DESC, id DESC LIMIT 51`,
      patterns,
    );
    return performance.now() - began;
  } finally {
    await client.query('RESET ALL');
    client.release();
  }
}

function figures(size: number, took: Map<Kind, number[][]>): Result[] {
  return KINDS.flatMap((kind) =>
    ([0.5, 0.95] as const).map((part) => {
      const rounds = (took.get(kind) ?? []).map((times) => percentile(times, part));
      const what = LISTS.some((list) => list === kind) ? 'list' : 'search';
      return result(`size: ${what}, ${kind}, ${size} tickets, p${part * 100}`, 'ms', rounds, median(rounds));
    }),
  );
}

/** The limits: what grows with the desk, and what a search costs beside a list and beside reading everything. */
function judged(desks: Full[], took: Map<Kind, number[][]>[], sequential: Map<Kind, number[]>): Result[] {
  const [smallest, largest] = [took[0], took.at(-1)] as [Map<Kind, number[][]>, Map<Kind, number[][]>];
  const size = desks.at(-1)?.size;
  const all = (times: Map<Kind, number[][]>, kinds: readonly Kind[], round: number) =>
    kinds.flatMap((kind) => times.get(kind)?.[round] ?? []);
  const rounds = [...(largest.get('first page') ?? []).keys()];
  const perRound = (part: number, times: Map<Kind, number[][]>, kinds: readonly Kind[]) =>
    rounds.map((round) => percentile(all(times, kinds, round), part));
  const list = { small: perRound(0.5, smallest, LISTS), large: perRound(0.5, largest, LISTS) };
  const listP95 = perRound(0.95, largest, LISTS);
  const ratios = (a: number[], b: number[]) =>
    median(a.map((value, index) => value / (b[index] ?? Number.NaN)));
  return [
    result(`size: list, ${size} to ${desks[0]?.size} tickets, p50`, 'ms', list.large, median(list.large), {
      ratio: ratios(list.large, list.small),
      atMost: LIMITS.listGrowth,
    }),
    ...SEARCHES.flatMap((kind) => {
      const p95 = perRound(0.95, largest, [kind]);
      const slow = sequential.get(kind) ?? [];
      return [
        result(`size: search to list, ${kind}, ${size} tickets, p95`, 'ms', p95, median(p95), {
          ratio: ratios(p95, listP95),
          atMost: LIMITS.searchToList,
        }),
        result(`size: sequential ILIKE, ${kind}, ${size} tickets`, 'ms', slow, median(slow)),
        result(`size: search to sequential ILIKE, ${kind}, ${size} tickets, p95`, 'ms', p95, median(p95), {
          ratio: median(p95) / median(slow),
          atMost: LIMITS.searchToSequential,
        }),
      ];
    }),
  ];
}

/** How many of the statements, over all kinds, make PostgreSQL read a whole table. */
async function plans(desks: Full[]): Promise<Result[]> {
  const results: Result[] = [];
  for (const { size, ctx, asked } of desks) {
    const scans: number[] = [];
    for (const kind of KINDS) {
      const found = await sequentialScans(ctx, ['ticket', 'ticket_search'], (ctx) =>
        listTickets(ctx, asked[kind][0] as Asked),
      );
      scans.push(found.length);
    }
    const total = scans.reduce((sum, count) => sum + count, 0);
    // A small table is read whole because that is the fastest way.
    const limit = size === desks.at(-1)?.size ? { atMost: 0 } : {};
    results.push(result(`size: sequential scans, ${size} tickets`, 'scans', scans, total, limit));
  }
  return results;
}
