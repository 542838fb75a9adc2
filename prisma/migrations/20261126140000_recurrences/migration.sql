-- Work that comes again and again.
CREATE TYPE missed_runs AS ENUM ('catch_up_once', 'skip');
CREATE TABLE recurrence (
  id uuid PRIMARY KEY,
  name text NOT NULL,
  enabled boolean NOT NULL DEFAULT true,
  cron text NOT NULL,
  time_zone text NOT NULL,
  missed missed_runs NOT NULL,
  action jsonb NOT NULL,
  next_at timestamptz(3),
  created_at timestamptz(3) NOT NULL,
  updated_at timestamptz(3) NOT NULL
);
CREATE UNIQUE INDEX recurrence_name_key ON recurrence (name);
CREATE INDEX recurrence_next ON recurrence (next_at) WHERE next_at IS NOT NULL;

-- Each time that it came: the key makes one run of it, however many processes find it due.
CREATE TYPE recurrence_run_state AS ENUM ('waiting', 'done', 'failed', 'skipped');
CREATE TABLE recurrence_run (
  recurrence_id uuid NOT NULL REFERENCES recurrence (id) ON DELETE CASCADE ON UPDATE CASCADE,
  planned_at timestamptz(3) NOT NULL,
  missed_since timestamptz(3),
  manual boolean NOT NULL DEFAULT false,
  state recurrence_run_state NOT NULL DEFAULT 'waiting',
  attempts integer NOT NULL DEFAULT 0,
  due_at timestamptz(3) NOT NULL,
  ticket_id uuid REFERENCES ticket (id) ON DELETE SET NULL ON UPDATE CASCADE,
  words text,
  finished_at timestamptz(3),
  PRIMARY KEY (recurrence_id, planned_at)
);
CREATE INDEX recurrence_run_ticket_id_idx ON recurrence_run (ticket_id);
CREATE INDEX recurrence_run_waiting ON recurrence_run (due_at) WHERE state = 'waiting';

-- What was resolved in a week, for its summary.
CREATE INDEX ticket_queue_resolved ON ticket (queue_id, resolved_at) WHERE resolved_at IS NOT NULL;
