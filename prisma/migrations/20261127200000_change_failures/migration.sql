CREATE TABLE change_failure (
  id uuid PRIMARY KEY,
  change_id uuid NOT NULL REFERENCES change (id) ON DELETE CASCADE ON UPDATE CASCADE,
  system text NOT NULL,
  system_folded text NOT NULL,
  ticket_id uuid NOT NULL REFERENCES ticket (id) ON DELETE CASCADE ON UPDATE CASCADE,
  report_ids text[] NOT NULL DEFAULT ARRAY[]::text[],
  reports integer NOT NULL DEFAULT 1,
  created_at timestamptz(3) NOT NULL
);
CREATE UNIQUE INDEX change_failure_change_id_system_folded_key ON change_failure (change_id, system_folded);
CREATE UNIQUE INDEX change_failure_ticket_id_key ON change_failure (ticket_id);
