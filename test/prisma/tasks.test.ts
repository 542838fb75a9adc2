import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Cast, createCast } from '../domain/tickets/cast.ts';

const MIGRATION = resolve(import.meta.dirname, '../../prisma/migrations/20261126210000_tasks/migration.sql');

let cast: Cast;
beforeAll(async () => {
  cast = await createCast();
});
afterAll(() => cast.close());

test('of links that give a ticket several parents, or lead in a circle, one parent is left or none', async () => {
  const { pool, client } = cast.store;
  await pool.query(
    'DROP INDEX ticket_link_parent; DROP TABLE task; ALTER TABLE ticket DROP COLUMN is_project',
  );
  const ids = Array.from({ length: 8 }, () => cast.ctxFor('system').newId()).sort();
  for (const [at, id] of ids.entries()) {
    await pool.query(
      `INSERT INTO ticket (id, number, kind, title, description, impact, urgency, priority, requester_id,
                           opened_by_id, queue_id, source, channel, created_at, updated_at)
       VALUES ($1, $2, 'request', '', '', 3, 3, 4, $3, $3, $4, 'api', 'api', now(), now())`,
      [id, `REQ-${at}`, cast.requester.id, cast.queue.id],
    );
  }
  const link = (from: number, to: number, kind = 'child_of') =>
    pool.query('INSERT INTO ticket_link VALUES ($1, $2, $3::link_kind)', [ids[from], ids[to], kind]);
  // One with two parents, of which it has a relation to one as well; a circle of three, with one below it; a pair.
  await link(0, 1);
  await link(0, 2);
  await link(0, 2, 'related');
  await link(3, 4);
  await link(4, 5);
  await link(5, 3);
  await link(6, 3);
  await link(7, 1);

  await pool.query(readFileSync(MIGRATION, 'utf8'));

  const rows = await client.ticketLink.findMany();
  const place = (id: string) => ids.indexOf(id);
  const links = rows.map(({ fromId, toId, kind }) => `${place(fromId)} ${kind} ${place(toId)}`);
  expect(links.sort()).toEqual([
    '0 child_of 1',
    '0 related 2',
    '3 related 4',
    '3 related 5',
    '4 related 5',
    '6 child_of 3',
    '7 child_of 1',
  ]);
});
