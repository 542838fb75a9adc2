import { type Request, type Response, Router } from 'express';
import { type AlertFacts, alertsById } from '../chat/views/alert.ts';
import { answerByLink, LINK_VERBS, openPageLink } from '../domain/escalation/link.ts';
import { createContext, type Surroundings } from '../lib/context.ts';
import { DeskbellError, isDeskbellError } from '../lib/errors.ts';
import { type Html, html, raw } from '../lib/html.ts';
import { visible } from '../lib/text.ts';
import { addressOf, limited } from './limits.ts';
import { requestIdOf } from './request-id.ts';
import { nonceOf } from './security.ts';

type PageLinkDeps = Surroundings & { linkKey: Buffer };

/** Requests a minute from an address. */
const MOST = 60;
const STYLE = `
  body { font: 1.0625rem/1.5 system-ui, sans-serif; max-width: 34rem; margin: 3rem auto; padding: 0 1rem }
  h1 { font-size: 1.375rem; overflow-wrap: anywhere } dt { opacity: .75 } dd { margin: 0 0 .75rem; overflow-wrap: anywhere }
  form { display: inline-block; margin: 0 .5rem .5rem 0 }
  button { font: inherit; font-weight: 600; padding: .75rem 1.25rem; border: 1px solid; border-radius: .5rem; cursor: pointer }`;

/**
 * `/p/:token`: the alert for which somebody was paged, with buttons. Programs open links, too, so nothing happens until
 * a button is pressed.
 */
export function pageLinkRoutes(deps: PageLinkDeps): Router {
  const router = Router({ caseSensitive: true });
  const context = (res: Response) =>
    createContext(deps, { kind: 'nobody' }, { channel: 'link', requestId: requestIdOf(res) });
  const tokenOf = (req: Request) => String(req.params.token);
  router.use('/p', limited('page links', MOST, addressOf), (_req, res, next) => {
    res.locals.route = '/p/:token';
    res.set({ 'cache-control': 'no-store', 'referrer-policy': 'no-referrer', 'x-robots-tag': 'noindex' });
    next();
  });
  router.get('/p/:token', async (req, res) => {
    const ctx = context(res);
    try {
      const { alertId } = await openPageLink(ctx, deps.linkKey, tokenOf(req));
      const alert = (await alertsById(ctx, [alertId])).get(alertId);
      if (!alert) throw new DeskbellError('not_found', 'This link does not work any more.');
      send(res, 200, alert.summary, alertParts(alert, tokenOf(req)));
    } catch (error) {
      if (!isDeskbellError(error) || error.code !== 'not_found') throw error;
      send(
        res,
        404,
        error.message,
        html`<p>Sign in to see what is wrong, and to answer it.</p>
        <p><a href="/alerts">To the alerts</a></p>`,
      );
    }
  });
  router.post('/p/:token/:verb', async (req, res, next) => {
    const { verb } = req.params;
    if (!Object.hasOwn(LINK_VERBS, verb)) return next();
    try {
      const asked = { token: tokenOf(req), verb: verb as keyof typeof LINK_VERBS };
      await answerByLink(context(res), deps.linkKey, asked);
    } catch (error) {
      // The page says what is so now, which is the answer.
      if (!isDeskbellError(error) || !['not_found', 'conflict'].includes(error.code)) throw error;
    }
    res.redirect(303, `/p/${tokenOf(req)}`);
  });
  return router;
}

function alertParts(alert: AlertFacts, token: string): Html {
  const button = (verb: keyof typeof LINK_VERBS, label: string) =>
    html`<form method="post" action="/p/${token}/${verb}"><button>${label}</button></form>`;
  return html`<dl>
      ${alert.service ? html`<dt>Service</dt><dd>${visible(alert.service)}</dd>` : ''}
      ${alert.askedBy ? html`<dt>Paged by</dt><dd>${visible(alert.askedBy)}</dd>` : ''}
      <dt>Severity</dt><dd>${alert.severity}</dd>
      <dt>State</dt><dd>${stateOf(alert)}</dd>
    </dl>
    ${alert.state === 'triggered' ? button('acknowledge', 'Acknowledge') : ''}
    ${alert.state === 'resolved' ? '' : button('resolve', 'Resolve')}
    <p><a href="/alerts/${alert.id}">Open it in the console</a></p>`;
}

function stateOf({ state, acknowledgedBy, resolvedBy }: AlertFacts): string {
  switch (state) {
    case 'triggered':
      return 'Nobody has answered yet';
    case 'acknowledged':
      return `Acknowledged by ${acknowledgedBy ?? 'its source'}`;
    case 'resolved':
      return `Resolved by ${resolvedBy ?? 'its source'}`;
  }
}

function send(res: Response, status: number, title: string, parts: Html): void {
  const page = html`<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <title>${visible(title)}</title>
    <style nonce="${nonceOf(res)}">${raw(STYLE)}</style>
  </head>
  <body>
    <main>
      <h1>${visible(title)}</h1>
      ${parts}
    </main>
  </body>
</html>`;
  res.status(status).type('html').send(page.text);
}
