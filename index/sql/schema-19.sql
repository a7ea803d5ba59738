-- Schema version 19: the plan, every version of it, and returns as they were frozen.

CREATE TABLE plan_version (
    plan_version_id INTEGER PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('offices', 'targets', 'census', 'rules', 'holidays')),
    version BIGINT NOT NULL,             -- from 1, of the kind; the latest holds
    imported_at TEXT NOT NULL, person TEXT NOT NULL,
    sha256 TEXT NOT NULL,                -- of the file
    n_rows BIGINT NOT NULL,
    UNIQUE (kind, version)
);
CREATE TABLE plan_office (
    plan_version_id BIGINT NOT NULL REFERENCES plan_version,
    office TEXT NOT NULL, name TEXT NOT NULL, parent TEXT NOT NULL, level TEXT NOT NULL, lgd TEXT NOT NULL,
    PRIMARY KEY (plan_version_id, office)
);
-- category, priority: '' any other.
CREATE TABLE plan_target (
    plan_version_id BIGINT NOT NULL REFERENCES plan_version,
    office TEXT NOT NULL, category TEXT NOT NULL, priority TEXT NOT NULL,
    records BIGINT, pages BIGINT, start TEXT NOT NULL, deadline TEXT NOT NULL,
    PRIMARY KEY (plan_version_id, office, category, priority)
);
CREATE TABLE plan_census (
    plan_version_id BIGINT NOT NULL REFERENCES plan_version,
    office TEXT NOT NULL, category TEXT NOT NULL,
    records BIGINT, pages BIGINT, counted_on TEXT NOT NULL, counted_by TEXT NOT NULL,
    PRIMARY KEY (plan_version_id, office, category)
);
CREATE TABLE plan_rule (
    plan_version_id BIGINT NOT NULL REFERENCES plan_version,
    priority TEXT NOT NULL, category TEXT NOT NULL,
    PRIMARY KEY (plan_version_id, category)
);
CREATE TABLE plan_holiday (
    plan_version_id BIGINT NOT NULL REFERENCES plan_version,
    day TEXT NOT NULL, name TEXT NOT NULL, office TEXT NOT NULL, -- '' all
    PRIMARY KEY (plan_version_id, day, office)
);
-- Those that hold.
CREATE VIEW plan_office_now AS SELECT * FROM plan_office
WHERE plan_version_id = (SELECT max(plan_version_id) FROM plan_version WHERE kind = 'offices');
CREATE VIEW plan_target_now AS SELECT * FROM plan_target
WHERE plan_version_id = (SELECT max(plan_version_id) FROM plan_version WHERE kind = 'targets');
CREATE VIEW plan_census_now AS SELECT * FROM plan_census
WHERE plan_version_id = (SELECT max(plan_version_id) FROM plan_version WHERE kind = 'census');
CREATE VIEW plan_rule_now AS SELECT * FROM plan_rule
WHERE plan_version_id = (SELECT max(plan_version_id) FROM plan_version WHERE kind = 'rules');
CREATE VIEW plan_holiday_now AS SELECT * FROM plan_holiday
WHERE plan_version_id = (SELECT max(plan_version_id) FROM plan_version WHERE kind = 'holidays');

-- A return that was frozen; item: its bytes.
CREATE TABLE frozen_return (
    number INTEGER PRIMARY KEY,
    at TEXT NOT NULL, person TEXT NOT NULL,
    from_at TEXT,                        -- NULL: the first
    sha256 TEXT NOT NULL,
    item TEXT NOT NULL
);
CREATE INDEX event_return ON event (object) WHERE act = 'return.frozen';
