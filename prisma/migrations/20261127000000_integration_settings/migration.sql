ALTER TABLE integration ADD COLUMN settings jsonb NOT NULL DEFAULT '{}';
