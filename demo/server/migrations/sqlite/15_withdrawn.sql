-- When whoever asked for a call, or offered something, took that back. What they had entered is gone then.
ALTER TABLE callbacks ADD COLUMN withdrawn_at BIGINT;
ALTER TABLE offers ADD COLUMN withdrawn_at BIGINT;
