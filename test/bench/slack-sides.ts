import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { hmac } from '../../src/lib/crypto.ts';
import { cpuOf, startMain } from './app.ts';
import { type Client, type PlatformSide, startBare } from './beside.ts';
import { postClient } from './client.ts';
import { openDesk, PEOPLE } from './desk.ts';
import { inTurn } from './intake.ts';
import { textMaker } from './texts.ts';

const SECRET = 'a signing secret of the benchmark';
const TEAM = 'T1';

/** The process that people run, with everybody of the benchmark on Slack. */
export async function startDesk(databaseUrl: string, nodeFlags?: string[]): Promise<PlatformSide> {
  const desk = await openDesk(databaseUrl);
  await desk.store.pool.query(
    `INSERT INTO identity (id, person_id, channel, external_id, created_at)
     SELECT gen_random_uuid(), id, 'slack', $1 || ':U' || row_number() OVER (), now() FROM person`,
    [TEAM],
  );
  await desk.close();
  const api = await startApi();
  const app = await startMain(
    {
      ...{ ROLE: 'web', DATABASE_URL: databaseUrl, SECRET_KEY: 'a secret key of the benchmark alone' },
      ...{ SLACK_BOT_TOKEN: 'xoxb-bench', SLACK_SIGNING_SECRET: SECRET, SLACK_API_URL: urlOf(api, '/api/') },
    },
    nodeFlags,
  );
  return {
    url: `${app.url}/slack/events`,
    child: app.child,
    cpu: () => cpuOf(app.url),
    async stop() {
      await app.stop();
      api.close();
    },
  };
}

const text = textMaker(6);
/** All of them in turn, so that nobody seems to be a program. */
const person = inTurn(Array.from({ length: PEOPLE }, (_, index) => index + 1));

/** Sends messages of many people to the desk, each signed as Slack does. */
export function eventClient(url: string, atOnce: number): Client {
  const { post, close } = postClient(atOnce, 200);
  return {
    send() {
      const body = JSON.stringify(eventOf(person(), text()));
      const timestamp = Math.floor(Date.now() / 1000);
      const signature = hmac(Buffer.from(SECRET), `v0:${timestamp}:${body}`).toString('hex');
      return post(url, body, {
        'x-slack-request-timestamp': String(timestamp),
        'x-slack-signature': `v0=${signature}`,
      });
    },
    close,
  };
}

let count = 0;
function eventOf(person: number, text: string) {
  count += 1;
  const ts = `${Math.floor(Date.now() / 1000)}.${String(count % 1_000_000).padStart(6, '0')}`;
  const at = { channel: `D${person}`, channel_type: 'im', user: `U${person}`, ts, event_ts: ts };
  return {
    ...{ type: 'event_callback', team_id: TEAM, api_app_id: 'A1', event_id: `Ev${count}` },
    event_time: Number(ts.split('.')[0]),
    authorizations: [{ team_id: TEAM, user_id: 'U0BOT', is_bot: true }],
    event: { type: 'message', ...at, text, client_msg_id: crypto.randomUUID(), team: TEAM },
  };
}

/** Of the Web API only what is asked at the start: whose token it is. */
async function startApi(): Promise<Server> {
  const identity = { ok: true, team_id: TEAM, team: 'Bench', user_id: 'U0BOT', bot_id: 'B1' };
  const server = createServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(identity));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

const urlOf = (server: Server, path: string) =>
  `http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`;

/** An app of Bolt that only acknowledges. */
export const startBolt = (nodeFlags: string[] = []): Promise<PlatformSide> =>
  startBare('bare-bolt.ts', '/slack/events', { SLACK_SIGNING_SECRET: SECRET }, nodeFlags);
