import type { Response } from 'express';
import { sha256 } from '../../lib/crypto.ts';
import { escaped } from '../../lib/html.ts';

/** A paragraph, or a link in one. */
type Paragraph = string | { link: string; text: string };

const STYLE =
  'body { font: 1rem/1.5 system-ui, sans-serif; max-width: 36rem; margin: 4rem auto; padding: 0 1rem }';
/** Nothing on the page runs or is fetched, and nobody frames it; its own address, which holds a code, is not told on. */
const HEADERS = {
  'content-security-policy': `default-src 'none'; style-src 'sha256-${sha256(STYLE).toString('base64')}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
};

/** A page of a few words for whoever installs the app. */
export function installPage(res: Response, status: number, title: string, paragraphs: Paragraph[]): void {
  const body = paragraphs.map((one) =>
    typeof one === 'string'
      ? `<p>${escaped(one)}</p>`
      : `<p><a href="${escaped(one.link)}">${escaped(one.text)}</a></p>`,
  );
  const page = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <title>${escaped(title)}</title>
    <style>${STYLE}</style>
  </head>
  <body>
    <main>
      <h1>${escaped(title)}</h1>
      ${body.join('\n      ')}
      <p><a href="/">To the console</a></p>
    </main>
  </body>
</html>
`;
  res.status(status).set(HEADERS).type('html').send(page);
}
