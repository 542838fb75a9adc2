import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { verifyAudit } from '../../../src/domain/audit/verify.ts';
import { deriveKey } from '../../../src/lib/crypto.ts';
import { copyOf, createTestLog, key, renumber, swap, type TestLog } from './log.ts';

let log: TestLog;
beforeAll(async () => {
  log = await createTestLog(20, 3);
});
afterAll(() => log.close());
beforeEach(() => log.restore());

describe('a log that nobody touched', () => {
  it('is sound, and its unsealed tail is told', async () => {
    const [first] = (await log.desk.store.pool.query('SELECT at FROM audit_entry WHERE id = 21')).rows;
    const found = await verifyAudit(log.ctx, { key });
    expect(found).toMatchObject({ sealed: 20, unsealed: 3, erased: 0, faults: [], notes: 0 });
    expect(found.unsealedSince).toEqual(first.at);
    expect(found.head?.seq).toBe(20);
  });

  it.each([1, 2, 4, 19, 20, 21])('is sound read %i at a time', async (batch) => {
    expect(await log.faults({ batch })).toEqual([]);
  });

  it('stays sound when details are erased', async () => {
    await log.tamper('UPDATE audit_entry SET detail = NULL, salt = NULL WHERE seq IN (1, 8, 20)');
    await log.tamper('UPDATE audit_entry SET detail = NULL WHERE seq = 9');
    expect(await verifyAudit(log.ctx, { key })).toMatchObject({ sealed: 20, erased: 4, faults: [] });
  });

  it('is sound when it is empty', async () => {
    await log.tamper('TRUNCATE audit_entry');
    expect(await verifyAudit(log.ctx, { key })).toMatchObject({ sealed: 0, faults: [], head: null });
  });

  it('is not vouched for with another key', async () => {
    expect(await log.faults({ key: deriveKey('another', 'audit chain') })).toEqual([
      '1 Entries 1 to 20 (from id 1) do not match their hashes: they were edited, inserted or moved, ' +
        'or SECRET_KEY is not the one they were sealed with.',
    ]);
  });
});

describe('an edited entry', () => {
  it.each([
    ['id', '900'],
    ['at', "at + interval '1 millisecond'"],
    ['at', "'infinity'"],
    ['actor_kind', "'person'"],
    ['actor_id', "'somebody'"],
    ['actor_id', 'NULL'],
    ['actor_id', "''"],
    ['action', "'ticket.open'"],
    ['subject_type', "'person'"],
    ['subject_id', "'t99'"],
    ['channel', "'web'"],
    ['request_id', "request_id || ' '"],
    ['detail_hash', 'sha256(detail_hash)'],
    ['detail_hash', "''"],
    ['hash', 'sha256(hash)'],
    ['hash', 'NULL'],
  ])('is found by its %s (set to %s)', async (column, value) => {
    for (const seq of [1, 7, 20]) {
      await log.restore();
      await log.tamper(`UPDATE audit_entry SET ${column} = ${value} WHERE seq = ${seq}`);
      const id = column === 'id' ? 900 : seq;
      expect(await log.faults()).toEqual([
        `${seq} Entry ${seq} (id ${id}) does not match its hash: it was edited or inserted, or the one before it was.`,
      ]);
    }
  });

  it.each([
    ['detail', `replace(detail, 'a', 'z')`],
    ['detail', `'{}'`],
    ['salt', 'sha256(salt)'],
    ['salt', 'NULL'],
  ])('is found by its %s (set to %s)', async (column, value) => {
    await log.tamper(`UPDATE audit_entry SET ${column} = ${value} WHERE seq = 7`);
    expect(await log.faults()).toEqual([
      '7 The detail of entry 7 (id 7) does not match its hash: the detail or its salt was edited.',
    ]);
  });

  it('is found also when text moves from one column to the next', async () => {
    await log.tamper(`UPDATE audit_entry SET channel = 'ap', request_id = 'i' || request_id WHERE seq = 7`);
    expect(await log.faults()).toHaveLength(1);
  });

  it('is one fault each, wherever they are', async () => {
    await log.tamper(`UPDATE audit_entry SET action = 'x' WHERE seq IN (2, 3, 9, 20)`);
    expect((await log.faults()).map((fault) => fault.split(' (')[0])).toEqual([
      '2 Entries 2 to 3',
      '9 Entry 9',
      '20 Entry 20',
    ]);
  });
});

