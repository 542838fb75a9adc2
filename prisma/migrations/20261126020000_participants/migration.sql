-- Who takes part in a ticket from a chat of their own: where they are told of it, and since when.
ALTER TYPE view_kind ADD VALUE 'participant_card';
ALTER TABLE ticket_watcher
  ADD COLUMN channel text,
  ADD COLUMN conversation text,
  ADD COLUMN since timestamptz(3);

-- The chat in which Deskbell writes to somebody first, of those that they have.
ALTER TABLE person ADD COLUMN preferred_channel text;
