-- Where a platform has the picture of an account, for messages that are posted in somebody's name.
ALTER TABLE identity ADD COLUMN picture text;
