import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { audit } from '../../../src/domain/audit/record.ts';
import { sealAudit } from '../../../src/domain/audit/seal.ts';
import { verifyAudit } from '../../../src/domain/audit/verify.ts';
import { createContext, inTransaction, systemActor } from '../../../src/lib/context.ts';
import { silentLog } from '../../../src/lib/log.ts';
import { openStore } from '../../../src/lib/store.ts';
import { createDesk, type Desk } from '../../support/desk.ts';
import { append, key } from './log.ts';

let desk: Desk;
beforeEach(async () => {
  desk = await createDesk();
});
afterEach(() => desk.close());

type Row = { id: number; subject: string; seq: number | null };
const rows = async (): Promise<Row[]> =>
  (await desk.store.pool.query('SELECT id, subject_id AS subject, seq FROM audit_entry ORDER BY seq, id'))
    .rows;
const write = (subject: string, fails = false) =>
  inTransaction(desk.ctxFor('system'), async (ctx) => {
    await audit(ctx, { action: 'test', subject: { type: 'test', id: subject }, detail: { subject } });
    if (Math.random() < 0.5) await sleep(Math.random() * 10);
    await audit(ctx, { action: 'test', subject: { type: 'test', id: subject }, detail: { again: true } });
    if (fails) throw new Error('rolled back');
  });

it('seals in batches, and tells the head', async () => {
  const ctx = desk.ctxFor('system');
  expect(await sealAudit(ctx, key)).toEqual({ sealed: 0, head: null, busy: false });
  await append(desk, 5);
  expect(await sealAudit(ctx, key, { batch: 3 })).toMatchObject({ sealed: 3, head: { seq: 3 } });
  const second = await sealAudit(ctx, key, { batch: 3 });
  expect(second).toMatchObject({ sealed: 2, head: { seq: 5 } });
  expect(await sealAudit(ctx, key)).toEqual({ sealed: 0, head: second.head, busy: false });
  expect((await rows()).map((row) => row.id)).toEqual([1, 2, 3, 4, 5]);
});

it('does nothing while another process is sealing', async () => {
  await append(desk, 2);
  await inTransaction(desk.ctxFor('system'), async (ctx) => {
    expect(await sealAudit(ctx, key)).toMatchObject({ sealed: 2 });
    expect(await sealAudit(desk.ctxFor('system'), key)).toEqual({ sealed: 0, head: null, busy: true });
  });
  expect(await sealAudit(desk.ctxFor('system'), key)).toMatchObject({ sealed: 0, head: { seq: 2 } });
});

it('puts a change that was committed late at the end', async () => {
  await inTransaction(desk.ctxFor('system'), async (ctx) => {
    await audit(ctx, { action: 'test', subject: { type: 'test', id: 'slow' } });
    await write('quick');
    expect(await sealAudit(desk.ctxFor('system'), key)).toMatchObject({ sealed: 2 });
  });
  await sealAudit(desk.ctxFor('system'), key);
  expect((await rows()).map((row) => row.subject)).toEqual(['quick', 'quick', 'slow']);
});

it('makes one chain without gaps of 20 writers and two sealers', { timeout: 60_000 }, async () => {
  const other = openStore(desk.store.url, silentLog, { connections: 4 });
  const theirs = createContext({ ...desk, store: other }, systemActor('test'), {
    channel: 'api',
    requestId: 'r',
  });
  let writing = true;
  let [clashes, rounds] = [0, 0];
  const seal = async (ctx: typeof theirs) => {
    for (;;) {
      const last = !writing;
      const { sealed, busy } = await sealAudit(ctx, key, { batch: 17 });
      if (busy) clashes += 1;
      rounds += 1;
      if (last && !busy && sealed < 17) return;
    }
  };
  const committed = new Set<string>();
  const began = new Map<string, number>();
  const ended = new Map<string, number>();
  let tick = 0;
  const writer = async (number: number) => {
    for (let turn = 0; turn < 25; turn += 1) {
      const subject = `${number}/${turn}`;
      const fails = turn % 5 === 4;
      began.set(subject, ++tick);
      await write(subject, fails).catch((error) => expect(error.message).toBe('rolled back'));
      ended.set(subject, ++tick);
      if (!fails) committed.add(subject);
    }
  };
  const sealers = [seal(desk.ctxFor('system')), seal(theirs)];
  await Promise.all(Array.from({ length: 20 }, (_, number) => writer(number)));
  writing = false;
  await Promise.all(sealers);
  await other.close();

  const all = await rows();
  expect(all.map((row) => row.seq)).toEqual(
    Array.from({ length: 2 * committed.size }, (_, index) => index + 1),
  );
  expect(new Set(all.map((row) => row.subject))).toEqual(committed);
  expect(clashes).toBeGreaterThan(0);
  expect(rounds).toBeGreaterThan(clashes);
  const places = Map.groupBy(all, (row) => row.subject);
  for (const [subject, [first, second]] of places) {
    expect(first && second && first.id < second.id, subject).toBe(true);
  }
  // What was committed before another began stands before it.
  for (const a of committed) {
    for (const b of committed) {
      if ((ended.get(a) ?? 0) >= (began.get(b) ?? 0)) continue;
      const [lastOfA, firstOfB] = [places.get(a)?.[1]?.seq ?? 0, places.get(b)?.[0]?.seq ?? 0];
      if (lastOfA >= firstOfB) expect(`${a} before ${b}`).toBe('kept');
    }
  }
  const report = await verifyAudit(desk.ctxFor('system'), { key });
  expect(report).toMatchObject({ sealed: 2 * committed.size, unsealed: 0, faults: [] });
});
