import { DAY, HOUR, MINUTE } from '../../src/lib/clock.ts';
import { randomNumbers } from '../bench/stats.ts';

/**
 * The event log of a help desk, made up, in the shape of one that was published (Amaral et al., Incident management
 * process enriched event log, UCI Machine Learning Repository, 2018: 141,712 rows of 24,918 incidents): most rows of a
 * ticket repeat what stood there, a third of the tickets wait for somebody in between, one in a hundred comes back, and
 * some rows are dirt.
 */
export type EventLog = {
  /** In the order in which the other desk wrote them. */
  lines: LogLine[];
  /** By the keys of the tickets: how they stand once all clean rows were taken in. */
  tickets: Map<string, Standing>;
};

/** A row, the ticket that it is about or was meant to be, and what must become of it. */
export type LogLine = { key: string; row: unknown; fate: 'opened' | 'changed' | 'unchanged' | 'refused' };

export type Standing = {
  state: string;
  holdReason: string | null;
  category: string | null;
  impact: number;
  urgency: number;
  assignee: string | null;
  queue: string;
  createdAt: string;
  resolvedAt: string | null;
  closedAt: string | null;
};

/** Addresses of people who ask; and queues with the addresses of those who work there. */
export type LogCast = { requesters: string[]; queues: { name: string; agents: string[] }[] };

type Row = {
  key: string;
  at: string;
  state: string;
  holdReason?: string;
  title: string;
  kind: 'incident';
  category: string;
  impact: number;
  urgency: number;
  requester: string;
  assignee: string | null;
  queue: string;
};

const HOLDS = [
  ...Array.from({ length: 92 }, () => 'awaiting_requester'),
  ...Array.from({ length: 5 }, () => 'awaiting_vendor'),
  ...['awaiting_problem', 'awaiting_problem', 'awaiting_change'],
];
/** One row in so many is followed by one that no desk can take. */
const DIRT = 60;

