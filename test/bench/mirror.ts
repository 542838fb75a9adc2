import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { createSlackChannel } from '../../src/channels/slack/channel.ts';
import { workspaceOfToken } from '../../src/channels/slack/workspaces.ts';
import { CLOUDS } from '../../src/channels/teams/clouds.ts';
import { createTeams } from '../../src/channels/teams/platform.ts';
import { createWebChannel } from '../../src/channels/web/channel.ts';
import type { Channel, Inbound } from '../../src/chat/channel.ts';
import type { DeliveryDeps } from '../../src/chat/deliver.ts';
import { handle } from '../../src/chat/handle.ts';
import { signedIn } from '../../src/chat/people.ts';
import { startDelivery } from '../../src/jobs/deliver.ts';
import { type BenchDesk, openDesk } from './desk.ts';
import { openLoop } from './load.ts';
import { type Bench, type Result, result } from './measure.ts';
import { median, percentile, slope } from './stats.ts';

/** Milliseconds; MB in 10,000 messages, less than which cannot be told from none. */
const LIMITS = { p95: 200, slope: 1 };
/** Each with a requester on Teams, and with agents in a conversation of their own on Slack and on Teams. */
const TICKETS = 400;
/** Teams takes fifty messages a second for a tenant. */
const TENANTS = 20;
const APP = '11111111-2222-4333-8444-555555555555';
const ARRIVALS_PER_SECOND = 50;
const MIRRORED = 10_000;
const SAMPLES = 20;
/** Milliseconds in which what was said must have arrived, before it counts as lost. */
const PATIENCE = 60_000;
const MB = 1024 * 1024;

/**
 * What a requester says on Teams, mirrored to the agents on Slack and on Teams by the channels as they are; the platforms
 * answer at once.
 */
export async function measureMirror(bench: Bench): Promise<Result[]> {
  const database = await bench.server.create();
  const desk = await openDesk(database.url);
  const seen = createSeen();
  const platforms = await startPlatforms(seen);
  const channels = [...channelsOf(desk, platforms), createWebChannel(desk)];
  const deps: DeliveryDeps = {
    channels: new Map(channels.map((channel) => [channel.name, channel])),
    publicUrl: () => 'https://desk.example.com',
    signInMessage: () => Promise.reject(new Error('Nobody signs in here.')),
  };
  try {
    await openTickets(desk, platforms);
    const loop = startDelivery(desk.system, deps);
    try {
      const delays: number[][] = [];
      for (let round = -1; round < 3; round += 1) {
        const took = await sayInTime(desk, seen, bench.quick ? 100 : 10 * ARRIVALS_PER_SECOND);
        // The first one only warms up.
        if (round >= 0) delays.push(took);
      }
      const { points, perSecond } = await sayAll(desk, seen, bench.quick ? 1_000 : MIRRORED, bench.say);
      const later = points.slice(points.length / 2);
      const [p50, p95] = [0.5, 0.95].map((part) => delays.map((round) => percentile(round, part)));
      const when = `at ${ARRIVALS_PER_SECOND} messages/s`;
      return [
        result(`mirror: commit to both sends ${when}, p50`, 'ms', p50 ?? [], median(p50 ?? [])),
        result(`mirror: commit to both sends ${when}, p95`, 'ms', p95 ?? [], median(p95 ?? []), {
          atMost: LIMITS.p95,
        }),
        result('mirror: messages to both, each once and in order', 'messages/s', [perSecond], perSecond),
        result(
          'mirror: growth over the second half',
          'MB/10,000 messages',
          later.map(({ y }) => y),
          slope(later) * 10_000,
          { atMost: LIMITS.slope },
        ),
      ];
    } finally {
      await loop.stop();
    }
  } finally {
    for (const server of Object.values(platforms.servers)) {
      server.closeAllConnections();
      server.close();
    }
    await desk.close();
    await database.drop();
  }
}

