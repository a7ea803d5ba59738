-- Schema version 7: persons, and lots that are checked by samples.

-- name_key: what names that look alike have in common. pin: argon2id as libsodium writes it; NULL: none yet.
-- pin_is_own: its person set it, nobody else. n_wrong, tried_at (seconds since 1970): tries since the last right
-- one, and when the latest was.
CREATE TABLE person (
    person_id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    name_key TEXT NOT NULL UNIQUE,
    role TEXT NOT NULL CHECK (role IN ('operator', 'checker', 'nodal', 'dc', 'admin')),
    pin TEXT,
    pin_is_own BIGINT NOT NULL DEFAULT 0,
    n_wrong BIGINT NOT NULL DEFAULT 0, tried_at BIGINT NOT NULL DEFAULT 0,
    added_at TEXT NOT NULL, added_by TEXT NOT NULL,
    disabled_at TEXT
);
-- Who ever set the PIN of another knew it.
CREATE TABLE person_pin_setter (
    name TEXT NOT NULL REFERENCES person (name),
    setter TEXT NOT NULL,
    PRIMARY KEY (name, setter)
);

-- Whose hands a batch went through: who opened and who resumed it, the login of the computer, and whether a
-- PIN proved it. Of batches before this schema only the name is known, which mostly was the login.
CREATE TABLE batch_hand (
    batch_id BIGINT NOT NULL REFERENCES batch,
    person TEXT NOT NULL,
    login TEXT NOT NULL,
    is_proven BIGINT NOT NULL,
    PRIMARY KEY (batch_id, person, login)
);
INSERT INTO batch_hand (batch_id, person, login, is_proven) SELECT batch_id, person, person, 0 FROM batch;
-- The same of corrections, and of who took them back.
CREATE TABLE edit_hand (
    edit_id BIGINT NOT NULL REFERENCES edit,
    person TEXT NOT NULL,
    login TEXT NOT NULL,
    is_proven BIGINT NOT NULL,
    PRIMARY KEY (edit_id, person, login)
);
INSERT INTO edit_hand (edit_id, person, login, is_proven) SELECT edit_id, person, person, 0 FROM edit;
INSERT INTO edit_hand (edit_id, person, login, is_proven)
SELECT edit_id, undone_by, undone_by, 0 FROM edit WHERE undone_by IS NOT NULL AND undone_by <> person;

-- Checking plans; the latest holds.
CREATE TABLE check_plan (
    plan_id INTEGER PRIMARY KEY,
    lot_pages BIGINT NOT NULL,
    level TEXT NOT NULL, aql TEXT NOT NULL,
    flagged_max BIGINT NOT NULL,
    set_at TEXT NOT NULL, set_by TEXT NOT NULL
);

