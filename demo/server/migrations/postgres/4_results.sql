-- What the answers to a version of a survey amount to, as JSON; changed with every answer.
CREATE TABLE aggregates (
    widget    TEXT NOT NULL,
    version   BIGINT NOT NULL,
    aggregate TEXT NOT NULL,
    PRIMARY KEY (widget, version)
);

-- The results that everyone sees: not with each answer, for the difference would be that answer.
CREATE TABLE snapshots (
    widget      TEXT PRIMARY KEY,
    version     BIGINT NOT NULL,
    -- How many had answered, in all versions.
    submissions BIGINT NOT NULL,
    aggregate   TEXT NOT NULL
);
