import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { audit } from '../../../src/domain/audit/record.ts';
import { sealAudit } from '../../../src/domain/audit/seal.ts';
import { type VerifyOptions, verifyAudit } from '../../../src/domain/audit/verify.ts';
import type { Ctx } from '../../../src/lib/context.ts';
import { deriveKey } from '../../../src/lib/crypto.ts';
import { createDesk, type Desk } from '../../support/desk.ts';

export const key = deriveKey('a secret of 32 characters or more', 'audit chain');

/** An audit log that can be tampered with again and again. */
export type TestLog = {
  desk: Desk;
  ctx: Ctx;
  dataDir: string;
  /** Runs statements as somebody who got hold of the database. */
  tamper(...statements: string[]): Promise<void>;
  /** Puts the log back as it was in the beginning. */
  restore(): Promise<void>;
  /** The faults as `<seq> <words>`. */
  faults(options?: Partial<VerifyOptions>): Promise<string[]>;
  close(): Promise<void>;
};

/** `sealed` entries in the chain, in batches of 7, and `unsealed` that are not. */
export async function createTestLog(sealed: number, unsealed = 0): Promise<TestLog> {
  const desk = await createDesk();
  const ctx = desk.ctxFor('system');
  const dataDir = await mkdtemp(join(tmpdir(), 'deskbell-audit-'));
  const tamper: TestLog['tamper'] = async (...statements) => {
    for (const statement of statements) await desk.store.pool.query(statement);
  };
  await append(desk, sealed);
  while ((await sealAudit(ctx, key, { batch: 7 })).sealed > 0);
  await append(desk, unsealed);
  await tamper('CREATE TABLE audit_good AS SELECT * FROM audit_entry');
  return {
    desk,
    ctx,
    dataDir,
    tamper,
    restore: () =>
      tamper(
        'TRUNCATE audit_entry',
        'CREATE UNIQUE INDEX IF NOT EXISTS audit_entry_seq_key ON audit_entry (seq)',
        'INSERT INTO audit_entry SELECT * FROM audit_good',
      ),
    async faults(options = {}) {
      const { faults } = await verifyAudit(ctx, { key, batch: 5, ...options });
      return faults.map(({ seq, fault }) => `${seq} ${fault}`);
    },
    async close() {
      await desk.close();
      await rm(dataDir, { recursive: true });
    },
  };
}

export async function append(desk: Desk, count: number): Promise<void> {
  for (let index = 0; index < count; index += 1) {
    desk.clock.advance(1_500);
    const subject = { type: 'ticket', id: `t${index % 5}` };
    await audit(desk.ctxFor('system'), {
      action: 'ticket.edit',
      subject,
      detail: { title: ['a', `b${index}`] },
    });
  }
}

/** A forged copy of the entry at `seq`, at another place and under another id. */
export const copyOf = (seq: number, to: number | null, id: number, hash = 'hash') =>
  `INSERT INTO audit_entry (id, at, actor_kind, actor_id, action, subject_type, subject_id, channel, request_id,
     detail, salt, detail_hash, seq, hash)
   SELECT ${id}, at, actor_kind, actor_id, action, subject_type, subject_id, channel, request_id,
     detail, salt, detail_hash, ${to}, ${hash} FROM audit_good WHERE seq = ${seq}`;

/** Gives the places of `from` and on other numbers, in two steps because places are unique. */
export const renumber = (from: number, by: number) => [
  `UPDATE audit_entry SET seq = seq + 1000000 WHERE seq >= ${from}`,
  `UPDATE audit_entry SET seq = seq - 1000000 + ${by} WHERE seq >= 1000000`,
];

export const swap = (a: number, b: number) => [
  `UPDATE audit_entry SET seq = 1000000 WHERE seq = ${a}`,
  `UPDATE audit_entry SET seq = ${a} WHERE seq = ${b}`,
  `UPDATE audit_entry SET seq = ${b} WHERE seq = 1000000`,
];
