-- Since when a heartbeat is missing; of those that are missing already, since its alert or as far as it can be told.
ALTER TABLE integration ADD COLUMN missing_since timestamptz(3);
UPDATE integration i
   SET missing_since = coalesce(
         (SELECT first_at FROM alert WHERE integration_id = i.id AND dedup_key = 'heartbeat:' || i.id AND state <> 'resolved'),
         last_used_at + coalesce((settings ->> 'everySeconds')::float8, 300) * interval '1 s')
 WHERE source = 'heartbeat' AND ping_due_at IS NULL AND last_used_at IS NOT NULL;
CREATE INDEX integration_heartbeat ON integration (service_id) WHERE source = 'heartbeat' AND revoked_at IS NULL;

-- Addresses of calendars from outside are encrypted, which the desk does when it starts; where they lead is known without.
ALTER TABLE calendar_subscription ADD COLUMN origin text, ADD COLUMN sealed_url bytea;
UPDATE calendar_subscription
   SET origin = lower(regexp_replace(url, '^([a-z]+://)(?:[^/?#]*@)?([^/?#]*).*$', '\1\2', 'i'))
 WHERE url IS NOT NULL;

-- Until when those may have been on call who may not any more, as far as it can be told; it matters of whom schedules name.
ALTER TABLE person ADD COLUMN off_call_since timestamptz(3);
UPDATE person SET off_call_since = updated_at
 WHERE (NOT active OR guest OR external OR NOT roles && '{agent,admin}'::role[])
   AND id IN (SELECT (jsonb_path_query(layers, '$[*].turns[*][*]') #>> '{}')::uuid FROM schedule_version
              UNION SELECT unnest(person_ids) FROM schedule_override
              UNION SELECT unnest(person_ids) FROM calendar_subscription_event);

-- Lists by state, also where few or no alerts are in it and many are not: queries with parameters cannot use the partial one.
CREATE INDEX alert_state_first_at_id_idx ON alert (state, first_at DESC, id DESC);
