import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { answerApi } from './api.ts';
import type { Faults } from './faults.ts';
import type { Limiter } from './limits.ts';
import { mayRead } from './methods/files.ts';
import { respond } from './response-urls.ts';
import type { State } from './types.ts';

const SIGN_IN_PAGE =
  '<!DOCTYPE html><html><head><title>Sign in | Slack</title></head><body>Sign in to Slack</body></html>';

type Around = { state: State; limiter: Limiter; faults: Faults };

/** Slack's side of HTTP: the API, where files lie, where they are put, and where interactions are answered. */
export async function startServer(around: Around): Promise<Server> {
  const server = createServer((request, response) => {
    serve(around, request, response).catch((error: Error) => {
      // A fault of the fake itself has to be seen as one.
      response.writeHead(599).end(`the fake of Slack failed: ${error.stack}`);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  around.state.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return server;
}

async function serve(around: Around, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { state } = around;
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const body = Buffer.concat(chunks);
  const { pathname } = new URL(request.url ?? '/', state.url);
  const [area = '', first = '', second = '', third = ''] = pathname.slice(1).split('/');
  switch (area) {
    case 'api':
      return answerApi(around, first, request, body, response);
    case 'respond': {
      const { status, text } = respond(state, state.workspaces.get(first), second, body.toString());
      response.writeHead(status, { 'content-type': 'text/plain' }).end(text);
      return;
    }
    case 'upload':
      return upload(state, second, third, await uploaded(request, body), response);
    case 'files-pri':
      return download(state, first, request, response);
    default:
      response.writeHead(404).end();
  }
}

/** The bytes as they are, or as the first file of a form. */
async function uploaded(request: IncomingMessage, body: Buffer): Promise<Buffer> {
  const type = request.headers['content-type'] ?? '';
  if (!type.startsWith('multipart/form-data')) return body;
  const form = await new Response(new Uint8Array(body), { headers: { 'content-type': type } }).formData();
  const file = [...form.values()].find((one) => typeof one !== 'string');
  return file ? Buffer.from(await file.arrayBuffer()) : Buffer.alloc(0);
}

function upload(state: State, team: string, id: string, content: Buffer, response: ServerResponse): void {
  const file = state.workspaces.get(team)?.files.get(id);
  if (file?.state !== 'announced' || file.length !== content.length) {
    response.writeHead(file ? 400 : 404).end('upload failed');
    return;
  }
  Object.assign(file, { content, state: 'uploaded' });
  response.writeHead(200, { 'content-type': 'text/plain' }).end(`OK - ${content.length}`);
}

/** Without a token that may read it, a file is a page to sign in at, and no error. */
function download(state: State, name: string, request: IncomingMessage, response: ServerResponse): void {
  const [team = '', id = ''] = name.split('-');
  const workspace = state.workspaces.get(team);
  const file = workspace?.files.get(id);
  const allowed =
    workspace &&
    file &&
    workspace.token === 'active' &&
    request.headers.authorization === `Bearer ${workspace.botToken}` &&
    workspace.scopes.has('files:read') &&
    mayRead({ workspace }, file);
  if (!allowed) {
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(SIGN_IN_PAGE);
    return;
  }
  response
    .writeHead(200, { 'content-type': file.mimetype, 'content-length': file.content.length })
    .end(file.content);
}
