-- Who came on is told once; a daily check of coverage tells once what it found.
ALTER TABLE schedule
  ADD COLUMN tells_handover boolean NOT NULL DEFAULT true,
  ADD COLUMN channel text,
  ADD COLUMN conversation text;
CREATE TABLE schedule_duty (
  schedule_id uuid PRIMARY KEY REFERENCES schedule (id) ON DELETE CASCADE ON UPDATE CASCADE,
  people uuid[] NOT NULL,
  at timestamptz(3) NOT NULL
);
CREATE TABLE schedule_check (
  schedule_id uuid PRIMARY KEY REFERENCES schedule (id) ON DELETE CASCADE ON UPDATE CASCADE,
  checked_at timestamptz(3) NOT NULL,
  until timestamptz(3) NOT NULL,
  found jsonb NOT NULL
);
