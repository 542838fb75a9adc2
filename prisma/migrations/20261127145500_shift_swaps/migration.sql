CREATE TYPE shift_swap_state AS ENUM ('open', 'taken', 'declined', 'withdrawn', 'expired', 'void');
ALTER TYPE notice_kind ADD VALUE 'swap';

CREATE TABLE shift_swap (
  id uuid PRIMARY KEY,
  schedule_id uuid NOT NULL REFERENCES schedule (id) ON DELETE CASCADE ON UPDATE CASCADE,
  offerer_id uuid NOT NULL REFERENCES person (id) ON DELETE RESTRICT ON UPDATE CASCADE,
  made_by_id uuid REFERENCES person (id) ON DELETE RESTRICT ON UPDATE CASCADE,
  starts_at timestamptz(3) NOT NULL,
  ends_at timestamptz(3) NOT NULL,
  return_starts_at timestamptz(3),
  return_ends_at timestamptz(3),
  note text NOT NULL DEFAULT '',
  everybody boolean NOT NULL,
  state shift_swap_state NOT NULL DEFAULT 'open',
  taken_by_id uuid REFERENCES person (id) ON DELETE RESTRICT ON UPDATE CASCADE,
  reason text,
  remind_at timestamptz(3),
  expires_at timestamptz(3) NOT NULL,
  created_at timestamptz(3) NOT NULL,
  ended_at timestamptz(3),
  CONSTRAINT shift_swap_ended CHECK ((state = 'open') = (ended_at IS NULL)),
  CONSTRAINT shift_swap_taken CHECK ((state = 'taken') = (taken_by_id IS NOT NULL)),
  CONSTRAINT shift_swap_return CHECK ((return_starts_at IS NULL) = (return_ends_at IS NULL))
);
CREATE INDEX shift_swap_schedule_id_created_at_idx ON shift_swap (schedule_id, created_at DESC);
CREATE INDEX shift_swap_offerer_id_created_at_idx ON shift_swap (offerer_id, created_at DESC);
CREATE INDEX shift_swap_created_at_id_idx ON shift_swap (created_at DESC, id DESC);
CREATE INDEX shift_swap_open ON shift_swap (expires_at) WHERE state = 'open';

CREATE TABLE shift_swap_ask (
  swap_id uuid NOT NULL REFERENCES shift_swap (id) ON DELETE CASCADE ON UPDATE CASCADE,
  person_id uuid NOT NULL REFERENCES person (id) ON DELETE RESTRICT ON UPDATE CASCADE,
  declined_at timestamptz(3),
  word text NOT NULL DEFAULT '',
  PRIMARY KEY (swap_id, person_id)
);
CREATE INDEX shift_swap_ask_person_id_idx ON shift_swap_ask (person_id);

CREATE TABLE shift_swap_card (
  id uuid PRIMARY KEY,
  swap_id uuid NOT NULL REFERENCES shift_swap (id) ON DELETE CASCADE ON UPDATE CASCADE,
  person_id uuid NOT NULL REFERENCES person (id) ON DELETE CASCADE ON UPDATE CASCADE,
  channel text NOT NULL,
  conversation text NOT NULL,
  message text,
  shown text
);
CREATE UNIQUE INDEX shift_swap_card_swap_id_person_id_channel_conversation_key
  ON shift_swap_card (swap_id, person_id, channel, conversation);
CREATE INDEX shift_swap_card_channel_conversation_message_idx ON shift_swap_card (channel, conversation, message);

ALTER TABLE notice ADD COLUMN swap_card_id uuid;
CREATE UNIQUE INDEX notice_swap_waiting ON notice (swap_card_id)
  WHERE state = 'pending' AND swap_card_id IS NOT NULL;
