-- By which version of its document a request was taken: a retry is judged by the same. NULL of those from before that was
-- kept, and of anonymous surveys, whose answers it would bring nearer; they are judged by the document of the day.
ALTER TABLE callbacks ADD COLUMN document BIGINT;
ALTER TABLE offers ADD COLUMN document BIGINT;
