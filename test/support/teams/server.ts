import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { refusalOf } from './check-activity.ts';
import { APP, post, type State } from './state.ts';
import type { Conversation, Fault, Json, TeamsMessage } from './types.ts';

type Answer = { status: number; body?: unknown; headers?: Record<string, string> };

const error = (status: number, code: string, message = code): Answer => ({
  status,
  body: { error: { code, message } },
});

/** Microsoft's side: the service that a bot answers to, Graph, and where files lie. */
export async function startServer(state: State): Promise<Server> {
  const server = createServer((request, response) => {
    serve(state, request, response).catch((trouble: Error) => {
      // A fault of the fake itself has to be seen as one.
      response.writeHead(599).end(`the fake of Teams failed: ${trouble.stack}`);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  state.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return server;
}

async function serve(state: State, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString();
  const body = (text === '' ? {} : JSON.parse(text)) as Json;
  const { pathname, search } = new URL(request.url ?? '/', state.url);
  const method = request.method ?? 'GET';
  const path = decodeURIComponent(pathname);
  const fault = takeFault(state, { method, path, body });
  if (fault === 'reset') return void request.socket.destroy();
  let answer: Answer;
  if (fault && fault !== 'lost') answer = answerOfFault(fault);
  else if (path.startsWith('/files/')) return download(state, request, path, response);
  else if (!state.tokens.has(request.headers.authorization ?? '')) answer = error(401, 'Unauthorized');
  else
    answer = path.startsWith('/v1.0/')
      ? graph(state, method, path, search, body)
      : connector(state, method, pathname, body);
  state.calls.push({ at: state.clock.now(), method, path, status: answer.status });
  if (fault === 'lost') return void request.socket.destroy();
  const page = typeof answer.body === 'string';
  response.writeHead(answer.status, {
    'content-type': page ? 'text/html' : 'application/json',
    ...answer.headers,
  });
  response.end(page ? answer.body : answer.body === undefined ? '' : JSON.stringify(answer.body));
}

function takeFault(state: State, call: { method: string; path: string; body: Json }): Fault | undefined {
  const found = state.faults.find((one) => one.times > 0 && one.when(call));
  if (found) found.times -= 1;
  return found?.fault;
}

function answerOfFault(fault: Exclude<Fault, string>): Answer {
  const headers: Record<string, string> =
    fault.retryAfter === undefined ? {} : { 'retry-after': String(fault.retryAfter) };
  const body = fault.html ? '<html>Service unavailable</html>' : error(0, fault.code ?? 'ServiceError').body;
  return { status: fault.status, body, headers };
}

function download(state: State, request: IncomingMessage, path: string, response: ServerResponse): void {
  const file = state.files.get(path);
  const { authorization } = request.headers;
  state.fetched.push({ path, authorization });
  // An address that is enough by itself is not had with a token.
  const mayRead =
    file && (file.withToken ? state.tokens.has(authorization ?? '') : authorization === undefined);
  if (!mayRead) return void response.writeHead(file ? 401 : 404).end();
  const { bytes, type, broken } = file;
  response.writeHead(200, { 'content-type': type, 'content-length': bytes.length });
  if (broken) response.write(bytes.subarray(0, 1), () => response.destroy());
  else response.end(bytes);
}

/** https://learn.microsoft.com/azure/bot-service/rest-api/bot-framework-rest-connector-api-reference */
function connector(state: State, method: string, pathname: string, body: Json): Answer {
  const [, version, area, id, what, message] = pathname.split('/').map(decodeURIComponent);
  if (version !== 'v3' || area !== 'conversations') return error(404, 'NotFound');
  if (id === undefined) return method === 'POST' ? open(state, body) : error(405, 'MethodNotAllowed');
  const [base = '', thread] = id.split(';messageid=');
  const conversation = state.conversations.get(base);
  if (!conversation) return error(404, 'ConversationNotFound');
  if (!conversation.app) return error(403, 'BotNotInConversationRoster');
  if (thread !== undefined && !conversation.messages.some((one) => one.id === thread && !one.deleted)) {
    return error(404, 'ConversationNotFound');
  }
  if (what === 'members')
    return method === 'GET' ? member(state, conversation, message ?? '') : error(405, 'MethodNotAllowed');
  if (what !== 'activities') return error(404, 'NotFound');
  if (method === 'POST')
    return send(state, conversation, body, { thread: thread ?? null, replyTo: message ?? null });
  const found = conversation.messages.find((one) => one.id === message && !one.deleted);
  if (!found) return error(404, 'ActivityNotFoundInConversation');
  if (found.author !== null) return error(403, 'ForbiddenOperationException');
  if (method === 'DELETE') {
    found.deleted = true;
    return { status: 200 };
  }
  if (method !== 'PUT') return error(405, 'MethodNotAllowed');
  const refusal = refusalOf(body);
  if (refusal) return error(refusal.status, refusal.code, refusal.message);
  Object.assign(found, { activity: body, edited: true });
  return { status: 200, body: { id: found.id } };
}

function open(state: State, body: Json): Answer {
  const [wanted] = (body.members ?? []) as { id: string }[];
  const user = [...state.users.values()].find(({ id, aad }) => id === wanted?.id || aad === wanted?.id);
  if (!user) return error(404, 'NotFound');
  if (!user.installed) return error(403, 'BotNotInConversationRoster');
  const known = personalOf(state, user.aad);
  return { status: 201, body: { id: known.id } };
}

export function personalOf(state: State, aad: string): Conversation {
  const id = `a:${aad}`;
  const known = state.conversations.get(id);
  if (known) {
    known.app = state.users.get(aad)?.installed ?? false;
    return known;
  }
  const made: Conversation = {
    ...{
      id,
      kind: 'personal',
      name: '',
      members: new Set([aad]),
      app: true,
      consent: true,
      team: undefined,
      messages: [],
    },
  };
  state.conversations.set(id, made);
  return made;
}

function send(
  state: State,
  conversation: Conversation,
  activity: Json,
  at: { thread: string | null; replyTo: string | null },
): Answer {
  const refusal = refusalOf(activity);
  if (refusal) return error(refusal.status, refusal.code, refusal.message);
  if (activity.type === 'typing') return { status: 201, body: { id: '' } };
  const now = state.clock.now().getTime();
  const recent = conversation.messages.filter(
    ({ author, at }) => author === null && now - at.getTime() < 1000,
  );
  if (recent.length >= 7) return answerOfFault({ status: 429, code: 'Throttled', retryAfter: 1 });
  const posted = post(state, conversation, { ...at, author: null, activity });
  return { status: 201, body: { id: posted.id } };
}

function member(state: State, conversation: Conversation, id: string): Answer {
  const user = [...state.users.values()].find((one) => one.id === id || one.aad === id);
  if (!user || !conversation.members.has(user.aad)) return error(404, 'MemberNotFoundInConversation');
  const { aad, name, email, guest, tenant } = user;
  return {
    status: 200,
    body: {
      ...{ id: user.id, name, objectId: aad, aadObjectId: aad, email, tenantId: tenant },
      ...{ userPrincipalName: guest ? `${email.replace('@', '_')}#EXT#@example.onmicrosoft.com` : email },
      userRole: guest ? 'guest' : 'user',
    },
  };
}

/** https://learn.microsoft.com/graph/api/shares-get */
function shares(state: State, method: string, [share = '', item, content]: string[]): Answer {
  const address = Buffer.from(share.slice(2), 'base64url').toString();
  const isEncoded = share === `u!${Buffer.from(address).toString('base64url')}`;
  if (!isEncoded || item !== 'driveItem' || method !== 'GET') return error(400, 'invalidRequest');
  if (!state.granted.has('Files.Read.All')) return error(403, 'accessDenied');
  const file = state.shared.get(address);
  if (!file) return error(404, 'itemNotFound');
  if (content === 'content') return { status: 302, headers: { location: file.location } };
  const { name, size, by } = file;
  return { status: 200, body: { name, size, file: {}, createdBy: { user: { id: by } } } };
}

/** Those of a team: https://learn.microsoft.com/graph/api/channel-list, https://learn.microsoft.com/graph/api/channel-post */
function channels(state: State, method: string, groupId: string, body: Json): Answer {
  const there = [...state.conversations.values()].filter(({ team }) => team?.groupId === groupId);
  const [one] = there;
  if (!one?.team) return error(404, 'NotFound');
  const shape = ({ id, name, description = '' }: Conversation) => ({
    ...{ id, displayName: name, description, membershipType: 'standard' },
    webUrl: `https://teams.microsoft.com/l/channel/${encodeURIComponent(id)}/${encodeURIComponent(name)}`,
  });
  if (method === 'GET') {
    if (!state.granted.has('ChannelSettings.Read.Group')) return error(403, 'Forbidden');
    return { status: 200, body: { value: there.map(shape) } };
  }
  if (method !== 'POST') return error(405, 'MethodNotAllowed');
  if (!state.granted.has('Channel.Create.Group')) return error(403, 'Forbidden');
  const name = String(body.displayName ?? '');
  const description = String(body.description ?? '');
  if (name === '' || name.length > 50 || /[~#%&*{}+/\\:<>?|'"]/.test(name) || /^[_.]|\.$/.test(name)) {
    return error(400, 'BadRequest', 'Channel name is not valid.');
  }
  if (description.length > 1024) return error(400, 'BadRequest', 'Channel description is too long.');
  if (there.some((one) => one.name === name)) {
    return error(400, 'BadRequest', 'Channel name already existed, please use other name');
  }
  const made: Conversation = {
    ...{ id: `19:${state.nextId()}@thread.tacv2`, kind: 'channel', name, description, team: one.team },
    // Everybody in the team sees it, and so does an app that is in the team.
    members: new Set(there.flatMap(({ members }) => [...members])),
    ...{ app: true, consent: one.consent, messages: [] },
  };
  state.conversations.set(made.id, made);
  return { status: 201, body: shape(made) };
}

/** Graph tells a card as text. */
const cardsOf = ({ attachments }: Json) =>
  ((attachments ?? []) as { contentType: string; content: unknown }[]).map(({ contentType, content }) => ({
    contentType,
    content: JSON.stringify(content),
  }));

/** https://learn.microsoft.com/graph/api/resources/chatmessage */
function asGraphTells(state: State, message: TeamsMessage): Json {
  const { id, author, at, activity, deleted, shared = [] } = message;
  const files = deleted ? [] : shared;
  return {
    ...{ id, createdDateTime: at.toISOString(), deletedDateTime: deleted ? at.toISOString() : null },
    ...{ messageType: 'message', attachments: author ? files : cardsOf(activity) },
    from: author
      ? { user: { id: author, displayName: state.users.get(author)?.name } }
      : { application: { id: APP, applicationIdentityType: 'bot' } },
    body: {
      contentType: 'html',
      content: author ? (activity.html ?? '') : `<p>${activity.text ?? ''}</p>`,
    },
  };
}

/** https://learn.microsoft.com/graph/api/overview */
function graph(state: State, method: string, path: string, search: string, body: Json): Answer {
  const [, , area, first, second, third, fourth, fifth, sixth, seventh] = path.split('/');
  const forbidden = error(403, 'Forbidden');
  if (area === 'appCatalogs' && method === 'GET') {
    if (!state.granted.has('AppCatalog.Read.All')) return forbidden;
    return {
      status: 200,
      body: { value: decodeURIComponent(search).includes('externalId eq') ? [{ id: 'catalogued' }] : [] },
    };
  }
  if (area === 'users' && second === 'teamwork' && method === 'POST') {
    if (!state.granted.has('TeamsAppInstallation')) return forbidden;
    const user = state.users.get(first ?? '');
    if (!user || !String(body['teamsApp@odata.bind']).endsWith('/catalogued')) return error(404, 'NotFound');
    if (user.installed) return error(409, 'Conflict');
    user.installed = true;
    return { status: 201 };
  }
  if (area === 'shares') return shares(state, method, path.split('/').slice(3));
  if (area === 'chats' && second === 'messages' && method === 'GET') {
    if (!state.granted.has('Chat.Read.All')) return forbidden;
    const messages = state.conversations.get(first ?? '')?.messages ?? [];
    if (third === undefined) {
      return { status: 200, body: { value: messages.toReversed().map((one) => asGraphTells(state, one)) } };
    }
    const message = messages.find(({ id }) => id === third);
    return message ? { status: 200, body: asGraphTells(state, message) } : error(404, 'NotFound');
  }
  if (area === 'teams' && second === 'channels' && third === undefined) {
    return channels(state, method, first ?? '', body);
  }
  if (area === 'teams' && second === 'channels' && fourth === 'messages' && method === 'GET') {
    const conversation = state.conversations.get(third ?? '');
    if (!conversation || conversation.team?.groupId !== first) return error(404, 'NotFound');
    if (!state.granted.has('ChannelMessage.Read.Group')) return forbidden;
    const isAsked = ({ id, thread }: TeamsMessage) =>
      fifth === undefined
        ? thread === null
        : sixth === 'replies'
          ? thread === fifth && id !== fifth && (seventh ?? id) === id
          : id === fifth;
    const found = conversation.messages.filter(isAsked);
    const shown = found.map((message) => asGraphTells(state, message));
    if (fifth === undefined) return { status: 200, body: { value: shown.toReversed() } };
    if (sixth !== 'replies' || seventh !== undefined)
      return shown[0] ? { status: 200, body: shown[0] } : error(404, 'NotFound');
    // Pages of two, so that their links are followed.
    const skip = Number(new URLSearchParams(search).get('$skip') ?? 0);
    const more = shown.length > skip + 2;
    const next = `${state.url}${path}?$skip=${skip + 2}`;
    return {
      status: 200,
      body: { value: shown.slice(skip, skip + 2), ...(more ? { '@odata.nextLink': next } : {}) },
    };
  }
  return error(404, 'NotFound');
}