-- lot.h has the meaning. event_number: of lot.frozen.
CREATE TABLE lot (
    lot_id INTEGER PRIMARY KEY,
    made_at TEXT NOT NULL, made_by TEXT NOT NULL,
    n_pages BIGINT NOT NULL,
    level TEXT NOT NULL, aql TEXT NOT NULL, flagged_max BIGINT NOT NULL,
    inspection TEXT NOT NULL CHECK (inspection IN ('normal', 'tightened')),
    letter TEXT NOT NULL, sample_size BIGINT NOT NULL, accept_max BIGINT NOT NULL,
    content TEXT NOT NULL,
    secret TEXT NOT NULL, secret_sha256 TEXT NOT NULL,
    event_number BIGINT NOT NULL,
    sampled_at TEXT,
    left_out BIGINT NOT NULL DEFAULT 0,
    verdict TEXT CHECK (verdict IN ('accepted', 'rejected')),
    reason TEXT, decided_at TEXT, decided_by TEXT,
    is_own_work BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX lot_open ON lot (lot_id) WHERE verdict IS NULL;

-- revision: the sum of its sides' when it was put in. withheld_at: it left before the verdict. returned_at: it
-- came back with a failed lot and was looked through since.
CREATE TABLE lot_record (
    lot_id BIGINT NOT NULL REFERENCES lot,
    record_id BIGINT NOT NULL REFERENCES record,
    revision BIGINT NOT NULL,
    n_pages BIGINT NOT NULL,
    withheld_at TEXT,
    returned_at TEXT, returned_by TEXT,
    PRIMARY KEY (lot_id, record_id)
);
CREATE INDEX lot_record_record ON lot_record (record_id, lot_id);

CREATE TABLE lot_volume (
    lot_id BIGINT NOT NULL REFERENCES lot,
    record_id BIGINT NOT NULL REFERENCES record,
    place BIGINT NOT NULL,               -- from 1, in the lot
    side TEXT NOT NULL, number BIGINT NOT NULL, sha256 TEXT NOT NULL,
    PRIMARY KEY (lot_id, place)
);

-- number: in the sample; NULL: not in it. why: flags, separated by blanks. defect: what is wrong with it.
CREATE TABLE lot_page (
    lot_id BIGINT NOT NULL REFERENCES lot,
    page_id BIGINT NOT NULL REFERENCES page,
    record_id BIGINT NOT NULL REFERENCES record,
    place BIGINT NOT NULL,               -- from 1, in the lot
    number BIGINT,
    is_random BIGINT NOT NULL DEFAULT 0,
    why TEXT NOT NULL DEFAULT '',
    defect TEXT,
    PRIMARY KEY (lot_id, page_id)
);
CREATE INDEX lot_page_sample ON lot_page (lot_id, number) WHERE number IS NOT NULL;
CREATE INDEX lot_page_defect ON lot_page (lot_id, record_id) WHERE defect IS NOT NULL; -- as record_verdict asks
CREATE INDEX lot_page_defect_page ON lot_page (page_id, lot_id) WHERE defect IS NOT NULL;

CREATE TABLE lot_look (
    lot_id BIGINT NOT NULL REFERENCES lot,
    page_id BIGINT NOT NULL REFERENCES page,
    person TEXT NOT NULL,
    at TEXT NOT NULL,
    PRIMARY KEY (lot_id, page_id, person)
);

-- What the latest lot with a verdict says of a record as it stands: 'checked', 'rejected', or no row. In an
-- accepted lot too, a record with a defect goes back.
CREATE VIEW record_verdict AS
SELECT inside.record_id, lot.lot_id,
       CASE WHEN lot.verdict = 'accepted'
             AND NOT EXISTS (SELECT 1 FROM lot_page
                             WHERE lot_page.lot_id = inside.lot_id AND lot_page.record_id = inside.record_id
                               AND lot_page.defect IS NOT NULL)
            THEN 'checked' ELSE 'rejected' END AS verdict,
       lot.is_own_work
FROM lot_record AS inside JOIN lot ON lot.lot_id = inside.lot_id
WHERE inside.withheld_at IS NULL AND inside.returned_at IS NULL AND lot.verdict IS NOT NULL
  AND inside.lot_id = (SELECT max(latest.lot_id) FROM lot_record AS latest
                       WHERE latest.record_id = inside.record_id)
  AND inside.revision = (SELECT sum(side.revision) FROM side WHERE side.record_id = inside.record_id);

DROP VIEW record_stage;
-- The stage of every record, from its sides, its latest package and its latest lot. A package, and a verdict,
-- count while nothing has changed since; after one that was rejected, something must, or the operator says that
-- it was looked through.
CREATE VIEW record_stage AS
SELECT record.record_id,
    CASE
        WHEN record.availability <> 'available'
          OR NOT EXISTS (SELECT 1 FROM side_state
                         WHERE side_state.record_id = record.record_id AND n_pages > 0)
          OR EXISTS (SELECT 1 FROM side_state
                     WHERE side_state.record_id = record.record_id
                       AND (n_pages > 0 OR expected_pages > 0) AND NOT is_complete)
        THEN 'registered'
        WHEN EXISTS (SELECT 1 FROM side_state
                     WHERE side_state.record_id = record.record_id AND n_unread > 0)
        THEN 'scanned'
        WHEN EXISTS (SELECT 1 FROM side_state
                     WHERE side_state.record_id = record.record_id
                       AND n_pages > 0 AND assembled <> revision)
        THEN 'recognised'
        ELSE COALESCE(
            (SELECT CASE package.status WHEN 'exported' THEN 'exported'
                                        WHEN 'accepted' THEN 'imported'
                                        ELSE 'rejected' END
             FROM package
             WHERE package.record_id = record.record_id
               AND package.revision = (SELECT sum(side.revision) FROM side
                                       WHERE side.record_id = record.record_id)
             ORDER BY package.version DESC LIMIT 1),
            (SELECT verdict FROM record_verdict WHERE record_verdict.record_id = record.record_id),
            'assembled')
    END AS stage
FROM record;
