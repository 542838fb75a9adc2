-- An alert may have a ticket: the one that was opened for it, or for its group.
ALTER TABLE alert
  ADD COLUMN ticket_id uuid REFERENCES ticket (id) ON DELETE SET NULL ON UPDATE CASCADE,
  ADD COLUMN ticket_at timestamptz(3);
CREATE INDEX alert_ticket_id_idx ON alert (ticket_id);
CREATE INDEX alert_ticket_due ON alert (ticket_at) WHERE ticket_at IS NOT NULL;
