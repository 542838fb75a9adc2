-- What came in by an integration last, and what was refused.
CREATE TABLE hook_payload (
  id uuid PRIMARY KEY,
  integration_id uuid NOT NULL REFERENCES integration (id) ON DELETE CASCADE ON UPDATE CASCADE,
  refused boolean NOT NULL,
  reason text,
  events integer NOT NULL,
  body text NOT NULL,
  at timestamptz(3) NOT NULL
);
CREATE INDEX hook_payload_integration_id_refused_id_idx ON hook_payload (integration_id, refused, id DESC);
