-- What has to be done on a ticket, in order.
CREATE TABLE task (
  id uuid PRIMARY KEY,
  ticket_id uuid NOT NULL REFERENCES ticket (id) ON DELETE CASCADE ON UPDATE CASCADE,
  position integer NOT NULL,
  title text NOT NULL,
  owner_id uuid REFERENCES person (id) ON DELETE RESTRICT ON UPDATE CASCADE,
  due_at timestamptz(3),
  required boolean NOT NULL DEFAULT false,
  done_at timestamptz(3),
  done_by_id uuid REFERENCES person (id) ON DELETE RESTRICT ON UPDATE CASCADE,
  created_at timestamptz(3) NOT NULL
);
CREATE INDEX task_ticket_id_position_idx ON task (ticket_id, position);

ALTER TABLE ticket ADD COLUMN is_project boolean NOT NULL DEFAULT false;
CREATE INDEX ticket_project ON ticket (created_at DESC, id DESC) WHERE is_project;

-- A ticket has one parent from now on. Where links said more, or led in a circle, they go on as relations.
CREATE TEMPORARY TABLE no_parent ON COMMIT DROP AS
WITH RECURSIVE one AS (
  SELECT DISTINCT ON (from_id) from_id, to_id FROM ticket_link WHERE kind = 'child_of' ORDER BY from_id, to_id
), up (start, at, path) AS (
  SELECT from_id, to_id, ARRAY[from_id] FROM one
  UNION ALL
  SELECT up.start, one.to_id, up.path || one.from_id
    FROM up JOIN one ON one.from_id = up.at WHERE NOT up.at = ANY (up.path)
)
SELECT l.from_id, l.to_id FROM ticket_link l
 WHERE l.kind = 'child_of'
   AND ((l.from_id, l.to_id) NOT IN (SELECT from_id, to_id FROM one)
        OR l.from_id IN (SELECT start FROM up WHERE at = start));
DELETE FROM ticket_link l USING no_parent n
 WHERE l.kind = 'child_of' AND l.from_id = n.from_id AND l.to_id = n.to_id;
INSERT INTO ticket_link (from_id, to_id, kind)
SELECT least(from_id, to_id), greatest(from_id, to_id), 'related' FROM no_parent
ON CONFLICT DO NOTHING;
CREATE UNIQUE INDEX ticket_link_parent ON ticket_link (from_id) WHERE kind = 'child_of';
