import { createSecretKey } from 'node:crypto';
import { App } from '@slack/bolt';
import { SocketModeClient } from '@slack/socket-mode';
import express, { type Request, type Response, Router } from 'express';
import type { Clock } from '../../lib/clock.ts';
import { messageOf } from '../../lib/errors.ts';
import type { Log } from '../../lib/log.ts';
import { silent } from './api.ts';
import type { Receive } from './receive.ts';
import { isSigned } from './signature.ts';

/** Slack's largest events are some 100 kB. */
const BODY_LIMIT = '1mb';

type Parts = { receive: Receive; log: Log; clock: Clock };
type Process = (body: Record<string, unknown>) => Promise<unknown>;

/**
 * Bolt, with receivers of our own: those that come with it acknowledge events before the listeners have done their
 * work, and check signatures by a clock that cannot be set.
 */
function createBolt({ receive, log }: Parts): Process {
  const heard = new WeakSet<object>();
  const app = new App({
    receiver: { init() {}, start: async () => {}, stop: async () => {} },
    // Who may send is decided by signature and token; which workspace it is, where it is received.
    authorize: async () => ({}),
    // What it would keep for listeners in a conversation, nobody asks for.
    convoStore: false,
    ignoreSelf: false,
    logger: silent,
  });
  app.use(async (args) => {
    heard.add(args.body);
    const answer = await receive(args.body);
    // Events are acknowledged by Bolt itself, and then by our receivers once all of this is over.
    if ('ack' in args && typeof args.ack === 'function') {
      await (args.ack as (body?: unknown) => Promise<void>)(answer);
    }
  });
  app.error(async (error) => {
    throw error.original ?? error;
  });
  /** Runs an event through Bolt and keeps what it acknowledges with until everything is committed. */
  return async function process(body) {
    let answer: unknown;
    const ack = async (response: unknown) => {
      answer = response;
    };
    try {
      await app.processEvent({ body, ack });
    } catch (error) {
      if (heard.has(body)) throw error;
      // Bolt itself has tripped over it. Sent again it would be no better understood.
      log.warn({ error: messageOf(error) }, 'something from Slack is not understood');
    }
    return answer;
  };
}

/** `POST /slack/events`: events, interactivity and commands. */
export function createHttpReceiver(parts: Parts & { signingSecret: string }): Router {
  const { log, clock } = parts;
  const signingSecret = createSecretKey(parts.signingSecret, 'utf8');
  const process = createBolt(parts);
  const router = Router();
  router.post(
    '/slack/events',
    express.raw({ type: () => true, limit: BODY_LIMIT, inflate: false }),
    async (req: Request, res: Response) => {
      res.locals.route = '/slack/events';
      const bytes: Buffer = Buffer.isBuffer(req.body) ? req.body : Buffer.alloc(0);
      const signed = {
        timestamp: req.get('x-slack-request-timestamp'),
        signature: req.get('x-slack-signature'),
        body: bytes,
      };
      if (!isSigned(signingSecret, signed, clock.now())) {
        log.warn({ address: req.ip }, 'a request for Slack’s address is not signed by Slack');
        res.status(401).end();
        return;
      }
      const body = bodyOf(req, bytes);
      if (!body) res.status(400).end();
      else if (body.type === 'url_verification') res.json({ challenge: body.challenge });
      else if (body.ssl_check) res.end();
      else {
        const answer = await process(body);
        if (answer === undefined) res.end();
        else res.json(answer);
      }
    },
  );
  return router;
}

/** Events come as JSON, commands as a form, and interactions as JSON in a form. */
function bodyOf(req: Request, bytes: Buffer): Record<string, unknown> | undefined {
  const text = bytes.toString();
  try {
    if (req.is('application/json')) return asObject(JSON.parse(text));
    const fields = Object.fromEntries(new URLSearchParams(text));
    return fields.payload === undefined ? fields : asObject(JSON.parse(fields.payload));
  } catch {
    return undefined;
  }
}

const asObject = (value: unknown): Record<string, unknown> | undefined =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : undefined;

export type SocketReceiver = { start(): Promise<void>; stop(): Promise<void> };

/** Socket Mode: Slack is called, and needs no address of ours. */
export function createSocketReceiver(
  parts: Parts & { appToken: string; apiUrl: string | undefined },
): SocketReceiver {
  const { log, appToken, apiUrl } = parts;
  const process = createBolt(parts);
  const client = new SocketModeClient({
    appToken,
    logger: silent,
    clientOptions: apiUrl ? { slackApiUrl: apiUrl } : {},
  });
  const running = new Set<Promise<void>>();
  client.on('slack_event', ({ ack, body }: { ack(answer?: unknown): Promise<void>; body: unknown }) => {
    // Unacknowledged, Slack sends it again.
    const work = process(asObject(body) ?? {})
      .then((answer) => ack(answer))
      .catch((error: unknown) => log.error({ error: messageOf(error) }, 'an event of Slack failed'));
    running.add(work);
    work.finally(() => running.delete(work));
  });
  client.on('error', (error: unknown) => log.warn({ error: messageOf(error) }, 'the socket to Slack failed'));
  return {
    async start() {
      await client.start();
    },
    async stop() {
      await client.disconnect();
      await Promise.all(running);
    },
  };
}
