import {
  type ChangeRisk,
  type ChangeType,
  changeOutcomeWords,
  changeStateWords,
} from '../../contract/changes.ts';

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
export { changeOutcomeWords, changeStateWords };
