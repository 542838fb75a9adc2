import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { RequestHandler, Response } from 'express';
import helmet from 'helmet';

type Locals = ServerResponse & { locals?: { nonce?: string } };
const nonce = (_req: IncomingMessage, res: ServerResponse) => `'nonce-${(res as Locals).locals?.nonce}'`;

/**
 * The headers that keep a page from being turned against its reader: nothing but our own files runs, nobody
 * frames us, and over HTTPS browsers stay there. The nonce is new for every answer.
 */
export function securityHeaders(isHttps: boolean): RequestHandler[] {
  return [
    (_req, res, next) => {
      res.locals.nonce = randomBytes(18).toString('base64');
      next();
    },
    helmet({
      contentSecurityPolicy: {
        useDefaults: false,
        directives: {
          defaultSrc: ["'none'"],
          scriptSrc: ["'self'", nonce],
          workerSrc: ["'self'"],
          styleSrc: ["'self'", nonce],
          imgSrc: ["'self'", 'data:', 'blob:'],
          fontSrc: ["'self'"],
          connectSrc: ["'self'"],
          manifestSrc: ["'self'"],
          formAction: ["'self'"],
          frameAncestors: ["'none'"],
          objectSrc: ["'none'"],
          baseUri: ["'none'"],
          ...(isHttps ? { upgradeInsecureRequests: [] } : {}),
        },
      },
      strictTransportSecurity: isHttps ? { maxAge: 31_536_000, includeSubDomains: false } : false,
      referrerPolicy: { policy: 'no-referrer' },
      xFrameOptions: { action: 'deny' },
    }),
  ];
}

export const nonceOf = (res: Response): string => String(res.locals.nonce);
