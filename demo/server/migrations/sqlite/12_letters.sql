-- Emails to those who answered an invitation: what is to be sent, and what was.
CREATE TABLE letters (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    widget     TEXT NOT NULL,
    submission TEXT NOT NULL,
    slot       TEXT NOT NULL,
    -- day, hour or place.
    occasion   TEXT NOT NULL,
    -- When what it reminds of starts: what was moved is reminded of once more. Of a place, when it was given.
    start      BIGINT NOT NULL,
    added_at   BIGINT NOT NULL,
    -- Not to be tried before; while it is being tried, when that is given up as dead. NULL once it is done with.
    due_at     BIGINT,
    tries      BIGINT NOT NULL DEFAULT 0,
    -- Why the last try failed.
    error      TEXT,
    UNIQUE (submission, widget, slot, occasion, start)
);
CREATE INDEX letters_due ON letters (due_at) WHERE due_at IS NOT NULL;
CREATE INDEX letters_done ON letters (added_at) WHERE due_at IS NULL;

-- Who wants no emails about what they answered.
CREATE TABLE no_letters (
    widget     TEXT NOT NULL,
    submission TEXT NOT NULL,
    PRIMARY KEY (submission, widget)
);
CREATE INDEX replies_promoted ON replies (promoted_at) WHERE promoted_at IS NOT NULL;
