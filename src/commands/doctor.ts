import { accessSync, constants, existsSync } from 'node:fs';
import { createTransport } from 'nodemailer';
import pg from 'pg';
import { examinePhone } from '../channels/phone/doctor.ts';
import type { Finding } from '../channels/platform.ts';
import { examineSlack } from '../channels/slack/doctor.ts';
import type { TeamsConfig } from '../config/teams.ts';
import { type Config, ConfigError, loadConfig } from '../config.ts';
import { borrowDatabase } from '../lib/borrow-database.ts';
import { SECOND, systemClock } from '../lib/clock.ts';
import { messageOf } from '../lib/errors.ts';
import { pendingMigrations } from '../lib/migrate.ts';
import { CONSOLE, MIGRATIONS } from '../lib/paths.ts';

const OLDEST_POSTGRES = 140_000;
/** Sessions and leases want clocks that agree. */
const MOST_SKEW = 5 * SECOND;

/**
 * `npm run doctor`: tries everything that Deskbell needs and says how to mend what is wrong. The exit code is 1
 * when something is.
 */
async function examine(): Promise<Finding[]> {
  let config: Config;
  try {
    config = loadConfig();
  } catch (error) {
    const words = error instanceof ConfigError ? error.problems.join('; ') : messageOf(error);
    return [
      { what: 'Configuration', ok: false, words, mend: 'Correct these in the environment or in .env.' },
    ];
  }
  return [
    { what: 'Configuration', ok: true, words: 'valid' },
    dataFolder(config),
    ...(await database(config)),
    await mail(config),
    ...(config.phone ? await examinePhone(config.phone, config.publicUrl) : []),
    {
      what: 'Console',
      ok: existsSync(CONSOLE),
      words: existsSync(CONSOLE) ? 'built' : 'not built',
      mend: 'Run: npm start (or: node .config/setup.mjs)',
    },
    ...(await chatPlatforms(config)),
  ];
}

async function chatPlatforms({ slack, teams, publicUrl }: Config): Promise<Finding[]> {
  if (!slack && !teams) {
    return [{ what: 'Chat platforms', ok: true, words: 'none configured; the web portal is the channel' }];
  }
  return [
    ...(slack ? await examineSlack(slack, systemClock) : []),
    ...(teams ? await teamsFindings(teams, publicUrl) : []),
  ];
}

/** Loaded only where it is wanted. */
async function teamsFindings(teams: TeamsConfig, publicUrl: string | undefined): Promise<Finding[]> {
  const { examineTeams } = await import('../channels/teams/doctor.ts');
  return examineTeams(teams, publicUrl);
}

function dataFolder({ dataDir }: Config): Finding {
  const what = `Data folder ${dataDir}`;
  if (!existsSync(dataDir)) return { what, ok: true, words: 'is made at the first start' };
  try {
    accessSync(dataDir, constants.R_OK | constants.W_OK);
    return { what, ok: true, words: 'can be read and written' };
  } catch (error) {
    return {
      what,
      ok: false,
      words: messageOf(error),
      mend: `Give this user the folder: chown -R "$USER" ${dataDir}`,
    };
  }
}

async function database(config: Config): Promise<Finding[]> {
  const what = config.databaseUrl ? 'Database' : 'Embedded PostgreSQL';
  const mend = config.databaseUrl
    ? 'Check DATABASE_URL: host, port, user, password, and that the server lets this machine in.'
    : 'Look into postgres.log in the data folder; “npm start” makes the database at its first start.';
  try {
    const borrowed = await borrowDatabase(config);
    const client = new pg.Client({ connectionString: borrowed.url, connectionTimeoutMillis: 10_000 });
    try {
      await client.connect();
      return await examineDatabase(client, what);
    } finally {
      await client.end().catch(() => {});
      await borrowed.giveBack();
    }
  } catch (error) {
    return [{ what, ok: false, words: messageOf(error), mend }];
  }
}

async function examineDatabase(client: pg.Client, what: string): Promise<Finding[]> {
  const { rows } = await client.query<{
    version: number;
    name: string;
    now: Date;
    sync: string;
    fsync: string;
  }>(
    `SELECT current_setting('server_version_num')::int AS version, current_setting('server_version') AS name,
            clock_timestamp() AS now, current_setting('synchronous_commit') AS sync,
            current_setting('fsync') AS fsync`,
  );
  const row = rows[0];
  if (!row) throw new Error('the database does not answer');
  const skew = Math.abs(row.now.getTime() - systemClock.now().getTime());
  const pending = await pendingMigrations({ client, dir: MIGRATIONS });
  return [
    {
      what,
      ok: row.version >= OLDEST_POSTGRES,
      words: `answers, PostgreSQL ${row.name}`,
      mend: 'Use PostgreSQL 14 or later.',
    },
    {
      what: 'Durability',
      ok: row.sync !== 'off' && row.fsync === 'on',
      words: `synchronous_commit ${row.sync}, fsync ${row.fsync}`,
      mend: 'Set synchronous_commit = on and fsync = on, or acknowledged messages can be lost.',
    },
    {
      what: 'Migrations',
      ok: pending.length === 0,
      words: pending.length === 0 ? 'all applied' : `waiting: ${pending.join(', ')}`,
      mend: 'They are applied at the next start: npm start',
    },
    {
      what: 'Clock',
      ok: skew <= MOST_SKEW,
      words: `${(skew / SECOND).toFixed(1)} s apart from the database`,
      mend: 'Let both machines set their clocks by NTP.',
    },
    // Before, there may be no such table.
    ...(pending.length === 0 ? [await webhooks(client)] : []),
  ];
}

async function webhooks(client: pg.Client): Promise<Finding> {
  const { rows } = await client.query<{ name: string }>(
    'SELECT name FROM webhook WHERE off_because IS NOT NULL ORDER BY name',
  );
  return {
    what: 'Webhooks',
    ok: rows.length === 0,
    words: rows.length === 0 ? 'none was given up' : `given up: ${rows.map(({ name }) => name).join(', ')}`,
    mend: 'Settings, Webhooks in the console says why; switch them on again, or remove them.',
  };
}

async function mail({ mail }: Config): Promise<Finding> {
  const what = 'E-mail';
  if (!mail) {
    return {
      what,
      ok: true,
      words: 'not configured; sign-in links come by “npm run sign-in” or from an admin',
    };
  }
  try {
    await createTransport({ url: mail.url, connectionTimeout: 10_000 }).verify();
    return { what, ok: true, words: 'the mail server lets us in' };
  } catch (error) {
    return { what, ok: false, words: messageOf(error), mend: 'Check SMTP_URL: host, port, user, password.' };
  }
}

const findings = await examine();
for (const { what, ok, words, mend } of findings) {
  console.log(`${ok ? '✓' : '✗'} ${what}: ${words}`);
  if (!ok && mend) console.log(`    ${mend}`);
}
process.exitCode = findings.every((finding) => finding.ok) ? 0 : 1;
