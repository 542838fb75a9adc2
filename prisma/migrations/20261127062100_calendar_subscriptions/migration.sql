-- Calendars from outside: who is on call by them, or who is away.
CREATE TYPE subscription_use AS ENUM ('on_call', 'absence');
CREATE TABLE calendar_subscription (
  id uuid PRIMARY KEY,
  use subscription_use NOT NULL,
  name text NOT NULL,
  url text,
  team_id uuid REFERENCES team (id) ON DELETE CASCADE ON UPDATE CASCADE,
  person_id uuid REFERENCES person (id) ON DELETE CASCADE ON UPDATE CASCADE,
  time_zone text NOT NULL,
  whole_days boolean NOT NULL,
  words text[] NOT NULL DEFAULT ARRAY[]::text[],
  names jsonb NOT NULL,
  etag text,
  tried_at timestamptz(3),
  read_at timestamptz(3),
  copied_at timestamptz(3),
  error text,
  created_at timestamptz(3) NOT NULL,
  updated_at timestamptz(3) NOT NULL,
  CONSTRAINT subscription_owner CHECK (num_nonnulls(team_id, person_id) = 1)
);
CREATE INDEX calendar_subscription_team_id_idx ON calendar_subscription (team_id);
CREATE INDEX calendar_subscription_person_id_idx ON calendar_subscription (person_id);
CREATE INDEX calendar_subscription_tried_at_idx ON calendar_subscription (tried_at);

CREATE TABLE calendar_subscription_event (
  id uuid PRIMARY KEY,
  subscription_id uuid NOT NULL REFERENCES calendar_subscription (id) ON DELETE CASCADE ON UPDATE CASCADE,
  key text NOT NULL,
  starts_at timestamptz(3) NOT NULL,
  ends_at timestamptz(3) NOT NULL,
  content jsonb NOT NULL,
  person_ids uuid[] NOT NULL,
  problem text
);
CREATE INDEX calendar_subscription_event_subscription_id_ends_at_idx ON calendar_subscription_event (subscription_id, ends_at);
CREATE INDEX calendar_subscription_event_person_ids_idx ON calendar_subscription_event USING gin (person_ids);

-- Whoever is on call by a schedule may be skipped while they are away.
ALTER TABLE schedule ADD COLUMN skip_absent boolean NOT NULL DEFAULT false;
ALTER TABLE schedule_version ADD COLUMN skip_absent boolean NOT NULL DEFAULT false;

-- Who is away by a calendar, until when; and until when what calendars say has been followed already.
ALTER TABLE person ADD COLUMN away_until timestamptz(3), ADD COLUMN absence_followed_until timestamptz(3);
CREATE INDEX person_away_until_idx ON person (away_until);
