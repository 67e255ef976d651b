-- What is still to be forwarded to other systems. It goes once it is forwarded.
CREATE TABLE relay (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    target     TEXT NOT NULL,
    widget     TEXT NOT NULL,
    submission TEXT NOT NULL,
    -- Whose it is, hashed: what is one person's goes in the order in which it came.
    lane       TEXT NOT NULL,
    added_at   BIGINT NOT NULL,
    -- Not to be tried before; while it is being tried, when that is given up as dead.
    due_at     BIGINT NOT NULL,
    tries      BIGINT NOT NULL DEFAULT 0,
    -- Why the last try failed.
    error      TEXT,
    -- 1 once it is not tried any more by itself.
    dead       BIGINT NOT NULL DEFAULT 0,
    UNIQUE (submission, widget, target)
);
CREATE INDEX relay_due ON relay (target, due_at, id) WHERE dead = 0;
CREATE INDEX relay_lane ON relay (target, lane, id) WHERE dead = 0;
CREATE INDEX relay_dead ON relay (id) WHERE dead = 1;

-- How fast each target is fed, by all processes together.
CREATE TABLE relay_pace (
    target  TEXT PRIMARY KEY,
    next_at BIGINT NOT NULL,
    -- Failures in a row.
    fails   BIGINT NOT NULL
);
