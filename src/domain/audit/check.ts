import { sha256 } from '../../lib/crypto.ts';
import { type ChainEntry, GENESIS, link } from './chain.ts';
import type { Fault } from './fault.ts';
import { findMoved, type Suspect } from './suspects.ts';

export type SealedRow = ChainEntry & {
  /** Decimal digits, 1 or more. */
  seq: string;
  hash: Uint8Array | null;
  detail: string | null;
  salt: Uint8Array | null;
};

/** By how many places renumbering is noticed as such. */
const SHIFTS = [1, -1, 2, -2, 3, -3, 4, -4, 5, -5];
/** After so many faulty entries in a row it is not worth asking what happened to them. */
const PATIENCE = 100;
const SUSPECTS = 32;
/** Consecutive entries with the same fault are one; of more faults than these only the number is kept. */
const FAULTS = 1_000;

export type Findings = { faults: Fault[]; unlisted: number; rows: number; erased: number; last: number };

/**
 * Checks a chain that is fed row by row in the order of places, in constant memory. After a break it goes on
 * from the hash that is stored, so that one edit gives one fault.
 */
export function createCheck(key: Buffer) {
  const faults: Fault[] = [];
  const latest = new Map<Fault['kind'], Fault>();
  let suspects: Suspect[] = [];
  let unlisted = 0;
  let rows = 0;
  let erased = 0;
  let last = 0;
  /** What the hash before may be; null: anything, since the entry before is missing. */
  let previous: Uint8Array[] | null = [GENESIS];
  /** By how much the entries now at hand were renumbered. */
  let shift = 0;
  let misfits = 0;

  /** @returns the hash, when the entry is the one that was sealed at this place */
  function feed(row: SealedRow): Uint8Array | undefined {
    rows += 1;
    if (row.detail === null) erased += 1;
    const seq = Number(row.seq);
    if (!Number.isSafeInteger(seq)) {
      report({ kind: 'impossible', first: last, last, id: row.id });
      return undefined;
    }
    if (seq === last) {
      report({ kind: 'twice', first: seq, last: seq, id: row.id });
      // Either of them may be the true one.
      if (row.hash && previous && previous.length < 8) previous.push(row.hash);
      return undefined;
    }
    if (seq > last + 1) {
      report({ kind: 'missing', first: last + 1, last: seq - 1 });
      previous = null;
    }
    last = seq;
    const sound = checkLink(row, seq);
    if (sound && !detailMatches(row)) report({ kind: 'detail', first: seq, last: seq, id: row.id });
    return sound && shift === 0 && row.hash ? row.hash : undefined;
  }

  /** @returns whether the entry is one that was sealed, be it at this place or renumbered */
  function checkLink(row: SealedRow, seq: number): boolean {
    const before = previous;
    if (before === null) {
      previous = [row.hash ?? GENESIS];
      return true;
    }
    const sealedAt = placeOf(row, seq, before);
    if (sealedAt !== undefined) {
      previous = [row.hash ?? GENESIS];
      misfits = 0;
      shift = sealedAt - seq;
      if (shift !== 0) reportRenumbered(seq);
      return true;
    }
    // If only the hash was edited, the next entry fits after the hash that should stand here.
    const should = link(key, before[0] ?? GENESIS, row, seq);
    previous = row.hash ? [row.hash, should] : [should];
    misfits += 1;
    if (suspects.length < SUSPECTS) suspects.push({ row: { ...row }, seq, previous: before });
    report({ kind: 'altered', first: seq, last: seq, id: row.id });
    return false;
  }

  /** At which place this entry was sealed, if after one of these hashes at all. */
  function placeOf(row: SealedRow, seq: number, before: Uint8Array[]): number | undefined {
    const fits = (place: number) =>
      before.some((hash) => row.hash && Buffer.compare(row.hash, link(key, hash, row, place)) === 0);
    if (fits(seq + shift)) return seq + shift;
    if (shift !== 0 && fits(seq)) return seq;
    if (misfits > PATIENCE) return undefined;
    return SHIFTS.map((by) => seq + by).find(fits);
  }

  /** Where the renumbered ones begin, one or two do not fit at all; they are part of the same fault. */
  function reportRenumbered(seq: number): void {
    const edge = latest.get('altered');
    const open = latest.get('renumbered');
    const goesOn = open?.kind === 'renumbered' && open.last === seq - 1 && open.shift === shift;
    if (!goesOn && edge?.last === seq - 1 && edge.first >= seq - 2 && faults.at(-1) === edge) {
      faults.pop();
      latest.delete('altered');
      suspects = suspects.filter((suspect) => suspect.seq < edge.first);
      report({ kind: 'renumbered', first: edge.first, last: seq, shift });
    } else report({ kind: 'renumbered', first: seq, last: seq, shift });
  }

  function report(fault: Fault): void {
    const open = latest.get(fault.kind);
    if (open && open.last + 1 === fault.first && shiftOf(open) === shiftOf(fault)) {
      open.last = fault.last;
      return;
    }
    latest.set(fault.kind, fault);
    if (faults.length < FAULTS) faults.push(fault);
    else unlisted += 1;
  }

  return {
    feed,
    finish: (): Findings => ({ faults: findMoved(key, faults, suspects), unlisted, rows, erased, last }),
  };
}

const shiftOf = (fault: Fault) => (fault.kind === 'renumbered' ? fault.shift : 0);

/** Erased detail matches; its hash stays in the chain. */
function detailMatches({ detail, salt, detailHash }: SealedRow): boolean {
  if (detail === null) return true;
  return salt !== null && Buffer.compare(sha256(salt, detail), detailHash) === 0;
}
