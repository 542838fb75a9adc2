-- Somebody pages a person or a team: that is an alert of no service, with steps of its own.
ALTER TABLE alert ALTER COLUMN service_id DROP NOT NULL;
ALTER TABLE alert ADD COLUMN plan jsonb;
ALTER TABLE alert ADD COLUMN asked_by_id uuid REFERENCES person (id) ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE alert ADD CONSTRAINT alert_goes_by CHECK (service_id IS NOT NULL OR plan IS NOT NULL);
CREATE INDEX alert_asked ON alert (asked_by_id, first_at) WHERE asked_by_id IS NOT NULL;

-- Null: by the steps of its alert.
ALTER TABLE escalation ALTER COLUMN policy_id DROP NOT NULL;
ALTER TABLE escalation ALTER COLUMN policy_version DROP NOT NULL;
