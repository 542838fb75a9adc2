import { MINUTE, SECOND } from '../../../src/lib/clock.ts';
import type { AlertRow, Evidence, PageRow } from './evidence.ts';
import { type Late, latenessOf } from './finding.ts';
import type { Times } from './time.ts';

/** A step that is this early has not waited. */
const EARLY = SECOND;
/** What was under way while somebody answered may still be noted. */
export const UNDER_WAY = 2 * SECOND;
/** Within that a step has to be taken where somebody answers or the run ends. */
const PATIENCE = 30 * SECOND;

type StepFaults = { lost: string[]; early: string[]; answered: string[]; late: Late[] };

/** Every alert takes the steps of its policy in order and in time, until somebody answers. */
export function checkSteps({ alerts, pages, until }: Evidence, times: Times): StepFaults {
  const faults: StepFaults = { lost: [], early: [], answered: [], late: [] };
  const byAlert = Map.groupBy(pages, ({ alertId }) => alertId);
  for (const alert of alerts) checkAlert(alert, byAlert.get(alert.id) ?? [], { faults, times, until });
  return faults;
}

function checkAlert(
  alert: AlertRow,
  pages: PageRow[],
  { faults, times, until }: { faults: StepFaults; times: Times; until: number },
): void {
  const end = alert.answeredAt ?? until;
  const waits = alert.waits.length > 0 ? alert.waits : [0];
  let due = alert.firstAt;
  let before: PageRow[] = [];
  for (const [step, wait] of waits.entries()) {
    const name = `step ${step + 1} of ${alert.key}`;
    const some = pages.filter((page) => page.step === step);
    if (some.length === 0) {
      if (times.between(due, end) > PATIENCE) faults.lost.push(`${name} was never taken`);
      // Whoever comes after it was paged without it.
      if (pages.some((page) => page.step > step)) faults.lost.push(`${name} was passed over`);
      return;
    }
    const taken = Math.min(...some.map(({ createdAt }) => createdAt));
    const allFailed = before.length > 0 && before.every(({ state }) => state === 'failed');
    if (taken < due - EARLY && !allFailed) faults.early.push(name);
    if (taken > end + UNDER_WAY) faults.answered.push(`${name} was taken after the answer`);
    faults.late.push(latenessOf(times, Math.min(due, taken), taken, name));
    due = taken + wait * MINUTE;
    before = some;
  }
  const isOver = alert.exhausted || alert.answeredAt !== null;
  if (!isOver && times.between(due, until) > PATIENCE) faults.lost.push(`${alert.key} has stopped half-way`);
}
