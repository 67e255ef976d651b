-- When the organisers' own system was told of a call-back; those from before it could be told are old news.
ALTER TABLE callbacks ADD COLUMN told_at BIGINT;
UPDATE callbacks SET told_at = created_at;
CREATE INDEX callbacks_news ON callbacks (created_at) WHERE told_at IS NULL;
