-- Who wants to be called back. Nothing here leads to a submission: the answers of an anonymous survey
-- stay without a name.
CREATE TABLE callbacks (
    -- Of the request itself; no submission has it.
    id         TEXT PRIMARY KEY,
    widget     TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    due_at     BIGINT NOT NULL,
    -- NULL as long as nobody has called.
    done_at    BIGINT,
    locale     TEXT NOT NULL,
    test       BIGINT NOT NULL,
    -- Digits of the phone number.
    person     TEXT,
    fields     TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX callbacks_open ON callbacks (due_at, id) WHERE done_at IS NULL;
CREATE INDEX callbacks_person ON callbacks (person) WHERE person IS NOT NULL;
