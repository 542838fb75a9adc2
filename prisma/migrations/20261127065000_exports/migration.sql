-- Data of the desk that is written into a file for somebody.
CREATE TYPE export_state AS ENUM ('waiting', 'running', 'done', 'failed');
CREATE TABLE export (
  id uuid PRIMARY KEY,
  person_id uuid NOT NULL REFERENCES person (id) ON DELETE CASCADE ON UPDATE CASCADE,
  request jsonb NOT NULL,
  state export_state NOT NULL DEFAULT 'waiting',
  attempts integer NOT NULL DEFAULT 0,
  lease_until timestamptz(3),
  done integer NOT NULL DEFAULT 0,
  total integer,
  queue_ids uuid[] NOT NULL DEFAULT ARRAY[]::uuid[],
  left_out jsonb NOT NULL DEFAULT '{}',
  size bigint,
  error text,
  created_at timestamptz(3) NOT NULL,
  started_at timestamptz(3),
  finished_at timestamptz(3),
  expires_at timestamptz(3)
);
CREATE INDEX export_person_id_created_at_id_idx ON export (person_id, created_at DESC, id DESC);
CREATE INDEX export_created_at_id_idx ON export (created_at DESC, id DESC);
CREATE INDEX export_work ON export (created_at, id) WHERE state IN ('waiting', 'running');
