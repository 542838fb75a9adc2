ALTER TABLE imported_ticket ADD COLUMN taken_at timestamptz(3);
UPDATE imported_ticket SET taken_at = now();
ALTER TABLE imported_ticket ALTER COLUMN taken_at SET NOT NULL;
