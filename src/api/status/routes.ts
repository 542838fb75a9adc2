import express, { type Request, type RequestHandler, type Response, Router } from 'express';
import { type Audience, pathOf } from '../../domain/status/facts.ts';
import {
  followStatus,
  followsStatus,
  readsInternal,
  unfollowByLink,
  unfollowStatus,
} from '../../domain/status/follow.ts';
import { isLink, type LinkPurpose } from '../../domain/status/links.ts';
import { askToSubscribe, confirmSubscription, endSubscription } from '../../domain/status/subscribe.ts';
import { type Ctx, createContext, personOf, type Surroundings } from '../../lib/context.ts';
import { isDeskbellError } from '../../lib/errors.ts';
import { html } from '../../lib/html.ts';
import type { Authenticate } from '../auth.ts';
import { pageCaller } from '../caller.ts';
import { addressOf, limited } from '../limits.ts';
import { requireSameOrigin } from '../origin.ts';
import { requestIdOf } from '../request-id.ts';
import { createBoard, type DocumentName } from './board.ts';
import { sendDocument } from './documents.ts';
import { button, smallPage } from './page.ts';
import { POLICY } from './style.ts';

type StatusDeps = Surroundings & {
  publicUrl: () => string;
  /** Where the public page outlives the process. */
  dataDir: string;
  mail: boolean;
  subscriberKey: Buffer;
};

const INTERNAL = pathOf.internal;

/** Requests a minute from an address. The public page has no limit: it costs next to nothing. */
const MOST = { asked: 10, links: 300, internal: 120 };

/** How things are, for everybody at `/status` and for who is signed in at `/status/internal`; without scripts. */
export function statusPages(deps: StatusDeps, authenticate: Authenticate): Router {
  const router = Router({ caseSensitive: true });
  const safe = safety(deps.publicUrl().startsWith('https:'));
  const board = (audience: Audience, cacheControl: string, kept: { keptIn?: string } = {}) =>
    createBoard({ ...deps, ...kept, audience, headers: { ...safe, 'cache-control': cacheControl } });
  // A second of everybody’s cache and the age of what was read stay below five.
  const open = board('public', 'public, max-age=1, stale-if-error=86400', { keptIn: deps.dataDir });
  const inside = board('internal', 'private, no-cache');

  const show = (path: string, name: DocumentName): void => {
    router.get(path, async (req, res, next) => {
      res.locals.route = path;
      const documents = await open.documents();
      if (documents) sendDocument(req, res, documents[name]);
      else if (name === 'page') sendPage(res, 404, 'There is no status page here', html``);
      else next();
    });
  };
  const sendPage = (res: Response, status: number, title: string, parts: ReturnType<typeof html>) =>
    void res
      .status(status)
      .set({ ...safe, 'cache-control': 'no-store', 'x-robots-tag': 'noindex' })
      .type('html')
      .send(smallPage(title, parts));

  show('/status', 'page');
  show('/status.json', 'json');
  show('/status.atom', 'feed');

  const caller = pageCaller(deps, authenticate);
  const insideLimit = limited('internal status', MOST.internal, addressOf);
  /** The context of somebody who may read the internal page; undefined: they were told that they may not. */
  const reader = async (req: Request, res: Response): Promise<Ctx | undefined> => {
    const ctx = await caller(req, res);
    const person = personOf(ctx.actor);
    if (person && readsInternal(person)) return ctx;
    if (person) {
      sendPage(res, 403, 'Not for guests', html`<p>This page is for people of this organisation.</p>`);
    } else {
      const words = html`<p>This page is for whoever is <a href="/">signed in</a>.</p>`;
      sendPage(res, 401, 'Please sign in', words);
    }
    return undefined;
  };
  for (const [path, name] of [
    [INTERNAL, 'page'],
    [`${INTERNAL}.json`, 'json'],
    [`${INTERNAL}.atom`, 'feed'],
  ] as const) {
    router.get(path, insideLimit, async (req, res) => {
      res.locals.route = path;
      if (!(await reader(req, res))) return;
      const documents = await inside.documents();
      if (documents) sendDocument(req, res, documents[name]);
    });
  }
  if (deps.mail) {
    const path = `${INTERNAL}/mail`;
    router.use(path, insideLimit, (_req, res, next) => {
      res.locals.route = path;
      next();
    });
    router.get(path, async (req, res) => {
      const ctx = await reader(req, res);
      if (ctx) sendPage(res, 200, 'Be told by e-mail', mailPart(await followsStatus(ctx), emailOf(ctx)));
    });
    for (const [verb, run] of Object.entries({ follow: followStatus, unfollow: unfollowStatus })) {
      router.post(`${path}/${verb}`, async (req, res) => {
        // A form is sent by a browser, whose cookie comes along wherever the form stands.
        requireSameOrigin(req, { by: 'cookie' }, deps.publicUrl());
        const ctx = await reader(req, res);
        if (!ctx) return;
        await run(ctx);
        res.redirect(303, path);
      });
    }
    router.use('/status', subscriptions(deps, sendPage));
  }
  return router;
}

