import { SECOND } from '../../../src/lib/clock.ts';
import { result } from '../../bench/measure.ts';
import { percentile } from '../../bench/stats.ts';
import { checkPages } from './check-pages.ts';
import { checkSteps } from './check-steps.ts';
import type { Evidence } from './evidence.ts';
import type { Finding } from './finding.ts';
import { count } from './finding.ts';
import type { Entry } from './ledger.ts';
import { timesOf } from './time.ts';

/** Nobody may wait longer to be paged without anybody being told. */
const OVERDUE = 60 * SECOND;
/** Who watches from outside hears something each minute. */
const SILENCE = 75 * SECOND;
const LATE = { p99: 5, most: 10, afterOutage: 30, told: 60 };

/** Whether a run has kept what paging promises: the ledger, the platforms and the database compared. Pure. */
export function check(evidence: Evidence): Finding[] {
  const times = timesOf(evidence.entries, evidence.until);
  const steps = checkSteps(evidence, times);
  const pages = checkPages(evidence, times);
  const late = [...steps.late, ...pages.late];
  const healthy = late.filter(({ kind }) => kind === 'healthy').map(({ seconds }) => seconds);
  const worst = (kind: (typeof late)[number]['kind'], name: string, atMost: number): Finding[] => {
    const some = late.filter((one) => one.kind === kind);
    if (some.length === 0) return [];
    const most = Math.max(...some.map(({ seconds }) => seconds));
    const faults = some.filter(({ seconds }) => seconds > atMost).map(({ words }) => words);
    return [{ ...result(name, 's', [], most, { atMost }), invariant: 'I5', faults }];
  };
  return [
    ...checkIntake(evidence),
    count('I3', 'pages or steps that were lost', [...steps.lost, ...pages.lost]),
    count('I4', 'pages sent twice without a reason', pages.doubled),
    count('I5', 'steps that came too early', steps.early),
    ...(healthy.length > 0
      ? [
          {
            ...result('I5: late, p99', 's', [], percentile(healthy, 0.99), { atMost: LATE.p99 }),
            ...{ invariant: 'I5', faults: [] },
          },
        ]
      : []),
    ...worst('healthy', 'I5: late, at most', LATE.most),
    ...worst('recovered', 'I5: late after an outage or a stop', LATE.afterOutage),
    ...worst('in doubt', 'I5: late for each claim that died with its process', LATE.most),
    ...worst('elsewhere', 'I5: until somebody was told whose platform was away', LATE.told),
    count('I6', 'pages after an answer', [...steps.answered, ...pages.answered]),
    ...checkWatch(evidence, times),
    count('I15', 'faults of the audit chain', evidence.chain),
    count(
      'I15',
      'changes without an audit entry',
      evidence.happened === evidence.audited ? [] : [`${evidence.happened} and ${evidence.audited}`],
    ),
    ...pages.figures,
  ];
}

function checkIntake({ entries, alerts }: Evidence): Finding[] {
  const byKey = Map.groupBy(alerts, ({ key }) => key);
  const asked = new Map(entries.flatMap((one) => (one.what === 'asked' ? [[one.call, one]] : [])));
  const lost: string[] = [];
  for (const entry of entries) {
    if (entry.what !== 'answered' || entry.status === null || entry.status >= 300) continue;
    const call = asked.get(entry.call);
    const [alert] = byKey.get(call?.key ?? '') ?? [];
    const isThere = alert && (call?.action === 'trigger' || alert.answeredAt !== null);
    if (!isThere) lost.push(`${call?.action} of ${call?.key} was answered with ${entry.status}`);
  }
  const more = [...byKey].filter(([, some]) => some.length > 1).map(([key]) => key);
  return [
    count('I1', 'acknowledged events that are lost', lost),
    count('I2', 'alerts that are there twice', more),
  ];
}

function checkWatch(
  { entries, alerts, pages, until }: Evidence,
  times: ReturnType<typeof timesOf>,
): Finding[] {
  const overdue = (at: number | null) => at !== null && at < until - OVERDUE;
  const untold: string[] = [];
  const told = entries.filter((entry): entry is Entry & { what: 'watched' } => entry.what === 'watched');
  const begun = entries.find(({ what }) => what === 'up')?.at ?? until;
  let last = { at: begun, status: 'ok' };
  for (const next of [...told, { at: until, status: 'ok' }]) {
    // A breach is told once.
    if (last.status === 'ok' && times.between(last.at, next.at) > SILENCE) {
      untold.push(`silent for ${(times.between(last.at, next.at) / SECOND).toFixed(0)} s`);
    }
    last = next;
  }
  for (const { from, to } of times.outages) {
    const jumped = entries.reduce(
      (sum, entry) =>
        sum + (entry.what === 'jumped' && entry.at >= from && entry.at < to ? entry.milliseconds : 0),
      0,
    );
    const wasTold = told.some(({ at, breaches }) => at >= from && at <= to && breaches.includes('database'));
    if (to - from - jumped > SILENCE && !wasTold) untold.push('the database was away and nobody was told');
  }
  return [
    count('I10', 'alerts and pages overdue at the end', [
      ...alerts.filter(({ nextAt }) => overdue(nextAt)).map(({ key }) => key),
      ...pages.filter(({ workAt }) => overdue(workAt)).map(({ id }) => `page ${id}`),
    ]),
    count('I10', 'times that who watches was told nothing', untold),
  ];
}
