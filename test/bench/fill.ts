import pg from 'pg';

/** Different words in all tickets. They follow Zipf's law: the n-th most common one occurs 1/n as often as the first. */
const VOCABULARY = 30_000;
const LETTERS = 'aebicodufglmnrst';
/** The n-th most common word, here and in SQL. All are of one length, so none is the beginning of another. */
export const wordAt = (rank: number): string =>
  [...(rank * 7919).toString(16).padStart(7, '0')]
    .map((digit) => LETTERS[Number.parseInt(digit, 16)])
    .join('');
const WORD = `translate(lpad(to_hex(floor(exp(random() * ln(${VOCABULARY})))::int * 7919), 7, '0'), '0123456789abcdef', '${LETTERS}')`;

/** Texts are put together out of so many pieces of five to nine words, since drawing every word takes too long. */
const PIECES = 100_000;
const MAKE_PIECES = `
CREATE UNLOGGED TABLE bench_piece AS
SELECT i, text, to_tsvector('simple', text) AS words
  FROM generate_series(0, ${PIECES - 1}) i,
       LATERAL (SELECT string_agg(${WORD}, ' ') AS text FROM generate_series(1, 5 + i % 5)) AS piece;
ANALYZE bench_piece`;

const BATCH = 100_000;

/**
 * Fills a desk's tables with two years of tickets as fast as PostgreSQL takes them: about 85 % closed (of the newest
 * ones fewer), in eight queues of different size; the words of a ticket come from its title, its description and
 * one or two replies. The replies themselves are left out, since no list reads them.
 */
export async function fillTickets(url: string, count: number): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => {});
  await client.connect();
  try {
    await client.query(
      `SET synchronous_commit = off; SET maintenance_work_mem = '256MB'; SET work_mem = '256MB'`,
    );
    await addCast(client);
    await client.query(MAKE_PIECES);
    await withoutIndexes(client, ['ticket', 'ticket_search'], async () => {
      for (let from = 1; from <= count; from += BATCH) {
        await client.query(TICKETS, [from, Math.min(count, from + BATCH - 1), count]);
      }
    });
    await client.query(`DROP TABLE bench_piece; SELECT setval('ticket_number_request', ${count})`);
    await client.query('VACUUM (ANALYZE) ticket, ticket_search, person, queue');
    await client.query('CHECKPOINT').catch(() => {});
  } finally {
    await client.end();
  }
}

/** Eight queues with forty agents and two thousand requesters, beside what the first start made. */
async function addCast(client: pg.Client): Promise<void> {
  await client.query(`
    INSERT INTO queue (id, name, team_id, created_at, updated_at)
    SELECT gen_random_uuid(), 'Queue ' || i, (SELECT id FROM team LIMIT 1), now(), now() FROM generate_series(1, 8) i;
    INSERT INTO person (id, email, name, roles, created_at, updated_at)
    SELECT gen_random_uuid(), 'cast' || i || '@example.com', 'Cast ' || i,
           CASE WHEN i <= 40 THEN '{requester,agent}'::role[] ELSE '{requester}' END, now(), now()
      FROM generate_series(1, 2040) i`);
}

const A_PIECE = `floor(random() * ${PIECES})::int`;

