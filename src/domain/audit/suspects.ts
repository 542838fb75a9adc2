import { type ChainEntry, GENESIS, link } from './chain.ts';
import type { Fault } from './fault.ts';

/** An entry that does not fit where it stands. `previous`: what the hash before it may be. */
export type Suspect = {
  row: ChainEntry & { hash: Uint8Array | null };
  seq: number;
  previous: readonly Uint8Array[];
};

/**
 * Finds out which entries only changed places: one that fits at the place of another suspect was moved, and
 * one that fits after the hash of another suspect is sound itself, since only the entry before it was moved.
 * Costs the square of the number of suspects, so it is for a few.
 */
export function findMoved(key: Buffer, faults: readonly Fault[], suspects: readonly Suspect[]): Fault[] {
  const verdicts = new Map(suspects.map((suspect) => [suspect.seq, judge(key, suspect, suspects)]));
  const found = faults.flatMap((fault) => (fault.kind === 'altered' ? split(fault, verdicts) : fault));
  return found.length > 0 ? found : [...faults];
}

type Verdict = { id: string; place: number } | 'sound' | 'altered';

function judge(key: Buffer, suspect: Suspect, suspects: readonly Suspect[]): Verdict {
  const { row, seq } = suspect;
  const hashes = suspects.map((other) => other.row.hash ?? GENESIS);
  const fits = (place: number, previous: readonly Uint8Array[]) =>
    previous.some((hash) => row.hash && Buffer.compare(row.hash, link(key, hash, row, place)) === 0);
  if (fits(seq, hashes)) return 'sound';
  const home = suspects.find((other) => other.seq !== seq && fits(other.seq, [...other.previous, ...hashes]));
  return home ? { id: row.id, place: home.seq } : 'altered';
}

/** Takes a run of altered entries apart by what was found out about each. */
function split(fault: Fault & { id: string }, verdicts: Map<number, Verdict>): Fault[] {
  const parts: Fault[] = [];
  for (let seq = fault.first; seq <= fault.last; seq += 1) {
    const verdict = verdicts.get(seq);
    // The run is longer than what was looked at.
    if (verdict === undefined) return [fault];
    if (verdict === 'sound') continue;
    const part: Fault =
      verdict === 'altered'
        ? { ...fault, first: seq, last: seq }
        : { kind: 'moved', first: seq, last: seq, ...verdict };
    const joined = join(parts.at(-1), part);
    if (joined) parts.pop();
    parts.push(joined ?? part);
  }
  return parts;
}

/** Neighbours with the same fault are one; neighbours that moved by the same distance were renumbered. */
function join(open: Fault | undefined, next: Fault): Fault | undefined {
  if (open?.last !== next.first - 1) return undefined;
  if (open.kind === 'altered' && next.kind === 'altered') return { ...open, last: next.last };
  if (next.kind !== 'moved') return undefined;
  const shift = next.place - next.first;
  const before =
    open.kind === 'moved' ? open.place - open.first : open.kind === 'renumbered' ? open.shift : undefined;
  return before === shift ? { kind: 'renumbered', first: open.first, last: next.last, shift } : undefined;
}
