import { AlertSeverity } from '../../contract/alerts.ts';

/** What monitoring calls it, besides our own words. */
const WORDS: Record<string, AlertSeverity> = {
  ...{ p1: 'critical', page: 'critical', emergency: 'critical', fatal: 'critical', disaster: 'critical' },
  ...{ p2: 'error', high: 'error', major: 'error', average: 'error', danger: 'error' },
  ...{ p3: 'warning', warn: 'warning', medium: 'warning', minor: 'warning' },
  ...{ p4: 'info', p5: 'info', low: 'info', none: 'info', debug: 'info', information: 'info' },
};

/** How bad a word says that it is; what says nothing is an error, so that somebody looks. */
export function severityOf(word: unknown, unless: AlertSeverity = 'error'): AlertSeverity {
  const known = typeof word === 'string' ? word.trim().toLowerCase() : '';
  return AlertSeverity.safeParse(known).data ?? WORDS[known] ?? unless;
}
