import type { RequestHandler } from 'express';
import { type Html, html, raw } from '../lib/html.ts';
import { fieldsOf, typeWords } from './docs-fields.ts';
import { docsStyle } from './docs-style.ts';
import { NOUNS, openApiDocument } from './openapi.ts';
import type { OpenApi, Operation } from './openapi-parts.ts';
import { nonceOf } from './security.ts';

/** Stands in the page that is kept, where each answer has a nonce of its own. */
const NONCE = '__CSP_NONCE__';

type Listed = { path: string; method: string; operation: Operation };

/** The API for people: one page without scripts, made from the same description that programs get. */
export function docsPage(publicUrl: () => string): RequestHandler {
  let page: { server: string; text: string } | undefined;
  return (_req, res) => {
    res.locals.route = '/api/docs';
    const server = publicUrl();
    if (page?.server !== server) page = { server, text: render(openApiDocument(server), NONCE).text };
    res
      .set('cache-control', 'no-store')
      .type('html')
      .send(page.text.replace(NONCE, nonceOf(res)));
  };
}

function render(document: OpenApi, nonce: string): Html {
  const server = document.servers[0]?.url ?? '';
  const listed = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method: method.toUpperCase(), operation })),
  );
  const byNoun = Object.keys(NOUNS).map((noun) => ({
    noun,
    operations: listed.filter(({ operation }) => operation.tags.includes(noun)),
  }));
  return html`<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <title>Deskbell API</title>
    <style nonce="${nonce}">${raw(docsStyle)}</style>
  </head>
  <body>
    <a class="skip" href="#main">Skip to the endpoints</a>
    <nav aria-label="Nouns">
      <p class="brand">Deskbell API</p>
      <ul>
        ${byNoun.map(({ noun, operations }) => html`<li><a href="#${noun}">${wordsOf(noun)}</a> <span>${operations.length}</span></li>`)}
        <li><a href="#schemas">Shapes</a> <span>${Object.keys(document.components.schemas ?? {}).length}</span></li>
      </ul>
      <p><a href="/api/v1/openapi.json">openapi.json</a></p>
    </nav>
    <main id="main">
      ${introduction(document, server)}
      ${byNoun.map(
        ({ noun, operations }) => html`<section id="${noun}">
          <h2>${wordsOf(noun)}</h2>
          <p>${NOUNS[noun as keyof typeof NOUNS]}</p>
          ${operations.map((one) => endpoint(one, server))}
        </section>`,
      )}
      ${shapes(document)}
    </main>
  </body>
</html>`;
}

function introduction({ info }: OpenApi, server: string): Html {
  return html`<header>
    <h1>Deskbell API</h1>
    <p>${info.description}</p>
    <p>All addresses stand below <code>${server}</code>. A program sends a token, which an admin makes in the
      console under Settings; it acts as its person, within its scopes.</p>
    <pre>curl ${server}/tickets?open=true -H "Authorization: Bearer $DESKBELL_TOKEN"</pre>
    <dl class="facts">
      <dt>Lists</dt><dd>give <code>items</code> and <code>next</code>; pass <code>next</code> as <code>cursor</code> for the page behind. <code>null</code>: there is none.</dd>
      <dt>Creating</dt><dd>takes an <code>Idempotency-Key</code>: a repeat within 24 hours gets the first answer and creates nothing.</dd>
      <dt>Failures</dt><dd>are <code>application/problem+json</code> with <code>code</code>, <code>detail</code>, <code>requestId</code> and, for invalid input, <code>errors</code> by field.</dd>
      <dt>Limits</dt><dd>600 requests a minute and caller, 1 MB a body, 25 MB a file. After 429 or 503, wait for <code>Retry-After</code> seconds.</dd>
    </dl>
  </header>`;
}

