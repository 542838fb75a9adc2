-- When it was last looked whether paging and delivery keep up, by whom, and what was told of it by mail: one row.
CREATE TABLE audit_run (
  id        SMALLINT       NOT NULL DEFAULT 1,
  ran_at    TIMESTAMPTZ(3) NOT NULL,
  ran_by    UUID           NOT NULL,
  mailed    TEXT           NOT NULL DEFAULT '',
  mailed_at TIMESTAMPTZ(3),
  CONSTRAINT audit_run_pkey PRIMARY KEY (id)
);

-- An escalation that goes on, but never again by itself, is lost: there is none.
CREATE INDEX escalation_lost ON escalation (started_at) WHERE state = 'running' AND next_at IS NULL;
