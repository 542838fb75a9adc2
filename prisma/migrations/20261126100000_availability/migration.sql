-- Since when somebody is away: what was given to them later by hand, they keep.
ALTER TABLE person ADD COLUMN availability_since timestamptz(3);
CREATE INDEX person_handing_back ON person (id) WHERE availability = 'handing_back';
