-- Schema version 10: the clock is watched.
CREATE TABLE clock (
    host TEXT PRIMARY KEY,
    boot TEXT NOT NULL,
    wall_s BIGINT NOT NULL, running_s BIGINT NOT NULL
);
CREATE TABLE clock_jump (
    jump_id INTEGER PRIMARY KEY,
    host TEXT NOT NULL,
    at TEXT NOT NULL,
    from_at TEXT NOT NULL, to_at TEXT NOT NULL,
    seconds BIGINT NOT NULL
);
