-- How often what is to be forwarded was changed since it was accepted: who sends it notices what changes meanwhile.
ALTER TABLE relay ADD COLUMN revision INTEGER NOT NULL DEFAULT 0;
-- How its sender stood when the target was told last; NULL where it was told nothing.
ALTER TABLE relay ADD COLUMN standing TEXT;
-- What targets were told of who comes, so that they can be told of a change. A row is in the queue or here, never both.
CREATE TABLE relay_told (
    target     TEXT NOT NULL,
    widget     TEXT NOT NULL,
    submission TEXT NOT NULL,
    lane       TEXT NOT NULL,
    revision   INTEGER NOT NULL,
    standing   TEXT NOT NULL,
    PRIMARY KEY (submission, widget, target)
);
