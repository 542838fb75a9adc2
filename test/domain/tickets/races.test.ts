import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { cancelTicket } from '../../../src/domain/tickets/cancel.ts';
import { closeDueTickets } from '../../../src/domain/tickets/close-due.ts';
import { getTicket } from '../../../src/domain/tickets/get.ts';
import { linkTickets } from '../../../src/domain/tickets/link.ts';
import { listTickets } from '../../../src/domain/tickets/list.ts';
import { mergeTicket } from '../../../src/domain/tickets/merge.ts';
import { rateTicket } from '../../../src/domain/tickets/rate.ts';
import { replyToTicket } from '../../../src/domain/tickets/reply.ts';
import { closeTicket, reopenTicket } from '../../../src/domain/tickets/resolve.ts';
import { assignTicket, takeTicket } from '../../../src/domain/tickets/take.ts';
import { DAY } from '../../../src/lib/clock.ts';
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

const ROUNDS = 8;
const see = (number: string) => getTicket(asAgent, { number });
/** Holds a ticket's row, starts the works one after another so that they queue up for it, and lets go. */
async function queueUp(number: string, ...works: (() => Promise<unknown>)[]) {
  const { id } = await cast.row(number);
  const client = await cast.store.pool.connect();
  await client.query('BEGIN');
  await client.query('SELECT 1 FROM ticket WHERE id = $1 FOR UPDATE', [id]);
  const started: Promise<string>[] = [];
  try {
    for (const work of works) {
      started.push(outcome(work()));
      await expect
        .poll(async () => {
          const { rows } = await client.query(
            `SELECT count(*)::int AS waiting FROM pg_stat_activity
              WHERE datname = current_database() AND wait_event_type = 'Lock'`,
          );
          return rows[0].waiting;
        })
        .toBe(started.length);
    }
  } finally {
    await client.query('COMMIT');
    client.release();
  }
  return Promise.all(started);
}

test('ten agents take at once: one wins and nine are told who did', async () => {
  const agents = await Promise.all(
    Array.from({ length: 10 }, (_, index) =>
      cast.person({ name: `Agent ${index}`, roles: ['agent'], teams: [cast.team] }),
    ),
  );
  const number = await cast.open();
  const results = await Promise.allSettled(agents.map((agent) => takeTicket(cast.ctxFor(agent), { number })));
  const winners = agents.filter((_, index) => results[index]?.status === 'fulfilled');
  expect(winners).toHaveLength(1);
  expect((await see(number)).assignee?.name).toBe(winners[0]?.name);
  for (const result of results) {
    if (result.status === 'rejected')
      expect(result.reason.message).toBe(`${number} was taken by ${winners[0]?.name} already.`);
  }
  expect(await cast.audits(number)).toEqual(['ticket.open', 'ticket.take']);
});

test('taking, assigning and cancelling at once leave what the last of them meant', async () => {
  for (let round = 0; round < ROUNDS; round += 1) {
    const number = await cast.open();
    const results = await Promise.all([
      outcome(takeTicket(asAgent, { number })),
      outcome(assignTicket(cast.ctxFor(cast.admin), { number, assigneeId: cast.neighbour.id })),
      outcome(cancelTicket(asRequester, { number })),
    ]);
    expect(results[2]).toBe('done');
    const ticket = await see(number);
    expect(ticket.state).toBe('cancelled');
    const audits = await cast.audits(number);
    expect(audits.at(-1)).toBe('ticket.cancel');
    expect(audits).toHaveLength(1 + results.filter((result) => result === 'done').length);
    expect(ticket.revision).toBe(audits.length);
  }
});

describe('merging', () => {
  test('A into B while B into A: one of them goes on', async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const [a, b] = [await cast.open(), await cast.open()];
      const results = await Promise.all([
        outcome(mergeTicket(asAgent, { number: a, into: b })),
        outcome(mergeTicket(asAgent, { number: b, into: a })),
      ]);
      expect(results.filter((result) => result === 'done')).toHaveLength(1);
      const rows = [await cast.row(a), await cast.row(b)];
      expect(rows.filter((row) => row.mergedIntoId !== null)).toHaveLength(1);
      expect((await see(a)).number).toBe((await see(b)).number);
      expect((await see(a)).state).toBe('new');
    }
  });

  test('A into B while B into C: nobody ends in a closed ticket', async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const [a, b, c] = [await cast.open(), await cast.open(), await cast.open()];
      await Promise.all([
        outcome(mergeTicket(asAgent, { number: a, into: b })),
        outcome(mergeTicket(asAgent, { number: b, into: c })),
      ]);
      expect((await see(b)).number).toBe(c);
      const end = await see(a);
      expect([a, c]).toContain(end.number);
      expect(end.state).toBe('new');
    }
  });

  test('a reply that waits for a merge lands on the ticket that goes on, by any of its numbers', async () => {
    const [a, b] = [await cast.open(), await cast.open()];
    const results = await queueUp(
      a,
      () => mergeTicket(asAgent, { number: a, into: b }),
      () => replyToTicket(asRequester, { number: a, body: 'meanwhile' }),
    );
    expect(results).toEqual(['done', 'done']);
    const entries = await cast.store.client.entry.findMany({
      where: { body: 'meanwhile' },
      include: { ticket: true },
    });
    expect(entries.map((entry) => entry.ticket.number)).toEqual([b]);
  });
});

