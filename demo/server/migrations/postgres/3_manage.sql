-- What this server's links are signed with; every process over the database uses the same.
CREATE TABLE secrets (
    name  TEXT PRIMARY KEY,
    value TEXT NOT NULL
);

-- What was changed since a submission; the submission itself stays as it was recorded.
CREATE TABLE consent_changes (
    seq        BIGSERIAL PRIMARY KEY,
    widget     TEXT NOT NULL,
    submission TEXT NOT NULL,
    consent    TEXT NOT NULL,
    answer     TEXT NOT NULL,
    -- Of the wording that is answered: the one that was recorded.
    sha256     TEXT NOT NULL,
    -- The language in which it was asked again.
    locale     TEXT NOT NULL,
    at         BIGINT NOT NULL
);
CREATE INDEX consent_changes_submission ON consent_changes (submission, widget);
