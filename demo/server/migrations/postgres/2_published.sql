-- The wordings that a widget has published, in every version and language of its document.
CREATE TABLE published (
    widget  TEXT NOT NULL,
    consent TEXT NOT NULL,
    sha256  TEXT NOT NULL,
    PRIMARY KEY (widget, consent, sha256)
);
ALTER TABLE wordings DROP COLUMN published;

-- Beside what counts, so that figures need no look at the rows.
ALTER TABLE counts ADD COLUMN repeats BIGINT NOT NULL DEFAULT 0;
ALTER TABLE counts ADD COLUMN tests BIGINT NOT NULL DEFAULT 0;
UPDATE counts SET
    repeats = (SELECT COUNT(*) FROM submissions s WHERE s.widget = counts.widget AND s.counted = 0 AND s.test = 0),
    tests   = (SELECT COUNT(*) FROM submissions s WHERE s.widget = counts.widget AND s.test = 1);

-- An export walks one widget in order.
CREATE INDEX submissions_widget ON submissions (widget, seq);
