import { Client, type DatabaseError } from 'pg';

/** https://www.postgresql.org/docs/current/errcodes-appendix.html: insufficient_privilege */
const NOT_ALLOWED = '42501';

/** Drops a database of the server at `url`, cutting off who is still connected. */
export async function dropDatabase(url: string, name: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(`drop database if exists ${name} with (force)`);
  } catch (error) {
    if ((error as DatabaseError).code !== NOT_ALLOWED) throw error;
    // An autovacuum worker is in there, which is not ours to cut off; without force, the server does that itself.
    await client.query(
      'select pg_terminate_backend(pid, 5000) from pg_stat_activity where datname = $1 and usename = current_user',
      [name],
    );
    await client.query(`drop database if exists ${name}`);
  } finally {
    await client.end();
  }
}
