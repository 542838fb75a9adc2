/** The words of alerts as people read them. */
import type { AlertPage, AlertSeverity, AlertState, WholeAlert } from '../../../contract/alerts.ts';
import { placeName } from '../../ui/channels.ts';

export const severityWords: Record<AlertSeverity, string> = {
  critical: 'Critical',
  error: 'Error',
  warning: 'Warning',
  info: 'Info',
};

export const alertStateWords: Record<AlertState, string> = {
  triggered: 'Triggered',
  acknowledged: 'Acknowledged',
  resolved: 'Resolved',
};

type AlertEvent = WholeAlert['events'][number];
type Happened = { who: string; words: string };

/** Who has done it, and what. */
export function happened({ kind, by }: AlertEvent, service: string): Happened {
  const who = by?.name ?? service;
  switch (kind) {
    case 'triggered':
      return { who, words: 'triggered it' };
    case 'acknowledged':
      return { who, words: 'acknowledged it' };
    case 'resolved':
      return { who, words: 'resolved it' };
    case 'escalated':
      return { who, words: 'escalated it: the next ones are paged at once' };
    case 'asked':
      return { who: 'Deskbell', words: 'asked whether somebody is still on it' };
    case 'lapsed':
      return { who: 'Deskbell', words: 'began to page again: nobody said that they are still on it' };
    case 'exhausted':
      return { who: 'Deskbell', words: 'has paged everybody, and nobody answered' };
    case 'held':
      return { who: 'Deskbell', words: 'waits whether it goes away by itself' };
    case 'grouped':
      return { who: 'Deskbell', words: 'put it with another alert, which pages for both' };
    case 'maintained':
      return { who: 'Deskbell', words: 'pages nobody: the service is under maintenance' };
    case 'released':
      return { who: 'Deskbell', words: 'begins to page' };
    case 'ticketed':
      return { who: by?.name ?? 'Deskbell', words: 'put it on a ticket' };
    case 'unticketed':
      return { who: 'Deskbell', words: 'could not open a ticket for it; the audit log says why' };
    case 'silenced':
      return { who, words: 'silenced it: it pages nobody for some time' };
    case 'unsilenced':
      return { who: by?.name ?? 'Deskbell', words: 'ended its silence: it may page again' };
    case 'expired':
      return { who: 'Deskbell', words: 'resolved it: it did not come again' };
  }
}

/** By which way somebody is paged. */
export const viaWords = (via: string): string => WAYS[via] ?? placeName(via);

const WAYS: Record<string, string> = {
  chat: 'Chat',
  push: 'Browser',
  email: 'E-mail',
  sms: 'SMS',
  voice: 'Phone call',
  webhook: 'Webhook',
};

export const pageStateWords: Record<AlertPage['state'], string> = {
  waiting: 'waiting',
  sent: 'sent',
  failed: 'failed',
  cancelled: 'not needed any more',
};

const SECOND = 1_000;
const MINUTE = 60;
const HOUR = 60 * MINUTE;

/** How long it still is, to the second: `4 min 05 s`; over an hour: `2 h 03 min`. @param ms of a duration */
export function remainingWords(ms: number): string {
  const seconds = Math.ceil(ms / SECOND);
  if (seconds < MINUTE) return `${Math.max(0, seconds)} s`;
  const [big, small, unit] =
    seconds < HOUR
      ? [Math.floor(seconds / MINUTE), seconds % MINUTE, ['min', 's']]
      : [Math.floor(seconds / HOUR), Math.floor((seconds % HOUR) / MINUTE), ['h', 'min']];
  return `${big} ${unit[0]} ${String(small).padStart(2, '0')} ${unit[1]}`;
}
