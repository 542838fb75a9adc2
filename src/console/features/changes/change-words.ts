/** Changes as people read them; the words for states and outcomes are those of the contract. */
import type { ChangeRisk, ChangeType, Finding, FindingKind } from '../../../contract/changes.ts';

export const typeWords: Record<ChangeType, string> = {
  normal: 'Normal',
  standard: 'Standard',
  emergency: 'Emergency',
};

export const riskWords: Record<ChangeRisk, string> = {
  low: 'Low risk',
  medium: 'Medium risk',
  high: 'High risk',
};

export const severityWords: Record<Finding['severity'], string> = {
  block: 'In the way',
  warning: 'Warning',
  info: 'Good to know',
};

/** What a kind of finding is about, where one chooses which of them block. */
export const findingWords: Record<FindingKind, string> = {
  window: 'Its window is missing, or over',
  freeze: 'It falls into a freeze',
  overlap: 'Another change touches its services at the same time',
  maintenance: 'It is outside of the planned maintenance of a service',
  implementer: 'Nobody carries it out, or they are busy or away',
  on_call: 'Nobody is on call for one of its services',
  plan: 'A part of the plan is missing',
  risk: 'A question about its risk is not answered',
};

/**
 * `Mon, 2 Mar 2026, 22:00 – 23:30`.
 * @param brief without the year, where it is known anyway
 */
export function windowWords(
  startsAt: string,
  endsAt: string,
  timeZone: string,
  locale?: string,
  brief = false,
): string {
  const style = {
    ...({ weekday: 'short', day: 'numeric', month: 'short' } as const),
    ...(brief ? {} : ({ year: 'numeric' } as const)),
    ...({ hour: '2-digit', minute: '2-digit', timeZone } as const),
  };
  return new Intl.DateTimeFormat(locale, style).formatRange(Date.parse(startsAt), Date.parse(endsAt));
}

/** What a change has in writing, in the order in which it is read. */
export const planParts = [
  ['reason', 'Reason'],
  ['plan', 'Plan'],
  ['testPlan', 'Test plan'],
  ['backoutPlan', 'Backout plan'],
] as const;
