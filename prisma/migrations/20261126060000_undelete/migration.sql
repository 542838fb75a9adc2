-- Where an entry was deleted: only the chat in which its author did so can bring it back.
ALTER TABLE entry ADD COLUMN deleted_in text;
