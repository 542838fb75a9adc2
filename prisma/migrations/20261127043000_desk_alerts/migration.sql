-- The desk itself may page for a ticket: no source has sent that.
ALTER TABLE alert ALTER COLUMN integration_id DROP NOT NULL;
CREATE UNIQUE INDEX alert_open_of_desk ON alert (service_id, dedup_key)
  WHERE integration_id IS NULL AND state <> 'resolved';
