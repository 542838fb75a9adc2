-- A queue's cards may stand in several conversations, on several channels, at the same time.
ALTER TABLE queue ADD COLUMN triage jsonb NOT NULL DEFAULT '[]';
UPDATE queue
   SET triage = jsonb_build_array(jsonb_build_object('channel', triage_channel, 'conversation', triage_conversation))
 WHERE triage_channel IS NOT NULL AND triage_conversation IS NOT NULL;
ALTER TABLE queue DROP COLUMN triage_channel, DROP COLUMN triage_conversation;

-- A message of ours is looked for by what the channel calls it: a button on it, an emoji, a quotation.
CREATE INDEX "view_channel_conversation_message_idx" ON "view" ("channel", "conversation", "message");
