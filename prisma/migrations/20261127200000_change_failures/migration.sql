CREATE TABLE change_failure (
  id uuid PRIMARY KEY,
  change_id uuid NOT NULL REFERENCES change (id) ON DELETE CASCADE ON UPDATE CASCADE,
  system text NOT NULL,
  system_key text NOT NULL,
  ticket_id uuid NOT NULL REFERENCES ticket (id) ON DELETE CASCADE ON UPDATE CASCADE,
  keys text[] NOT NULL DEFAULT ARRAY[]::text[],
  reports integer NOT NULL DEFAULT 1,
  created_at timestamptz(3) NOT NULL
);
CREATE UNIQUE INDEX change_failure_change_id_system_key_key ON change_failure (change_id, system_key);
CREATE UNIQUE INDEX change_failure_ticket_id_key ON change_failure (ticket_id);
