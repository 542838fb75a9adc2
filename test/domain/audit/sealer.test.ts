import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { verifyAudit } from '../../../src/domain/audit/verify.ts';
import { createSealer, type Sealer, type SealerOptions } from '../../../src/jobs/seal.ts';
import type { Ctx } from '../../../src/lib/context.ts';
import { silentLog } from '../../../src/lib/log.ts';
import { append, createTestLog, key, type TestLog } from './log.ts';

let log: TestLog;
let sealers: Sealer[] = [];
beforeEach(async () => {
  log = await createTestLog(0);
});
afterEach(async () => {
  await Promise.all(sealers.map((sealer) => sealer.stop()));
  sealers = [];
  await log.close();
});

const sealer = (options: Partial<SealerOptions> = {}) => {
  const made = createSealer({ ctx: () => log.ctx, key, dataDir: log.dataDir, ...options });
  sealers.push(made);
  return made;
};
const unsealed = async (): Promise<number> =>
  (await log.desk.store.pool.query('SELECT count(*)::int AS n FROM audit_entry WHERE seq IS NULL')).rows[0].n;
const report = () => verifyAudit(log.ctx, { key, dataDir: log.dataDir });
const headSeq = async () => JSON.parse(await readFile(join(log.dataDir, 'audit', 'head.json'), 'utf8')).seq;

describe('createSealer', () => {
  it('seals until nothing is left, and notes the head', async () => {
    await append(log.desk, 10);
    await sealer({ batch: 3 }).tick();
    expect(await report()).toMatchObject({ sealed: 10, unsealed: 0, faults: [], notes: 2 });
    expect(await headSeq()).toBe(10);
  });

  it('is woken by news', async () => {
    const made = sealer({ collect: 5, every: 3_600_000 });
    made.start();
    await made.tick();
    await append(log.desk, 3);
    await expect.poll(unsealed).toBe(0);
  });

  it('looks by the clock, for news that got lost', async () => {
    await append(log.desk, 3);
    sealer({ collect: 3_600_000, every: 20 }).start();
    await expect.poll(unsealed).toBe(0);
  });

  it('never overlaps itself, and runs once more for what came meanwhile', async () => {
    let [now, most, calls] = [0, 0, 0];
    const counted: Ctx = {
      ...log.ctx,
      store: {
        ...log.ctx.store,
        transaction: (work) => {
          calls += 1;
          now += 1;
          most = Math.max(most, now);
          return log.ctx.store.transaction(work).finally(() => {
            now -= 1;
          });
        },
      },
    };
    const made = sealer({ ctx: () => counted });
    await append(log.desk, 1);
    await Promise.all([made.tick(), made.tick(), made.tick(), made.tick()]);
    expect([most, calls]).toEqual([1, 2]);
  });

  it('seals what is left and notes it when it stops', async () => {
    const made = sealer({ collect: 3_600_000, every: 3_600_000 });
    made.start();
    await made.tick();
    await append(log.desk, 4);
    await made.tick();
    // Within the same second nothing is noted, unless it is the end.
    await append(log.desk, 0);
    await log.tamper(
      `INSERT INTO audit_entry (at, actor_kind, action, subject_type, subject_id, channel, request_id, detail_hash)
       VALUES (now(), 'system', 'a', 'b', 'c', 'd', 'e', '')`,
    );
    await made.stop();
    expect(await unsealed()).toBe(0);
    expect(await headSeq()).toBe(5);
    await append(log.desk, 1);
    expect(await unsealed()).toBe(1);
  });

  it('tells of trouble once, goes on trying, and seals even when the folder cannot be written', async () => {
    const error = vi.fn();
    const info = vi.fn();
    const ctx: Ctx = { ...log.ctx, log: { ...silentLog, error, info } };
    await rm(log.dataDir, { recursive: true });
    await writeFile(log.dataDir, 'in the way');
    const made = sealer({ ctx: () => ctx });
    await append(log.desk, 2);
    await made.tick();
    await made.tick();
    expect(await unsealed()).toBe(0);
    expect(error.mock.calls.map(([, words]) => words)).toEqual([
      'the head of the audit chain cannot be noted',
    ]);
    await rm(log.dataDir);
    await made.tick();
    expect(info).toHaveBeenCalledTimes(1);
    expect(await headSeq()).toBe(2);

    await log.tamper('ALTER TABLE audit_entry RENAME TO gone');
    await made.tick();
    await made.tick();
    expect(error).toHaveBeenCalledTimes(2);
    await log.tamper('ALTER TABLE gone RENAME TO audit_entry');
    await append(log.desk, 1);
    await made.tick();
    expect(await report()).toMatchObject({ sealed: 3, faults: [] });
  });

  it('raises no false alarm while two of them seal and others verify', async () => {
    const made = [sealer({ collect: 1, every: 10, batch: 5 }), sealer({ collect: 2, every: 15, batch: 7 })];
    for (const each of made) each.start();
    let writing = true;
    const verifying = (async () => {
      while (writing) {
        const found = await verifyAudit(log.ctx, { key, dataDir: log.dataDir, batch: 10 });
        expect(found.faults).toEqual([]);
      }
    })();
    await Promise.all(Array.from({ length: 8 }, () => append(log.desk, 25)));
    writing = false;
    await verifying;
    await Promise.all(made.map((each) => each.stop()));
    expect(await report()).toMatchObject({ sealed: 200, unsealed: 0, faults: [] });
    expect(await headSeq()).toBe(200);
  });
});
