-- Schema version 18: numbers that were wrong; why records are missing or damaged.

-- The numbers that a record had before it was renamed.
CREATE TABLE renaming (
    renaming_id INTEGER PRIMARY KEY,
    record_id BIGINT NOT NULL REFERENCES record,
    file_no TEXT NOT NULL, nic_no TEXT NOT NULL,
    at TEXT NOT NULL, person TEXT NOT NULL
);
CREATE INDEX renaming_record ON renaming (record_id);
CREATE INDEX renaming_file_no ON renaming (file_no);

-- What was taken out of the register; no other record gets its id.
CREATE TABLE removal (
    record_id BIGINT PRIMARY KEY,
    file_no TEXT NOT NULL, nic_no TEXT NOT NULL,
    reason TEXT NOT NULL, at TEXT NOT NULL, person TEXT NOT NULL
);

-- While a record is missing or damaged; older ones have none.
CREATE TABLE absence (
    record_id BIGINT PRIMARY KEY REFERENCES record,
    reason TEXT NOT NULL, at TEXT NOT NULL, person TEXT NOT NULL
);
