ALTER TABLE approval_card ADD COLUMN renew_at timestamptz(3);
