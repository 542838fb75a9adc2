-- The ticket that a step of an escalation wants for an alert.
ALTER TABLE alert ADD COLUMN ticket_wish JSONB;
