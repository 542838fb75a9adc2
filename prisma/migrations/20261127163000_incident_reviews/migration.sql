CREATE TYPE incident_review_state AS ENUM ('draft', 'in_review', 'done');

CREATE TABLE incident_review (
  id uuid PRIMARY KEY,
  incident_id uuid NOT NULL REFERENCES major_incident (id) ON DELETE CASCADE ON UPDATE CASCADE,
  state incident_review_state NOT NULL DEFAULT 'draft',
  sections jsonb NOT NULL,
  began_at timestamptz(3),
  version int NOT NULL DEFAULT 1,
  created_at timestamptz(3) NOT NULL,
  edited_at timestamptz(3),
  edited_by_id uuid REFERENCES person (id) ON DELETE RESTRICT ON UPDATE CASCADE,
  done_at timestamptz(3),
  done_by_id uuid REFERENCES person (id) ON DELETE RESTRICT ON UPDATE CASCADE,
  remind_at timestamptz(3),
  CONSTRAINT incident_review_done CHECK ((state = 'done') = (done_at IS NOT NULL))
);
CREATE UNIQUE INDEX incident_review_incident_id_key ON incident_review (incident_id);
CREATE INDEX incident_review_remind ON incident_review (remind_at) WHERE remind_at IS NOT NULL;

CREATE TABLE incident_follow_up (
  ticket_id uuid PRIMARY KEY REFERENCES ticket (id) ON DELETE CASCADE ON UPDATE CASCADE,
  incident_id uuid NOT NULL REFERENCES major_incident (id) ON DELETE CASCADE ON UPDATE CASCADE,
  due_at timestamptz(3),
  created_at timestamptz(3) NOT NULL
);
CREATE INDEX incident_follow_up_incident_id_idx ON incident_follow_up (incident_id);

-- What an escalation step wants to be a major incident: asked once, and when it is due.
ALTER TABLE alert ADD COLUMN incident_wish jsonb, ADD COLUMN incident_at timestamptz(3);
CREATE INDEX alert_incident_due ON alert (incident_at) WHERE incident_at IS NOT NULL;

-- Those that may be proposed as major incidents are few among all.
CREATE INDEX ticket_pressing ON ticket (updated_at)
  WHERE priority = 1 AND kind = 'incident' AND state IN ('new', 'in_progress', 'on_hold');
