import type { ChangeRisk, ChangeType } from '../../contract/changes.ts';
import type { PlannedChange } from '../approvals/subject.ts';

/** “Mon, 2 Mar 2026, 22:00 – 23:30 (Europe/Berlin)”. */
export function windowInWords(startsAt: Date, endsAt: Date, timeZone: string): string {
  const format = new Intl.DateTimeFormat('en-GB', {
    ...{ weekday: 'short', day: 'numeric', month: 'short', year: 'numeric' },
    ...{ hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZone },
  });
  // Spaces and dashes as they are written elsewhere.
  return `${format.formatRange(startsAt, endsAt).replaceAll(/\s*–\s*/g, ' – ')} (${timeZone})`;
}

export const TYPE_WORDS: Record<ChangeType, string> = {
  normal: 'Normal change',
  standard: 'Standard change',
  emergency: 'Emergency change',
};
export const RISK_WORDS: Record<ChangeRisk, string> = { low: 'Low', medium: 'Medium', high: 'High' };

/** What is voted on, for whoever is asked. */
export function plannedInWords(change: PlannedChange): { label: string; value: string }[] {
  const { type, risk, riskBecause, startsAt, endsAt, timeZone, services } = change;
  const { reason, plan, testPlan, backoutPlan } = change;
  const parts = {
    Type: TYPE_WORDS[type],
    Risk: `${RISK_WORDS[risk]}. ${riskBecause}`,
    Window: startsAt && endsAt ? windowInWords(startsAt, endsAt, timeZone) : 'Not planned yet',
    Services: services.map(({ service }) => service.name).join(', '),
    ...{ Reason: reason, Plan: plan, 'Test plan': testPlan, 'Backout plan': backoutPlan },
  };
  return Object.entries(parts).flatMap(([label, value]) => (value === '' ? [] : [{ label, value }]));
}
