import { type Ctx, inTransaction } from '../../lib/context.ts';
import { statement } from '../../lib/sql.ts';
import { CHAIN_COLUMNS, type ChainEntry, GENESIS, link } from './chain.ts';

/** The last place of the chain; `hash` in hex. */
export type Head = { seq: number; hash: string };

export type Sealing = {
  sealed: number;
  /** The last place after this; null: the chain is empty, or another process is sealing. */
  head: Head | null;
  /** Another process is sealing just now, so nothing was done. */
  busy: boolean;
};

/** Sealers of one database agree on this number; advisory locks are kept per database. */
const LOCK = statement<{ locked: boolean }>(
  'audit-seal-lock',
  'SELECT pg_try_advisory_xact_lock(1633902953, 1) AS locked',
);
const HEAD = statement<{ seq: string; hash: Uint8Array | null }>(
  'audit-seal-head',
  'SELECT seq::text, hash FROM audit_entry WHERE seq IS NOT NULL ORDER BY audit_entry.seq DESC LIMIT 1',
);
// A row that has a hash and no place was taken out of the chain by somebody: it stays for the verifier to find.
const TAIL = statement<ChainEntry>(
  'audit-seal-tail',
  `SELECT ${CHAIN_COLUMNS} FROM audit_entry
    WHERE seq IS NULL AND hash IS NULL ORDER BY audit_entry.id LIMIT $1::int`,
);
const SEAL = statement<{ id: string }>(
  'audit-seal',
  `UPDATE audit_entry a SET seq = s.seq, hash = decode(s.hash, 'hex')
     FROM unnest($1::bigint[], $2::bigint[], $3::text[]) AS s (id, seq, hash)
    WHERE a.id = s.id AND a.seq IS NULL
   RETURNING a.id::text`,
);

/**
 * Gives the oldest unsealed entries, at most `batch`, their places in the chain, in a transaction of its own.
 * Any number of processes may call it at once: one does the work, the others return at once.
 *
 * The order promised: entries of one change stand in the order they were written; a change that was
 * committed before another wrote its entry stands before it. Changes that overlapped in time stand by id,
 * unless one was committed only after the other had been sealed. (Ids come from a 64-bit sequence: they grow
 * with time and do not wrap around, as transaction ids would.)
 * @throws whatever the database raises; nothing is sealed then
 */
export async function sealAudit(
  ctx: Ctx,
  key: Buffer,
  { batch = 1000 }: { batch?: number } = {},
): Promise<Sealing> {
  return inTransaction(ctx, async (ctx) => {
    const [lock] = await LOCK(ctx);
    if (!lock?.locked) return { sealed: 0, head: null, busy: true };
    // Statements of their own, so that they see what the sealer before us has committed.
    const [last] = await HEAD(ctx);
    const before = last && { seq: Number(last.seq), hash: last.hash ?? GENESIS };
    const entries = await TAIL(ctx, batch);
    const places = chained(key, before, entries);
    if (entries.length > 0) await write(ctx, entries, places);
    return { sealed: entries.length, head: places.at(-1) ?? (before ? asHead(before) : null), busy: false };
  });
}

type Place = { seq: number; hash: Uint8Array };

const asHead = ({ seq, hash }: Place): Head => ({ seq, hash: Buffer.from(hash).toString('hex') });

function chained(key: Buffer, before: Place | undefined, entries: ChainEntry[]): Head[] {
  let { seq, hash } = before ?? { seq: 0, hash: GENESIS };
  return entries.map((entry) => {
    seq += 1;
    if (!Number.isSafeInteger(seq))
      throw new Error(`The audit chain has an impossible last place, ${seq - 1}`);
    hash = link(key, hash, entry, seq);
    return asHead({ seq, hash });
  });
}

async function write(ctx: Ctx, entries: ChainEntry[], places: Head[]): Promise<void> {
  const written = await SEAL(
    ctx,
    entries.map((entry) => entry.id),
    places.map((place) => place.seq),
    places.map((place) => place.hash),
  );
  if (written.length !== entries.length) {
    throw new Error(`Of ${entries.length} audit entries only ${written.length} could be sealed`);
  }
}
