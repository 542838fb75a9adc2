-- A secret address may give the calendar of changes as well.
CREATE TYPE calendar_feed_about AS ENUM ('shifts', 'changes');
DROP INDEX calendar_feed_about;
ALTER TABLE calendar_feed ADD COLUMN about calendar_feed_about NOT NULL DEFAULT 'shifts';
ALTER TABLE calendar_feed ALTER COLUMN about DROP DEFAULT;
CREATE UNIQUE INDEX calendar_feed_of ON calendar_feed (person_id, about, schedule_id) NULLS NOT DISTINCT;
