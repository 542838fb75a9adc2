CREATE TYPE change_type AS ENUM ('normal', 'standard', 'emergency');
CREATE TYPE change_state AS ENUM
  ('new', 'assess', 'authorize', 'scheduled', 'implement', 'review', 'closed', 'cancelled');
CREATE TYPE change_risk AS ENUM ('low', 'medium', 'high');
CREATE TYPE change_outcome AS ENUM ('successful', 'with_issues', 'failed', 'backed_out');
ALTER TYPE view_kind ADD VALUE 'change_card';

CREATE TABLE change_template (
  id uuid PRIMARY KEY,
  name text NOT NULL,
  content jsonb NOT NULL,
  version integer NOT NULL DEFAULT 1,
  withdrawn_at timestamptz(3),
  reason text NOT NULL DEFAULT '',
  created_at timestamptz(3) NOT NULL,
  updated_at timestamptz(3) NOT NULL
);
CREATE UNIQUE INDEX change_template_name_key ON change_template (name);

CREATE TABLE change (
  id uuid PRIMARY KEY,
  ticket_id uuid NOT NULL REFERENCES ticket (id) ON DELETE CASCADE ON UPDATE CASCADE,
  change_type change_type NOT NULL,
  state change_state NOT NULL DEFAULT 'new',
  reason text NOT NULL DEFAULT '',
  plan text NOT NULL DEFAULT '',
  test_plan text NOT NULL DEFAULT '',
  backout_plan text NOT NULL DEFAULT '',
  links jsonb NOT NULL DEFAULT '[]',
  answers jsonb NOT NULL DEFAULT '{}',
  risk change_risk NOT NULL,
  risk_because text NOT NULL,
  starts_at timestamptz(3),
  ends_at timestamptz(3),
  time_zone text NOT NULL,
  holds_alerts boolean NOT NULL DEFAULT false,
  maintenance_id uuid,
  template_id uuid REFERENCES change_template (id) ON DELETE RESTRICT ON UPDATE CASCADE,
  approval_ids uuid[] NOT NULL DEFAULT ARRAY[]::uuid[],
  work_at timestamptz(3),
  reminded_at timestamptz(3),
  started_at timestamptz(3),
  ended_at timestamptz(3),
  outcome change_outcome,
  outcome_note text NOT NULL DEFAULT '',
  review_note text NOT NULL DEFAULT '',
  created_at timestamptz(3) NOT NULL,
  CONSTRAINT change_window CHECK (starts_at < ends_at),
  CONSTRAINT change_planned CHECK (state NOT IN ('scheduled', 'implement', 'review', 'closed') OR (starts_at IS NOT NULL AND ends_at IS NOT NULL)),
  CONSTRAINT change_ended CHECK (state NOT IN ('review', 'closed') OR (outcome IS NOT NULL AND ended_at IS NOT NULL)),
  CONSTRAINT change_standard CHECK (change_type <> 'standard' OR template_id IS NOT NULL)
);
CREATE UNIQUE INDEX change_ticket_id_key ON change (ticket_id);
CREATE INDEX change_created_at_id_idx ON change (created_at DESC, id DESC);
CREATE INDEX change_template_id_idx ON change (template_id);
CREATE INDEX change_state_created_at_id_idx ON change (state, created_at DESC, id DESC);
CREATE INDEX change_window_planned ON change USING gist (tstzrange(starts_at, ends_at)) WHERE state <> 'cancelled';
CREATE INDEX change_approvals ON change USING gin (approval_ids) WHERE approval_ids <> '{}';
CREATE INDEX change_work ON change (work_at) WHERE work_at IS NOT NULL;

CREATE TABLE change_service (
  change_id uuid NOT NULL REFERENCES change (id) ON DELETE CASCADE ON UPDATE CASCADE,
  service_id uuid NOT NULL REFERENCES service (id) ON DELETE CASCADE ON UPDATE CASCADE,
  PRIMARY KEY (change_id, service_id)
);
CREATE INDEX change_service_service_id_idx ON change_service (service_id);

CREATE TABLE change_freeze (
  id uuid PRIMARY KEY,
  name text NOT NULL,
  time_zone text NOT NULL,
  starts_at timestamptz(3) NOT NULL,
  ends_at timestamptz(3) NOT NULL,
  repeat jsonb,
  service_ids uuid[] NOT NULL DEFAULT ARRAY[]::uuid[],
  types change_type[] NOT NULL,
  created_at timestamptz(3) NOT NULL,
  CONSTRAINT change_freeze_span CHECK (starts_at < ends_at)
);
CREATE INDEX change_freeze_ends_at_idx ON change_freeze (ends_at);
