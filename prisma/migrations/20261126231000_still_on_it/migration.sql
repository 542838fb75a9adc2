ALTER TABLE escalation ADD COLUMN asked_at timestamptz(3);
ALTER TABLE page ADD COLUMN reminder boolean NOT NULL DEFAULT false;