test('links made both ways at once never deadlock, and only one direction stands', async () => {
  for (let round = 0; round < ROUNDS; round += 1) {
    const [a, b] = [await cast.open(), await cast.open()];
    const related = [
      outcome(linkTickets(asAgent, { number: a, kind: 'related', to: b })),
      outcome(linkTickets(asAgent, { number: b, kind: 'related', to: a })),
    ];
    expect(await Promise.all(related)).toEqual(['done', 'done']);
    const children = await Promise.all([
      outcome(linkTickets(asAgent, { number: a, kind: 'child_of', to: b })),
      outcome(linkTickets(asAgent, { number: b, kind: 'child_of', to: a })),
    ]);
    expect(children.sort()).toEqual(['done', 'invalid']);
    const [one, other] = [await see(a), await see(b)];
    expect([one, other].map(({ links }) => links.length)).toEqual([1, 1]);
    expect([one, other].filter(({ parent }) => parent)).toHaveLength(1);
  }
});

test('a reply while the ticket is being closed is never lost: it is on the ticket or on its follow-up', async () => {
  for (let round = 0; round < ROUNDS; round += 1) {
    const number = await cast.open();
    await cast.put(number, 'resolved');
    const body = `late ${round}`;
    const [, written] = await Promise.all([
      closeTicket(asAgent, { number }),
      replyToTicket(asRequester, { number, body }),
    ]);
    const entries = await cast.store.client.entry.findMany({ where: { body }, include: { ticket: true } });
    expect(entries.map((entry) => entry.ticket.number)).toEqual([written?.number]);
  }
});

test('two answers to a closed ticket’s thread at once make one follow-up that holds both', async () => {
  for (let round = 0; round < ROUNDS; round += 1) {
    const number = await cast.open();
    const { id } = await cast.row(number);
    const thread = `closed-${round}`;
    const place = { channel: 'web', conversation: `direct:${cast.requester.id}` };
    await cast.store.client.ticketThread.create({
      data: { ...place, thread, ticketId: id, side: 'requester' },
    });
    await cast.put(number, 'closed');
    const say = (message: string) =>
      replyToTicket(
        cast.ctxFor(cast.requester, 'web'),
        { number, body: message },
        { delivery: message, from: { ...place, message, thread } },
      );
    const written = await Promise.all([say(`${thread}-1`), say(`${thread}-2`)]);
    expect(written[0]?.number).toBe(written[1]?.number);
    expect(written[0]?.number).not.toBe(number);
    const entries = await cast.store.client.entry.findMany({
      where: { ticket: { number: written[0]?.number ?? '' }, kind: 'reply' },
    });
    expect(entries.map((entry) => entry.body).sort()).toEqual([`${thread}-1`, `${thread}-2`]);
  }
});

test('rated twice at once counts once', async () => {
  const number = await cast.open();
  await cast.put(number, 'resolved');
  const results = await Promise.all(
    [1, 5, 3].map((score) => outcome(rateTicket(asRequester, { number, score }))),
  );
  expect(results.sort()).toEqual(['conflict', 'conflict', 'done']);
  expect((await cast.audits(number)).filter((action) => action === 'ticket.rate')).toHaveLength(1);
});

test('reopening at the last instant against closing just after it: exactly one of them happens', async () => {
  for (let round = 0; round < ROUNDS; round += 1) {
    const number = await cast.open();
    await cast.put(number, 'resolved');
    const { resolvedAt } = await cast.row(number);
    const edge = new Date((resolvedAt?.getTime() ?? 0) + 5 * DAY);
    const late = { ...cast.ctxFor('system'), now: () => new Date(edge.getTime() + 1) };
    const [reopened] = await Promise.all([
      outcome(reopenTicket({ ...asRequester, now: () => edge }, { number })),
      closeDueTickets(late),
    ]);
    const { state } = await cast.row(number);
    expect(state).toBe(reopened === 'done' ? 'in_progress' : 'closed');
    const ends = (await cast.audits(number)).filter((action) => /reopen|close/.test(action));
    expect(ends).toHaveLength(1);
  }
});

test('50 replies at once are all kept, found and told', async () => {
  const number = await cast.open();
  const words = Array.from({ length: 50 }, (_, index) => `parallel${index}word`);
  await Promise.all(words.map((word) => replyToTicket(asRequester, { number, body: `I say ${word}` })));
  const { id } = await cast.row(number);
  const entries = await cast.store.client.entry.findMany({ where: { ticketId: id, kind: 'reply' } });
  expect(entries).toHaveLength(51);
  for (const word of words) {
    expect((await listTickets(asAgent, { q: word })).items.map((ticket) => ticket.number)).toEqual([number]);
  }
  expect((await cast.audits(number)).filter((action) => action === 'ticket.reply')).toHaveLength(50);
  const notices = await cast.store.client.notice.count({ where: { ticketId: id, viewKind: 'entry' } });
  expect(notices).toBe(100);
});

test('a change that waits its turn decides on what it finds then', async () => {
  const number = await cast.open();
  const results = await queueUp(
    number,
    () => cancelTicket(asRequester, { number }),
    () => takeTicket(asAgent, { number }),
  );
  expect(results).toEqual(['done', 'conflict']);
  expect((await refusal(takeTicket(asAgent, { number }))).message).toContain('cancelled');
});
