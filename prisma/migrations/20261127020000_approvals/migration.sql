CREATE TYPE approval_state AS ENUM ('pending', 'approved', 'rejected', 'expired', 'cancelled');
CREATE TYPE approval_choice AS ENUM ('approve', 'reject', 'abstain', 'changes');
ALTER TYPE notice_kind ADD VALUE 'approval';

CREATE TABLE approval_policy (
  id uuid PRIMARY KEY,
  name text NOT NULL,
  version integer NOT NULL DEFAULT 1,
  content jsonb NOT NULL,
  created_at timestamptz(3) NOT NULL,
  updated_at timestamptz(3) NOT NULL
);
CREATE UNIQUE INDEX approval_policy_name_key ON approval_policy (name);

CREATE TABLE approval_policy_version (
  policy_id uuid NOT NULL,
  version integer NOT NULL,
  name text NOT NULL,
  content jsonb NOT NULL,
  created_at timestamptz(3) NOT NULL,
  PRIMARY KEY (policy_id, version)
);

CREATE TABLE approval (
  id uuid PRIMARY KEY,
  subject_kind text NOT NULL,
  subject_id uuid NOT NULL,
  policy_id uuid NOT NULL,
  policy_version integer NOT NULL,
  state approval_state NOT NULL DEFAULT 'pending',
  round integer NOT NULL DEFAULT 1,
  stage integer NOT NULL DEFAULT 0,
  hash text NOT NULL,
  reason text NOT NULL DEFAULT '',
  asked_by_id uuid REFERENCES person (id) ON DELETE RESTRICT ON UPDATE CASCADE,
  asked_at timestamptz(3) NOT NULL,
  stage_at timestamptz(3) NOT NULL,
  reminded_at timestamptz(3),
  escalated_at timestamptz(3),
  expires_at timestamptz(3),
  work_at timestamptz(3),
  decided_at timestamptz(3),
  decision text,
  FOREIGN KEY (policy_id, policy_version) REFERENCES approval_policy_version (policy_id, version)
    ON DELETE RESTRICT ON UPDATE CASCADE,
  CONSTRAINT approval_decided CHECK ((state = 'pending') = (decided_at IS NULL))
);
CREATE INDEX approval_subject_kind_subject_id_asked_at_idx ON approval (subject_kind, subject_id, asked_at);
CREATE INDEX approval_policy_id_policy_version_idx ON approval (policy_id, policy_version);
CREATE UNIQUE INDEX approval_pending ON approval (subject_kind, subject_id, policy_id) WHERE state = 'pending';
CREATE INDEX approval_work ON approval (work_at) WHERE work_at IS NOT NULL;

CREATE TABLE approval_seat (
  approval_id uuid NOT NULL REFERENCES approval (id) ON DELETE CASCADE ON UPDATE CASCADE,
  round integer NOT NULL,
  stage integer NOT NULL,
  person_id uuid NOT NULL REFERENCES person (id) ON DELETE RESTRICT ON UPDATE CASCADE,
  groups integer[] NOT NULL,
  mandatory boolean NOT NULL DEFAULT false,
  substitute_id uuid REFERENCES person (id) ON DELETE RESTRICT ON UPDATE CASCADE,
  PRIMARY KEY (approval_id, round, stage, person_id)
);
CREATE INDEX approval_seat_person_id_idx ON approval_seat (person_id);

CREATE TABLE approval_vote (
  id uuid PRIMARY KEY,
  approval_id uuid NOT NULL REFERENCES approval (id) ON DELETE CASCADE ON UPDATE CASCADE,
  round integer NOT NULL,
  stage integer NOT NULL,
  seat_id uuid NOT NULL REFERENCES person (id) ON DELETE RESTRICT ON UPDATE CASCADE,
  voter_id uuid NOT NULL REFERENCES person (id) ON DELETE RESTRICT ON UPDATE CASCADE,
  choice approval_choice NOT NULL,
  comment text NOT NULL DEFAULT '',
  hash text NOT NULL,
  channel text NOT NULL,
  at timestamptz(3) NOT NULL
);
CREATE UNIQUE INDEX approval_vote_approval_id_round_stage_seat_id_key
  ON approval_vote (approval_id, round, stage, seat_id);
CREATE UNIQUE INDEX approval_vote_approval_id_round_stage_voter_id_key
  ON approval_vote (approval_id, round, stage, voter_id);

CREATE TABLE approval_card (
  id uuid PRIMARY KEY,
  approval_id uuid NOT NULL REFERENCES approval (id) ON DELETE CASCADE ON UPDATE CASCADE,
  round integer NOT NULL,
  stage integer NOT NULL,
  person_id uuid NOT NULL REFERENCES person (id) ON DELETE CASCADE ON UPDATE CASCADE,
  channel text NOT NULL,
  conversation text NOT NULL,
  message text,
  shown text
);
CREATE UNIQUE INDEX approval_card_approval_id_round_stage_person_id_channel_con_key
  ON approval_card (approval_id, round, stage, person_id, channel, conversation);
CREATE INDEX approval_card_channel_conversation_message_idx ON approval_card (channel, conversation, message);

CREATE TABLE delegation (
  id uuid PRIMARY KEY,
  person_id uuid NOT NULL REFERENCES person (id) ON DELETE CASCADE ON UPDATE CASCADE,
  to_id uuid NOT NULL REFERENCES person (id) ON DELETE CASCADE ON UPDATE CASCADE,
  starts_at timestamptz(3) NOT NULL,
  ends_at timestamptz(3),
  only_away boolean NOT NULL DEFAULT false,
  policy_ids uuid[] NOT NULL DEFAULT ARRAY[]::uuid[],
  handed_over boolean NOT NULL DEFAULT false,
  created_at timestamptz(3) NOT NULL
);
CREATE INDEX delegation_person_id_idx ON delegation (person_id);
CREATE INDEX delegation_to_id_idx ON delegation (to_id);
CREATE INDEX delegation_begins ON delegation (starts_at) WHERE NOT handed_over;

ALTER TABLE notice ADD COLUMN approval_card_id uuid;
CREATE UNIQUE INDEX notice_approval_waiting ON notice (approval_card_id)
  WHERE state = 'pending' AND approval_card_id IS NOT NULL;
