CREATE TABLE status_update (
  id uuid PRIMARY KEY,
  incident_id uuid NOT NULL REFERENCES major_incident (id) ON DELETE CASCADE ON UPDATE CASCADE,
  public boolean NOT NULL,
  state major_incident_state NOT NULL,
  title text NOT NULL,
  text text NOT NULL,
  services jsonb,
  at timestamptz(3) NOT NULL,
  edited_at timestamptz(3)
);
CREATE INDEX status_update_incident_id_at_id_idx ON status_update (incident_id, at, id);
CREATE INDEX status_update_at_idx ON status_update (at);

CREATE TABLE status_subscriber (
  id uuid PRIMARY KEY,
  email text NOT NULL,
  asked_at timestamptz(3) NOT NULL,
  confirmed_at timestamptz(3)
);
CREATE UNIQUE INDEX status_subscriber_email_key ON status_subscriber (email);
CREATE INDEX status_subscriber_asked_at_id_idx ON status_subscriber (asked_at DESC, id DESC);

ALTER TABLE maintenance_window ADD COLUMN status_title text;
CREATE INDEX maintenance_window_ends_at_idx ON maintenance_window (ends_at);
