CREATE TYPE alert_state AS ENUM ('triggered', 'acknowledged', 'resolved');
CREATE TYPE alert_severity AS ENUM ('critical', 'error', 'warning', 'info');

CREATE TABLE service (
  id uuid PRIMARY KEY,
  name text NOT NULL,
  description text NOT NULL DEFAULT '',
  team_id uuid NOT NULL REFERENCES team (id) ON DELETE RESTRICT ON UPDATE CASCADE,
  tier integer NOT NULL DEFAULT 3,
  escalation_policy_id uuid,
  archived_at timestamptz(3),
  created_at timestamptz(3) NOT NULL,
  updated_at timestamptz(3) NOT NULL
);
CREATE UNIQUE INDEX service_name_key ON service (name);
CREATE INDEX service_team_id_idx ON service (team_id);
CREATE TABLE service_dependency (
  service_id uuid NOT NULL REFERENCES service (id) ON DELETE CASCADE ON UPDATE CASCADE,
  depends_on_id uuid NOT NULL REFERENCES service (id) ON DELETE CASCADE ON UPDATE CASCADE,
  PRIMARY KEY (service_id, depends_on_id)
);
CREATE INDEX service_dependency_depends_on_id_idx ON service_dependency (depends_on_id);

CREATE TABLE integration (
  id uuid PRIMARY KEY,
  service_id uuid NOT NULL REFERENCES service (id) ON DELETE CASCADE ON UPDATE CASCADE,
  name text NOT NULL,
  source text NOT NULL,
  key_hash text NOT NULL,
  created_at timestamptz(3) NOT NULL,
  last_used_at timestamptz(3),
  revoked_at timestamptz(3)
);
CREATE UNIQUE INDEX integration_key_hash_key ON integration (key_hash);
CREATE INDEX integration_service_id_idx ON integration (service_id);

CREATE TABLE alert (
  id uuid PRIMARY KEY,
  service_id uuid NOT NULL REFERENCES service (id) ON DELETE CASCADE ON UPDATE CASCADE,
  integration_id uuid NOT NULL REFERENCES integration (id) ON DELETE CASCADE ON UPDATE CASCADE,
  dedup_key text NOT NULL,
  state alert_state NOT NULL DEFAULT 'triggered',
  severity alert_severity NOT NULL,
  summary text NOT NULL,
  source text,
  labels jsonb NOT NULL DEFAULT '{}',
  links jsonb NOT NULL DEFAULT '[]',
  count integer NOT NULL DEFAULT 1,
  escalate_at timestamptz(3),
  acknowledged_at timestamptz(3),
  acknowledged_by_id uuid REFERENCES person (id) ON DELETE RESTRICT ON UPDATE CASCADE,
  resolved_at timestamptz(3),
  resolved_by_id uuid REFERENCES person (id) ON DELETE RESTRICT ON UPDATE CASCADE,
  first_at timestamptz(3) NOT NULL,
  last_at timestamptz(3) NOT NULL
);
-- One open alert for each thing that is wrong.
CREATE UNIQUE INDEX alert_open ON alert (integration_id, dedup_key) WHERE state <> 'resolved';
CREATE INDEX alert_escalate ON alert (escalate_at) WHERE escalate_at IS NOT NULL;
CREATE INDEX alert_unresolved ON alert (first_at DESC, id DESC) WHERE state <> 'resolved';
CREATE INDEX alert_first_at_id_idx ON alert (first_at DESC, id DESC);
CREATE INDEX alert_service_id_first_at_id_idx ON alert (service_id, first_at DESC, id DESC);

CREATE TABLE alert_event (
  id bigserial PRIMARY KEY,
  alert_id uuid NOT NULL REFERENCES alert (id) ON DELETE CASCADE ON UPDATE CASCADE,
  kind text NOT NULL,
  actor_id uuid REFERENCES person (id) ON DELETE RESTRICT ON UPDATE CASCADE,
  at timestamptz(3) NOT NULL
);
CREATE INDEX alert_event_alert_id_id_idx ON alert_event (alert_id, id);
