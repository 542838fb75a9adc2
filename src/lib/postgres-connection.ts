import { Client } from 'pg';
import { SUPERUSER } from './postgres-cluster.ts';

/** Database and user of Deskbell itself. */
const DATABASE = 'deskbell';

export function urlOf(password: string, port: number): string {
  return address(DATABASE, password, port, DATABASE);
}

/** Asks a port whether our cluster answers there. `no`: another server, or one that refuses us. */
export async function probe(
  port: number,
  password: string,
  cluster: string,
): Promise<'ready' | 'not yet' | 'no'> {
  let client: Client;
  try {
    client = await connect(port, password);
  } catch (error) {
    const code = (error as { code?: string }).code;
    // 57P03: starting up or shutting down. A timeout of the client has no code.
    return code === undefined || code === '57P03' || /^E(CONN|PIPE)/.test(code) ? 'not yet' : 'no';
  }
  try {
    const { rows } = await client.query("select current_setting('data_directory') as folder");
    return rows[0].folder === cluster ? 'ready' : 'no';
  } catch {
    return 'not yet';
  } finally {
    await client.end().catch(() => {});
  }
}

/** Makes Deskbell's user and database where they are missing: the first time, or after a kill in between. */
export async function ensureDatabase(port: number, password: string): Promise<void> {
  const client = await connect(port, password);
  try {
    const role = await client.query('select from pg_roles where rolname = $1', [DATABASE]);
    if (role.rowCount === 0) {
      await client.query(`create role ${DATABASE} login createdb password ${client.escapeLiteral(password)}`);
    }
    const database = await client.query('select from pg_database where datname = $1', [DATABASE]);
    if (database.rowCount === 0) await client.query(`create database ${DATABASE} owner ${DATABASE}`);
  } finally {
    await client.end();
  }
}

async function connect(port: number, password: string): Promise<Client> {
  const connectionString = address(SUPERUSER, password, port, 'postgres');
  const client = new Client({ connectionString, connectionTimeoutMillis: 5_000 });
  // Without a listener, a server that goes away would end this process.
  client.on('error', () => {});
  await client.connect();
  return client;
}

function address(user: string, password: string, port: number, database: string): string {
  return `postgresql://${user}:${password}@127.0.0.1:${port}/${database}`;
}