const backTo = (audience: Audience) => html`<p><a href="${pathOf[audience]}">Back to the status page</a></p>`;

const emailOf = (ctx: Ctx): string => personOf(ctx.actor)?.email ?? '';

const mailPart = (follows: boolean, email: string) => html`<p>${
  follows ? 'Each update, and each maintenance that is planned, is mailed to' : 'Nothing is mailed to'
} <bdi>${email}</bdi>.</p>
${follows ? button(`${INTERNAL}/mail/unfollow`, 'Send me no more mails') : button(`${INTERNAL}/mail/follow`, 'Send me updates')}
${backTo('internal')}`;

type SendPage = (res: Response, status: number, title: string, parts: ReturnType<typeof html>) => void;

/** Mail programs open links, too, so nothing happens until a button is pressed. */
function subscriptions({ subscriberKey, ...around }: StatusDeps, sendPage: SendPage): Router {
  const router = Router({ caseSensitive: true });
  const form = express.urlencoded({ extended: false, limit: '4kb', parameterLimit: 10 });
  const context = (res: Response) =>
    createContext(around, { kind: 'nobody' }, { channel: 'web', requestId: requestIdOf(res) });
  const noLink = (res: Response) =>
    sendPage(
      res,
      404,
      'This link does not work any more',
      html`<p><a href="/status">To the status page</a></p>`,
    );
  const back = backTo('public');

  router.post(
    '/subscribe',
    limited('status subscriptions', MOST.asked, addressOf),
    form,
    async (req, res) => {
      res.locals.route = '/status/subscribe';
      const email = String((req.body as Record<string, unknown> | undefined)?.email ?? '');
      try {
        await askToSubscribe(context(res), { email });
      } catch (error) {
        if (!isDeskbellError(error) || error.code !== 'invalid') throw error;
        return sendPage(res, 422, 'This is no e-mail address', back);
      }
      res.redirect(303, '/status/asked');
    },
  );
  router.get('/asked', (_req, res) => {
    res.locals.route = '/status/asked';
    const words = html`<p>If this address is not subscribed yet, a mail with a link is on its way to it. It works for a day.</p>${back}`;
    sendPage(res, 200, 'Please look into your mail', words);
  });

  const link = (
    purpose: LinkPurpose,
    { ask, act, done }: { ask: string; act: string; done: string },
    run: typeof confirmSubscription,
  ) => {
    const path = `/${purpose}/:token`;
    const tokenOf = (req: Request) => String(req.params.token);
    const routed: RequestHandler = (_req, res, next) => {
      // The code stands in no log.
      res.locals.route = `/status${path}`;
      next();
    };
    router.use(path, routed, limited(`status ${purpose}`, MOST.links, addressOf));
    router.get(path, (req, res) => {
      if (!isLink(subscriberKey, purpose, tokenOf(req))) return noLink(res);
      sendPage(res, 200, ask, button(`/status/${purpose}/${tokenOf(req)}`, act));
    });
    router.post(path, async (req, res) => {
      try {
        await run(context(res), subscriberKey, tokenOf(req));
      } catch (error) {
        if (!isDeskbellError(error) || error.code !== 'not_found') throw error;
        return noLink(res);
      }
      sendPage(res, 200, done, backTo(purpose === 'unfollow' ? 'internal' : 'public'));
    });
  };
  link(
    'confirm',
    {
      ask: 'Be told by e-mail when something changes?',
      act: 'Yes, subscribe',
      done: 'You are subscribed',
    },
    confirmSubscription,
  );
  const ending = {
    ask: 'Get no more of these mails?',
    act: 'Yes, unsubscribe',
    done: 'You get no more of these mails',
  };
  link('end', ending, endSubscription);
  link('unfollow', ending, unfollowByLink);
  return router;
}

/** What keeps a page from being turned against its reader. */
const safety = (isHttps: boolean): Record<string, string> => ({
  'content-security-policy': POLICY,
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  // Without any, browsers do not say either where a form comes from.
  'referrer-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
  ...(isHttps ? { 'strict-transport-security': 'max-age=31536000' } : {}),
});