/** The same for the same seed. All of it happens in the year before `until`. */
export function makeEventLog(seed: number, count: number, cast: LogCast, until: Date): EventLog {
  const random = randomNumbers(seed);
  const below = (end: number) => Math.floor(random() * end);
  const pick = <Item>(items: readonly Item[]): Item => items[below(items.length)] as Item;
  const chance = (part: number) => random() < part;
  const lines: (LogLine & { when: number })[] = [];
  const tickets = new Map<string, Standing>();
  const begin = until.getTime() - 360 * DAY;

  for (let index = 0; index < count; index += 1) liveOf(index);
  return { lines: lines.sort((a, b) => a.when - b.when), tickets };

  /** The rows of one ticket, from its beginning until it is closed or the log ends. */
  function liveOf(index: number): void {
    const key = `INC${String(index + 1).padStart(7, '0')}`;
    let when = begin + below(340 * DAY);
    let standing: Standing | undefined;
    const queue = pick(cast.queues);
    let current: Row = {
      ...{
        key,
        at: '',
        state: 'new',
        title: `Trouble with ${key} – Störung №${index + 1}`,
        kind: 'incident',
      },
      ...{ category: `Category ${1 + below(78)}`, impact: level(), urgency: level() },
      ...{ requester: pick(cast.requesters), assignee: null, queue: queue.name },
    };
    if (chance(1 / DIRT)) refused({ ...current, at: iso(when), requester: '?' });
    write({});
    // Until somebody begins, it is looked at and sent around.
    while (chance(0.25)) write(chance(0.5) ? {} : sentOn());
    if (chance(0.01)) {
      write({ state: 'cancelled' });
      return;
    }
    // Most desks name somebody before they say that work has begun; here that is the same.
    if (chance(0.2)) write({ assignee: somebody() });
    write({ state: 'in_progress', assignee: chance(0.95) ? somebody() : null });
    for (;;) {
      while (chance(0.3))
        write(chance(0.6) ? {} : chance(0.5) ? sentOn() : { category: `Category ${1 + below(78)}` });
      while (chance(0.25)) {
        write({ state: 'on_hold', holdReason: pick(HOLDS) });
        if (chance(0.3)) write({});
        if (chance(0.7)) write({ state: 'in_progress' });
      }
      if (chance(0.02)) return;
      // Some desks do not say that it was resolved before.
      const isShort = chance(0.02);
      write({ state: isShort ? 'closed' : 'resolved' });
      if (isShort) return;
      if (!chance(0.02)) break;
      write({ state: 'in_progress' }, 1 + below(4 * DAY));
    }
    if (chance(0.02)) return;
    write({ state: 'closed' }, 5 * DAY);
    if (chance(1 / DIRT))
      refused({ ...current, state: pick(['in_progress', 'cancelled']), at: iso(when + 1) });

    function write(change: Partial<Row>, after = 1 + below(chance(0.7) ? 8 * HOUR : 3 * DAY)): void {
      when += after;
      const { holdReason: _, ...rest } = current;
      const holds = (change.state ?? current.state) === 'on_hold';
      current = { ...(holds ? current : rest), ...change, at: iso(when) };
      const next = standingAfter(standing, current);
      const isSame = JSON.stringify(next) === JSON.stringify(standing);
      lines.push({
        ...{ when, key, row: current },
        fate: !standing ? 'opened' : isSame ? 'unchanged' : 'changed',
      });
      standing = next;
      tickets.set(key, next);
      // The same row once more, as happens where a log is put together of pieces.
      if (chance(1 / DIRT)) lines.push({ when: when + 0.1, key, row: current, fate: 'unchanged' });
      if (chance(1 / DIRT) && ['in_progress', 'on_hold'].includes(current.state))
        refused(pick(dirt(current)));
    }
    function refused(row: unknown): void {
      lines.push({ when: when + 0.2, key, row, fate: 'refused' });
    }
    function somebody(): string {
      return pick(cast.queues.find(({ name }) => name === current.queue)?.agents ?? []);
    }
    function sentOn(): Partial<Row> {
      const to = pick(cast.queues);
      return {
        queue: to.name,
        assignee: current.state === 'new' && !current.assignee ? null : pick(to.agents),
      };
    }
  }
  function level(): number {
    return chance(0.95) ? 2 : 1 + below(3);
  }
}

/** What a ticket is by a row that can be taken. */
function standingAfter(before: Standing | undefined, row: Row): Standing {
  const { category, impact, urgency, assignee, queue, at } = row;
  // Whoever has it has begun.
  const state = row.state === 'new' && assignee ? 'in_progress' : row.state;
  const isDone = (one: string | undefined) => one === 'resolved' || one === 'closed';
  const isResolvedNow = isDone(state) && !isDone(before?.state);
  return {
    ...{ state, category, impact, urgency, assignee, queue },
    holdReason: row.holdReason ?? null,
    createdAt: before?.createdAt ?? at,
    resolvedAt: isResolvedNow ? at : (before?.resolvedAt ?? null),
    closedAt: state === 'closed' ? at : null,
  };
}

/** What no desk can take, made of a row of a ticket that is being worked on. */
function dirt(row: Row): unknown[] {
  const later = iso(Date.parse(row.at) + MINUTE);
  return [
    { ...row, at: later, state: '-100' },
    { ...row, at: later, state: 'on_hold', holdReason: undefined },
    { ...row, at: later, assignee: 'gone@example.com' },
    { ...row, at: later, queue: 'Group ?' },
    { ...row, at: later, state: 'new', assignee: null },
    { ...row, at: later, knowledge: true },
    { ...row, at: later, title: 'x'.repeat(10_000) },
    { ...row, at: iso(Date.parse(row.at) - 400 * DAY) },
    { ...row, at: '29/2/2016 01:16' },
    { ...row, at: '2099-01-01T00:00:00.000Z' },
    [row],
    JSON.stringify(row),
    null,
  ];
}

const iso = (at: number) => new Date(at).toISOString();
