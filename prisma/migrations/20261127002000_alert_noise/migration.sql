-- How a service keeps noise from people, and what has become of an alert by that.
ALTER TABLE service ADD COLUMN settings jsonb NOT NULL DEFAULT '{}';
ALTER TABLE integration ADD COLUMN ping_due_at timestamptz(3);
CREATE INDEX integration_ping_due ON integration (ping_due_at) WHERE ping_due_at IS NOT NULL;

CREATE TABLE maintenance_window (
  id uuid PRIMARY KEY,
  name text NOT NULL,
  service_ids uuid[] NOT NULL,
  starts_at timestamptz(3) NOT NULL,
  ends_at timestamptz(3) NOT NULL,
  created_by_id uuid REFERENCES person (id) ON DELETE RESTRICT ON UPDATE CASCADE,
  created_at timestamptz(3) NOT NULL,
  finished_at timestamptz(3),
  summary text
);
CREATE INDEX maintenance_window_starts_at_id_idx ON maintenance_window (starts_at DESC, id DESC);
CREATE INDEX maintenance_window_open ON maintenance_window (ends_at) WHERE finished_at IS NULL;

ALTER TABLE alert
  ADD COLUMN group_id uuid REFERENCES alert (id) ON DELETE SET NULL ON UPDATE CASCADE,
  ADD COLUMN group_key text,
  ADD COLUMN held_until timestamptz(3),
  ADD COLUMN maintenance_id uuid REFERENCES maintenance_window (id) ON DELETE SET NULL ON UPDATE CASCADE,
  ADD COLUMN resolve_at timestamptz(3);
CREATE INDEX alert_group_id_idx ON alert (group_id);
CREATE INDEX alert_maintenance_id_idx ON alert (maintenance_id);
CREATE INDEX alert_heads ON alert (service_id, first_at DESC, id DESC) WHERE group_id IS NULL AND maintenance_id IS NULL;
CREATE INDEX alert_held ON alert (held_until) WHERE held_until IS NOT NULL;
CREATE INDEX alert_expires ON alert (resolve_at) WHERE resolve_at IS NOT NULL;
