import { MINUTE, SECOND } from '../../../src/lib/clock.ts';
import type { AlertRow, Evidence, PageRow } from './evidence.ts';
import type { By, Entry } from './ledger.ts';

const BEGIN = Date.parse('2026-01-05T09:00:00Z');
/** When the alerts come, when two of them are answered, and when all is over; after the beginning. */
const COME = 2 * SECOND;
const ANSWERED = 10 * SECOND;
const OVER = 150 * SECOND;
/** What a platform takes. */
const CALL = SECOND / 10;

/**
 * What would be found of a desk that nothing was done to, and that keeps every promise: four alerts page somebody in Slack
 * and by SMS a minute later, and then the next one; the first two are answered before.
 */
export function soundEvidence(): Evidence {
  const entries: Entry[] = [{ what: 'up', at: BEGIN }];
  for (const seconds of [1, 61, 121]) {
    entries.push({ what: 'watched', status: 'ok', breaches: [], at: BEGIN + seconds * SECOND });
  }
  const alerts: AlertRow[] = [];
  const pages: PageRow[] = [];
  let calls = 0;
  const say = (action: 'trigger' | 'acknowledge' | 'resolve', key: string, at: number) => {
    const call = ++calls;
    entries.push({ what: 'asked', call, action, key, at }, { what: 'answered', call, status: 202, at });
  };
  const page = (alert: AlertRow, step: number, [way, by]: [number, By], createdAt: number) => {
    const dueAt = createdAt + way * MINUTE;
    const isCancelled = alert.answeredAt !== null && alert.answeredAt < dueAt;
    const id = `${by} page ${step} of ${alert.id}`;
    pages.push({
      ...{ id, alertId: alert.id, step, target: `person ${step}`, way, via: by, createdAt, dueAt },
      ...{ state: isCancelled ? 'cancelled' : 'sent', workAt: null, error: null },
      attempts: isCancelled ? 0 : 1,
    });
    if (!isCancelled) entries.push({ what: 'called', by, page: id, taken: true, at: dueAt + CALL });
  };
  for (const index of [0, 1, 2, 3]) {
    const isAnswered = index < 2;
    const alert: AlertRow = {
      ...{ id: `${index}`, key: `alert ${index}`, state: isAnswered ? 'resolved' : 'triggered' },
      ...{ firstAt: BEGIN + COME, answeredAt: isAnswered ? BEGIN + ANSWERED : null, nextAt: null },
      ...{ waits: [1, 1], step: isAnswered ? 1 : 2, exhausted: !isAnswered },
    };
    alerts.push(alert);
    say('trigger', alert.key, alert.firstAt);
    if (isAnswered) say(index === 0 ? 'acknowledge' : 'resolve', alert.key, BEGIN + ANSWERED);
    for (const step of isAnswered ? [0] : [0, 1]) {
      const taken = alert.firstAt + step * MINUTE;
      page(alert, step, [0, 'slack'], taken);
      page(alert, step, [1, 'sms'], taken);
    }
  }
  return { entries, alerts, pages, happened: 8, audited: 8, chain: [], until: BEGIN + OVER };
}
