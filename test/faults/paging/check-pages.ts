import { PAGE_LEASE } from '../../../src/domain/escalation/claim.ts';
import { SECOND } from '../../../src/lib/clock.ts';
import { result } from '../../bench/measure.ts';
import { UNDER_WAY } from './check-steps.ts';
import type { Evidence, PageRow } from './evidence.ts';
import { type Finding, type Late, latenessOf } from './finding.ts';
import type { By, Entry } from './ledger.ts';
import type { Times } from './time.ts';

type Call = Entry & { what: 'called' };
type PageFaults = {
  lost: string[];
  doubled: string[];
  answered: string[];
  late: Late[];
  figures: Finding[];
};

/** So long what was sent may be in doubt, until it is noted. */
const IN_FLIGHT = 16 * SECOND;
/** A lease that has run out is seen within so much more. */
const LEASE = PAGE_LEASE + SECOND;

/** Every page reaches its platform, in time and once, or is seen to have failed; none does after an answer. */
export function checkPages({ entries, alerts, pages, until }: Evidence, times: Times): PageFaults {
  const faults: PageFaults = { lost: [], doubled: [], answered: [], late: [], figures: [] };
  const calls = entries.filter((entry): entry is Call => entry.what === 'called');
  const byPage = Map.groupBy(calls, ({ page }) => page);
  const alertOf = new Map(alerts.map((alert) => [alert.id, alert]));
  const targets = Map.groupBy(pages, ({ alertId, step, target }) => `${alertId} ${step} ${target}`);
  let doubles = 0;

  for (const page of pages) {
    const mine = byPage.get(page.id) ?? [];
    const taken = mine.filter((call) => call.taken);
    const alert = alertOf.get(page.alertId);
    const answeredAt = alert?.answeredAt ?? null;
    const name = `page ${page.via} of step ${page.step + 1} of ${alert?.key}`;
    const why = whyLost(page, taken.length, { answeredAt, until });
    if (why) faults.lost.push(`${name} ${why}`);
    if (answeredAt !== null) {
      for (const { at } of mine) {
        const after = at - answeredAt;
        if (after > UNDER_WAY) faults.answered.push(`${name}: ${(after / SECOND).toFixed(1)} s after`);
      }
    }
    doubles += Math.max(0, taken.length - 1);
    for (const [index, again] of taken.slice(1).entries()) {
      const first = taken[index];
      if (first && times.losses(first.at, Math.min(again.at, first.at + IN_FLIGHT)) === 0) {
        faults.doubled.push(`${name} after ${((again.at - first.at) / SECOND).toFixed(1)} s`);
      }
    }
    const [call] = mine;
    // What somebody answered before it was sent was late until then.
    const first = call?.at ?? (page.state === 'cancelled' ? answeredAt : null);
    if (first !== null && !PLATFORMS.some((by) => times.isAway(by, page.dueAt, first))) {
      faults.late.push(lateOf(page, first, name, times));
    }
  }

  for (const some of targets.values()) {
    const due = Math.min(...some.map(({ dueAt }) => dueAt));
    const told = Math.min(
      ...some.flatMap(({ id }) => (byPage.get(id) ?? []).filter((call) => call.taken).map(({ at }) => at)),
    );
    const alert = alertOf.get(some[0]?.alertId ?? '');
    const end = Math.min(told, alert?.answeredAt ?? Number.POSITIVE_INFINITY, until);
    const isAway = PLATFORMS.some((by) => times.isAway(by, due, end));
    if (isAway) {
      const words = `somebody of ${alert?.key}`;
      faults.late.push({ ...latenessOf(times, due, end, words), kind: 'elsewhere' });
    }
  }
  const told = (name: string, value: number): Finding => ({
    ...result(name, '', [], value),
    ...{ invariant: '', faults: [] },
  });
  faults.figures.push(
    told('alerts', alerts.length),
    told('pages that platforms took', calls.filter((call) => call.taken).length),
    told('processes killed, stopped or without a database', times.losses(0, until)),
    told('pages sent once more because of that', doubles),
  );
  return faults;
}

const PLATFORMS: By[] = ['slack', 'sms', 'voice', 'email'];

/** Why nobody will ever hear of it; undefined: it is where it belongs. */
function whyLost(
  page: PageRow,
  taken: number,
  { answeredAt, until }: { answeredAt: number | null; until: number },
): string | undefined {
  switch (page.state) {
    case 'sent':
      return taken > 0 ? undefined : 'is noted as sent, and no platform has it';
    case 'waiting':
      return page.dueAt < until - LEASE ? 'waits, and nobody sends it' : undefined;
    case 'cancelled':
      return answeredAt === null ? 'was cancelled, and nobody has answered' : undefined;
    // Other ways and the next step are looked at by themselves.
    case 'failed':
      return page.error ? undefined : 'has failed, and nobody is told why';
  }
}

/** What died while it had a page gave it back with its lease; each such claim excuses as much. */
function lateOf(page: PageRow, first: number, name: string, times: Times): Late {
  const late = latenessOf(times, page.dueAt, first, name);
  const died = Math.min(page.attempts - 1, times.losses(page.dueAt, first));
  const seconds = late.seconds - (died * LEASE) / SECOND;
  return died > 0 && late.seconds > 10 ? { ...late, kind: 'in doubt', seconds } : late;
}
