-- Every version of every widget's config document.
CREATE TABLE documents (
    widget   TEXT NOT NULL,
    version  BIGINT NOT NULL,
    document TEXT NOT NULL,
    -- The document as it lay in the campaigns folder, if it came from there.
    file     TEXT,
    added_at BIGINT NOT NULL,
    PRIMARY KEY (widget, version)
);

-- Every wording of a consent that was shown, by its SHA-256.
CREATE TABLE wordings (
    sha256    TEXT PRIMARY KEY,
    text      TEXT NOT NULL,
    -- 1 if a document of the campaign has it; 0 if only a submission claims it.
    published BIGINT NOT NULL
);

CREATE TABLE submissions (
    seq            BIGSERIAL PRIMARY KEY,
    widget         TEXT NOT NULL,
    id             TEXT NOT NULL,
    -- SHA-256 of what was sent: tells a retry from another submission under the same id.
    fingerprint    TEXT NOT NULL,
    document       BIGINT NOT NULL,
    -- Lower-case email or digits of the phone number.
    person         TEXT,
    counted        BIGINT NOT NULL,
    test           BIGINT NOT NULL,
    recorded_at    BIGINT NOT NULL,
    locale         TEXT NOT NULL,
    fields         TEXT NOT NULL,
    consents       TEXT NOT NULL,
    source         TEXT,
    referrer       TEXT,
    page           TEXT,
    -- What the public sees of those who agreed to be shown.
    shown          BIGINT NOT NULL,
    given_name     TEXT,
    place          TEXT,
    comment        TEXT,
    comment_hidden BIGINT NOT NULL DEFAULT 0,
    -- The id first: a batch is looked up by its ids.
    UNIQUE (id, widget)
);
CREATE INDEX submissions_shown ON submissions (widget, seq) WHERE shown = 1;
CREATE INDEX submissions_person ON submissions (person) WHERE person IS NOT NULL;

-- Who has signed: a person counts once per widget.
CREATE TABLE people (
    widget TEXT NOT NULL,
    person TEXT NOT NULL,
    PRIMARY KEY (widget, person)
);

CREATE TABLE counts (
    widget TEXT PRIMARY KEY,
    count  BIGINT NOT NULL
);
