-- How parts of what somebody wrote look, beside the plain text: [{ type, at, length }]. Null: all of it is plain.
ALTER TABLE entry ADD COLUMN marks jsonb;
