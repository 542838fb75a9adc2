-- Since when somebody is away: what was given to them later by hand, they keep.
ALTER TABLE person ADD COLUMN availability_since timestamptz(3);
CREATE INDEX person_handing_back ON person (id) WHERE availability = 'handing_back';

-- How much agents have to do, read from the index alone; what nobody has is not in it.
CREATE INDEX ticket_open_load ON ticket (assignee_id, priority)
  WHERE assignee_id IS NOT NULL AND state IN ('new', 'in_progress', 'on_hold');
