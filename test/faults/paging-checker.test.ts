import { expect, test } from 'vitest';
import { MINUTE, SECOND } from '../../src/lib/clock.ts';
import { isMet } from '../bench/measure.ts';
import { check } from './paging/check.ts';
import type { Evidence } from './paging/evidence.ts';
import type { Entry } from './paging/ledger.ts';
import { soundEvidence } from './paging/sound.ts';

/** The invariants that are broken by what was found. */
const broken = (change: (evidence: Evidence) => void = () => {}) => {
  const evidence = soundEvidence();
  change(evidence);
  evidence.entries.sort((a, b) => a.at - b.at);
  return [...new Set(check(evidence).flatMap((one) => (isMet(one) ? [] : [one.invariant])))];
};
const alert = ({ alerts }: Evidence, key: string) =>
  alerts.find((one) => one.key === key) ?? expect.fail(`there is no ${key}`);
const pagesOf = (evidence: Evidence, key: string, step: number) =>
  evidence.pages.filter((page) => page.alertId === alert(evidence, key).id && page.step === step);
const calls = ({ entries }: Evidence, page: string | undefined) =>
  entries.filter(
    (entry): entry is Entry & { what: 'called' } => entry.what === 'called' && entry.page === page,
  );
const firstCall = (evidence: Evidence, key: string) =>
  calls(evidence, pagesOf(evidence, key, 0)[0]?.id)[0] ?? expect.fail('nobody was called');
const without = (evidence: Evidence, gone: readonly Entry[]) => {
  evidence.entries = evidence.entries.filter((entry) => !gone.includes(entry));
};

test('a desk that nothing was done to keeps every promise', () => {
  expect(broken()).toEqual([]);
});

test.each<[string, string[], (evidence: Evidence) => void]>([
  [
    'an alert was acknowledged to its source, and is not there',
    ['I1'],
    (evidence) => {
      evidence.alerts = evidence.alerts.filter(({ key }) => key !== 'alert 0');
      evidence.pages = evidence.pages.filter(({ alertId }) =>
        evidence.alerts.some(({ id }) => id === alertId),
      );
    },
  ],
  [
    'an answer was acknowledged, and was not written down',
    ['I1'],
    (evidence) => {
      evidence.pages = evidence.pages.filter(({ alertId }) => alertId !== alert(evidence, 'alert 1').id);
      Object.assign(alert(evidence, 'alert 1'), { answeredAt: null, waits: [], firstAt: evidence.until });
    },
  ],
  [
    'an alert is there twice',
    ['I2'],
    (evidence) => {
      evidence.alerts.push({ ...alert(evidence, 'alert 0'), id: 'another' });
    },
  ],
  [
    'a page that is noted as sent reached nobody',
    ['I3'],
    (evidence) => without(evidence, [firstCall(evidence, 'alert 2')]),
  ],
  [
    'a page waits that nobody sends',
    ['I3'],
    (evidence) => Object.assign(pagesOf(evidence, 'alert 2', 0)[0] ?? {}, { state: 'waiting' }),
  ],
  [
    'a page has failed, and does not say why',
    ['I3'],
    (evidence) => Object.assign(pagesOf(evidence, 'alert 2', 0)[0] ?? {}, { state: 'failed', error: null }),
  ],
  [
    'a page was cancelled, though nobody has answered',
    ['I3'],
    (evidence) => Object.assign(pagesOf(evidence, 'alert 2', 0)[0] ?? {}, { state: 'cancelled' }),
  ],
  [
    'a step was left out',
    ['I3'],
    (evidence) => {
      const gone = new Set(pagesOf(evidence, 'alert 2', 0).map(({ id }) => id));
      evidence.pages = evidence.pages.filter(({ id }) => !gone.has(id));
    },
  ],
  [
    'an escalation has stopped half-way',
    ['I3'],
    (evidence) => {
      alert(evidence, 'alert 2').exhausted = false;
      evidence.until += 10 * SECOND;
    },
  ],
  [
    'a page was sent twice, and nothing was done to the desk',
    ['I4'],
    (evidence) => {
      const call = firstCall(evidence, 'alert 2');
      evidence.entries.push({ ...call, at: call.at + 4 * SECOND });
    },
  ],
  [
    'a page was sent twice, long after somebody was killed',
    ['I4'],
    (evidence) => {
      const call = firstCall(evidence, 'alert 2');
      evidence.entries.push({ what: 'killed', at: call.at - 5 * SECOND });
      evidence.entries.push({ ...call, at: call.at + 4 * SECOND });
    },
  ],
  [
    'a step is eleven seconds late',
    ['I5'],
    (evidence) => {
      for (const page of pagesOf(evidence, 'alert 2', 0)) page.createdAt += 11 * SECOND;
    },
  ],
  [
    'a page is eleven seconds late',
    ['I5'],
    (evidence) => {
      firstCall(evidence, 'alert 2').at += 11 * SECOND;
    },
  ],
  [
    'a step has not waited for an answer',
    ['I5'],
    (evidence) => {
      for (const page of pagesOf(evidence, 'alert 2', 1)) page.createdAt -= 30 * SECOND;
    },
  ],
  [
    'after an outage a page is made up for only 31 seconds later',
    ['I5'],
    (evidence) => {
      const call = firstCall(evidence, 'alert 2');
      const due = pagesOf(evidence, 'alert 2', 0)[0]?.dueAt ?? 0;
      evidence.entries.push({ what: 'down', why: 'process', at: due }, { what: 'up', at: due + 1 });
      call.at = due + 31 * SECOND;
    },
  ],
  [
    'somebody is paged three seconds after the answer',
    ['I6'],
    (evidence) => {
      const { answeredAt, id } = alert(evidence, 'alert 0');
      const [page] = evidence.pages.filter((one) => one.alertId === id && one.state === 'cancelled');
      const at = (answeredAt ?? 0) + 3 * SECOND;
      evidence.entries.push({ what: 'called', by: 'sms', page: page?.id ?? '', taken: true, at });
    },
  ],
  [
    'a step is due for more than a minute, and nobody takes it',
    ['I10'],
    (evidence) => {
      alert(evidence, 'alert 2').nextAt = evidence.until - 61 * SECOND;
    },
  ],
  [
    'a page has been looked at by nobody for more than a minute',
    ['I10'],
    (evidence) =>
      Object.assign(pagesOf(evidence, 'alert 2', 0)[0] ?? {}, { workAt: evidence.until - 61_000 }),
  ],
  [
    'who watches from outside hears nothing',
    ['I10'],
    (evidence) => {
      evidence.until += 2 * MINUTE;
    },
  ],
  [
    'the database is away, and who watches from outside is not told',
    ['I10'],
    (evidence) => {
      const at = evidence.until;
      evidence.entries.push({ what: 'down', why: 'database', at: at + SECOND });
      evidence.until += 90 * SECOND;
    },
  ],
  ['the audit chain is broken', ['I15'], (evidence) => void evidence.chain.push('Entry 3 was edited.')],
  ['a change has no audit entry', ['I15'], (evidence) => Object.assign(evidence, { audited: 7 })],
])('it is noticed that %s', (_what, expected, change) => {
  expect(broken(change)).toEqual(expected);
});

test('a page in doubt may come once more after a crash, and as late as its lease', () => {
  expect(
    broken((evidence) => {
      const call = firstCall(evidence, 'alert 2');
      evidence.entries.push({ what: 'killed', at: call.at + SECOND / 10 });
      evidence.entries.push({ ...call, at: call.at + 31 * SECOND });
    }),
  ).toEqual([]);
});
