CREATE TYPE change_proposal_state AS ENUM ('proposed', 'approved', 'declined');
ALTER TYPE view_kind ADD VALUE 'proposal_card';

ALTER TABLE change ADD COLUMN likeness text;
CREATE INDEX change_likeness_ended_at_idx ON change (likeness, ended_at);

CREATE TABLE change_proposal (
  id uuid PRIMARY KEY,
  likeness text NOT NULL,
  ticket_id uuid NOT NULL REFERENCES ticket (id) ON DELETE CASCADE ON UPDATE CASCADE,
  name text NOT NULL,
  content jsonb NOT NULL,
  made_of uuid[] NOT NULL,
  state change_proposal_state NOT NULL DEFAULT 'proposed',
  reason text NOT NULL DEFAULT '',
  template_id uuid REFERENCES change_template (id) ON DELETE RESTRICT ON UPDATE CASCADE,
  decided_at timestamptz(3),
  decided_by_id uuid REFERENCES person (id) ON DELETE RESTRICT ON UPDATE CASCADE,
  created_at timestamptz(3) NOT NULL,
  CONSTRAINT change_proposal_decided CHECK ((state = 'proposed') = (decided_at IS NULL)),
  CONSTRAINT change_proposal_made CHECK ((state = 'approved') = (template_id IS NOT NULL))
);
CREATE UNIQUE INDEX change_proposal_ticket_id_key ON change_proposal (ticket_id);
CREATE UNIQUE INDEX change_proposal_template_id_key ON change_proposal (template_id);
CREATE INDEX change_proposal_likeness_decided_at_idx ON change_proposal (likeness, decided_at);
CREATE UNIQUE INDEX change_proposal_open ON change_proposal (likeness) WHERE state = 'proposed';
