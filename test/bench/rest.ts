import { createToken } from '../../src/domain/tokens/token.ts';
import { cpuOf, startMain } from './app.ts';
import { jsonClient } from './client.ts';
import { databaseCpu } from './database-cpu.ts';
import { type BenchDesk, openDesk } from './desk.ts';
import { inTurn, portWriter } from './intake.ts';
import { closedLoop, type Load } from './load.ts';
import { type Bench, type Result, result } from './measure.ts';
import { median } from './stats.ts';
import { textMaker } from './texts.ts';

const AT_ONCE = [1, 16, 64];
/** All CPU that a message over REST costs, the database's included, to that of one through the port. */
const LIMIT = { atOnce: 16, ratio: 2 };
/** Each may make 600 requests a minute. */
const CALLERS = 300;

/** Milliseconds of CPU for each message: of Deskbell, and of the database (NaN where it cannot be told). */
type Side = Load & { node: number; database: number };

/** Opening tickets over HTTP, in the process that people run, beside the port in this one. */
export async function measureRest(bench: Bench): Promise<Result[]> {
  const database = await bench.server.create();
  const desk = await openDesk(database.url);
  const tokens = await addCallers(desk);
  const app = await startMain({
    ...{ ROLE: 'web', DATABASE_URL: database.url, SECRET_KEY: 'a secret key of the benchmark alone' },
  });
  const milliseconds = bench.quick ? 300 : 2_000;
  // Over REST somebody has to be looked up, too.
  const port = portWriter(desk, 'chat');
  const rounds = new Map<number, { rest: Side; port: Side }[]>();
  try {
    const [text, token] = [textMaker(4), inTurn(tokens)];
    const withDatabase = async (work: () => Promise<Load & { node: number }>): Promise<Side> => {
      const before = await databaseCpu(desk.url);
      const load = await work();
      return { ...load, database: ((await databaseCpu(desk.url)) - before) / load.count };
    };
    const overHttp = (atOnce: number) =>
      withDatabase(async () => {
        const client = jsonClient(app.url, atOnce);
        const before = await cpuOf(app.url);
        const load = await closedLoop(milliseconds, atOnce, () =>
          client.post('/tickets', token(), { description: text() }),
        );
        client.close();
        return { ...load, node: ((await cpuOf(app.url)) - before) / load.count };
      });
    const throughPort = (atOnce: number) =>
      withDatabase(async () => {
        const load = await closedLoop(milliseconds, atOnce, port);
        return { ...load, node: load.cpu };
      });
    await overHttp(16);
    await throughPort(16);
    for (const atOnce of AT_ONCE) {
      const all = [];
      for (let round = 0; round < bench.rounds; round += 1) {
        all.push({ rest: await overHttp(atOnce), port: await throughPort(atOnce) });
      }
      rounds.set(atOnce, all);
      bench.say(`rest, ${atOnce} at once: done`);
    }
  } finally {
    await app.stop();
    await desk.close();
    await database.drop();
  }
  return [...rounds].flatMap(([atOnce, all]) => {
    const told = (what: string, unit: string, figures: number[], more = {}) =>
      result(`rest: ${what}, ${atOnce} at once`, unit, figures, median(figures), more);
    const ratio = (of: (side: Side) => number) => median(all.map(({ rest, port }) => of(rest) / of(port)));
    const whole = ({ node, database }: Side) => (Number.isNaN(database) ? node : node + database);
    return [
      told(
        'POST /tickets',
        'tickets/s',
        all.map(({ rest }) => rest.perSecond),
      ),
      told(
        'POST /tickets, p50',
        'ms',
        all.map(({ rest }) => rest.p50),
      ),
      told(
        'POST /tickets, p99',
        'ms',
        all.map(({ rest }) => rest.p99),
      ),
      told(
        'CPU to CPU of the port',
        'ms/ticket',
        all.map(({ rest }) => whole(rest)),
        { ratio: ratio(whole), ...(atOnce === LIMIT.atOnce ? { atMost: LIMIT.ratio } : {}) },
      ),
      told(
        'CPU to CPU of the port, Deskbell alone',
        'ms/ticket',
        all.map(({ rest }) => rest.node),
        { ratio: ratio(({ node }) => node) },
      ),
    ];
  });
}

/** People with a token each. */
async function addCallers(desk: BenchDesk): Promise<string[]> {
  const secrets: string[] = [];
  for (const { id: personId } of desk.people.slice(0, CALLERS)) {
    const { secret } = await createToken(desk.system(), {
      name: 'bench',
      scopes: ['read', 'write'],
      personId,
    });
    secrets.push(secret);
  }
  return secrets;
}
