-- Somebody may have asked that an alert pages nobody for some time.
ALTER TABLE alert ADD COLUMN silenced_until timestamptz(3);
CREATE INDEX alert_silenced ON alert (silenced_until) WHERE silenced_until IS NOT NULL;
