-- Tickets that came from another desk, by their numbers there, and up to when their history was taken in.
CREATE TABLE imported_ticket (
  source text NOT NULL,
  key text NOT NULL,
  ticket_id uuid NOT NULL REFERENCES ticket (id) ON DELETE CASCADE ON UPDATE CASCADE,
  last_at timestamptz(3) NOT NULL,
  PRIMARY KEY (source, key)
);
CREATE INDEX imported_ticket_ticket_id_idx ON imported_ticket (ticket_id);
