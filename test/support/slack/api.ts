import type { IncomingMessage, ServerResponse } from 'node:http';
import { type Faults, outage } from './faults.ts';
import type { Limiter } from './limits.ts';
import { appMethods, openMethods } from './methods/apps.ts';
import { chatMethods } from './methods/chat.ts';
import { conversationMethods } from './methods/conversations.ts';
import { fileMethods } from './methods/files.ts';
import { type Method, needArguments, type OpenMethod, words } from './methods/method.ts';
import { roomMethods } from './methods/rooms.ts';
import { userMethods } from './methods/users.ts';
import { viewMethods } from './methods/views.ts';
import { refuse, SlackError } from './refuse.ts';
import { needScopeOf } from './scopes.ts';
import type { ApiCall, Json, State, Workspace } from './types.ts';

const METHODS: Record<string, Method | OpenMethod> = {
  ...appMethods,
  ...openMethods,
  ...chatMethods,
  ...conversationMethods,
  ...fileMethods,
  ...roomMethods,
  ...userMethods,
  ...viewMethods,
};

/** In forms these are JSON in a text. */
const STRUCTURED = ['blocks', 'attachments', 'metadata', 'view', 'files'];

/** Answers a call of the Web API, with all that can stand between a caller and an answer. */
export async function answerApi(
  around: { state: State; limiter: Limiter; faults: Faults },
  name: string,
  request: IncomingMessage,
  body: Buffer,
  response: ServerResponse,
): Promise<void> {
  const { state, limiter, faults } = around;
  const { args: sent, isJson } = readArguments(request, body);
  const method = Object.hasOwn(METHODS, name) ? METHODS[name] : undefined;
  const { token: inBody, ...rest } = method?.formOnly && isJson ? {} : sent;
  const token =
    /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1] ?? (words(inBody) || undefined);
  const workspace = [...state.workspaces.values()].find((one) => one.botToken === token);
  const call: ApiCall = {
    method: name,
    workspace: workspace?.id ?? null,
    args: rest,
    at: state.clock.now().getTime(),
    status: 0,
    response: null,
  };
  state.calls.push(call);

  const answer = (status: number, json: Json, headers: Record<string, string> = {}) => {
    Object.assign(call, { status, response: json });
    response.writeHead(status, {
      'content-type': 'application/json; charset=utf-8',
      ...(workspace ? { 'x-oauth-scopes': [...workspace.scopes].join(',') } : {}),
      ...headers,
    });
    response.end(JSON.stringify(json));
  };
  const wait = (seconds: number) =>
    answer(429, { ok: false, error: 'ratelimited' }, { 'retry-after': String(seconds) });

  const place = [name, workspace?.id ?? '', words(rest.channel)] as const;
  const early = limiter.ask(...place);
  if (early !== undefined) return wait(early);
  const fault = faults.take(name, rest);
  if (fault === 'reset') return void request.socket.destroy();
  if (fault === 'hang') {
    await faults.hang();
    return void request.socket.destroy();
  }
  if (typeof fault === 'object') {
    if ('ratelimited' in fault) {
      limiter.pause(...place, fault.ratelimited);
      return wait(fault.ratelimited);
    }
    if ('error' in fault) return answer(200, { ok: false, error: fault.error, ...fault.extra });
    call.status = fault.status;
    response.writeHead(fault.status, { 'content-type': 'text/html' }).end(outage(fault.status));
    return;
  }
  const result = perform(state, name, method, workspace, rest, token);
  call.response = result;
  if (fault === 'lost') return void request.socket.destroy();
  answer(200, result);
}

function perform(
  state: State,
  name: string,
  method: Method | OpenMethod | undefined,
  workspace: Workspace | undefined,
  args: Json,
  token: string | undefined,
): Json {
  try {
    if (!method) refuse('unknown_method', { req_method: name });
    if ('handleOpen' in method) {
      needArguments(method.required ?? [], args);
      return { ok: true, ...method.handleOpen(state, args, token) };
    }
    if (!token) refuse('not_authed');
    const known = needActive(workspace);
    needScopeOf(known, name);
    needArguments(method.required ?? [], args);
    return { ok: true, ...method.handle({ state, workspace: known, args: structured(args) }) };
  } catch (error) {
    if (!(error instanceof SlackError)) throw error;
    return { ok: false, error: error.code, ...error.extra };
  }
}

function needActive(workspace: Workspace | undefined): Workspace {
  if (!workspace) refuse('invalid_auth');
  if (workspace.token === 'revoked') refuse('token_revoked');
  if (workspace.token === 'inactive') refuse('account_inactive');
  return workspace;
}

function readArguments(request: IncomingMessage, body: Buffer): { args: Json; isJson: boolean } {
  const query = Object.fromEntries(new URL(request.url ?? '/', 'http://localhost').searchParams);
  const type = request.headers['content-type'] ?? '';
  const basic = /^Basic (.+)$/.exec(request.headers.authorization ?? '')?.[1];
  const [client_id, client_secret] = basic ? Buffer.from(basic, 'base64').toString().split(':') : [];
  const client = basic ? { client_id, client_secret } : {};
  if (!type.includes('json')) {
    return {
      args: { ...query, ...client, ...Object.fromEntries(new URLSearchParams(body.toString())) },
      isJson: false,
    };
  }
  try {
    return { args: { ...query, ...client, ...JSON.parse(body.toString()) }, isJson: true };
  } catch {
    return { args: {}, isJson: true };
  }
}

function structured(args: Json): Json {
  const read = { ...args };
  for (const name of STRUCTURED) {
    if (typeof read[name] !== 'string') continue;
    try {
      read[name] = JSON.parse(words(read[name]));
    } catch {
      refuse(name === 'blocks' ? 'invalid_blocks_format' : 'invalid_arguments');
    }
  }
  return read;
}