/** $1 to $2 of $3 tickets, in the order in which they were opened. */
const TICKETS = `
WITH cast_of AS MATERIALIZED (
  SELECT (SELECT array_agg(id ORDER BY name) FROM queue WHERE name LIKE 'Queue %') AS queues,
         (SELECT array_agg(id ORDER BY name) FROM person WHERE 'agent' = ANY (roles) AND email LIKE 'cast%') AS agents,
         (SELECT array_agg(id ORDER BY name) FROM person WHERE email LIKE 'cast%') AS people
), drawn AS MATERIALIZED (
  SELECT i, random() AS state_draw, random() AS queue_draw, random() AS person_draw, random() AS agent_draw,
         now() - interval '2 years' * (1 - i::float8 / $3::int) AS at,
         ${A_PIECE} AS a, ${A_PIECE} AS b, ${A_PIECE} AS c, ${A_PIECE} AS d, ${A_PIECE} AS e, ${A_PIECE} AS f
    FROM generate_series($1::int, $2::int) i
), decided AS MATERIALIZED (
  SELECT (lpad(to_hex((extract(epoch FROM at) * 1000)::bigint), 12, '0') || '7' || substr(md5(i::text), 1, 3)
           || '8' || substr(md5(i::text), 4, 15))::uuid AS id,
         drawn.*, people[1 + floor(person_draw * array_length(people, 1))::int] AS person,
         -- The first queue gets about a third, the last one some 3 %.
         queues[least(8, 1 + floor(-ln(1 - queue_draw) * 2.5)::int)] AS queue,
         CASE WHEN state_draw >= CASE WHEN i > $3 * 0.95 THEN 0.6 ELSE 0.126 END
              THEN CASE WHEN agent_draw < 0.9 THEN 'closed' WHEN agent_draw < 0.96 THEN 'resolved' ELSE 'cancelled' END
              WHEN agent_draw < 0.3 THEN 'new' WHEN agent_draw < 0.8 THEN 'in_progress' ELSE 'on_hold' END AS state,
         CASE WHEN agent_draw > 0.3 THEN agents[1 + floor(agent_draw * 997)::int % array_length(agents, 1)] END AS agent
    FROM drawn, cast_of
), told AS MATERIALIZED (
  SELECT decided.*, a.text AS title, concat_ws(' ', b.text, c.text, d.text) AS description,
         a.words || b.words || c.words || d.words || e.words || f.words AS words
    FROM decided JOIN bench_piece a ON a.i = decided.a JOIN bench_piece b ON b.i = decided.b
    JOIN bench_piece c ON c.i = decided.c JOIN bench_piece d ON d.i = decided.d
    JOIN bench_piece e ON e.i = decided.e JOIN bench_piece f ON f.i = decided.f
   ORDER BY decided.i
), written AS (
  INSERT INTO ticket (id, number, kind, state, hold_reason, title, description, impact, urgency, priority,
    requester_id, opened_by_id, queue_id, assignee_id, tags, source, channel, created_at, updated_at)
  SELECT id, 'REQ-' || i, 'request', state::ticket_state,
         CASE WHEN state = 'on_hold' THEN 'awaiting_requester'::hold_reason END, title, description, 3, 2, 4,
         person, person, queue, agent, ARRAY['tag' || i % 50], 'message', 'web', at, at
    FROM told
)
INSERT INTO ticket_search (ticket_id, created_at, words) SELECT id, at, words FROM told`;

/** Indexes and foreign keys are made at the end, which is several times faster. */
async function withoutIndexes(client: pg.Client, tables: string[], work: () => Promise<void>): Promise<void> {
  const constraints = await client.query<{ drop: string; make: string }>(
    `SELECT format('ALTER TABLE %s DROP CONSTRAINT %I', conrelid::regclass, conname) AS drop,
            format('ALTER TABLE %s ADD CONSTRAINT %I %s', conrelid::regclass, conname, pg_get_constraintdef(oid)) AS make
       FROM pg_constraint WHERE conrelid = ANY ($1::regclass[]) AND contype = 'f'`,
    [tables],
  );
  const indexes = await client.query<{ drop: string; make: string }>(
    `SELECT format('DROP INDEX %s', indexrelid::regclass) AS drop, pg_get_indexdef(indexrelid) AS make
       FROM pg_index WHERE indrelid = ANY ($1::regclass[]) AND NOT indisprimary`,
    [tables],
  );
  const all = [...constraints.rows, ...indexes.rows];
  for (const { drop } of all) await client.query(drop);
  await work();
  for (const { make } of [...indexes.rows, ...constraints.rows]) await client.query(make);
}
