-- What has happened to tickets, until rules and webhooks have heard of it. Written only where somebody listens.
CREATE TABLE ticket_event (
  id bigserial PRIMARY KEY,
  ticket_id uuid NOT NULL REFERENCES ticket (id) ON DELETE CASCADE ON UPDATE CASCADE,
  kind text NOT NULL,
  data jsonb NOT NULL DEFAULT '{}',
  actor_id uuid,
  cause uuid[] NOT NULL DEFAULT ARRAY[]::uuid[],
  at timestamptz(3) NOT NULL
);
CREATE INDEX ticket_event_ticket_id_idx ON ticket_event (ticket_id);

CREATE TABLE automation_rule (
  id uuid PRIMARY KEY,
  position integer NOT NULL,
  name text NOT NULL,
  enabled boolean NOT NULL DEFAULT true,
  version integer NOT NULL DEFAULT 1,
  trigger jsonb NOT NULL,
  condition jsonb,
  delay_minutes integer NOT NULL DEFAULT 0,
  actions jsonb NOT NULL,
  created_at timestamptz(3) NOT NULL,
  updated_at timestamptz(3) NOT NULL
);
CREATE UNIQUE INDEX automation_rule_name_key ON automation_rule (name);
CREATE INDEX automation_rule_position_id_idx ON automation_rule (position, id);
CREATE TABLE automation_rule_version (
  rule_id uuid NOT NULL,
  version integer NOT NULL,
  name text NOT NULL,
  trigger jsonb NOT NULL,
  condition jsonb,
  delay_minutes integer NOT NULL,
  actions jsonb NOT NULL,
  created_at timestamptz(3) NOT NULL,
  PRIMARY KEY (rule_id, version)
);

-- Each time that a rule had something to do.
CREATE TYPE rule_run_state AS ENUM ('waiting', 'done', 'failed', 'stopped');
CREATE TABLE rule_run (
  id uuid PRIMARY KEY,
  rule_id uuid NOT NULL,
  rule_version integer NOT NULL,
  ticket_id uuid NOT NULL REFERENCES ticket (id) ON DELETE CASCADE ON UPDATE CASCADE,
  event jsonb NOT NULL,
  cause uuid[] NOT NULL DEFAULT ARRAY[]::uuid[],
  state rule_run_state NOT NULL DEFAULT 'waiting',
  outcomes jsonb NOT NULL DEFAULT '[]',
  words text,
  attempts integer NOT NULL DEFAULT 0,
  due_at timestamptz(3) NOT NULL,
  created_at timestamptz(3) NOT NULL,
  finished_at timestamptz(3)
);
CREATE INDEX rule_run_waiting ON rule_run (due_at, id) WHERE state = 'waiting';
CREATE INDEX rule_run_created_at_id_idx ON rule_run (created_at DESC, id DESC);
CREATE INDEX rule_run_rule_id_created_at_id_idx ON rule_run (rule_id, created_at DESC, id DESC);
CREATE INDEX rule_run_ticket_id_created_at_id_idx ON rule_run (ticket_id, created_at DESC, id DESC);

-- Since when a ticket was idle when a rule acted on that: it acts again only once something has happened.
CREATE TABLE rule_idle (
  rule_id uuid NOT NULL,
  ticket_id uuid NOT NULL REFERENCES ticket (id) ON DELETE CASCADE ON UPDATE CASCADE,
  since timestamptz(3) NOT NULL,
  PRIMARY KEY (rule_id, ticket_id)
);
CREATE INDEX rule_idle_ticket_id_idx ON rule_idle (ticket_id);

-- Since when nothing has happened to open tickets; kept only while a rule asks.
CREATE TABLE ticket_idle (
  ticket_id uuid PRIMARY KEY REFERENCES ticket (id) ON DELETE CASCADE ON UPDATE CASCADE,
  since timestamptz(3) NOT NULL
);
CREATE INDEX ticket_idle_since_ticket_id_idx ON ticket_idle (since, ticket_id);

-- What the desk says in a conversation by itself.
CREATE TABLE announcement (
  id uuid PRIMARY KEY,
  kind text NOT NULL,
  ticket_id uuid REFERENCES ticket (id) ON DELETE CASCADE ON UPDATE CASCADE,
  data jsonb NOT NULL,
  created_at timestamptz(3) NOT NULL
);
CREATE INDEX announcement_ticket_id_idx ON announcement (ticket_id);
ALTER TYPE notice_kind ADD VALUE 'announcement';
ALTER TABLE notice ADD COLUMN announcement_id uuid;
