/** What an SMS asks for: `ACK 4`, `RES 4`, or `4` alone, which acknowledges. */
export type Reply = { verb: 'acknowledge' | 'resolve'; alert: number | null } | 'stop' | 'start' | null;

const VERBS = { ack: 'acknowledge', acknowledge: 'acknowledge', res: 'resolve', resolve: 'resolve' } as const;
/** As https://help.twilio.com/articles/223134027 has them. */
const STOPS = new Set(['stop', 'stopall', 'unsubscribe', 'cancel', 'end', 'quit', 'revoke', 'optout']);
const STARTS = new Set(['start', 'unstop', 'yes']);

/** @returns null: it is not understood */
export function readReply(text: string): Reply {
  const words = text
    .trim()
    .toLowerCase()
    .replace(/[.!]+$/, '');
  if (STOPS.has(words)) return 'stop';
  if (STARTS.has(words)) return 'start';
  const found = /^(ack|acknowledge|res|resolve)?\s*#?(\d{1,9})?$/.exec(words);
  if (!found || words === '') return null;
  const [, verb, alert] = found;
  return {
    verb: VERBS[(verb ?? 'ack') as keyof typeof VERBS],
    alert: alert === undefined ? null : Number(alert),
  };
}
