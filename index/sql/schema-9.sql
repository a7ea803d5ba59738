-- Schema version 9: exclusions have a reason, and somebody who approved them.
CREATE TABLE exclusion (
    exclusion_id INTEGER PRIMARY KEY,
    record_id BIGINT NOT NULL REFERENCES record,
    reason TEXT NOT NULL,
    proposed_at TEXT NOT NULL, proposed_by TEXT NOT NULL,
    approved_at TEXT, approved_by TEXT,
    ended_at TEXT, ended_by TEXT, ended_reason TEXT
);
CREATE UNIQUE INDEX exclusion_open ON exclusion (record_id) WHERE ended_at IS NULL;
-- Until now the register alone said it.
INSERT INTO exclusion (record_id, reason, proposed_at, proposed_by, approved_at, approved_by)
SELECT record_id, '', changed_at, '', changed_at, '' FROM record WHERE availability = 'excluded';