type Side = 'slack' | 'teams';
type Seen = {
  /** What came in at a place. @throws where it came twice, or not in turn */
  arrived(side: Side, body: string): void;
  /** How often the last message of a ticket has arrived. */
  waitFor(ticket: number, index: number): Promise<void>;
};

/** Keeps of each place how far it is, and nothing of what was there. */
function createSeen(): Seen {
  const last: Record<Side, Uint32Array> = {
    slack: new Uint32Array(TICKETS),
    teams: new Uint32Array(TICKETS),
  };
  const waiting = new Map<number, { index: number; resolve(): void }[]>();
  let trouble: Error | undefined;
  const isThere = (ticket: number, index: number) =>
    (last.slack[ticket] ?? 0) >= index && (last.teams[ticket] ?? 0) >= index;
  return {
    arrived(side, body) {
      // The answers of the desk, such as its cards, carry none.
      const [, ticket, index] = /ticket (\d+) message (\d+) end/.exec(body)?.map(Number) ?? [];
      if (ticket === undefined || index === undefined) return;
      const before = last[side][ticket] ?? 0;
      if (index !== before + 1)
        trouble ??= new Error(`On ${side} message ${index} of ticket ${ticket} came after ${before}.`);
      last[side][ticket] = index;
      const all = waiting.get(ticket) ?? [];
      for (const one of all) if (isThere(ticket, one.index)) one.resolve();
      waiting.set(
        ticket,
        all.filter((one) => !isThere(ticket, one.index)),
      );
    },
    async waitFor(ticket, index) {
      const late = AbortSignal.timeout(PATIENCE);
      await new Promise<void>((resolve, reject) => {
        late.addEventListener('abort', () => reject(new Error('A message did not arrive.')));
        if (isThere(ticket, index)) resolve();
        else waiting.set(ticket, [...(waiting.get(ticket) ?? []), { index, resolve }]);
      });
      if (trouble) throw trouble;
    },
  };
}

type Platforms = { servers: Record<Side, Server> };

/** They take whatever comes. */
async function startPlatforms({ arrived }: Seen): Promise<Platforms> {
  let count = 0;
  const start = async (side: Side, answer: (id: number) => object) => {
    const server = createServer(async (request, response) => {
      arrived(side, await textOf(request));
      count += 1;
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer(count)));
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    return server;
  };
  return {
    servers: {
      slack: await start('slack', (id) => ({
        ...{ ok: true, team_id: 'T1', team: 'Bench', user_id: 'U0BOT', bot_id: 'B1' },
        ts: `1700000000.${String(id).padStart(6, '0')}`,
      })),
      teams: await start('teams', (id) => ({ id: String(1_700_000_000_000 + id) })),
    },
  };
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString();
  // Slack's calls are forms.
  return request.headers['content-type']?.includes('urlencoded')
    ? decodeURIComponent(text.replaceAll('+', ' '))
    : text;
}

const urlOf = (server: Server) => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

function channelsOf(desk: BenchDesk, { servers }: Platforms): Channel[] {
  const { clock } = desk;
  const workspaces = workspaceOfToken({ token: 'xoxb-bench', url: `${urlOf(servers.slack)}/api/`, clock });
  const credentials = { type: 'secret' as const, tenantId: 'none', secret: 'none' };
  const config = { appId: APP, tenants: [], insecureLocal: false, cloud: 'public' as const, credentials };
  const teams = createTeams(
    config,
    desk,
    '.',
    { publicUrl: () => 'https://desk.example.com' },
    { cloud: CLOUDS.public, tokens: async () => 'token' },
  );
  return [createSlackChannel(workspaces), teams.channel];
}

const help = (ticket: number) => `19:help-${ticket}@thread.tacv2`;
const triage = (ticket: number) => `19:triage-${ticket}@thread.tacv2`;

