-- How many places there are, and how many are taken: a row per occurrence of an event. Whoever
-- gives or frees a place holds the lock of its row.
CREATE TABLE slots (
    widget   TEXT NOT NULL,
    slot     TEXT NOT NULL,
    -- NULL where there is no limit.
    capacity BIGINT,
    -- 1 if one can wait for a place.
    waits    BIGINT NOT NULL,
    -- The version of the document that says so.
    version  BIGINT NOT NULL,
    taken    BIGINT NOT NULL DEFAULT 0,
    waiting  BIGINT NOT NULL DEFAULT 0,
    -- The number that was last given in the line.
    last     BIGINT NOT NULL DEFAULT 0,
    PRIMARY KEY (widget, slot)
);

-- What came of each answer to an occurrence.
CREATE TABLE replies (
    seq           BIGSERIAL PRIMARY KEY,
    widget        TEXT NOT NULL,
    submission    TEXT NOT NULL,
    slot          TEXT NOT NULL,
    -- coming, waiting, maybe or no.
    state         TEXT NOT NULL,
    -- The one who answered, and their guests.
    places        BIGINT NOT NULL,
    -- The number in the line of whoever waits or has waited.
    line          BIGINT,
    promoted_at   BIGINT,
    checked_in_at BIGINT,
    -- 1 for a test, which takes no place.
    test          BIGINT NOT NULL,
    UNIQUE (submission, widget, slot)
);
CREATE INDEX replies_line ON replies (widget, slot, line) WHERE state = 'waiting';
CREATE INDEX replies_widget ON replies (widget, seq);

-- What was answered before a change of it.
CREATE TABLE reply_changes (
    seq        BIGSERIAL PRIMARY KEY,
    widget     TEXT NOT NULL,
    submission TEXT NOT NULL,
    fields     TEXT NOT NULL,
    at         BIGINT NOT NULL
);
CREATE INDEX reply_changes_submission ON reply_changes (submission, widget);

-- What people need in order to take part: may tell about their health, so it is kept apart and
-- goes with the withdrawal of its consent.
CREATE TABLE needs (
    widget     TEXT NOT NULL,
    submission TEXT NOT NULL,
    needs      TEXT NOT NULL,
    PRIMARY KEY (submission, widget)
);
