-- What is known of the way here beside source, referrer and page, as a JSON object; NULL where nothing is.
ALTER TABLE submissions ADD COLUMN attribution TEXT;

-- Emails that were given up are listed for staff.
CREATE INDEX letters_dead ON letters (id) WHERE due_at IS NULL AND error IS NOT NULL;
