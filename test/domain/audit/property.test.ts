import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { keepHead } from '../../../src/domain/audit/anchor.ts';
import { verifyAudit } from '../../../src/domain/audit/verify.ts';
import { copyOf, createTestLog, key, renumber, swap, type TestLog } from './log.ts';

const SEALED = 24;
let log: TestLog;
beforeAll(async () => {
  log = await createTestLog(SEALED, 2);
  const { head } = await verifyAudit(log.ctx, { key });
  if (head) await keepHead(log.ctx, { key, dataDir: log.dataDir }, head);
});
afterAll(() => log.close());

const place = fc.integer({ min: 1, max: SEALED });
const text = fc
  .string({ unit: 'grapheme', maxLength: 12 })
  .map((value) => `'${value.replaceAll("'", "''")}'`);
const bytes = fc
  .uint8Array({ maxLength: 40 })
  .map((value) => `'\\x${Buffer.from(value).toString('hex')}'::bytea`);
const instant = fc
  .date({ min: new Date('2000-01-01'), max: new Date('2100-01-01'), noInvalidDate: true })
  .map((value) => `'${value.toISOString()}'`);

const edit = fc
  .tuple(
    place,
    fc.oneof(
      fc.tuple(
        fc.constantFrom(
          'actor_kind',
          'actor_id',
          'action',
          'subject_type',
          'subject_id',
          'channel',
          'request_id',
          'detail',
        ),
        text,
      ),
      fc.tuple(fc.constantFrom('hash', 'detail_hash', 'salt'), bytes),
      fc.tuple(fc.constantFrom('at'), instant),
      fc.tuple(fc.constantFrom('id'), fc.integer({ min: 1_000, max: 9_999 }).map(String)),
      fc.tuple(fc.constantFrom('actor_id', 'hash', 'salt'), fc.constant('NULL')),
    ),
  )
  .map(([seq, [column, value]]) => [
    `UPDATE audit_entry SET ${column} = ${value} WHERE seq = ${seq} AND ${column} IS DISTINCT FROM ${value}`,
  ]);
const remove = fc
  .tuple(place, fc.integer({ min: 1, max: 5 }), fc.boolean())
  .map(([seq, count, close]) => [
    `DELETE FROM audit_entry WHERE seq >= ${seq} AND seq < ${seq + count}`,
    ...(close ? renumber(seq, -count) : []),
  ]);
const insert = fc
  .tuple(place, place, fc.constantFrom('hash', 'sha256(hash)', 'NULL'))
  .map(([from, to, hash]) => [...renumber(to, 1), copyOf(from, to, 5_000, hash)]);
const extend = place.map((from) => [copyOf(from, SEALED + 1, 6_000)]);
const duplicate = fc
  .tuple(place, place, fc.constantFrom(-1, 7_000))
  .map(([from, to, id]) => ['DROP INDEX audit_entry_seq_key', copyOf(from, to, id)]);
const reorder = fc
  .uniqueArray(place, { minLength: 2, maxLength: 2 })
  .map((places) => swap(places[0] as number, places[1] as number));
const unseal = place.map((seq) => [`UPDATE audit_entry SET seq = NULL, hash = NULL WHERE seq = ${seq}`]);
const cut = place.map((seq) => [`DELETE FROM audit_entry WHERE seq >= ${seq}`]);
const replay = fc.uniqueArray(place, { minLength: 2, maxLength: 2 }).map(([to, from]) => [
  `UPDATE audit_entry a SET (at, actor_kind, actor_id, action, subject_type, subject_id, channel, request_id, detail,
     salt, detail_hash, hash) = (SELECT at, actor_kind, actor_id, action, subject_type, subject_id, channel, request_id,
     detail, salt, detail_hash, hash FROM audit_good g WHERE g.seq = ${from}) WHERE a.seq = ${to}`,
]);
/** What may happen to a log without anybody tampering with it. */
const erase = fc
  .subarray(Array.from({ length: SEALED }, (_, index) => index + 1))
  .map((seqs) => [
    `UPDATE audit_entry SET detail = NULL, salt = NULL WHERE seq = ANY ('{${seqs.join(',')}}')`,
  ]);

/** The whole log in one value, but for the salts of erased details, which nothing depends on. */
const fingerprint = async (): Promise<string> => {
  const { rows } = await log.desk.store.pool.query(
    `SELECT md5(string_agg(line, '|' ORDER BY line)) AS value
       FROM (SELECT row(id, at, actor_kind, actor_id, action, subject_type, subject_id, channel, request_id, detail,
               CASE WHEN detail IS NOT NULL THEN salt END, detail_hash, seq, hash)::text AS line FROM audit_entry) e`,
  );
  return rows[0].value;
};

const runs = Number(process.env.AUDIT_RUNS ?? 100);

it('every tampering is found, nothing else is, and the places told lie in the log', {
  timeout: 600_000,
}, async () => {
  const tampering = fc.oneof(edit, edit, remove, insert, extend, duplicate, reorder, unseal, cut, replay);
  await fc.assert(
    fc.asyncProperty(
      tampering,
      erase,
      fc.integer({ min: 1, max: 30 }),
      async (statements, erasing, batch) => {
        await log.restore();
        await log.tamper(...erasing);
        const before = await fingerprint();
        await log.tamper(...statements);
        const tampered = (await fingerprint()) !== before;
        const { faults } = await verifyAudit(log.ctx, { key, dataDir: log.dataDir, batch });
        expect(faults.length > 0).toBe(tampered);
        expect(faults.length).toBeLessThan(6);
        for (const { seq, fault } of faults) {
          expect(seq >= 0 && seq <= SEALED + 1, fault).toBe(true);
        }
      },
    ),
    { numRuns: runs },
  );
  await rm(join(log.dataDir, 'audit'), { recursive: true });
});