describe('a removed entry', () => {
  it.each([
    [1, '1 Entry 1 is missing: it was removed. The entry after it cannot be checked without it.'],
    [7, '7 Entry 7 is missing: it was removed. The entry after it cannot be checked without it.'],
  ])('is missing at place %i', async (seq, words) => {
    await log.tamper(`DELETE FROM audit_entry WHERE seq = ${seq}`);
    expect(await log.faults()).toEqual([words]);
  });

  it('is missed with its neighbours', async () => {
    await log.tamper('DELETE FROM audit_entry WHERE seq BETWEEN 4 AND 11');
    expect(await log.faults()).toEqual([
      '4 Entries 4 to 11 are missing: they were removed. The entry after them cannot be checked without them.',
    ]);
  });

  it.each([1, 7, 19])('is found at place %i although the rest was renumbered', async (seq) => {
    await log.tamper(`DELETE FROM audit_entry WHERE seq = ${seq}`, ...renumber(seq, -1));
    const faults = await log.faults();
    expect(faults).toHaveLength(1);
    expect(faults[0]).toMatch(
      seq === 19
        ? /^19 Entry 19 \(id 20\) does not match/
        : new RegExp(
            `^${seq} Entries ${seq} to 19 were renumbered by 1: one or more entries were removed there`,
          ),
    );
  });

  it('is noticed when it was only taken out of the chain', async () => {
    await log.tamper('UPDATE audit_entry SET seq = NULL WHERE seq = 20');
    expect(await log.faults()).toEqual([
      '0 1 entries (the first has id 20) have a hash and no place: they were taken out of the chain.',
    ]);
  });
});

describe('an inserted entry', () => {
  it.each([
    ['a copied hash', 'hash'],
    ['a forged hash', 'sha256(hash)'],
    ['no hash', 'NULL'],
  ])('is found at the end, with %s', async (_, hash) => {
    await log.tamper(copyOf(5, 21, 900, hash));
    expect(await log.faults()).toEqual([
      '21 Entry 21 (id 900) does not match its hash: it was edited or inserted, or the one before it was.',
    ]);
  });

  it.each([1, 7, 18])('is found at place %i although the rest was renumbered', async (seq) => {
    await log.tamper(...renumber(seq, 1), copyOf(5, seq, 900, 'sha256(hash)'));
    expect(await log.faults()).toEqual([
      `${seq} Entries ${seq} to 21 were renumbered by 1: one or more entries were inserted there.`,
    ]);
  });

  it('is found at a place that is taken', async () => {
    await log.tamper('DROP INDEX audit_entry_seq_key', copyOf(7, 7, 900));
    expect(await log.faults()).toEqual([
      '7 Place 7 is taken more than once, also by the entry with id 900: one was inserted.',
    ]);
  });

  it('is found when it comes before the true one', async () => {
    await log.tamper('DROP INDEX audit_entry_seq_key', copyOf(5, 7, -1, 'sha256(hash)'));
    expect((await log.faults())[0]).toMatch(/^7 Entry 7 \(id -1\) does not match/);
    expect(await log.faults()).toHaveLength(2);
  });

  it.each([0, -5, '-9223372036854775808'])('is found at the impossible place %s', async (seq) => {
    await log.tamper(copyOf(5, seq as number, 900));
    expect(await log.faults()).toEqual([
      '0 1 entries (the first has id 900) stand before the first place: they were inserted or their places were edited.',
    ]);
  });

  it('is found at a place beyond all numbers', async () => {
    await log.tamper(
      `${copyOf(5, null, 900)}`,
      `UPDATE audit_entry SET seq = 9223372036854775807 WHERE id = 900`,
    );
    expect(await log.faults()).toEqual([
      '20 The entry with id 900 stands at an impossible place: it was inserted or its place was edited.',
    ]);
  });
});

describe('reordered entries', () => {
  it.each([
    [3, 9],
    [3, 4],
    [1, 20],
    [1, 2],
    [19, 20],
  ])('%i and %i are told by both places', async (a, b) => {
    await log.tamper(...swap(a, b));
    expect(await log.faults()).toEqual([
      `${a} The entry at place ${a} (id ${b}) was sealed at place ${b}: entries were reordered.`,
      `${b} The entry at place ${b} (id ${a}) was sealed at place ${a}: entries were reordered.`,
    ]);
  });

  it('are found when all are reversed', async () => {
    await log.tamper(
      'UPDATE audit_entry SET seq = 1000 + seq WHERE seq > 0',
      'UPDATE audit_entry SET seq = 1021 - seq',
    );
    expect((await log.faults()).length).toBeGreaterThan(0);
  });
});

it('a report of very many faults stays short', async () => {
  await log.tamper(
    `INSERT INTO audit_entry (at, actor_kind, action, subject_type, subject_id, channel, request_id, detail_hash, seq, hash)
     SELECT now(), 'system', 'x', 'y', 'z', 'api', 'r', '', 100 + 2 * n, '' FROM generate_series(1, 1500) n`,
  );
  const faults = await log.faults({ batch: 1000 });
  expect(faults).toHaveLength(1001);
  expect(faults.at(-1)).toMatch(/ \d+ more faults are not listed\.$/);
});
