-- How often a page was sent of which it is not known whether it has arrived.
ALTER TABLE page ADD COLUMN doubts INTEGER NOT NULL DEFAULT 0;

-- A carrier that refuses everything: its account is closed, or the desk is not let in.
CREATE TABLE carrier_trouble (
  carrier    TEXT           NOT NULL,
  words      TEXT           NOT NULL,
  refused_to TEXT[]         NOT NULL DEFAULT ARRAY[]::TEXT[],
  since      TIMESTAMPTZ(3) NOT NULL,
  told_at    TIMESTAMPTZ(3),
  CONSTRAINT carrier_trouble_pkey PRIMARY KEY (carrier)
);
