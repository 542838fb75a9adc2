CREATE TABLE schedule (
  id uuid PRIMARY KEY,
  name text NOT NULL,
  team_id uuid NOT NULL REFERENCES team (id) ON DELETE RESTRICT ON UPDATE CASCADE,
  time_zone text NOT NULL,
  layers jsonb NOT NULL,
  created_at timestamptz(3) NOT NULL,
  updated_at timestamptz(3) NOT NULL
);
CREATE UNIQUE INDEX schedule_name_key ON schedule (name);
CREATE INDEX schedule_team_id_idx ON schedule (team_id);

CREATE TABLE schedule_override (
  id uuid PRIMARY KEY,
  schedule_id uuid NOT NULL REFERENCES schedule (id) ON DELETE CASCADE ON UPDATE CASCADE,
  starts_at timestamptz(3) NOT NULL,
  ends_at timestamptz(3) NOT NULL,
  person_ids uuid[] NOT NULL,
  replaces_id uuid,
  created_at timestamptz(3) NOT NULL
);
CREATE INDEX schedule_override_schedule_id_ends_at_idx ON schedule_override (schedule_id, ends_at);
