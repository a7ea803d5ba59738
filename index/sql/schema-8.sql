-- Schema version 8: paper that leaves the record room and comes back goes with hand-over slips.
CREATE TABLE slip (
    slip_id INTEGER PRIMARY KEY,
    act TEXT NOT NULL CHECK (act IN ('taken', 'returned')),
    at TEXT NOT NULL,
    handed_by TEXT NOT NULL, received_by TEXT NOT NULL, person TEXT NOT NULL,
    event_number BIGINT NOT NULL -- its own last event: the head that it is printed with
);
CREATE TABLE slip_record (
    place INTEGER PRIMARY KEY,
    slip_id BIGINT NOT NULL REFERENCES slip,
    record_id BIGINT NOT NULL REFERENCES record,
    UNIQUE (slip_id, record_id)
);
CREATE INDEX slip_record_record ON slip_record (record_id);
