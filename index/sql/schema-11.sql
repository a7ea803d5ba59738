-- Schema version 11: records that an operator put into the register until the office's own list has them.
CREATE TABLE provisional (
    record_id BIGINT PRIMARY KEY REFERENCES record,
    number_key TEXT NOT NULL,
    at TEXT NOT NULL, person TEXT NOT NULL
);
