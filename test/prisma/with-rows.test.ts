import { cp, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { afterEach, expect, test } from 'vitest';
import { peopleOnCall, shiftsOfSchedule } from '../../src/domain/oncall/now.ts';
import { updateSchedule } from '../../src/domain/oncall/schedules.ts';
import { listVersions } from '../../src/domain/oncall/versions.ts';
import { listHeartbeats } from '../../src/domain/services/heartbeat-list.ts';
import { sealAddresses } from '../../src/domain/subscriptions/address.ts';
import { listSubscriptions } from '../../src/domain/subscriptions/view.ts';
import { localBus } from '../../src/lib/bus.ts';
import { DAY, testClock } from '../../src/lib/clock.ts';
import { createContext, systemActor } from '../../src/lib/context.ts';
import { silentLog } from '../../src/lib/log.ts';
import { migrate } from '../../src/lib/migrate.ts';
import { MIGRATIONS } from '../../src/lib/paths.ts';
import { openStore } from '../../src/lib/store.ts';
import { emptyDatabase } from '../support/database.ts';

/** What migrations make of the rows that are there already. */

const ends: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

type Then = { client: Client; url: string; goOn: () => Promise<string[]> };

/** A database as it was before a migration, and how it goes on from there. */
async function before(name: string): Promise<Then> {
  const { url, drop } = await emptyDatabase();
  ends.push(drop);
  const upTo = async (isIn: (one: string) => boolean) => {
    const dir = await mkdtemp(join(tmpdir(), 'deskbell-migrations-'));
    ends.push(() => rm(dir, { recursive: true }));
    const names = (await readdir(MIGRATIONS)).filter((one) => /^\d/.test(one) && isIn(one));
    for (const one of names) await cp(join(MIGRATIONS, one), join(dir, one), { recursive: true });
    return (await migrate({ url, dir })).applied;
  };
  await upTo((one) => one < name);
  const client = new Client({ connectionString: url });
  await client.connect();
  ends.push(() => client.end());
  return { client, url, goOn: () => upTo(() => true) };
}

const id = (number: number) => `00000000-0000-7000-8000-${String(number).padStart(12, '0')}`;
const [TEAM, ADA, BEN, SCHEDULE, SERVICE] = [1, 2, 3, 4, 5].map(id) as [
  string,
  string,
  string,
  string,
  string,
];

/** A row, whatever its columns are called. */
async function insert(client: Client, table: string, row: Record<string, unknown>): Promise<void> {
  const names = Object.keys(row);
  await client.query(
    `INSERT INTO ${table} (${names.join(', ')}) VALUES (${names.map((_, at) => `$${at + 1}`).join(', ')})`,
    Object.values(row),
  );
}

async function insertPeople(client: Client): Promise<void> {
  const at = { created_at: '2026-01-01T00:00Z' };
  await insert(client, 'team', { id: TEAM, name: 'Desk', ...at });
  for (const [id, name, active] of [
    [ADA, 'Ada', true],
    [BEN, 'Ben', false],
  ] as const) {
    await insert(client, 'person', {
      ...{ id, name, email: `${name}@example.com`.toLowerCase(), roles: '{requester,agent}', active },
      ...{ ...at, updated_at: '2026-01-03T12:00Z' },
    });
  }
}

/** Ada and Ben take turns of a day. */
const insertSchedule = (client: Client) =>
  insert(client, 'schedule', {
    ...{ id: SCHEDULE, name: 'Desk', team_id: TEAM, time_zone: 'Europe/Berlin' },
    layers: JSON.stringify([
      {
        ...{ name: 'First', turns: [[ADA], [BEN]], start: '2026-01-01T09:00' },
        ...{ every: { count: 1, unit: 'days' }, hours: null, end: null },
      },
    ]),
    ...{ created_at: '2026-01-01T10:00Z', updated_at: '2026-01-02T10:00Z' },
  });

/** What the desk does then. It is the fifth of January, ten o’clock in Berlin. */
async function deskOn(url: string) {
  const around = { store: openStore(url, silentLog), bus: localBus(), clock: testClock(), log: silentLog };
  ends.push(around.store.close);
  return createContext(around, systemActor('test'), { channel: 'job', requestId: 'test' });
}

test('a schedule that was there before rules had versions has them as its first one', async () => {
  const { client, url, goOn } = await before('20261127062000_schedule_versions');
  await insertPeople(client);
  await insertSchedule(client);
  expect(await goOn()).toContain('20261127062000_schedule_versions');
  const ctx = await deskOn(url);
  const { items } = await listVersions(ctx, { id: SCHEDULE });
  expect(items).toMatchObject([
    {
      ...{ version: 1, from: '2026-01-01T10:00:00.000Z', to: null, by: null, timeZone: 'Europe/Berlin' },
      ...{ skipAbsent: false, layers: [{ name: 'First', turns: [[ADA], [BEN]] }] },
    },
  ]);
  expect(await peopleOnCall(ctx, SCHEDULE, ctx.now())).toEqual([ADA]);
  await client.query('UPDATE person SET active = true, off_call_since = NULL');
  const named = ({ people }: { people: { name: string }[] }) => people.map(({ name }) => name).join();
  const span = { from: '2026-01-01T00:00:00Z', to: '2026-01-04T08:00:00Z' };
  const shifts = await shiftsOfSchedule(ctx, { id: SCHEDULE, ...span });
  expect(shifts.items.map((one) => [named(one), one.from.slice(5, 16)])).toEqual([
    // Nobody was on call by it before it was made.
    ['Ada', '01-01T10:00'],
    ['Ben', '01-02T08:00'],
    ['Ada', '01-03T08:00'],
  ]);
  // An edit from now on leaves what was.
  await updateSchedule(ctx, { id: SCHEDULE, layers: [] });
  expect((await shiftsOfSchedule(ctx, { id: SCHEDULE, ...span })).items).toEqual(shifts.items);
  expect(await peopleOnCall(ctx, SCHEDULE, new Date(ctx.now().getTime() + DAY))).toEqual([]);
});

test('who had left before that was kept is named up to then; addresses have origins, heartbeats are missing since', async () => {
  const { client, url, goOn } = await before('20261127140500_heartbeats_and_sealed_calendars');
  await insertPeople(client);
  await insertSchedule(client);
  await client.query(`INSERT INTO schedule_version (id, schedule_id, version, valid_from, time_zone, layers)
                      SELECT id, id, 1, created_at, time_zone, layers FROM schedule`);
  const at = { created_at: '2026-01-01T00:00Z' };
  const calendar = { use: 'on_call', team_id: TEAM, time_zone: 'UTC', whole_days: false, names: '[]' };
  for (const [number, address] of [
    [10, 'HTTPS://Cal.Example.com:8443/secret?token=1'],
    [11, null],
  ] as const) {
    await insert(client, 'calendar_subscription', {
      ...{ id: id(number), name: `C${number}`, url: address, ...calendar, ...at, updated_at: at.created_at },
    });
  }
  await insert(client, 'service', {
    id: SERVICE,
    name: 'Shop',
    team_id: TEAM,
    ...at,
    updated_at: at.created_at,
  });
  const heard = '2026-01-04T00:00Z';
  for (const [number, source, last_used_at, ping_due_at] of [
    [20, 'heartbeat', null, null],
    [21, 'heartbeat', heard, '2026-01-06T00:00Z'],
    [22, 'heartbeat', heard, null],
    [23, 'heartbeat', heard, null],
    [24, 'generic', heard, null],
  ] as const) {
    await insert(client, 'integration', {
      ...{ id: id(number), name: `I${number}`, key_hash: `${number}`, service_id: SERVICE, ...at },
      ...{ source, last_used_at, ping_due_at, settings: number === 22 ? { everySeconds: 60 } : {} },
    });
  }
  await insert(client, 'alert', {
    ...{ id: id(30), service_id: SERVICE, integration_id: id(23), dedup_key: `heartbeat:${id(23)}` },
    ...{ severity: 'critical', summary: '-', first_at: '2026-01-04T09:00Z', last_at: heard },
  });
  await goOn();

  const ctx = await deskOn(url);
  const span = { from: '2026-01-02T00:00:00Z', to: '2026-01-06T08:00:00Z' };
  const { items } = await shiftsOfSchedule(ctx, { id: SCHEDULE, ...span });
  expect(items.map(({ people, from, to }) => [people[0]?.name, from.slice(5, 16), to.slice(5, 16)])).toEqual([
    ['Ada', '01-02T00:00', '01-02T08:00'],
    ['Ben', '01-02T08:00', '01-03T08:00'],
    ['Ada', '01-03T08:00', '01-04T08:00'],
    ['Ada', '01-05T08:00', '01-06T08:00'],
  ]);
  const { rows } = await client.query('SELECT name, off_call_since FROM person ORDER BY name');
  expect(rows).toEqual([
    { name: 'Ada', off_call_since: null },
    { name: 'Ben', off_call_since: new Date('2026-01-03T12:00Z') },
  ]);
  const calendars = await client.query('SELECT origin, url FROM calendar_subscription ORDER BY id');
  expect(calendars.rows).toEqual([
    {
      origin: 'https://cal.example.com:8443',
      url: 'HTTPS://Cal.Example.com:8443/secret?token=1',
    },
    { origin: null, url: null },
  ]);
  await sealAddresses(ctx, Buffer.alloc(32, 5));
  expect((await client.query('SELECT url FROM calendar_subscription')).rows).toEqual([
    { url: null },
    { url: null },
  ]);
  expect((await listSubscriptions(ctx)).items).toMatchObject([{ origin: 'https://cal.example.com:8443' }]);
  const states = (await listHeartbeats(ctx, {})).items.map(({ name, state, since }) => [name, state, since]);
  expect(states).toEqual([
    ['I22', 'missing', '2026-01-04T00:01:00.000Z'],
    ['I23', 'missing', '2026-01-04T09:00:00.000Z'],
    ['I20', 'waiting', null],
    ['I21', 'healthy', null],
  ]);
});
