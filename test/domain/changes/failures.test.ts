import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { passChange, submitChange } from '../../../src/domain/changes/agree.ts';
import { closeChange, finishChange, startChange } from '../../../src/domain/changes/carry-out.ts';
import { reportFailure } from '../../../src/domain/changes/failures.ts';
import { getTicket, listEntries } from '../../../src/domain/tickets/get.ts';
import type { Scope } from '../../../src/lib/context.ts';
import { outcome, refusal, tokenOf } from '../tickets/cast.ts';
import { type ChangeDesk, createChangeDesk } from './change-desk.ts';

let desk: ChangeDesk;
beforeEach(async () => {
  desk = await createChangeDesk();
});
afterEach(() => desk.close());

const asAgent = () => desk.ctxFor(desk.agent);
const asSecond = () => desk.ctxFor(desk.second);
const byToken = (...scopes: Scope[]) =>
  desk.ctxFor(tokenOf(desk.agent, ...(scopes.length > 0 ? scopes : ['write' as const])));
const tickets = () => desk.store.client.ticket.findMany({ where: { kind: 'incident' } });

/** Under way, by the second agent. */
async function underWay(more?: Parameters<ChangeDesk['plan']>[0]): Promise<string> {
  const number = await desk.plan(more);
  await submitChange(asAgent(), { number });
  for (let step = 0; step < 2; step += 1) await passChange(desk.ctxFor(desk.admin), { number });
  await startChange(asSecond(), { number, reason: 'Now' });
  return number;
}

describe('a system that failed', () => {
  test('gets one ticket, linked to the change, in a queue of the team of its service', async () => {
    const number = await underWay({ queueId: desk.otherQueue.id });
    const first = await reportFailure(byToken(), {
      ...{ number, system: 'DB-1', summary: 'It does not start', details: 'exit 1 <b>' },
    });
    expect(first).toMatchObject({ system: 'DB-1', reports: 1, opened: true });
    const ticket = await getTicket(asAgent(), { number: first.ticket });
    expect(ticket).toMatchObject({
      ...{ kind: 'incident', title: 'DB-1: It does not start', queue: { id: desk.queue.id } },
      requester: { id: desk.second.id },
      links: [{ kind: 'related', number }],
    });
    expect(ticket.description).toBe(
      `It does not start\n\nexit 1 <b>\n\nIt failed while ${number} was carried out.`,
    );
    const again = await reportFailure(asSecond(), { number, system: 'ｄb-1', summary: 'Still not' });
    expect(again).toMatchObject({ ticket: first.ticket, reports: 2, opened: false });
    expect(await tickets()).toHaveLength(1);
    const { items } = await listEntries(asAgent(), { number: first.ticket, limit: 50 });
    expect(items.filter(({ kind }) => kind === 'note').map(({ body }) => body)).toEqual([
      `It failed again while ${number} was carried out. Still not`,
    ]);
    expect((await desk.see(number)).failures).toEqual([{ system: 'DB-1', ticket: first.ticket, reports: 2 }]);
    expect(await desk.told(number)).toEqual(
      expect.arrayContaining([`DB-1 failed: ${first.ticket}`, `DB-1 failed again: ${first.ticket}`]),
    );
  });

  test('reported twice with one key it is noted once, also at the same moment', async () => {
    const number = await underWay();
    const said = { number, system: 'db-1', summary: 'It does not start', key: 'run-1' };
    const answers = await Promise.all(Array.from({ length: 8 }, () => reportFailure(byToken(), said)));
    expect(answers.filter(({ opened }) => opened)).toHaveLength(1);
    expect(new Set(answers.map(({ ticket }) => ticket)).size).toBe(1);
    expect(answers.every(({ reports }) => reports === 1)).toBe(true);
    expect(await tickets()).toHaveLength(1);
    expect((await reportFailure(byToken(), { ...said, key: 'run-2' })).reports).toBe(2);
  });

  test('is reported by whoever carries it out, or a program that may write', async () => {
    const number = await underWay();
    const said = { number, system: 'db-1', summary: 'x' };
    expect(await outcome(reportFailure(asAgent(), said))).toBe('forbidden');
    expect(await outcome(reportFailure(desk.ctxFor(desk.admin), said))).toBe('forbidden');
    expect(await outcome(reportFailure(desk.ctxFor(desk.requester), said))).toBe('forbidden');
    expect(await outcome(reportFailure(byToken('read'), said))).toBe('forbidden');
    expect(await tickets()).toEqual([]);
    expect(await outcome(reportFailure(asSecond(), said))).toBe('done');
    expect((await desk.see(number, desk.second)).verbs).toContain('report');
    expect((await desk.see(number)).verbs).not.toContain('report');
  });

  test('of a change that is under way or in review, and of no other', async () => {
    const draft = await desk.plan();
    const said = { system: 'db-1', summary: 'x' };
    expect(await outcome(reportFailure(byToken(), { number: draft, ...said }))).toBe('conflict');
    const number = await underWay();
    await finishChange(asSecond(), { number, outcome: 'successful' });
    expect((await reportFailure(byToken(), { number, ...said })).opened).toBe(true);
    // It did not go as well as was said.
    expect((await desk.see(number)).outcome).toBe('with_issues');
    await closeChange(asAgent(), { number });
    expect(await outcome(reportFailure(byToken(), { number, ...said }))).toBe('conflict');
  });
});

