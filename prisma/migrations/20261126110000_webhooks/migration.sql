-- Addresses that are told what happens to tickets.
CREATE TABLE webhook (
  id uuid PRIMARY KEY,
  name text NOT NULL,
  url text NOT NULL,
  kinds text[] NOT NULL,
  queue_ids uuid[] NOT NULL DEFAULT ARRAY[]::uuid[],
  secret bytea NOT NULL,
  old_secret bytea,
  old_until timestamptz(3),
  headers bytea NOT NULL,
  header_names text[] NOT NULL DEFAULT ARRAY[]::text[],
  enabled boolean NOT NULL DEFAULT true,
  off_because text,
  failures integer NOT NULL DEFAULT 0,
  failing_since timestamptz(3),
  created_at timestamptz(3) NOT NULL,
  updated_at timestamptz(3) NOT NULL
);
CREATE UNIQUE INDEX webhook_name_key ON webhook (name);

-- What they are told, and were. A row is written with the note that the event was heard, and sent later.
CREATE TYPE webhook_delivery_state AS ENUM ('waiting', 'delivered', 'failed');
CREATE TABLE webhook_delivery (
  id uuid PRIMARY KEY,
  seq bigserial NOT NULL,
  webhook_id uuid NOT NULL REFERENCES webhook (id) ON DELETE CASCADE ON UPDATE CASCADE,
  ticket_id uuid REFERENCES ticket (id) ON DELETE CASCADE ON UPDATE CASCADE,
  kind text NOT NULL,
  body text NOT NULL,
  state webhook_delivery_state NOT NULL DEFAULT 'waiting',
  attempts integer NOT NULL DEFAULT 0,
  first_at timestamptz(3),
  due_at timestamptz(3) NOT NULL,
  status integer,
  answer text,
  error text,
  created_at timestamptz(3) NOT NULL,
  finished_at timestamptz(3)
);
CREATE INDEX webhook_delivery_waiting ON webhook_delivery (webhook_id, due_at, seq) WHERE state = 'waiting';
CREATE INDEX webhook_delivery_waiting_of_ticket ON webhook_delivery (webhook_id, ticket_id, seq)
  WHERE state = 'waiting';
CREATE INDEX webhook_delivery_created_at_id_idx ON webhook_delivery (created_at DESC, id DESC);
CREATE INDEX webhook_delivery_state_created_at_id_idx ON webhook_delivery (state, created_at DESC, id DESC);
CREATE INDEX webhook_delivery_webhook_id_created_at_id_idx ON webhook_delivery (webhook_id, created_at DESC, id DESC);
CREATE INDEX webhook_delivery_ticket_id_created_at_id_idx ON webhook_delivery (ticket_id, created_at DESC, id DESC);
