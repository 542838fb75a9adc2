-- Who was on call at an instant goes by the rules that were valid then.
CREATE TABLE schedule_version (
  id uuid PRIMARY KEY,
  schedule_id uuid NOT NULL REFERENCES schedule (id) ON DELETE CASCADE ON UPDATE CASCADE,
  version integer NOT NULL,
  valid_from timestamptz(3) NOT NULL,
  valid_to timestamptz(3),
  created_by_id uuid REFERENCES person (id) ON DELETE SET NULL ON UPDATE CASCADE,
  time_zone text NOT NULL,
  layers jsonb NOT NULL
);
CREATE UNIQUE INDEX schedule_version_schedule_id_version_key ON schedule_version (schedule_id, version);
CREATE INDEX schedule_version_schedule_id_valid_from_idx ON schedule_version (schedule_id, valid_from);
CREATE INDEX schedule_version_created_by_id_idx ON schedule_version (created_by_id);

INSERT INTO schedule_version (id, schedule_id, version, valid_from, time_zone, layers)
SELECT gen_random_uuid(), id, 1, created_at, time_zone, layers FROM schedule;
