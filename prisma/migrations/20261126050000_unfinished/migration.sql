-- Events that were taken in, while what follows from them is still to be done.
CREATE TABLE unfinished (
  channel TEXT NOT NULL,
  key TEXT NOT NULL,
  event JSONB NOT NULL,
  attempts INTEGER NOT NULL DEFAULT 0,
  due_at TIMESTAMPTZ(3) NOT NULL,
  PRIMARY KEY (channel, key)
);

CREATE INDEX unfinished_channel_due_at_idx ON unfinished (channel, due_at);
