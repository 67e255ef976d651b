-- When the organisers' own system was told of an offer; those from before it could be told are old news.
ALTER TABLE offers ADD COLUMN told_at BIGINT;
UPDATE offers SET told_at = created_at;
CREATE INDEX offers_news ON offers (created_at) WHERE told_at IS NULL;
