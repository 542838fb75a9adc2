CREATE TYPE escalation_state AS ENUM ('running', 'answered', 'exhausted', 'ended');
CREATE TYPE page_state AS ENUM ('waiting', 'sent', 'failed', 'cancelled');

CREATE TABLE paging (
  person_id uuid PRIMARY KEY REFERENCES person (id) ON DELETE CASCADE ON UPDATE CASCADE,
  rules jsonb NOT NULL
);

CREATE TABLE escalation_policy (
  id uuid PRIMARY KEY,
  name text NOT NULL,
  version integer NOT NULL DEFAULT 1,
  steps jsonb NOT NULL,
  repeat integer NOT NULL DEFAULT 0,
  acknowledged_minutes integer,
  created_at timestamptz(3) NOT NULL,
  updated_at timestamptz(3) NOT NULL
);
CREATE UNIQUE INDEX escalation_policy_name_key ON escalation_policy (name);
CREATE TABLE escalation_policy_version (
  policy_id uuid NOT NULL,
  version integer NOT NULL,
  steps jsonb NOT NULL,
  repeat integer NOT NULL,
  acknowledged_minutes integer,
  created_at timestamptz(3) NOT NULL,
  PRIMARY KEY (policy_id, version)
);
ALTER TABLE service ADD CONSTRAINT service_escalation_policy_id_fkey FOREIGN KEY (escalation_policy_id)
  REFERENCES escalation_policy (id) ON DELETE RESTRICT ON UPDATE CASCADE;

CREATE TABLE escalation (
  id uuid PRIMARY KEY,
  alert_id uuid NOT NULL REFERENCES alert (id) ON DELETE CASCADE ON UPDATE CASCADE,
  policy_id uuid NOT NULL,
  policy_version integer NOT NULL,
  round integer NOT NULL DEFAULT 0,
  step integer NOT NULL DEFAULT 0,
  state escalation_state NOT NULL DEFAULT 'running',
  next_at timestamptz(3),
  started_at timestamptz(3) NOT NULL,
  ended_at timestamptz(3)
);
CREATE UNIQUE INDEX escalation_alert_id_key ON escalation (alert_id);
CREATE INDEX escalation_due ON escalation (next_at) WHERE next_at IS NOT NULL;

CREATE TABLE page (
  id uuid PRIMARY KEY,
  escalation_id uuid NOT NULL REFERENCES escalation (id) ON DELETE CASCADE ON UPDATE CASCADE,
  alert_id uuid NOT NULL,
  round integer NOT NULL,
  step integer NOT NULL,
  target text NOT NULL,
  way integer NOT NULL,
  via text NOT NULL,
  person_id uuid REFERENCES person (id) ON DELETE CASCADE ON UPDATE CASCADE,
  channel text,
  conversation text,
  due_at timestamptz(3) NOT NULL,
  state page_state NOT NULL DEFAULT 'waiting',
  work_at timestamptz(3),
  stale boolean NOT NULL DEFAULT false,
  attempts integer NOT NULL DEFAULT 0,
  message text,
  shown text,
  sent_at timestamptz(3),
  error text,
  created_at timestamptz(3) NOT NULL
);
CREATE UNIQUE INDEX page_escalation_id_round_step_target_way_key ON page (escalation_id, round, step, target, way);
CREATE INDEX page_alert_id_idx ON page (alert_id);
CREATE INDEX page_person_id_created_at_idx ON page (person_id, created_at DESC);
CREATE INDEX page_channel_conversation_message_idx ON page (channel, conversation, message);
CREATE INDEX page_work ON page (work_at) WHERE work_at IS NOT NULL;
