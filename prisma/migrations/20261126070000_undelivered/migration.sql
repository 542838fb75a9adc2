-- Where somebody was told instead of what could not be delivered.
ALTER TABLE notice ADD COLUMN instead TEXT;

-- What failed, newest first, and of a ticket. There is little of it.
CREATE INDEX notice_failed ON notice (created_at, id) WHERE state = 'failed';
CREATE INDEX notice_failed_of_ticket ON notice (ticket_id) WHERE state = 'failed';
