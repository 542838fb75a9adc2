-- A secret address by which somebody's calendar program reads shifts.
CREATE TABLE calendar_feed (
  id uuid PRIMARY KEY,
  person_id uuid NOT NULL REFERENCES person (id) ON DELETE CASCADE ON UPDATE CASCADE,
  schedule_id uuid REFERENCES schedule (id) ON DELETE CASCADE ON UPDATE CASCADE,
  hash text NOT NULL,
  created_at timestamptz(3) NOT NULL
);
CREATE UNIQUE INDEX calendar_feed_hash_key ON calendar_feed (hash);
CREATE INDEX calendar_feed_schedule_id_idx ON calendar_feed (schedule_id);
CREATE UNIQUE INDEX calendar_feed_about ON calendar_feed (person_id, schedule_id) NULLS NOT DISTINCT;
