import express, { type Request, type Response, Router } from 'express';
import { isLoopback } from '../../config/teams.ts';
import { isDeskbellError, messageOf } from '../../lib/errors.ts';
import type { Log } from '../../lib/log.ts';
import type { Authenticate } from './authenticate.ts';
import { Activity } from './payloads.ts';
import type { Receiver } from './receive.ts';

/** A message of Teams has some 100 kB at most, and the card that a press comes from may come with it. */
const BODY_LIMIT = '1mb';
const PATH = '/api/messages';

type Parts = { authenticate: Authenticate; receiver: Receiver; insecureLocal: boolean; log: Log };

/** `POST /api/messages`: nothing of a request is read before it is known to come from Teams. */
export function messagesRoute({ authenticate, receiver, insecureLocal, log }: Parts): Router {
  const router = Router();
  router.post(
    PATH,
    async (req: Request, res: Response, next) => {
      res.locals.route = PATH;
      try {
        const proof = await authenticate(req.get('authorization'));
        if (!proof) return void res.status(401).end();
        res.locals.serviceUrl = proof.serviceUrl;
        next();
      } catch (error) {
        if (!isDeskbellError(error)) throw error;
        log.warn({ error: messageOf(error) }, 'whether a request comes from Teams cannot be told');
        res.status(503).end();
      }
    },
    express.json({ limit: BODY_LIMIT, inflate: false, type: () => true }),
    async (req: Request, res: Response) => {
      const { data: activity, error } = Activity.safeParse(req.body);
      if (activity?.channelId !== 'msteams') {
        log.warn({ error: error?.message ?? 'another channel' }, 'something from Teams is not understood');
        return void res.status(400).end();
      }
      const isTheirs = insecureLocal
        ? isLoopback(new URL(activity.serviceUrl).hostname)
        : sameAddress(activity.serviceUrl, res.locals.serviceUrl);
      if (!isTheirs) return void res.status(401).end();
      const { status, body } = await receiver.receive(activity);
      if (body) res.status(status).json(body);
      else res.status(status).end();
    },
  );
  return router;
}

const sameAddress = (one: string, other: string) => one.replace(/\/$/, '') === other.replace(/\/$/, '');
