CREATE TABLE status_follower (
  person_id uuid PRIMARY KEY REFERENCES person (id) ON DELETE CASCADE ON UPDATE CASCADE,
  since timestamptz(3) NOT NULL
);
