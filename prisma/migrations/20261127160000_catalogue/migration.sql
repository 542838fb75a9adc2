CREATE TYPE catalogue_request_state AS ENUM ('approval', 'fulfilling', 'done', 'declined', 'cancelled');

CREATE TABLE catalogue_item (
  id uuid PRIMARY KEY,
  name text NOT NULL,
  content jsonb NOT NULL,
  version integer NOT NULL DEFAULT 1,
  archived_at timestamptz(3),
  created_at timestamptz(3) NOT NULL,
  updated_at timestamptz(3) NOT NULL
);
CREATE UNIQUE INDEX catalogue_item_name_key ON catalogue_item (name);

CREATE TABLE catalogue_item_version (
  item_id uuid NOT NULL REFERENCES catalogue_item (id) ON DELETE CASCADE ON UPDATE CASCADE,
  version integer NOT NULL,
  name text NOT NULL,
  content jsonb NOT NULL,
  created_at timestamptz(3) NOT NULL,
  PRIMARY KEY (item_id, version)
);

CREATE TABLE catalogue_request (
  ticket_id uuid PRIMARY KEY REFERENCES ticket (id) ON DELETE CASCADE ON UPDATE CASCADE,
  item_id uuid NOT NULL,
  version integer NOT NULL,
  answers jsonb NOT NULL,
  state catalogue_request_state NOT NULL,
  approval_id uuid,
  stage integer NOT NULL DEFAULT 0,
  work_at timestamptz(3),
  created_at timestamptz(3) NOT NULL,
  FOREIGN KEY (item_id, version) REFERENCES catalogue_item_version (item_id, version) ON DELETE RESTRICT ON UPDATE CASCADE
);
CREATE INDEX catalogue_request_item_id_version_idx ON catalogue_request (item_id, version);
CREATE INDEX catalogue_request_work ON catalogue_request (work_at) WHERE work_at IS NOT NULL;
CREATE INDEX catalogue_request_approval ON catalogue_request (approval_id) WHERE approval_id IS NOT NULL;

CREATE TABLE catalogue_request_step (
  request_id uuid NOT NULL REFERENCES catalogue_request (ticket_id) ON DELETE CASCADE ON UPDATE CASCADE,
  position integer NOT NULL,
  ticket_id uuid REFERENCES ticket (id) ON DELETE SET NULL ON UPDATE CASCADE,
  PRIMARY KEY (request_id, position)
);
CREATE UNIQUE INDEX catalogue_request_step_ticket_id_key ON catalogue_request_step (ticket_id);
