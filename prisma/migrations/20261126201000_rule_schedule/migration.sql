CREATE TABLE rule_schedule (
  rule_id uuid PRIMARY KEY REFERENCES automation_rule (id) ON DELETE CASCADE ON UPDATE CASCADE,
  next_at timestamptz(3) NOT NULL,
  round_at timestamptz(3),
  after uuid
);