function endpoint({ path, method, operation }: Listed, server: string): Html {
  const fields = fieldsOf(operation);
  const [status, success] = Object.entries(operation.responses).find(([code]) => code < '300') ?? ['', {}];
  const answer = Object.values(success.content ?? {})[0]?.schema;
  return html`<article id="${operation.operationId}">
    <h3><span class="method ${method.toLowerCase()}">${method}</span> <code>${path}</code></h3>
    <p class="summary">${operation.summary}.</p>
    <p class="scope">${marked(operation.description)}</p>
    ${
      fields.length === 0
        ? ''
        : html`<div class="scroll"><table>
          <thead><tr><th scope="col">Field</th><th scope="col">In</th><th scope="col">Type</th><th scope="col">Notes</th></tr></thead>
          <tbody>${fields.map(
            (field) => html`<tr>
              <th scope="row"><code>${field.name}</code>${field.required ? html` <b title="required">required</b>` : ''}</th>
              <td>${field.place}</td><td>${linked(field.type)}</td><td>${field.notes}</td></tr>`,
          )}</tbody></table></div>`
    }
    <p class="answer"><b>${status}</b> ${answer ? linked(typeWords(answer)) : 'no body'}</p>
    <details><summary>Example</summary><pre>${curl(server, path, method, operation)}</pre></details>
  </article>`;
}

function shapes({ components }: OpenApi): Html {
  const schemas = Object.entries(components.schemas ?? {}) as [string, Parameters<typeof typeWords>[0]][];
  return html`<section id="schemas"><h2>Shapes</h2>
    ${schemas.map(
      ([name, schema]) => html`<article id="shape-${name}"><h3>${name}</h3>
        ${
          schema.properties
            ? html`<div class="scroll"><table><tbody>${Object.entries(schema.properties).map(
                ([field, one]) =>
                  html`<tr><th scope="row"><code>${field}</code></th><td>${linked(typeWords(one))}</td></tr>`,
              )}</tbody></table></div>`
            : html`<p>${linked(typeWords(schema))}</p>`
        }</article>`,
    )}</section>`;
}

function curl(server: string, path: string, method: string, operation: Operation): string {
  const url = server + path.replace('{number}', 'INC-12').replace(/\{(\w+)\}/g, '<$1>');
  const needed = operation.parameters.filter((one) => one.in === 'query' && one.required);
  const query = needed.map((one) => `${one.name}=<${one.name}>`).join('&');
  const lines = [`curl ${method === 'GET' ? '' : `-X ${method} `}'${url}${query ? `?${query}` : ''}'`];
  if (operation.security.length > 0) lines.push(`-H "Authorization: Bearer $DESKBELL_TOKEN"`);
  if (operation.parameters.some((one) => one.in === 'header')) lines.push('-H "Idempotency-Key: $(uuidgen)"');
  const json = operation.requestBody?.content['application/json'];
  if (json) {
    const required = fieldsOf(operation).filter((field) => field.place === 'body' && field.required);
    const sample = Object.fromEntries(required.map((field) => [field.name, field.sample]));
    lines.push(`-H 'Content-Type: application/json'`, `-d '${JSON.stringify(sample)}'`);
  } else if (operation.requestBody) {
    lines.push('--data-binary @report.pdf');
  }
  return lines.join(' \\\n  ');
}

/** `routingRules` as people write it. */
const wordsOf = (noun: string) =>
  (noun[0]?.toUpperCase() ?? '') + noun.slice(1).replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);

/** Names of shapes become links to them. */
const linked = (words: string): Html[] =>
  words
    .split(/(\b[A-Z][A-Za-z]+\b)/)
    .map((part) =>
      /^[A-Z][A-Za-z]+$/.test(part) ? html`<a href="#shape-${part}">${part}</a>` : html`${part}`,
    );

/** Words between backticks are code. */
const marked = (text: string): Html[] =>
  text.split('`').map((part, index) => (index % 2 === 1 ? html`<code>${part}</code>` : html`${part}`));
