import type { Request } from 'express';
import { fail } from '../lib/errors.ts';
import type { Caller } from './auth.ts';

const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Refuses what another site makes a browser send (cross-site request forgery). Browsers say where a request
 * comes from by Sec-Fetch-Site, older ones by Origin; a writing request that carries the cookie and says neither
 * is refused. A program with a bearer token is exempt: no browser adds one by itself.
 * @throws `forbidden`
 */
export function requireSameOrigin(req: Request, caller: Pick<Caller, 'by'>, publicUrl: string): void {
  if (SAFE_METHODS.has(req.method) || caller.by === 'bearer') return;
  const site = req.get('sec-fetch-site');
  const origin = req.get('origin');
  const said = site !== undefined || origin !== undefined;
  if (said ? comesFromHere(req, site, origin, publicUrl) : caller.by === 'nothing') return;
  fail('forbidden', 'This request did not come from Deskbell’s own pages.');
}

function comesFromHere(
  req: Request,
  site: string | undefined,
  origin: string | undefined,
  publicUrl: string,
): boolean {
  if (site !== undefined) return site === 'same-origin';
  if (origin === undefined || !URL.canParse(origin)) return false;
  return origin === new URL(publicUrl).origin || new URL(origin).host === req.headers.host;
}
