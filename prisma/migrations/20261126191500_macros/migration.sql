-- What agents do again and again: a reply, and actions on a ticket.
CREATE TYPE macro_reach AS ENUM ('everybody', 'teams', 'personal');
CREATE TABLE macro (
  id uuid PRIMARY KEY,
  name text NOT NULL,
  description text NOT NULL DEFAULT '',
  reach macro_reach NOT NULL,
  owner_id uuid REFERENCES person (id) ON DELETE CASCADE ON UPDATE CASCADE,
  reply text,
  actions jsonb NOT NULL,
  version integer NOT NULL DEFAULT 1,
  uses integer NOT NULL DEFAULT 0,
  created_at timestamptz(3) NOT NULL,
  updated_at timestamptz(3) NOT NULL,
  CONSTRAINT macro_owner CHECK ((reach = 'personal') = (owner_id IS NOT NULL))
);
-- The shared ones have no owner: they are one circle of names, and each owner's are another.
CREATE UNIQUE INDEX macro_name ON macro (
  coalesce(owner_id, '00000000-0000-0000-0000-000000000000'::uuid), lower(name)
);
CREATE INDEX macro_owner_id_idx ON macro (owner_id);

CREATE TABLE macro_team (
  macro_id uuid NOT NULL REFERENCES macro (id) ON DELETE CASCADE ON UPDATE CASCADE,
  team_id uuid NOT NULL REFERENCES team (id) ON DELETE CASCADE ON UPDATE CASCADE,
  PRIMARY KEY (macro_id, team_id)
);
CREATE INDEX macro_team_team_id_idx ON macro_team (team_id);
