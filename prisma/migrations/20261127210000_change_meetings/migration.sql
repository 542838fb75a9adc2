CREATE TYPE change_meeting_state AS ENUM ('planned', 'under_way', 'held', 'cancelled');
ALTER TYPE notice_kind ADD VALUE 'meeting';

CREATE TABLE change_board (
  id uuid PRIMARY KEY,
  name text NOT NULL,
  enabled boolean NOT NULL,
  cron text NOT NULL,
  time_zone text NOT NULL,
  minutes integer NOT NULL,
  lead_hours integer NOT NULL,
  channel text NOT NULL,
  conversation text NOT NULL,
  chair_id uuid NOT NULL REFERENCES person (id) ON DELETE RESTRICT ON UPDATE CASCADE,
  members jsonb NOT NULL,
  filter jsonb NOT NULL,
  version integer NOT NULL DEFAULT 1,
  next_at timestamptz(3),
  draw_at timestamptz(3),
  created_at timestamptz(3) NOT NULL,
  updated_at timestamptz(3) NOT NULL,
  CONSTRAINT change_board_next CHECK ((next_at IS NULL) = (draw_at IS NULL))
);
CREATE UNIQUE INDEX change_board_name_key ON change_board (name);

CREATE TABLE change_meeting (
  id uuid PRIMARY KEY,
  board_id uuid NOT NULL REFERENCES change_board (id) ON DELETE RESTRICT ON UPDATE CASCADE,
  at timestamptz(3) NOT NULL,
  ends_at timestamptz(3) NOT NULL,
  state change_meeting_state NOT NULL DEFAULT 'planned',
  reason text NOT NULL DEFAULT '',
  missed_since timestamptz(3),
  began_at timestamptz(3),
  ended_at timestamptz(3),
  created_at timestamptz(3) NOT NULL,
  CONSTRAINT change_meeting_span CHECK (at < ends_at),
  CONSTRAINT change_meeting_began CHECK (state NOT IN ('under_way', 'held') OR began_at IS NOT NULL),
  CONSTRAINT change_meeting_ended CHECK ((state IN ('held', 'cancelled')) = (ended_at IS NOT NULL))
);
CREATE UNIQUE INDEX change_meeting_board_id_at_key ON change_meeting (board_id, at);
CREATE INDEX change_meeting_at_id_idx ON change_meeting (at DESC, id DESC);
CREATE INDEX change_meeting_open ON change_meeting (at, id) WHERE state IN ('planned', 'under_way');

CREATE TABLE change_meeting_item (
  id uuid PRIMARY KEY,
  meeting_id uuid NOT NULL REFERENCES change_meeting (id) ON DELETE CASCADE ON UPDATE CASCADE,
  change_id uuid NOT NULL REFERENCES change (id) ON DELETE CASCADE ON UPDATE CASCADE,
  position integer NOT NULL,
  added_by_id uuid REFERENCES person (id) ON DELETE RESTRICT ON UPDATE CASCADE,
  minutes text NOT NULL DEFAULT '',
  version integer NOT NULL DEFAULT 0,
  minuted_by_id uuid REFERENCES person (id) ON DELETE RESTRICT ON UPDATE CASCADE,
  minuted_at timestamptz(3),
  entry_id uuid,
  removed_at timestamptz(3),
  removed_reason text NOT NULL DEFAULT ''
);
CREATE UNIQUE INDEX change_meeting_item_meeting_id_change_id_key ON change_meeting_item (meeting_id, change_id);
CREATE INDEX change_meeting_item_change_id_idx ON change_meeting_item (change_id);

CREATE TABLE change_meeting_card (
  id uuid PRIMARY KEY,
  meeting_id uuid NOT NULL REFERENCES change_meeting (id) ON DELETE CASCADE ON UPDATE CASCADE,
  item_id uuid REFERENCES change_meeting_item (id) ON DELETE CASCADE ON UPDATE CASCADE,
  channel text NOT NULL,
  conversation text NOT NULL,
  message text,
  shown text
);
CREATE UNIQUE INDEX change_meeting_card_item_id_key ON change_meeting_card (item_id);
CREATE UNIQUE INDEX change_meeting_card_agenda ON change_meeting_card (meeting_id) WHERE item_id IS NULL;
CREATE INDEX change_meeting_card_meeting_id_idx ON change_meeting_card (meeting_id);
CREATE INDEX change_meeting_card_channel_conversation_message_idx
  ON change_meeting_card (channel, conversation, message);

ALTER TABLE notice ADD COLUMN meeting_card_id uuid;
CREATE UNIQUE INDEX notice_meeting_waiting ON notice (meeting_card_id)
  WHERE state = 'pending' AND meeting_card_id IS NOT NULL;
