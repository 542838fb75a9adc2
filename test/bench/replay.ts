import { setTimeout as sleep } from 'node:timers/promises';
import type { ImportReport } from '../../src/contract/imports.ts';
import { forgetDirectory } from '../../src/domain/settings/directory.ts';
import { createPolicy } from '../../src/domain/sla/policies.ts';
import { repairClocks } from '../../src/domain/sla/repair.ts';
import { walkClocks } from '../../src/domain/sla/walk.ts';
import { createToken } from '../../src/domain/tokens/token.ts';
import { SECOND } from '../../src/lib/clock.ts';
import { type LogCast, makeEventLog } from '../support/event-log.ts';
import { misplaced, replay } from '../support/replay.ts';
import { startMain } from './app.ts';
import { type BenchDesk, openDesk } from './desk.ts';
import { type Bench, type Result, result } from './measure.ts';

/** As large as the log that it has its shape from. */
const TICKETS = 25_000;
/** So many send at the same time, each the rows of other tickets. */
const AT_ONCE = 4;
const SOURCE = 'elsewhere';

/**
 * A year of another desk comes in through the API of the process that people run. Every row is accounted for: taken, or
 * refused for what is wrong with it; in the end every ticket stands as the log has it and its clocks are what its
 * history says. Anything else is an error.
 */
export async function measureReplay(bench: Bench): Promise<Result[]> {
  const database = await bench.server.create();
  const desk = await openDesk(database.url);
  try {
    const cast = await addDesks(desk);
    const token = await adminToken(desk);
    const log = makeEventLog(25, bench.quick ? 100 : TICKETS, cast, desk.clock.now());
    const app = await startMain({
      ...{ ROLE: 'web', DATABASE_URL: database.url, SECRET_KEY: 'a secret key of the benchmark alone' },
    });
    const began = performance.now();
    try {
      const problems = await Promise.all(
        Array.from({ length: AT_ONCE }, (_, part) => {
          const lines = log.lines.filter(({ key }) => Number(key.slice(3)) % AT_ONCE === part);
          return replay(lines, async (rows) => {
            const report = await send(app.url, token, rows);
            bench.say(`replay, part ${part + 1}: ${rows.length} rows, ${report.refused.length} refused`);
            return report;
          });
        }),
      );
      expectNothing(problems.flat());
    } finally {
      await app.stop();
    }
    const seconds = (performance.now() - began) / 1_000;
    expectNothing(await misplaced(desk.store, SOURCE, log));
    await checkClocks(desk);
    const count = (fate: string) => log.lines.filter((line) => line.fate === fate).length;
    const told = (what: string, unit: string, value: number) =>
      result(`replay: ${what}`, unit, [value], value);
    return [
      told('tickets', 'tickets', log.tickets.size),
      told('rows', 'rows', log.lines.length),
      told('rows that repeat what stands there', 'rows', count('unchanged')),
      told('rows refused, each for what is wrong with it', 'rows', count('refused')),
      told(`POST /imports/log, ${AT_ONCE} at once`, 'rows/s', log.lines.length / seconds),
    ];
  } finally {
    await desk.close();
    await database.drop();
  }
}

/** Ten groups of ten, and what they promise. */
async function addDesks(desk: BenchDesk): Promise<LogCast> {
  const ctx = desk.system();
  const stamp = { createdAt: ctx.now(), updatedAt: ctx.now() };
  const queues: LogCast['queues'] = [];
  for (let count = 1; count <= 10; count += 1) {
    const agents = desk.people.slice(count * 10, count * 10 + 10);
    const team = await ctx.db.team.create({
      data: { id: ctx.newId(), name: `Group ${count}`, createdAt: ctx.now() },
    });
    await ctx.db.person.updateMany({
      where: { id: { in: agents.map(({ id }) => id) } },
      data: { roles: ['requester', 'agent'] },
    });
    await ctx.db.teamMember.createMany({
      data: agents.map(({ id }) => ({ teamId: team.id, personId: id })),
    });
    const { name } = await ctx.db.queue.create({
      data: { id: ctx.newId(), name: `Group ${count}`, teamId: team.id, ...stamp },
    });
    queues.push({ name, agents: agents.map(({ email }) => email) });
  }
  await createPolicy(ctx, {
    name: 'All that comes in',
    terms: {
      calendarId: null,
      targets: {
        first_response: [15, 30, 60, 240, 480],
        next_response: null,
        resolution: [240, 480, 1_440, 2_880, 7_200],
      },
      pausesOn: ['awaiting_requester'],
      thresholds: [],
    },
  });
  forgetDirectory(desk.store);
  return { requesters: desk.people.slice(200, 5_200).map(({ email }) => email), queues };
}

async function adminToken(desk: BenchDesk): Promise<string> {
  const [, person] = desk.people;
  await desk.store.client.person.update({ where: { id: person?.id ?? '' }, data: { roles: ['admin'] } });
  const token = await createToken(desk.system(), {
    ...{ name: 'bench', scopes: ['admin'], personId: person?.id ?? '' },
  });
  return token.secret;
}

async function send(url: string, token: string, rows: unknown[]) {
  const response = await fetch(`${url}/api/v1/imports/log`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify({ source: SOURCE, rows }),
  });
  if (!response.ok) throw new Error(`POST /imports/log: ${response.status} ${await response.text()}`);
  return (await response.json()) as ImportReport;
}

async function checkClocks(desk: BenchDesk): Promise<void> {
  while ((await desk.store.client.walk.count()) > 0) {
    if ((await walkClocks(desk.system())) === 0) await sleep(SECOND);
  }
  const { differences } = await repairClocks(desk.system(), { write: false });
  expectNothing(differences.map(({ number, words }) => `${number}: ${words}`));
}

function expectNothing(problems: string[]): void {
  if (problems.length === 0) return;
  throw new Error([`${problems.length} problems:`, ...problems.slice(0, 20)].join('\n'));
}
