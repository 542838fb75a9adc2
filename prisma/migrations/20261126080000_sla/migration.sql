-- When people work: weekly hours, holidays and a time zone. Every version is kept, so that what was promised by it
-- can be computed again.
CREATE TABLE calendar (
  id uuid PRIMARY KEY,
  name text NOT NULL,
  time_zone text NOT NULL,
  week jsonb NOT NULL,
  holidays jsonb NOT NULL DEFAULT '[]',
  version integer NOT NULL DEFAULT 1,
  source_url text,
  source_read_at timestamptz(3),
  source_error text,
  created_at timestamptz(3) NOT NULL,
  updated_at timestamptz(3) NOT NULL
);
CREATE UNIQUE INDEX calendar_name_key ON calendar (name);
CREATE TABLE calendar_version (
  calendar_id uuid NOT NULL,
  version integer NOT NULL,
  time_zone text NOT NULL,
  week jsonb NOT NULL,
  holidays jsonb NOT NULL,
  created_at timestamptz(3) NOT NULL,
  PRIMARY KEY (calendar_id, version)
);

-- What is promised about a ticket: the first policy whose conditions hold, in order.
CREATE TABLE sla_policy (
  id uuid PRIMARY KEY,
  position integer NOT NULL,
  name text NOT NULL,
  enabled boolean NOT NULL DEFAULT true,
  version integer NOT NULL DEFAULT 1,
  conditions jsonb NOT NULL,
  terms jsonb NOT NULL,
  created_at timestamptz(3) NOT NULL,
  updated_at timestamptz(3) NOT NULL
);
CREATE INDEX sla_policy_position_id_idx ON sla_policy (position, id);
CREATE TABLE sla_policy_version (
  policy_id uuid NOT NULL,
  version integer NOT NULL,
  name text NOT NULL,
  conditions jsonb NOT NULL,
  terms jsonb NOT NULL,
  created_at timestamptz(3) NOT NULL,
  PRIMARY KEY (policy_id, version)
);

ALTER TABLE queue ADD COLUMN calendar_id uuid REFERENCES calendar (id) ON DELETE RESTRICT ON UPDATE CASCADE;
CREATE INDEX queue_calendar_id_idx ON queue (calendar_id);
ALTER TABLE ticket
  ADD COLUMN calendar_id uuid REFERENCES calendar (id) ON DELETE RESTRICT ON UPDATE CASCADE,
  ADD COLUMN agreement jsonb,
  ADD COLUMN due_at timestamptz(3);
CREATE INDEX ticket_calendar ON ticket (calendar_id) WHERE calendar_id IS NOT NULL;
CREATE INDEX ticket_open_due ON ticket (due_at, id)
  WHERE due_at IS NOT NULL AND state IN ('new', 'in_progress', 'on_hold');
CREATE INDEX ticket_open_queue_due ON ticket (queue_id, due_at, id)
  WHERE due_at IS NOT NULL AND state IN ('new', 'in_progress', 'on_hold');

-- What an entry means to the clocks. What agents answered before is known by who they are.
CREATE TYPE entry_part AS ENUM ('asked', 'answered');
ALTER TABLE entry ADD COLUMN part entry_part;
UPDATE entry e SET part = CASE WHEN e.author_id IN (t.requester_id, t.opened_by_id) THEN 'asked'::entry_part
                               ELSE 'answered'::entry_part END
  FROM ticket t, person p
 WHERE t.id = e.ticket_id AND p.id = e.author_id AND e.kind = 'reply'
   AND (e.author_id IN (t.requester_id, t.opened_by_id) OR p.roles && ARRAY['agent', 'admin']::role[]);

-- A narrow copy of what follows from a ticket's history, for what goes by the clock; it can be made anew.
CREATE TYPE sla_metric AS ENUM ('first_response', 'next_response', 'resolution');
CREATE TYPE sla_state AS ENUM ('running', 'paused', 'met', 'breached', 'cancelled');
CREATE TABLE sla_clock (
  ticket_id uuid NOT NULL REFERENCES ticket (id) ON DELETE CASCADE ON UPDATE CASCADE,
  metric sla_metric NOT NULL,
  cycle integer NOT NULL,
  state sla_state NOT NULL,
  target_minutes integer NOT NULL,
  started_at timestamptz(3) NOT NULL,
  warn_at timestamptz(3),
  due_at timestamptz(3),
  left_ms bigint,
  stopped_at timestamptz(3),
  epoch integer NOT NULL DEFAULT 1,
  next_at timestamptz(3),
  upcoming timestamptz(3)[] NOT NULL DEFAULT (ARRAY[]::timestamptz[])::timestamptz(3)[],
  thresholds text[] NOT NULL DEFAULT ARRAY[]::text[],
  PRIMARY KEY (ticket_id, metric, cycle)
);
CREATE INDEX sla_clock_next ON sla_clock (next_at) WHERE next_at IS NOT NULL;

-- Each threshold that was passed, once.
CREATE TABLE sla_event (
  id bigserial PRIMARY KEY,
  ticket_id uuid NOT NULL REFERENCES ticket (id) ON DELETE CASCADE ON UPDATE CASCADE,
  metric sla_metric NOT NULL,
  cycle integer NOT NULL,
  epoch integer NOT NULL,
  threshold text NOT NULL,
  at timestamptz(3) NOT NULL,
  found_at timestamptz(3) NOT NULL,
  handled_at timestamptz(3)
);
CREATE UNIQUE INDEX sla_event_ticket_id_metric_cycle_epoch_threshold_key
  ON sla_event (ticket_id, metric, cycle, epoch, threshold);
CREATE INDEX sla_event_unhandled ON sla_event (at, id) WHERE handled_at IS NULL;

-- What a person is still to be told, in a conversation of their own; what waits comes in one message.
CREATE TABLE notification (
  id uuid PRIMARY KEY,
  person_id uuid NOT NULL REFERENCES person (id) ON DELETE CASCADE ON UPDATE CASCADE,
  ticket_id uuid NOT NULL REFERENCES ticket (id) ON DELETE CASCADE ON UPDATE CASCADE,
  kind text NOT NULL,
  data jsonb NOT NULL,
  created_at timestamptz(3) NOT NULL,
  told_at timestamptz(3)
);
CREATE INDEX notification_ticket_id_idx ON notification (ticket_id);
CREATE INDEX notification_person_id_created_at_idx ON notification (person_id, created_at DESC);
CREATE INDEX notification_untold ON notification (person_id, id) WHERE told_at IS NULL;
ALTER TYPE notice_kind ADD VALUE 'notifications';

-- Work that goes through all open tickets in the background, and how far it has come.
CREATE TABLE walk (
  name text PRIMARY KEY,
  after uuid,
  started_at timestamptz(3) NOT NULL
);

-- Whom a person answers to.
ALTER TABLE person ADD COLUMN manager_id uuid REFERENCES person (id) ON DELETE SET NULL ON UPDATE CASCADE;
CREATE INDEX person_manager_id_idx ON person (manager_id);