/** Tickets of requesters on Teams, with threads of agents on both. */
async function openTickets(desk: BenchDesk, { servers }: Platforms): Promise<void> {
  const { pool } = desk.store;
  await pool.query(
    `INSERT INTO teams_conversation (conversation, teams_id, tenant_id, service_url, kind, name, heard_at)
     SELECT c, c, 'tenant ' || i % $1::int, $2, 'channel', '', now()
       FROM generate_series(0, $3::int - 1) i,
            unnest(ARRAY['19:help-' || i || '@thread.tacv2', '19:triage-' || i || '@thread.tacv2']) c`,
    [TENANTS, urlOf(servers.teams), TICKETS],
  );
  for (let ticket = 0; ticket < TICKETS; ticket += 1) {
    const { ticket: number } = await handle(
      desk.nobody(),
      inbound(desk, ticket, 'opening', 'Something is wrong'),
    );
    for (const [channel, conversation, thread] of [
      ['slack', `T1:C${ticket}`, '1690000000.000001'],
      ['teams', triage(ticket), '1690000000000'],
    ]) {
      await pool.query(
        `INSERT INTO ticket_thread (channel, conversation, thread, ticket_id, side)
         SELECT $1, $2, $3, id, 'triage' FROM ticket WHERE number = $4`,
        [channel, conversation, thread, number],
      );
    }
  }
  // As autovacuum would have it by itself soon.
  await pool.query('ANALYZE');
}

/** What its requester says in the thread of a ticket. */
function inbound(desk: BenchDesk, ticket: number, message: string, text: string): Inbound {
  const person = desk.people[ticket];
  if (!person) throw new Error('There is nobody.');
  const conversation = help(ticket);
  const thread = `opening of ${ticket}`;
  const isFirst = message === 'opening';
  return {
    ...{ channel: 'teams', delivery: `${conversation} ${message}`, sender: signedIn(person), conversation },
    direct: false,
    event: {
      ...{ type: 'message', message: isFirst ? thread : message, thread, text, mentioned: isFirst },
      attachmentIds: [],
    },
  };
}

const said = new Uint32Array(TICKETS);
/** @returns when it was committed, and its number on its ticket */
async function say(desk: BenchDesk, ticket: number): Promise<{ at: number; index: number }> {
  const index = (said[ticket] ?? 0) + 1;
  said[ticket] = index;
  const text = `ticket ${ticket} message ${index} end`;
  const outcome = await handle(desk.nobody(), inbound(desk, ticket, `message ${index}`, text));
  if (!outcome.ticket) throw new Error('A message joined no ticket.');
  return { at: performance.now(), index };
}

/** @returns milliseconds from each commit until the message was handed over to both */
async function sayInTime(desk: BenchDesk, seen: Seen, count: number): Promise<number[]> {
  const took: number[] = [];
  await openLoop(count, ARRIVALS_PER_SECOND, async (message) => {
    const ticket = message % TICKETS;
    const { at, index } = await say(desk, ticket);
    await seen.waitFor(ticket, index);
    took.push(performance.now() - at);
  });
  return took;
}

/** As fast as the platforms let it, with the memory that is held by the way. */
async function sayAll(
  desk: BenchDesk,
  seen: Seen,
  count: number,
  tell: (line: string) => void,
): Promise<{ points: { x: number; y: number }[]; perSecond: number }> {
  const points: { x: number; y: number }[] = [];
  const step = count / SAMPLES;
  let milliseconds = 0;
  for (let sample = 1; sample <= SAMPLES; sample += 1) {
    const began = performance.now();
    await Promise.all(
      Array.from({ length: step }, async (_, message) => {
        const ticket = (sample * step + message) % TICKETS;
        const { index } = await say(desk, ticket);
        await seen.waitFor(ticket, index);
      }),
    );
    milliseconds += performance.now() - began;
    // What follows a message, such as the cards, has its end.
    await sleep(100);
    globalThis.gc?.();
    points.push({ x: sample * step, y: process.memoryUsage().heapUsed / MB });
    if (sample % 5 === 0) tell(`mirror: ${sample * step} messages, ${points.at(-1)?.y.toFixed(1)} MB`);
  }
  return { points, perSecond: (count / milliseconds) * 1000 };
}
