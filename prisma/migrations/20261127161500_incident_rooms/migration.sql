CREATE TYPE major_incident_room_state AS ENUM ('wanted', 'made', 'failed', 'archived');
CREATE TYPE major_incident_guest_state AS ENUM ('wanted', 'called', 'missing');
ALTER TYPE notice_kind ADD VALUE 'room';

CREATE TABLE major_incident_room (
  incident_id uuid PRIMARY KEY REFERENCES major_incident (id) ON DELETE CASCADE ON UPDATE CASCADE,
  state major_incident_room_state NOT NULL,
  wanted_at timestamptz(3) NOT NULL,
  channel text NOT NULL,
  near text[] NOT NULL,
  name text NOT NULL,
  conversation text,
  url text,
  topic text,
  pinned text,
  error text,
  archive_at timestamptz(3),
  CONSTRAINT major_incident_room_there CHECK ((state IN ('made', 'archived')) = (conversation IS NOT NULL))
);
CREATE UNIQUE INDEX major_incident_room_channel_conversation_key ON major_incident_room (channel, conversation);
CREATE INDEX major_incident_room_archive ON major_incident_room (archive_at) WHERE archive_at IS NOT NULL;

CREATE TABLE major_incident_guest (
  incident_id uuid NOT NULL REFERENCES major_incident_room (incident_id) ON DELETE CASCADE ON UPDATE CASCADE,
  person_id uuid NOT NULL REFERENCES person (id) ON DELETE CASCADE ON UPDATE CASCADE,
  state major_incident_guest_state NOT NULL,
  why text NOT NULL,
  PRIMARY KEY (incident_id, person_id)
);
CREATE INDEX major_incident_guest_person_id_idx ON major_incident_guest (person_id);
