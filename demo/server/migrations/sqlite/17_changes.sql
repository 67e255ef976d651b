-- Changes of answers, by the ids that their senders gave them: what comes twice is made once, and what a later one has
-- taken the place of is not made at all, in whichever order they come.
CREATE TABLE changes (
    widget      TEXT NOT NULL,
    submission  TEXT NOT NULL,
    id          TEXT NOT NULL,
    -- Of what it wants; empty where it has not come itself.
    fingerprint TEXT NOT NULL DEFAULT '',
    -- NULL where it was only named as one that another has taken the place of; empty where it was made; else why it
    -- was refused.
    outcome     TEXT,
    at          BIGINT NOT NULL,
    PRIMARY KEY (submission, widget, id)
);
