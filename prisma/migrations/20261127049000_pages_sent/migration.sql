-- Reports ask who was paged in a time.
CREATE INDEX page_sent ON page (sent_at) WHERE sent_at IS NOT NULL;
