import { handle } from '../../src/chat/handle.ts';
import { type BenchDesk, messageFrom, openDesk } from './desk.ts';
import { closedLoop, type Load } from './load.ts';
import { type Bench, type Result, result } from './measure.ts';
import { openPlain } from './plain.ts';
import { median } from './stats.ts';
import { textMaker } from './texts.ts';

const AT_ONCE = [1, 8, 16, 64];
/**
 * The port with a message of the portal, whose sender has signed in; with one of a chat platform, whose sender has to
 * be looked up; and the bare rows.
 */
const SIDES = ['port', 'chat', 'plain'] as const;
type Side = (typeof SIDES)[number];
/** The port's rate, to that of the bare rows. */
const LIMIT = { atOnce: 8, ratio: 0.6 };

/** From a message on a channel to its committed ticket, beside the same rows written by plain `pg`. */
export async function measureIntake(bench: Bench): Promise<Result[]> {
  const database = await bench.server.create();
  const desk = await openDesk(database.url);
  const queue = await desk.store.client.queue.findFirstOrThrow();
  const plain = openPlain(desk.url, {
    id: queue.id,
    triage: (queue.triage as { conversation: string }[])[0]?.conversation ?? '',
  });
  const port = portWriter(desk);
  const [text, sender] = [textMaker(2), inTurn(desk.people)];
  const sides = { port, chat: portWriter(desk, 'chat'), plain: () => plain.write(sender().id, text()) };
  const milliseconds = bench.quick ? 300 : 2_000;
  const loads: Record<Side, Map<number, Load[]>> = { port: new Map(), chat: new Map(), plain: new Map() };
  try {
    for (const work of Object.values(sides)) await closedLoop(milliseconds, 16, work);
    await checkSameRows(desk, sides);
    for (const atOnce of AT_ONCE) {
      for (let round = 0; round < bench.rounds; round += 1) {
        for (const side of SIDES) {
          const load = await closedLoop(milliseconds, atOnce, sides[side]);
          loads[side].set(atOnce, [...(loads[side].get(atOnce) ?? []), load]);
        }
      }
      bench.say(`intake, ${atOnce} at once: done`);
    }
  } finally {
    await plain.close();
    await desk.close();
    await database.drop();
  }
  return AT_ONCE.flatMap((atOnce) => {
    const [port, chat, plain] = SIDES.map((side) => loads[side].get(atOnce) ?? []);
    return figures(atOnce, port ?? [], chat ?? [], plain ?? []);
  });
}

/** A fresh message from the next person, through the port. */
export function portWriter(desk: BenchDesk, channel = 'web'): () => Promise<unknown> {
  const [text, sender] = [textMaker(1), inTurn(desk.people)];
  return async () => {
    const outcome = await handle(desk.nobody(), messageFrom(sender(), channel, text()));
    if (!outcome.ticket) throw new Error('A message became no ticket.');
    return outcome;
  };
}

export function inTurn<Item>(items: readonly Item[]): () => Item {
  let next = 0;
  return () => items[next++ % items.length] as Item;
}

function figures(atOnce: number, port: Load[], chat: Load[], plain: Load[]): Result[] {
  const ratio = (loads: Load[]) =>
    median(loads.map((load, round) => load.perSecond / (plain[round]?.perSecond ?? Number.NaN)));
  const told = (side: string, loads: Load[], more = {}) => {
    const of = (what: string, unit: string, figure: 'perSecond' | 'p50' | 'p99' | 'cpu', extra = {}) => {
      const rounds = loads.map((load) => load[figure]);
      return result(`intake: ${side}${what}, ${atOnce} at once`, unit, rounds, median(rounds), extra);
    };
    return [
      of('', 'messages/s', 'perSecond', more),
      of(', p50', 'ms', 'p50'),
      of(', p99', 'ms', 'p99'),
      of(', CPU of Node', 'ms/message', 'cpu'),
    ];
  };
  const limit = atOnce === LIMIT.atOnce ? { atLeast: LIMIT.ratio } : {};
  return [
    ...told('port', port, { ratio: ratio(port), ...limit }),
    ...told('port, sender looked up', chat, { ratio: ratio(chat) }),
    ...told('plain pg', plain),
  ];
}

const TABLES = ['delivery', 'ticket', 'entry', 'ticket_thread', 'ticket_search', 'notice', 'audit_entry'];

/** A pair is one only if both halves write as many rows into the same tables. */
async function checkSameRows(desk: BenchDesk, sides: Record<string, () => Promise<unknown>>): Promise<void> {
  const count = async () => {
    const parts = TABLES.map((table) => `(SELECT count(*)::int FROM ${table}) AS ${table}`);
    return (await desk.store.pool.query(`SELECT ${parts.join(', ')}`)).rows[0] as Record<string, number>;
  };
  const written: string[] = [];
  for (const work of Object.values(sides)) {
    const before = await count();
    await work();
    const after = await count();
    written.push(TABLES.map((table) => `${table} ${(after[table] ?? 0) - (before[table] ?? 0)}`).join(', '));
  }
  if (new Set(written).size !== 1) throw new Error(`The halves of the pair differ: ${written.join(' | ')}`);
}
