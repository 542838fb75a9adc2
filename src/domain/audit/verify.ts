import type { AuditReport } from '../../contract/audit.ts';
import type { Ctx } from '../../lib/context.ts';
import { statement } from '../../lib/sql.ts';
import { requireAdmin } from '../people/policy.ts';
import { type Note, readNotes } from './anchor.ts';
import { CHAIN_COLUMNS } from './chain.ts';
import { createCheck, type Findings, type SealedRow } from './check.ts';
import { explain } from './fault.ts';
import type { Head } from './seal.ts';

export type VerifyOptions = {
  /** `deriveKey(secretKey, 'audit chain')` */
  key: Buffer;
  /** Where the head and the anchors are kept; unset: they are not looked at. */
  dataDir?: string;
  /** How many entries are in memory at once. */
  batch?: number;
};

export type Verification = Omit<AuditReport, 'unsealedSince'> & {
  head: Head | null;
  /** When the oldest entry was written that is not in the chain yet. */
  unsealedSince: Date | null;
  /** How many notes outside the database the chain was compared with. */
  notes: number;
};

const PAGE = statement<SealedRow>(
  'audit-verify-page',
  `SELECT seq::text, hash, detail, salt, ${CHAIN_COLUMNS} FROM audit_entry
    WHERE (audit_entry.seq, audit_entry.id) > ($1::bigint, $2::bigint)
    ORDER BY audit_entry.seq, audit_entry.id LIMIT $3::int`,
);
const BELOW = statement<{ count: number; id: string | null }>(
  'audit-verify-below',
  'SELECT count(*)::int AS count, min(id)::text AS id FROM audit_entry WHERE seq < 1',
);
const UNSEALED = statement<{ count: number; since: Date | null; torn: number; id: string | null }>(
  'audit-verify-unsealed',
  `SELECT count(*)::int AS count, min(at) AS since, (count(hash))::int AS torn,
          min(id) FILTER (WHERE hash IS NOT NULL)::text AS id
     FROM audit_entry WHERE seq IS NULL`,
);

type Faults = AuditReport['faults'];

/**
 * Checks the whole chain, in batches and while the desk goes on working. It finds an entry that was edited,
 * removed, inserted or reordered, a detail that is not the one written, and, by the notes outside the
 * database, an end that was cut off and a chain that was replaced. It cannot find what was added or edited
 * within the second before it was sealed, nor a cut of the last second.
 * @throws whatever the database or the file system raises
 */
export async function verifyAudit(
  ctx: Ctx,
  { key, dataDir, batch = 1000 }: VerifyOptions,
): Promise<Verification> {
  // The notes come first: what they tell of is committed, so the walk must meet it.
  const { notes, forged } = dataDir ? await readNotes({ key, dataDir }) : { notes: [], forged: [] };
  const { findings, met, head } = await walk(ctx, key, notes, batch);
  const [below] = await BELOW(ctx);
  const [unsealed] = await UNSEALED(ctx);
  return {
    sealed: findings.rows + (below?.count ?? 0),
    unsealed: unsealed?.count ?? 0,
    erased: findings.erased,
    faults: [
      ...impossible(below, 'stand before the first place: they were inserted or their places were edited'),
      ...inWords(findings),
      ...checkNotes(notes, met, findings.last),
      ...impossible(
        unsealed && { count: unsealed.torn, id: unsealed.id },
        'have a hash and no place: they were taken out of the chain',
      ),
      ...forged.map((fault) => ({ seq: 0, fault })),
    ],
    head,
    unsealedSince: unsealed?.since ?? null,
    notes: notes.length,
  };
}

/** The report for the API. Only admins may ask for it. */
export async function verification(ctx: Ctx, options: VerifyOptions): Promise<AuditReport> {
  requireAdmin(ctx);
  const { sealed, unsealed, unsealedSince, erased, faults } = await verifyAudit(ctx, options);
  return { sealed, unsealed, unsealedSince: unsealedSince?.toISOString() ?? null, erased, faults };
}

async function walk(ctx: Ctx, key: Buffer, notes: Note[], batch: number) {
  const noted = new Set(notes.map((note) => note.seq));
  /** The hashes found at the places that were noted; an unsound entry counts as not met. */
  const met = new Map<number, string>();
  const check = createCheck(key);
  let head: Head | null = null;
  let rows: SealedRow[];
  // No sealed entry stands at 0, so this is before the first.
  let mark = { seq: '0', id: '9223372036854775807' };
  do {
    rows = await PAGE(ctx, mark.seq, mark.id, batch);
    for (const row of rows) {
      const hash = check.feed(row);
      if (hash && noted.has(Number(row.seq))) met.set(Number(row.seq), hex(hash));
    }
    const last = rows.at(-1);
    if (last) {
      mark = last;
      head = { seq: Number(last.seq), hash: hex(last.hash ?? new Uint8Array()) };
    }
  } while (rows.length === batch);
  return { findings: check.finish(), met, head };
}

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');

function inWords({ faults, unlisted }: Findings): Faults {
  const words = faults.map((fault) => ({ seq: fault.first, fault: explain(fault) }));
  if (unlisted === 0) return words;
  return [...words, { seq: faults.at(-1)?.last ?? 0, fault: `${unlisted} more faults are not listed.` }];
}

function impossible(found: { count: number; id: string | null } | undefined, what: string): Faults {
  if (!found?.count) return [];
  return [{ seq: 0, fault: `${found.count} entries (the first has id ${found.id}) ${what}.` }];
}

/** Compares the chain with what was noted. Where an entry itself is at fault, that is said already. */
function checkNotes(notes: Note[], met: Map<number, string>, last: number): Faults {
  const sorted = notes.toSorted((a, b) => a.seq - b.seq);
  const faults: Faults = [];
  const wrong = sorted.find((note) => met.has(note.seq) && met.get(note.seq) !== note.hash);
  if (wrong) {
    const right = sorted.findLast((note) => note.seq < wrong.seq && met.get(note.seq) === note.hash);
    const since = right ? ` after entry ${right.seq}, which still is as noted on ${right.day}` : '';
    faults.push({
      seq: wrong.seq,
      fault:
        `Entry ${wrong.seq} is not the one that ${wrong.source} noted on ${wrong.day}: ` +
        `entries were replaced or cut off${since}, and others sealed in their place.`,
    });
  }
  const furthest = sorted.at(-1);
  if (furthest && furthest.seq > last) {
    faults.push({
      seq: last + 1,
      fault:
        `The chain is cut off after entry ${last}: ${furthest.source} noted entry ${furthest.seq} on ` +
        `${furthest.day}. (An older backup that was restored looks the same.)`,
    });
  }
  return faults;
}
