-- Whoever agreed to have their progress on a campaign's ladder kept. Who they are can be told only by
-- what they sent with their token.
CREATE TABLE climbers (
    id         TEXT PRIMARY KEY,
    campaign   TEXT NOT NULL,
    -- SHA-256 of the token that opens it, which is stored nowhere.
    token      TEXT NOT NULL UNIQUE,
    test       BIGINT NOT NULL,
    -- Of the wording that was agreed to; the campaign's name for it, and the language it was read in.
    sha256     TEXT NOT NULL,
    version    TEXT NOT NULL,
    locale     TEXT NOT NULL,
    -- 1 if the campaign has ever asked in these words.
    published  BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    -- What their devices know, as JSON: only what no log here can tell counts.
    claimed    TEXT NOT NULL,
    -- The last rung in order that they have done.
    standing   TEXT
) WITHOUT ROWID;
CREATE INDEX climbers_campaign ON climbers (campaign, id);

-- What was sent with the token of a climber.
CREATE TABLE climbs (
    submission TEXT NOT NULL,
    widget     TEXT NOT NULL,
    climber    TEXT NOT NULL,
    PRIMARY KEY (submission, widget)
) WITHOUT ROWID;
CREATE INDEX climbs_climber ON climbs (climber);

-- The rungs that someone has done. Derived from all else, as is what follows: `ladder rebuild` makes it anew.
CREATE TABLE steps (
    climber TEXT NOT NULL,
    rung    TEXT NOT NULL,
    at      BIGINT NOT NULL,
    PRIMARY KEY (climber, rung)
) WITHOUT ROWID;

-- How many have done a rung, and how many stand on it; tests apart.
CREATE TABLE rung_counts (
    campaign TEXT NOT NULL,
    rung     TEXT NOT NULL,
    done     BIGINT NOT NULL,
    standing BIGINT NOT NULL,
    PRIMARY KEY (campaign, rung)
) WITHOUT ROWID;

-- The version of the ladder that it was derived by.
CREATE TABLE ladders (
    campaign TEXT PRIMARY KEY,
    widget   TEXT NOT NULL,
    version  BIGINT NOT NULL
) WITHOUT ROWID;

-- What a supporter hands on: whoever takes part with it as referrer was brought in by them.
ALTER TABLE submissions ADD COLUMN referral TEXT;
CREATE UNIQUE INDEX submissions_referral ON submissions (referral) WHERE referral IS NOT NULL;
CREATE INDEX submissions_referrer ON submissions (referrer) WHERE referrer IS NOT NULL;

ALTER TABLE callbacks ADD COLUMN climber TEXT;
CREATE INDEX callbacks_climber ON callbacks (climber) WHERE climber IS NOT NULL;

-- Who offers to host or to take a shift.
CREATE TABLE offers (
    id          TEXT PRIMARY KEY,
    widget      TEXT NOT NULL,
    -- host or shift.
    offer       TEXT NOT NULL,
    created_at  BIGINT NOT NULL,
    -- When staff are to have been in touch.
    due_at      BIGINT NOT NULL,
    -- When staff agreed, or did not. NULL as long as they have not said.
    accepted_at BIGINT,
    declined_at BIGINT,
    -- When it was done.
    done_at     BIGINT,
    locale      TEXT NOT NULL,
    test        BIGINT NOT NULL,
    -- Digits of the phone number.
    person      TEXT,
    fields      TEXT NOT NULL,
    climber     TEXT
) WITHOUT ROWID;
CREATE INDEX offers_open ON offers (due_at, id) WHERE done_at IS NULL;
CREATE INDEX offers_person ON offers (person) WHERE person IS NOT NULL;
CREATE INDEX offers_climber ON offers (climber) WHERE climber IS NOT NULL;

-- Who said that they were there, with the code that the organisers showed.
CREATE TABLE arrivals (
    climber TEXT NOT NULL,
    widget  TEXT NOT NULL,
    slot    TEXT NOT NULL,
    at      BIGINT NOT NULL,
    PRIMARY KEY (climber, widget, slot)
) WITHOUT ROWID;
