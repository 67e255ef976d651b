-- When it first failed of those failures that it still has: what has failed for days is left to staff.
ALTER TABLE relay ADD COLUMN failing_since BIGINT;
-- 1 while it waits for a place on a waiting list, where its target has no word for that: it then holds nothing up.
ALTER TABLE relay ADD COLUMN waitlisted BIGINT NOT NULL DEFAULT 0;
CREATE INDEX relay_waitlisted ON relay (submission, widget) WHERE waitlisted = 1;
-- In microseconds, as few paces are a whole number of milliseconds.
ALTER TABLE relay_pace RENAME COLUMN next_at TO next_us;
UPDATE relay_pace SET next_us = next_us * 1000;
