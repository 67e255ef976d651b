-- Answers to a survey up to a page: gone once the whole arrives, or after seven days.
CREATE TABLE partials (
    widget     TEXT NOT NULL,
    -- The id under which the whole will come.
    id         TEXT NOT NULL,
    -- Of two, the greater one holds.
    revision   BIGINT NOT NULL,
    document   BIGINT NOT NULL,
    -- The page that was answered last.
    page       TEXT NOT NULL,
    -- Lower-case email or digits of the phone number; never of an anonymous survey.
    person     TEXT,
    test       BIGINT NOT NULL,
    locale     TEXT NOT NULL,
    fields     TEXT NOT NULL,
    updated_at BIGINT NOT NULL,
    PRIMARY KEY (widget, id)
);
CREATE INDEX partials_person ON partials (person) WHERE person IS NOT NULL;
CREATE INDEX partials_age ON partials (updated_at);
