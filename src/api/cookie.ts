import type { Request, Response } from 'express';
import { ABSOLUTE_TIMEOUT } from '../domain/sessions/session.ts';

/**
 * Over HTTPS the prefix makes browsers refuse the cookie from anybody but this very host (RFC 6265bis, 4.1.3.2).
 * Without HTTPS, as on a first try on one's own machine, they would refuse it altogether.
 */
const SECURE_NAME = '__Host-deskbell';
const PLAIN_NAME = 'deskbell';

/** The session secret that the browser sent. */
export function sessionSecretOf(req: Request): string | undefined {
  const cookies = new Map<string, string>();
  for (const pair of (req.headers.cookie ?? '').split(';')) {
    const equals = pair.indexOf('=');
    if (equals > 0) cookies.set(pair.slice(0, equals).trim(), pair.slice(equals + 1).trim());
  }
  return cookies.get(SECURE_NAME) ?? cookies.get(PLAIN_NAME);
}

/** Sets the session cookie, or takes it away with null. */
export function setSessionCookie(res: Response, publicUrl: string, secret: string | null): void {
  const secure = publicUrl.startsWith('https:');
  res.cookie(secure ? SECURE_NAME : PLAIN_NAME, secret ?? '', {
    httpOnly: true,
    secure,
    // A link to a ticket in a chat message must find its reader signed in; writes are checked by their origin.
    sameSite: 'lax',
    path: '/',
    maxAge: secret === null ? 0 : ABSOLUTE_TIMEOUT,
  });
}
