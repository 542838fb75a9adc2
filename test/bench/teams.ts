import { systemClock } from '../../src/lib/clock.ts';
import { startIdentity } from '../support/teams/identity.ts';
import { cpuOf, startMain } from './app.ts';
import { type Client, measureBeside, type PlatformSide, startBare } from './beside.ts';
import { postClient } from './client.ts';
import { query } from './database.ts';
import { openDesk, PEOPLE } from './desk.ts';
import { inTurn } from './intake.ts';
import type { Bench, Result } from './measure.ts';
import { textMaker } from './texts.ts';

/** Teams' machines each have a token for an hour or so; so many of them talk with a bot. */
const TOKENS = 32;

/** To the bare app's, at 16 at once. */
const LIMITS = { rate: 0.6 };
const TENANT = 'aaaaaaaa-0000-4000-8000-000000000001';
const APP = '11111111-2222-4333-8444-555555555555';
const SERVICE = 'https://smba.trafficmanager.net/emea/';
const PATH = '/api/messages';

/** Activities to committed tickets in the process that people run, beside a bare CloudAdapter. */
export async function measureTeams(bench: Bench): Promise<Result[]> {
  const database = await bench.server.create();
  const identity = await startIdentity(systemClock, APP, () => SERVICE);
  const environment = { OPEN_ID_METADATA: identity.openIdMetadata, MicrosoftAppId: APP };
  const sides = {
    desk: await startDesk(database.url, environment),
    bare: await startBare('bare-cloud-adapter.ts', PATH, environment),
  };
  try {
    const made = Array.from({ length: TOKENS }, (_, index) =>
      identity.token({ claims: { jti: String(index) } }),
    );
    const token = inTurn(await Promise.all(made));
    const client = (url: string, atOnce: number) => activityClient(url, atOnce, token);
    const of = { name: 'teams', bare: 'bare CloudAdapter', client, limits: LIMITS };
    const { figures, tickets: expected } = await measureBeside(bench, sides, of);
    const [tickets] = await query(database.url, 'SELECT count(*) AS n FROM ticket');
    if (Number(tickets?.n) < expected) throw new Error('An activity was acknowledged without its ticket.');
    return figures;
  } finally {
    await sides.bare.stop();
    await sides.desk.stop();
    await identity.close();
    await database.drop();
  }
}

/** The process that people run, with everybody of the benchmark on Teams. */
async function startDesk(databaseUrl: string, environment: Record<string, string>): Promise<PlatformSide> {
  const desk = await openDesk(databaseUrl);
  await desk.store.pool.query(
    `INSERT INTO identity (id, person_id, channel, external_id, created_at)
     SELECT gen_random_uuid(), id, 'teams', $1 || ':u' || row_number() OVER (), now() FROM person`,
    [TENANT],
  );
  await desk.close();
  const app = await startMain(
    {
      ...{ ROLE: 'web', DATABASE_URL: databaseUrl, SECRET_KEY: 'a secret key of the benchmark alone' },
      ...{ MicrosoftAppPassword: 'a client secret of nobody', MicrosoftAppTenantId: TENANT, ...environment },
    },
    ['--import', './test/bench/local-identity.ts'],
  );
  return { url: app.url + PATH, child: app.child, cpu: () => cpuOf(app.url), stop: app.stop };
}

const text = textMaker(7);
/** All of them in turn, so that nobody seems to be a program. */
const person = inTurn(Array.from({ length: PEOPLE }, (_, index) => index + 1));

/** Messages of many people to the desk alone, as Teams tells of them. */
function activityClient(url: string, atOnce: number, token: () => string): Client {
  const { post, close } = postClient(atOnce, 200);
  return {
    send: () =>
      post(url, JSON.stringify(activityOf(person(), text())), {
        authorization: `Bearer ${token()}`,
      }),
    close,
  };
}

let count = 0;
function activityOf(person: number, text: string) {
  count += 1;
  return {
    ...{ type: 'message', id: String(1_700_000_000_000 + count), timestamp: new Date().toISOString() },
    ...{
      serviceUrl: SERVICE,
      channelId: 'msteams',
      locale: 'en-US',
      text,
      textFormat: 'plain',
    },
    from: { id: `29:u${person}`, name: `Person ${person}`, aadObjectId: `u${person}` },
    recipient: { id: '28:bot', name: 'Deskbell' },
    conversation: { id: `a:u${person}`, conversationType: 'personal', tenantId: TENANT },
    channelData: { tenant: { id: TENANT } },
    entities: [
      { type: 'clientInfo', locale: 'en-US', country: 'US', platform: 'Web', timezone: 'Europe/Berlin' },
    ],
    attachments: [{ contentType: 'text/html', content: `<p>${text}</p>` }],
  };
}
