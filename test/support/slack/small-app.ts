import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type TestClock, testClock } from '../../../src/lib/clock.ts';
import { type FakeSlack, startFakeSlack } from './fake.ts';
import type { Person } from './person.ts';
import type { Conversation, Json, Workspace } from './types.ts';

/** The least that can stand at the other end of the fake: what tests of the fake itself need. */
export const EVERY_SCOPE = [
  ...[
    'app_mentions:read',
    'channels:history',
    'channels:manage',
    'channels:read',
    'chat:write',
    'chat:write.customize',
  ],
  ...[
    'commands',
    'files:read',
    'files:write',
    'groups:history',
    'groups:read',
    'groups:write',
    'im:history',
    'im:read',
    'im:write',
    'pins:write',
    'reactions:read',
  ],
  ...['reactions:write', 'users:read', 'users:read.email'],
];

type Heard = { headers: Record<string, string | string[] | undefined>; text: string; payload: Json };
type Reply = { status?: number; body?: unknown };

export type SmallApp = {
  url: string;
  heard: Heard[];
  /** The events alone. */
  events(): Json[];
  /** What it answers from now on. */
  answer: (payload: Json) => Reply;
  close(): Promise<void>;
};

export async function startSmallApp(): Promise<SmallApp> {
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const text = Buffer.concat(chunks).toString();
    const fields = Object.fromEntries(new URLSearchParams(text));
    const isJson = request.headers['content-type'] === 'application/json';
    const payload: Json = isJson ? JSON.parse(text) : fields.payload ? JSON.parse(fields.payload) : fields;
    app.heard.push({ headers: request.headers, text, payload });
    const { status = 200, body } = app.answer(payload);
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(body === undefined ? '' : JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const app: SmallApp = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    heard: [],
    events: () => app.heard.flatMap(({ payload }) => (payload.event ? [payload.event as Json] : [])),
    answer: () => ({}),
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return app;
}

/** A workspace with two people, a channel and an app, and a way to call the API in it. */
export type Scene = {
  clock: TestClock;
  slack: FakeSlack;
  workspace: Workspace;
  alice: Person;
  bob: Person;
  channel: Conversation;
  call(method: string, args?: Json, how?: { token?: string; json?: boolean }): Promise<Json>;
};

export async function startScene(
  options: Omit<Parameters<typeof startFakeSlack>[0], 'clock'> = {},
): Promise<Scene> {
  const clock = testClock();
  const slack = await startFakeSlack({ limits: false, ...options, clock });
  const workspace = slack.addWorkspace({ id: 'T1', scopes: EVERY_SCOPE });
  const alice = slack.addUser(workspace, { id: 'U1', name: 'alice' });
  const bob = slack.addUser(workspace, { id: 'U2', name: 'bob' });
  const channel = slack.addChannel(workspace, { id: 'C1', name: 'help', members: [alice, bob] });
  return {
    clock,
    slack,
    workspace,
    alice,
    bob,
    channel,
    async call(method, args = {}, { token = workspace.botToken, json = false } = {}) {
      const written = Object.entries(args).map(([name, value]) => [
        name,
        typeof value === 'object' ? JSON.stringify(value) : String(value),
      ]);
      const response = await fetch(slack.apiUrl + method, {
        method: 'POST',
        headers: {
          ...(token ? { authorization: `Bearer ${token}` } : {}),
          'content-type': json ? 'application/json' : 'application/x-www-form-urlencoded',
        },
        body: json ? JSON.stringify(args) : new URLSearchParams(Object.fromEntries(written)),
      });
      const retryAfter = response.headers.get('retry-after');
      return {
        ...((await response.json()) as Json),
        ...(retryAfter ? { status: response.status, retryAfter } : {}),
      };
    },
  };
}
