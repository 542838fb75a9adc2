-- A page is about an alert, or tries a way of somebody's out.
CREATE TYPE page_purpose AS ENUM ('alert', 'test', 'code');
ALTER TABLE page
  ADD COLUMN purpose page_purpose NOT NULL DEFAULT 'alert',
  ADD COLUMN delivered_at timestamptz(3),
  ALTER COLUMN escalation_id DROP NOT NULL,
  ALTER COLUMN alert_id DROP NOT NULL,
  ADD CONSTRAINT page_purpose CHECK (
    (purpose = 'alert') = (alert_id IS NOT NULL) AND (purpose = 'alert') = (escalation_id IS NOT NULL)
  );

-- By which an alert is named where one types on a phone.
ALTER TABLE alert ADD COLUMN number serial NOT NULL;
CREATE UNIQUE INDEX alert_number_key ON alert (number);

CREATE TABLE phone (
  person_id uuid PRIMARY KEY REFERENCES person (id) ON DELETE CASCADE ON UPDATE CASCADE,
  number text NOT NULL,
  code_hash text,
  code_expires_at timestamptz(3),
  code_tries integer NOT NULL DEFAULT 0,
  verified_at timestamptz(3),
  stopped_at timestamptz(3),
  created_at timestamptz(3) NOT NULL
);
CREATE UNIQUE INDEX phone_verified ON phone (number) WHERE verified_at IS NOT NULL;
