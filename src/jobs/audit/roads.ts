import { createTransport } from 'nodemailer';
import { MINUTE, SECOND } from '../../lib/clock.ts';

/** What is wrong: people wait to be paged, messages to be delivered, or the database cannot be asked. */
export type Breach = 'paging' | 'delivery' | 'database';
export type Found = { breaches: readonly Breach[]; at: Date };

const TELL_WITHIN = 10 * SECOND;

/** Tells an address outside, in JSON. @throws Error that does not name the address, which may hold a secret */
export async function ping(url: string, { breaches, at }: Found, stopping: AbortSignal): Promise<void> {
  const status = breaches.length === 0 ? 'ok' : 'breach';
  const answer = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'user-agent': 'Deskbell' },
    body: JSON.stringify({ status, breaches, at: at.toISOString() }),
    redirect: 'error',
    signal: AbortSignal.any([AbortSignal.timeout(TELL_WITHIN), stopping]),
  });
  await answer.body?.cancel();
  if (!answer.ok) throw new Error(`it answered ${answer.status}`);
}

export type AuditMail = {
  url: string;
  from: string;
  to: readonly string[];
  /** While it lasts it is told again after so many minutes. */
  repeatMinutes: number;
};

const WORDS: Record<Breach, string> = {
  paging: 'Somebody who is to be paged has been waiting for more than a minute.',
  delivery: 'A message has been waiting to be delivered for more than a minute and a half.',
  database: 'The database cannot be asked.',
};

/** Tells by mail, past the outbox. @throws Error */
export async function mail(
  { url, from, to }: AuditMail,
  { breaches, at }: Found,
  publicUrl: string,
): Promise<void> {
  const isOver = breaches.length === 0;
  const lines = isOver
    ? ['Paging and delivery keep up again.']
    : [
        ...breaches.map((breach) => WORDS[breach]),
        'Whoever is on call may not be told of alerts: look yourself.',
      ];
  const transport = createTransport({ url, connectionTimeout: TELL_WITHIN, socketTimeout: TELL_WITHIN });
  try {
    await transport.sendMail({
      ...{ from, to: [...to], date: at },
      subject: isOver ? 'Deskbell: it is over' : `Deskbell: ${breaches.join(' and ')} does not keep up`,
      text: [...lines, `${publicUrl}/alerts`, `${publicUrl}/readyz says more.`, at.toISOString()].join(
        '\n\n',
      ),
    });
  } finally {
    transport.close();
  }
}

/** Whether it is to be told by mail now: what is wrong once, and again after a time, and that it is over. */
export function isDue(
  before: { breaches: string; at: Date | null },
  { breaches, at }: Found,
  repeatMinutes: number,
): boolean {
  const now = breaches.join();
  if (now !== before.breaches) return true;
  if (now === '') return false;
  return before.at === null || at.getTime() - before.at.getTime() >= repeatMinutes * MINUTE;
}
