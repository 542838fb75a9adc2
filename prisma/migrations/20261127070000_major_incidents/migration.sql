CREATE TYPE major_incident_state AS ENUM
  ('proposed', 'rejected', 'cancelled', 'investigating', 'identified', 'monitoring', 'resolved');
CREATE TYPE major_incident_role AS ENUM ('commander', 'communications', 'scribe', 'responder');
ALTER TYPE view_kind ADD VALUE 'incident_card';

CREATE TABLE major_incident (
  id uuid PRIMARY KEY,
  ticket_id uuid NOT NULL REFERENCES ticket (id) ON DELETE CASCADE ON UPDATE CASCADE,
  state major_incident_state NOT NULL,
  reason text NOT NULL DEFAULT '',
  declared_by_id uuid REFERENCES person (id) ON DELETE RESTRICT ON UPDATE CASCADE,
  declared_at timestamptz(3) NOT NULL,
  identified_at timestamptz(3),
  monitoring_at timestamptz(3),
  resolved_at timestamptz(3),
  update_due_at timestamptz(3),
  claim_due_at timestamptz(3),
  CONSTRAINT major_incident_resolved CHECK ((state = 'resolved') = (resolved_at IS NOT NULL))
);
CREATE UNIQUE INDEX major_incident_ticket_id_key ON major_incident (ticket_id);
CREATE INDEX major_incident_declared_at_id_idx ON major_incident (declared_at DESC, id DESC);
CREATE INDEX major_incident_open ON major_incident (state)
  WHERE state IN ('proposed', 'investigating', 'identified', 'monitoring');
CREATE INDEX major_incident_update_due ON major_incident (update_due_at) WHERE update_due_at IS NOT NULL;
CREATE INDEX major_incident_claim_due ON major_incident (claim_due_at) WHERE claim_due_at IS NOT NULL;

CREATE TABLE major_incident_service (
  incident_id uuid NOT NULL REFERENCES major_incident (id) ON DELETE CASCADE ON UPDATE CASCADE,
  service_id uuid NOT NULL REFERENCES service (id) ON DELETE CASCADE ON UPDATE CASCADE,
  PRIMARY KEY (incident_id, service_id)
);
CREATE INDEX major_incident_service_service_id_idx ON major_incident_service (service_id);

CREATE TABLE major_incident_seat (
  incident_id uuid NOT NULL REFERENCES major_incident (id) ON DELETE CASCADE ON UPDATE CASCADE,
  role major_incident_role NOT NULL,
  person_id uuid NOT NULL REFERENCES person (id) ON DELETE RESTRICT ON UPDATE CASCADE,
  since timestamptz(3) NOT NULL,
  PRIMARY KEY (incident_id, role, person_id)
);
CREATE UNIQUE INDEX major_incident_seat_one ON major_incident_seat (incident_id, role) WHERE role <> 'responder';
CREATE INDEX major_incident_seat_person_id_idx ON major_incident_seat (person_id);

CREATE TABLE major_incident_event (
  id uuid PRIMARY KEY,
  incident_id uuid NOT NULL REFERENCES major_incident (id) ON DELETE CASCADE ON UPDATE CASCADE,
  kind text NOT NULL,
  actor_id uuid REFERENCES person (id) ON DELETE RESTRICT ON UPDATE CASCADE,
  at timestamptz(3) NOT NULL,
  text text NOT NULL,
  data jsonb NOT NULL DEFAULT '{}',
  channel text,
  conversation text,
  message text,
  edited_at timestamptz(3)
);
CREATE INDEX major_incident_event_incident_id_at_id_idx ON major_incident_event (incident_id, at, id);
CREATE UNIQUE INDEX major_incident_event_message
  ON major_incident_event (incident_id, channel, conversation, message) WHERE message IS NOT NULL;