test('with failures it is not plainly successful', async () => {
  const number = await underWay();
  await reportFailure(byToken(), { number, system: 'db-1', summary: 'x' });
  await reportFailure(byToken(), { number, system: 'db-2', summary: 'x' });
  const { message } = await refusal(finishChange(asSecond(), { number, outcome: 'successful' }));
  expect(message).toContain('2 systems failed');
  await finishChange(asSecond(), { number, outcome: 'with_issues', note: 'Two did not start' });
  expect((await desk.see(number)).outcome).toBe('with_issues');
});

test('there is an end to it', async () => {
  const number = await underWay();
  const said = { number, summary: 'x' };
  const { ticket } = await reportFailure(byToken(), { ...said, system: 'db-0' });
  const failure = await desk.store.client.changeFailure.findFirstOrThrow();
  await desk.store.client.changeFailure.update({ where: { id: failure.id }, data: { reports: 100 } });
  const often = await refusal(reportFailure(byToken(), { ...said, system: 'DB-0' }));
  expect(often.message).toContain('reported 100 times');
  const id = () => desk.ctxFor('system').newId();
  const others = Array.from({ length: 499 }, (_, count) => `db-${count + 1}`);
  const { id: like } = await desk.store.client.ticket.findUniqueOrThrow({ where: { number: ticket } });
  const row = await desk.store.client.ticket.findUniqueOrThrow({ where: { id: like } });
  for (const system of others) {
    const ticketId = id();
    await desk.store.client.$executeRaw`
      INSERT INTO ticket SELECT (jsonb_populate_record(t, jsonb_build_object('id', ${ticketId}::text, 'number', ${system}::text))).*
        FROM ticket t WHERE t.id = ${row.id}::uuid`;
    await desk.store.client.changeFailure.create({
      data: { ...failure, id: id(), system, systemFolded: system, ticketId, reports: 1 },
    });
  }
  const many = await refusal(reportFailure(byToken(), { ...said, system: 'one more' }));
  expect(many.message).toContain('500 systems that failed');
  expect((await desk.see(number)).failures).toHaveLength(500);
  expect(await outcome(reportFailure(byToken(), { ...said, system: 'x'.repeat(121) }))).toBe('invalid');
  expect(await outcome(reportFailure(byToken(), { ...said, system: 'x', summary: ' ' }))).toBe('invalid');
});
