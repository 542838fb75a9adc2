-- Moving in from another on-call tool: what was read of an export, and what became of each thing in it.
CREATE TABLE migration (
  id uuid PRIMARY KEY,
  tool text NOT NULL,
  file_name text NOT NULL,
  state text NOT NULL,
  found jsonb NOT NULL,
  team_id uuid,
  created_by text,
  created_at timestamptz(3) NOT NULL,
  applied_at timestamptz(3),
  undone_at timestamptz(3),
  total integer NOT NULL DEFAULT 0,
  done integer NOT NULL DEFAULT 0,
  run uuid,
  run_until timestamptz(3)
);
CREATE INDEX migration_created_at_idx ON migration (created_at DESC);

CREATE TABLE migration_item (
  migration_id uuid NOT NULL REFERENCES migration (id) ON DELETE CASCADE ON UPDATE CASCADE,
  ref text NOT NULL,
  place integer NOT NULL,
  kind text NOT NULL,
  name text NOT NULL,
  found_at text NOT NULL,
  action text NOT NULL,
  notes text[] NOT NULL,
  problem text,
  record_id uuid,
  outcome text,
  why text,
  at timestamptz(3) NOT NULL,
  PRIMARY KEY (migration_id, ref)
);
