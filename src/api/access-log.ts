import type { RequestHandler } from 'express';
import type { Log } from '../lib/log.ts';
import type { Metrics } from './metrics.ts';
import { requestIdOf } from './request-id.ts';

/** Something came in by this channel, and was committed at this time (of `performance.now`). */
export type Intake = { channel: string; committedAt: number };

/**
 * One line and one measurement a request, when it is over. The query is left out (it may hold what people search
 * for), and so are headers and bodies (they hold secrets).
 */
export function accessLog(log: Log, metrics: Metrics): RequestHandler {
  // All its fields are named below, and none is a secret.
  const lines = log.child({}, { redact: [] });
  return (req, res, next) => {
    const began = performance.now();
    const path = withoutKey(req.path);
    res.once('close', () => {
      const took = performance.now() - began;
      const route = typeof res.locals.route === 'string' ? res.locals.route : 'other';
      metrics.httpSeconds.observe(
        { method: knownMethod(req.method), route, status: res.statusCode },
        took / 1000,
      );
      const intake = res.locals.intake as Intake | undefined;
      if (intake) {
        const channel = { channel: intake.channel };
        metrics.intakeSeconds.observe(channel, (intake.committedAt - began) / 1000);
        metrics.acknowledgeSeconds.observe(channel, took / 1000);
      }
      lines.info(
        {
          request: requestIdOf(res),
          method: req.method,
          path,
          status: res.statusCode,
          whole: res.writableFinished,
          ms: Math.round(took),
          address: req.ip,
          caller: res.locals.callerName,
        },
        'request',
      );
    });
    next();
  };
}

/** Who sends alerts may have their key in the address, who was paged the code of a link, calendars their secret, and subscribers a link. */
const withoutKey = (path: string) =>
  path.replace(/^(\/hooks\/[^/]*\/|\/p\/|\/calendars\/|\/status\/(?:confirm|end)\/).+/i, '$1…');

const METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);
/** Labels come from a fixed set: a label for whatever somebody sends would grow without end. */
const knownMethod = (method: string) => (METHODS.has(method) ? method : 'other');
