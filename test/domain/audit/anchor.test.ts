import { appendFile, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { keepHead } from '../../../src/domain/audit/anchor.ts';
import { sealAudit } from '../../../src/domain/audit/seal.ts';
import { verifyAudit } from '../../../src/domain/audit/verify.ts';
import { DAY, SECOND } from '../../../src/lib/clock.ts';
import { deriveKey } from '../../../src/lib/crypto.ts';
import { append, createTestLog, key, type TestLog } from './log.ts';

let log: TestLog;
let folder: string;
const start = new Date('2026-11-24T10:00:00Z');

beforeAll(async () => {
  log = await createTestLog(20);
  folder = join(log.dataDir, 'audit');
});
afterAll(() => log.close());
beforeEach(async () => {
  await log.restore();
  await rm(folder, { recursive: true, force: true });
  log.desk.clock.set(start);
});

const check = () => log.faults({ dataDir: log.dataDir });
const readLog = () => readFile(join(folder, 'anchors.log'), 'utf8');
const readHead = async () => JSON.parse(await readFile(join(folder, 'head.json'), 'utf8'));
const hashAt = async (seq: number): Promise<string> =>
  (await log.desk.store.pool.query(`SELECT encode(hash, 'hex') AS hash FROM audit_entry WHERE seq = ${seq}`))
    .rows[0].hash;
const note = async (seq: number, options?: { force: boolean }) =>
  keepHead(log.ctx, { key, dataDir: log.dataDir }, { seq, hash: await hashAt(seq) }, options);
const sealMore = async (count: number) => {
  await append(log.desk, count);
  const { head } = await sealAudit(log.ctx, key);
  if (head) await keepHead(log.ctx, { key, dataDir: log.dataDir }, head, { force: true });
};

/** What somebody does who has the key as well: seals again from `seq` on. */
async function sealAgain(seq: number): Promise<void> {
  await log.tamper(`UPDATE audit_entry SET seq = NULL, hash = NULL WHERE seq >= ${seq}`);
  await sealAudit(log.ctx, key);
}

describe('noting', () => {
  it('keeps the head, at most once a second, and a line a day', async () => {
    await note(5);
    await note(6);
    expect((await readHead()).seq).toBe(5);
    log.desk.clock.advance(SECOND);
    await note(7);
    expect(await readHead()).toMatchObject({ seq: 7, hash: await hashAt(7), at: '2026-11-24T10:00:01.000Z' });
    await note(8, { force: true });
    expect((await readHead()).seq).toBe(8);
    log.desk.clock.advance(DAY);
    await note(12);
    log.desk.clock.advance(SECOND);
    await note(20);
    const lines = (await readLog()).trimEnd().split('\n');
    expect(lines.map((line) => line.split(' ').slice(0, 3).join(' '))).toEqual([
      `2026-11-24 5 ${await hashAt(5)}`,
      `2026-11-25 12 ${await hashAt(12)}`,
    ]);
    expect(await readdir(folder)).toHaveLength(2);
    expect(await verifyAudit(log.ctx, { key, dataDir: log.dataDir })).toMatchObject({ faults: [], notes: 3 });
  });

  it('does not go back when another process has noted more', async () => {
    await note(20);
    log.desk.clock.advance(SECOND);
    await note(15);
    expect((await readHead()).seq).toBe(20);
  });

  it('mends a line that a power cut has torn', async () => {
    await note(5);
    await appendFile(join(folder, 'anchors.log'), '2026-11-25 12 00ff');
    expect(await check()).toEqual([]);
    log.desk.clock.advance(DAY);
    await note(12);
    expect(await readLog()).toMatch(/^2026-11-24 5 \w{64} \w{64}\n2026-11-25 12 \w{64} \w{64}\n$/);
    expect(await check()).toEqual([]);
  });

  it('goes on after a year of lines', async () => {
    for (let day = 0; day < 20; day += 1) {
      log.desk.clock.advance(DAY);
      await note(day + 1);
    }
    expect((await readLog()).trimEnd().split('\n')).toHaveLength(20);
    expect(await check()).toEqual([]);
  });
});

describe('an end that was cut off', () => {
  it('is not seen without notes', async () => {
    await log.tamper('DELETE FROM audit_entry WHERE seq > 15');
    expect(await check()).toEqual([]);
  });

  it('is seen by the head', async () => {
    await note(20);
    await log.tamper('DELETE FROM audit_entry WHERE seq > 15');
    expect(await check()).toEqual([
      '16 The chain is cut off after entry 15: head.json noted entry 20 on 2026-11-24. ' +
        '(An older backup that was restored looks the same.)',
    ]);
  });

  it('is seen by an anchor when the head is gone', async () => {
    await note(20);
    await rm(join(folder, 'head.json'));
    await log.tamper('TRUNCATE audit_entry');
    expect(await check()).toEqual([
      expect.stringMatching(/^1 .* after entry 0: anchors.log noted entry 20 on/),
    ]);
  });

  // Only the head tells of entry 20 then, and sealing on overwrites it.
  const noteWithinTheDay = async () => {
    await note(4);
    log.desk.clock.advance(SECOND);
    await note(20);
    expect(await readLog()).toMatch(/^2026-11-24 4 \w{64} \w{64}\n$/);
  };

  it('stays seen when new entries are sealed in its place and noted', async () => {
    await noteWithinTheDay();
    await log.tamper('DELETE FROM audit_entry WHERE seq > 15');
    await sealMore(9);
    expect((await readHead()).seq).toBe(24);
    expect(await check()).toEqual([
      '20 Entry 20 is not the one that anchors.log noted on 2026-11-24: entries were replaced or cut off ' +
        'after entry 4, which still is as noted on 2026-11-24, and others sealed in their place.',
    ]);
  });

  it('stays seen when the last entry was edited and sealed again', async () => {
    await noteWithinTheDay();
    await log.tamper(`UPDATE audit_entry SET seq = NULL, hash = NULL, action = 'x' WHERE seq = 20`);
    await sealMore(0);
    await sealMore(3);
    expect(await check()).toEqual([
      expect.stringMatching(/^20 Entry 20 is not the one that anchors.log noted/),
    ]);
  });
});

describe('a chain that was sealed again with the key', () => {
  it('is seen from the first day that differs', async () => {
    for (const seq of [5, 10, 15, 20]) {
      await note(seq);
      log.desk.clock.advance(DAY);
    }
    await log.tamper(`UPDATE audit_entry SET action = 'x' WHERE seq = 8`);
    await sealAgain(8);
    expect(await log.faults()).toEqual([]);
    expect(await check()).toEqual([
      '10 Entry 10 is not the one that anchors.log noted on 2026-11-25: entries were replaced or cut off ' +
        'after entry 5, which still is as noted on 2026-11-24, and others sealed in their place.',
    ]);
  });

  it('is sealed again the same when nothing was edited', async () => {
    await note(20);
    await sealAgain(8);
    expect(await check()).toEqual([]);
  });
});

describe('forged notes', () => {
  beforeEach(async () => {
    await note(5);
    log.desk.clock.advance(DAY);
    await note(20);
  });

  it.each([
    ['place', (line: string) => line.replace(' 20 ', ' 19 ')],
    ['day', (line: string) => line.replace('2026-11-25', '2026-11-26')],
    ['hash', (line: string) => line.replace(/ \w{64} /, ` ${'0'.repeat(64)} `)],
    ['mac', (line: string) => line.replace(/\w{64}$/, '0'.repeat(64))],
    ['form', () => 'x'],
  ])('a line of anchors.log with another %s', async (_, forge) => {
    const [first = '', second = ''] = (await readLog()).split('\n');
    await writeFile(join(folder, 'anchors.log'), `${first}\n${forge(second)}\n`);
    expect(await check()).toEqual([
      `0 Line 2 of ${join(folder, 'anchors.log')} is not genuine: it was edited or added.`,
    ]);
  });

  it('a line made with another key', async () => {
    const head = { seq: 9, hash: await hashAt(9) };
    const elsewhere = join(log.dataDir, 'elsewhere');
    await keepHead(log.ctx, { key: deriveKey('another', 'audit chain'), dataDir: elsewhere }, head);
    await appendFile(
      join(folder, 'anchors.log'),
      await readFile(join(elsewhere, 'audit', 'anchors.log'), 'utf8'),
    );
    expect(await check()).toEqual([expect.stringContaining('Line 3 of')]);
  });

  it.each([
    ['an earlier place', async () => ({ ...(await readHead()), seq: 19, hash: await hashAt(19) })],
    ['another time', async () => ({ ...(await readHead()), at: '2026-11-26T00:00:00.000Z' })],
    ['no mac', async () => ({ ...(await readHead()), mac: undefined })],
    ['nothing', async () => null],
  ])('a head.json with %s', async (_, forge) => {
    await writeFile(join(folder, 'head.json'), JSON.stringify(await forge()));
    const faults = [`0 ${join(folder, 'head.json')} is not genuine: it was edited or replaced.`];
    expect(await check()).toEqual(faults);
    // It is put aside when the next head is noted.
    await sealMore(1);
    expect(await readdir(folder)).toContain('head.rejected.json');
    expect(await check()).toEqual([]);
  });
});

it('a folder that cannot be read is an error, not a sound log', async () => {
  await mkdir(join(folder, 'anchors.log'), { recursive: true });
  await expect(check()).rejects.toThrow(/EISDIR/);
});
