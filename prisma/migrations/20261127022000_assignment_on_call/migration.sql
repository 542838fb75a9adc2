-- A queue may give its tickets to whoever is on call by a schedule.
ALTER TYPE "assignment_policy" ADD VALUE 'on_call';

ALTER TABLE "queue" ADD COLUMN "schedule_id" UUID REFERENCES "schedule"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
CREATE INDEX "queue_schedule_id_idx" ON "queue"("schedule_id");
