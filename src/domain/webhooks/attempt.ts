import { SECOND } from '../../lib/clock.ts';
import type { Ctx } from '../../lib/context.ts';
import { isDeskbellError, messageOf } from '../../lib/errors.ts';
import { askOutside, type OutsideRequest } from '../../lib/outside.ts';
import { cut, wellFormed } from '../../lib/text.ts';
import { directoryOf } from '../settings/directory.ts';
import { openHeaders, openSecret, signedHeaders } from './secrets.ts';

/** What sending needs beside the database. */
export type Sending = {
  /** `deriveKey(secretKey, 'webhooks')` */
  key: Buffer;
  /** The addresses of a name; the system's unless told. */
  resolve?: OutsideRequest['resolve'];
};

/** What sending needs to know of a webhook. */
export const TARGET = {
  ...{ id: true, url: true, enabled: true, queueIds: true },
  ...{ secret: true, oldSecret: true, oldUntil: true, headers: true },
} as const;
export type Target = {
  id: string;
  url: string;
  secret: Uint8Array;
  oldSecret: Uint8Array | null;
  oldUntil: Date | null;
  headers: Uint8Array;
};

/** What the other side made of it; without an error it has taken it. */
export type Attempt = { status: number | null; answer: string | null; error: string | null };

const PATIENCE = 5 * SECOND;
/** Bytes; more is no answer to a webhook. */
const MOST_ANSWERED = 1_000_000;
/** Characters of an answer that are kept. */
const KEPT = 1_000;

/** Sends a body once. Outside of transactions; never throws. */
export async function attempt(
  ctx: Ctx,
  { key, resolve }: Sending,
  target: Target,
  sent: { id: string; body: string },
): Promise<Attempt> {
  try {
    const now = ctx.now();
    const { settings } = await directoryOf(ctx);
    const { status, body } = await askOutside(target.url, {
      method: 'POST',
      headers: {
        ...openHeaders(key, target.id, target.headers),
        'content-type': 'application/json',
        ...signedHeaders(sent, now, secretsOf(key, target, now)),
      },
      body: sent.body,
      within: PATIENCE,
      maxBytes: MOST_ANSWERED,
      allowedHosts: settings.allowedHosts,
      ...(resolve ? { resolve } : {}),
    });
    const answer = cut(wellFormed(body.toString('utf8')), KEPT);
    return { status, answer, error: errorOf(status) };
  } catch (error) {
    if (isDeskbellError(error)) return { status: null, answer: null, error: error.message };
    ctx.log.error({ webhook: target.id, error: messageOf(error) }, 'a webhook could not be sent');
    const words = 'It could not be sent by a fault of the desk; the log says more.';
    return { status: null, answer: null, error: words };
  }
}

function secretsOf(key: Buffer, { id, secret, oldSecret, oldUntil }: Target, now: Date): string[] {
  const isOldAlive = oldSecret && oldUntil && oldUntil > now;
  return [secret, ...(isOldAlive ? [oldSecret] : [])].map((sealed) => openSecret(key, id, sealed));
}

function errorOf(status: number): string | null {
  if (status >= 200 && status < 300) return null;
  if (status >= 300 && status < 400) return `It answered with a redirect (${status}), which is not followed.`;
  return status === GONE ? 'It answered that it is gone (410).' : `It answered with ${status}.`;
}

/** Nobody wants to hear of anything there any more. */
export const GONE = 410;
