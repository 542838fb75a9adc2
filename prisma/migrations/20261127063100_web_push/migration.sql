-- The key pair by which push services know the desk (VAPID, RFC 8292): one row.
CREATE TABLE push_key (
  id          SMALLINT       NOT NULL DEFAULT 1,
  public_key  TEXT           NOT NULL,
  private_key BYTEA          NOT NULL,
  created_at  TIMESTAMPTZ(3) NOT NULL,
  CONSTRAINT push_key_pkey PRIMARY KEY (id)
);

-- The browsers in which people are paged.
CREATE TABLE push_device (
  id           UUID           NOT NULL,
  person_id    UUID           NOT NULL,
  name         TEXT           NOT NULL,
  fingerprint  TEXT           NOT NULL,
  subscription BYTEA          NOT NULL,
  created_at   TIMESTAMPTZ(3) NOT NULL,
  pushed_at    TIMESTAMPTZ(3),
  CONSTRAINT push_device_pkey PRIMARY KEY (id),
  CONSTRAINT push_device_person_id_fkey FOREIGN KEY (person_id) REFERENCES person (id) ON DELETE CASCADE ON UPDATE CASCADE
);
CREATE UNIQUE INDEX push_device_fingerprint_key ON push_device (fingerprint);
CREATE INDEX push_device_person_id_idx ON push_device (person_id);
