import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import express, { Router } from 'express';
import { nonceOf } from './security.ts';

/** What index.html holds where the nonce of the content security policy goes. */
const NONCE = '__CSP_NONCE__';

/**
 * The console: its files, and its one page for every address that somebody navigates to, since the page itself
 * knows its addresses. Files under assets/ carry a hash of their content in their names and never change.
 */
export function consolePages(dir: string): Router {
  const router = Router();
  router.use(
    '/assets',
    express.static(join(dir, 'assets'), { immutable: true, maxAge: '1y', index: false, redirect: false }),
    (_req, res) => res.status(404).type('text/plain').send('Not found'),
  );
  router.use(
    express.static(dir, { index: false, redirect: false, maxAge: '1h', setHeaders: noStoreForPage }),
  );
  let page: Promise<string> | undefined;
  router.get('/{*path}', async (req, res, next) => {
    if (!req.accepts('html')) return next();
    page ??= readFile(join(dir, 'index.html'), 'utf8');
    const html = await page.catch(() => undefined);
    if (html === undefined) {
      page = undefined;
      return next();
    }
    res
      .set('cache-control', 'no-store')
      .type('html')
      .send(html.replaceAll(NONCE, nonceOf(res)));
  });
  return router;
}

/** The page as a file still has the placeholder in it: whoever asks for it by name must not keep it. */
function noStoreForPage(res: { setHeader(name: string, value: string): unknown }, path: string): void {
  if (path.endsWith('.html')) res.setHeader('cache-control', 'no-store');
}
