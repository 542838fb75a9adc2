-- Up to when the messages of a conversation are known to have been taken in; what is there already was, at the time
-- of this migration.
ALTER TABLE "intake_conversation" ADD COLUMN "read_until" TIMESTAMPTZ(3) NOT NULL DEFAULT now();
ALTER TABLE "intake_conversation" ALTER COLUMN "read_until" DROP DEFAULT;

-- The file on the platform that an attachment came from, so that none is taken along twice.
ALTER TABLE "attachment" ADD COLUMN "source" TEXT;
CREATE UNIQUE INDEX "attachment_entry_id_source_key" ON "attachment" ("entry_id", "source");
DROP INDEX "attachment_entry_id_idx";
