-- Enum values that were added are of use only after their transaction.
CREATE UNIQUE INDEX notice_notifications_waiting ON notice (channel, conversation)
  WHERE kind = 'notifications' AND state = 'pending';

-- Whether tickets may be given to somebody by themselves, and how many.
CREATE TYPE availability AS ENUM ('available', 'away', 'handing_back');
ALTER TABLE person
  ADD COLUMN availability availability NOT NULL DEFAULT 'available',
  ADD COLUMN capacity integer,
  ADD COLUMN skills text[] NOT NULL DEFAULT ARRAY[]::text[];

-- How a queue gives its tickets to agents.
CREATE TYPE assignment_policy AS ENUM ('manual', 'round_robin', 'fewest_open');
ALTER TABLE queue
  ADD COLUMN assignment assignment_policy NOT NULL DEFAULT 'manual',
  ADD COLUMN by_skill boolean NOT NULL DEFAULT false,
  ADD COLUMN by_affinity boolean NOT NULL DEFAULT false;

-- A ticket that waits to be given to somebody, and why nobody has got it yet.
ALTER TABLE ticket
  ADD COLUMN awaits_assignment boolean NOT NULL DEFAULT false,
  ADD COLUMN unassigned_because text;
CREATE INDEX ticket_awaits_assignment ON ticket (queue_id, priority, created_at, id) WHERE awaits_assignment;

-- When an agent got a ticket of a queue last, for taking turns.
CREATE TABLE assignment_turn (
  queue_id uuid NOT NULL REFERENCES queue (id) ON DELETE CASCADE ON UPDATE CASCADE,
  person_id uuid NOT NULL REFERENCES person (id) ON DELETE CASCADE ON UPDATE CASCADE,
  at timestamptz(3) NOT NULL,
  PRIMARY KEY (queue_id, person_id)
);
CREATE INDEX assignment_turn_person_id_idx ON assignment_turn (person_id);
