import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readdir, stat } from 'node:fs/promises';
import { Agent, request } from 'node:http';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { createService } from '../../src/domain/services/services.ts';
import { updateSettings } from '../../src/domain/settings/settings.ts';
import { DAY, HOUR } from '../../src/lib/clock.ts';
import { CONSOLE } from '../../src/lib/paths.ts';
import { startMain } from './app.ts';
import { type BenchDesk, openDesk } from './desk.ts';
import { closedLoop } from './load.ts';
import { type Bench, type Result, result } from './measure.ts';
import { median } from './stats.ts';

/** The rate of the public page to that of a static file of about its size, from the same process. */
const LIMIT = 0.5;
const AT_ONCE = 16;
const SERVICES = 20;
const INCIDENTS = 200;

/** Requests a second of what is at an address. */
type Rate = (url: string, headers: Record<string, string>, seconds: number) => Promise<number>;

/** The public status page beside a file of the console, each in the encoding in which it is fastest to compare: none. */
export async function measureStatus(bench: Bench): Promise<Result[]> {
  const database = await bench.server.create();
  const desk = await openDesk(database.url);
  await fill(desk);
  const app = await startMain({
    ...{ ROLE: 'web', DATABASE_URL: database.url, SECRET_KEY: 'a secret key of the benchmark alone' },
  });
  const hasWrk = spawnSync('wrk', ['-v']).error === undefined;
  const rate: Rate = hasWrk ? byWrk : byLoop;
  const seconds = bench.quick ? 1 : 5;
  const plain = { 'accept-encoding': 'identity' };
  try {
    const page = `${app.url}/status`;
    const size = (await (await fetch(page, { headers: plain })).arrayBuffer()).byteLength;
    const file = await fileOf(size);
    bench.say(
      `status: a page of ${size} bytes beside a file of ${file.size}, by ${hasWrk ? 'wrk' : 'the load of the bench'}`,
    );
    const sides = {
      page: () => rate(page, plain, seconds),
      file: () => rate(app.url + file.path, plain, seconds),
      packed: () => rate(page, { 'accept-encoding': 'gzip, br' }, seconds),
    };
    for (const side of Object.values(sides)) await side();
    const rounds: Record<keyof typeof sides, number>[] = [];
    for (let round = 0; round < bench.rounds; round += 1) {
      rounds.push({ page: await sides.page(), file: await sides.file(), packed: await sides.packed() });
    }
    const told = (what: string, side: keyof typeof sides, more = {}) => {
      const figures = rounds.map((round) => round[side]);
      return result(`status: ${what}, ${AT_ONCE} at once`, 'requests/s', figures, median(figures), more);
    };
    const ratio = (side: keyof typeof sides) => median(rounds.map((round) => round[side] / round.file));
    return [
      told('GET /status', 'page', { ratio: ratio('page'), atLeast: LIMIT }),
      told('GET /status, compressed', 'packed', { ratio: ratio('packed') }),
      told('a static file', 'file'),
    ];
  } finally {
    await app.stop();
    await desk.close();
    await database.drop();
  }
}

/** Three months of a company with some trouble. */
async function fill(desk: BenchDesk): Promise<void> {
  const ctx = desk.system();
  const { id: teamId } = await ctx.db.team.findFirstOrThrow();
  const { id: queueId } = await ctx.db.queue.findFirstOrThrow();
  const services: string[] = [];
  for (let index = 0; index < SERVICES; index += 1) {
    services.push((await createService(ctx, { name: `Service ${index}`, teamId })).id);
  }
  const now = ctx.now().getTime();
  const at = (ago: number) => new Date(now - ago);
  await ctx.db.service.updateMany({ data: { createdAt: at(100 * DAY) } });
  await updateSettings(ctx, {
    statusPage: {
      ...{ title: 'Status', public: true },
      components: services.map((serviceId, index) => ({
        ...{ serviceId, name: `Product ${index}`, group: `Group ${index % 4}`, public: true, internal: true },
      })),
    },
  });
  const requesterId = desk.people[0]?.id ?? '';
  for (let index = 0; index < INCIDENTS; index += 1) {
    const begins = (index * 90 * DAY) / INCIDENTS + HOUR;
    const [ticketId, incidentId] = [ctx.newId(), ctx.newId()];
    await ctx.db.ticket.create({
      data: {
        ...{ id: ticketId, number: `INC-${index + 1}`, kind: 'incident', title: 'x', description: 'x' },
        ...{ impact: 1, urgency: 1, priority: 1, requesterId, openedById: requesterId, queueId },
        ...{ source: 'api', channel: 'api', createdAt: at(begins), updatedAt: at(begins) },
      },
    });
    const resolvedAt = at(begins - HOUR);
    await ctx.db.majorIncident.create({
      data: { id: incidentId, ticketId, state: 'resolved', declaredAt: at(begins), resolvedAt },
    });
    const update = { incidentId, public: true, title: `Trouble ${index}` };
    const affected = { serviceId: services[index % SERVICES] ?? '', level: 'partial_outage' };
    await ctx.db.statusUpdate.createMany({
      data: [
        {
          ...{ ...update, id: ctx.newId(), state: 'investigating', at: at(begins) },
          ...{ text: 'We look into it.', services: [affected] },
        },
        { ...update, id: ctx.newId(), state: 'resolved', at: resolvedAt, text: '', services: [] },
      ],
    });
  }
}

/** The file of the console whose size is nearest. */
async function fileOf(size: number): Promise<{ path: string; size: number }> {
  const names = await readdir(join(CONSOLE, 'assets'));
  const files = await Promise.all(
    names.map(async (name) => ({
      path: `/assets/${name}`,
      size: (await stat(join(CONSOLE, 'assets', name))).size,
    })),
  );
  const [nearest] = files.sort((one, other) => Math.abs(one.size - size) - Math.abs(other.size - size));
  if (!nearest) throw new Error('The console is not built.');
  return nearest;
}

const byWrk: Rate = async (url, headers, seconds) => {
  const words = Object.entries(headers).flatMap(([name, value]) => ['-H', `${name}: ${value}`]);
  const wrk = spawn('wrk', ['-t1', `-c${AT_ONCE}`, `-d${seconds}s`, ...words, url], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [output] = await Promise.all([text(wrk.stdout), once(wrk, 'exit')]);
  const found = /Requests\/sec:\s+([\d.]+)/.exec(output)?.[1];
  if (!found || /Non-2xx|Socket errors/.test(output)) throw new Error(`wrk of ${url}: ${output}`);
  return Number(found);
};

const byLoop: Rate = async (url, headers, seconds) => {
  const agent = new Agent({ keepAlive: true, maxSockets: AT_ONCE });
  const get = () => {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const sent = request(url, { agent, headers }, (response) => {
      response.resume();
      response.once('end', () =>
        response.statusCode === 200 ? resolve() : reject(new Error(`${url}: ${response.statusCode}`)),
      );
    });
    sent.once('error', reject);
    sent.end();
    return promise;
  };
  const { perSecond } = await closedLoop(seconds * 1000, AT_ONCE, get);
  agent.destroy();
  return perSecond;
};
