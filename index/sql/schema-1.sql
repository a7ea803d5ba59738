-- Schema version 1. Migrations go forward only: a change is a new file schema-<n>.sql.
-- Column types are those that SQLite and PostgreSQL share; times are RFC 3339 text with offset.
-- Nothing derived is stored: the stage of a record is the view record_stage.

-- The office's register. file_no is kept as written; nic_no is its unique e-Office form, unique
-- also where upper and lower case are the same (nic_key = lower case of nic_no).
CREATE TABLE record (
    record_id INTEGER PRIMARY KEY,
    file_no TEXT NOT NULL,
    nic_no TEXT NOT NULL,
    nic_key TEXT NOT NULL UNIQUE,
    subject TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('file', 'register', 'map')),
    section TEXT NOT NULL, category TEXT NOT NULL, sub_category TEXT NOT NULL,
    year TEXT NOT NULL, classification TEXT NOT NULL, retention TEXT NOT NULL,
    language TEXT NOT NULL, opened TEXT NOT NULL, closed TEXT NOT NULL,
    note_pages BIGINT, correspondence_pages BIGINT,
    priority TEXT NOT NULL, location TEXT NOT NULL, computer_no TEXT NOT NULL,
    previous_ref TEXT NOT NULL, later_ref TEXT NOT NULL, remarks TEXT NOT NULL,
    availability TEXT NOT NULL CHECK (availability IN ('available', 'excluded', 'missing', 'damaged')),
    custody TEXT NOT NULL CHECK (custody IN ('in-room', 'taken', 'returned')),
    created_at TEXT NOT NULL, changed_at TEXT NOT NULL,
    UNIQUE (file_no, year)
);

-- One numbered series of a record. revision counts every change to its pages or to what its volumes say;
-- assembled is the revision its volumes were written from.
CREATE TABLE side (
    side_id INTEGER PRIMARY KEY,
    record_id BIGINT NOT NULL REFERENCES record,
    name TEXT NOT NULL,
    closed_reason TEXT, closed_by TEXT, closed_at TEXT,
    revision BIGINT NOT NULL DEFAULT 0,
    assembled BIGINT NOT NULL DEFAULT 0,
    UNIQUE (record_id, name)
);

CREATE INDEX side_due ON side (side_id) WHERE assembled <> revision;

-- One feeding of a scanner, or one ingested file.
CREATE TABLE batch (
    batch_id INTEGER PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('scan', 'ingest')),
    source TEXT NOT NULL,
    source_sha256 TEXT,
    original TEXT,           -- where the ingested PDF is kept, relative to the store
    start_side_id BIGINT,    -- where folios go before any cover says otherwise
    expected_sheets BIGINT,
    owner TEXT NOT NULL,
    person TEXT NOT NULL,
    started_at TEXT NOT NULL,
    ended_at TEXT,           -- NULL: open
    ended_how TEXT
);
CREATE INDEX batch_open ON batch (batch_id) WHERE ended_at IS NULL;

-- One side of one sheet. page_id is permanent; side_id and seq say where it stands now.
CREATE TABLE page (
    page_id INTEGER PRIMARY KEY,
    batch_id BIGINT NOT NULL REFERENCES batch,
    sheet BIGINT NOT NULL,
    face TEXT NOT NULL CHECK (face IN ('front', 'back')),
    role TEXT NOT NULL CHECK (role IN ('folio', 'cover', 'separator')),
    side_id BIGINT REFERENCES side,   -- NULL: not known; of a cover or separator: where it leads
    seq BIGINT,                       -- NULL: not a page of the side
    folio TEXT,
    sha256 TEXT NOT NULL,
    size_bytes BIGINT NOT NULL,
    width_px BIGINT NOT NULL, height_px BIGINT NOT NULL, dpi DOUBLE PRECISION NOT NULL,
    channels BIGINT NOT NULL, depth_bits BIGINT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('scanned', 'recognised', 'failed', 'replaced')),
    confidence DOUBLE PRECISION,
    language TEXT,
    alto_sha256 TEXT,
    layers_key TEXT,
    accepted_at TEXT NOT NULL,
    UNIQUE (batch_id, sheet, face),
    UNIQUE (side_id, seq)
);
CREATE INDEX page_side ON page (side_id, seq, state, batch_id); -- what side_state asks
CREATE INDEX page_sha256 ON page (sha256);
CREATE INDEX page_state ON page (state);

CREATE TABLE flag (
    page_id BIGINT NOT NULL REFERENCES page,
    flag TEXT NOT NULL,
    value DOUBLE PRECISION NOT NULL,
    PRIMARY KEY (page_id, flag)
);

-- The recognised text as people read it; search-<engine>.sql holds the engine's index over it.
CREATE TABLE page_text (
    page_id BIGINT PRIMARY KEY REFERENCES page,
    body TEXT NOT NULL
);

-- One PDF of one side. Frozen once a package names it; never overwritten.
CREATE TABLE volume (
    volume_id INTEGER PRIMARY KEY,
    side_id BIGINT NOT NULL REFERENCES side,
    number BIGINT NOT NULL,
    path TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    size_bytes BIGINT NOT NULL,
    first_seq BIGINT NOT NULL, last_seq BIGINT NOT NULL,
    frozen BIGINT NOT NULL DEFAULT 0,
    written_at TEXT NOT NULL,
    UNIQUE (side_id, number)
);

-- Work. A lease is (job_id, attempt): a commit with an older attempt is refused. So neither number
-- is ever given twice: job_id is not reused (AUTOINCREMENT) and attempt only grows; failures counts
-- those attempts that were the fault of the work itself.
CREATE TABLE job (
    job_id INTEGER PRIMARY KEY AUTOINCREMENT,
    kind TEXT NOT NULL CHECK (kind IN ('page', 'side')),
    target_id BIGINT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('pending', 'running', 'failed')),
    attempt BIGINT NOT NULL DEFAULT 0,
    failures BIGINT NOT NULL DEFAULT 0,
    deaths BIGINT NOT NULL DEFAULT 0,  -- owners that ended over it
    owner TEXT,
    error TEXT,
    created_at TEXT NOT NULL, changed_at TEXT NOT NULL,
    UNIQUE (kind, target_id)
);  -- a job that is done is deleted: what it made says so
CREATE INDEX job_state ON job (state, kind, job_id);

-- What one export of a record contained, and what the import job answered.
CREATE TABLE package (
    package_id INTEGER PRIMARY KEY,
    record_id BIGINT NOT NULL REFERENCES record,
    version BIGINT NOT NULL,
    name TEXT NOT NULL UNIQUE,       -- fl-...[~version]
    path TEXT NOT NULL,              -- relative to the store, or absolute
    content TEXT NOT NULL,           -- hash over what it contains: equal content is not exported again
    size_bytes BIGINT NOT NULL,
    manifest_sha256 TEXT NOT NULL,
    checked BIGINT NOT NULL,
    revision BIGINT NOT NULL,        -- sum of side.revision of the record: another sum, other content
    exported_at TEXT NOT NULL, person TEXT NOT NULL,
    event_head BIGINT NOT NULL,      -- number of the last event it contains
    status TEXT NOT NULL CHECK (status IN ('exported', 'accepted', 'rejected')),
    computer_no TEXT, reason TEXT, answered_at TEXT,
    UNIQUE (record_id, version)
);
CREATE TABLE package_volume (
    package_id BIGINT NOT NULL REFERENCES package,
    volume_id BIGINT NOT NULL REFERENCES volume,
    PRIMARY KEY (package_id, volume_id)
);

-- Append-only, one chain per office (event.c). Triggers refuse change and removal.
CREATE TABLE event (
    office TEXT NOT NULL,
    number BIGINT NOT NULL,          -- from 1, without gaps
    at TEXT NOT NULL,
    person TEXT NOT NULL,
    act TEXT NOT NULL,
    object TEXT NOT NULL,
    record_id BIGINT,                -- of the record concerned, for packages; not part of the chain
    detail TEXT NOT NULL,            -- canonical JSON object
    hash TEXT NOT NULL,
    PRIMARY KEY (office, number)
);
CREATE INDEX event_record ON event (record_id, number);

-- The sides as far as they got. expected_pages is NULL where nobody counted; a register's openings
-- and a map's sheets are counted in the column correspondence_pages. Complete: closed by a person,
-- or all expected pages are there, or, where nobody counted, no open batch is feeding it.
CREATE VIEW side_state AS
SELECT counted.*,
       closed_at IS NOT NULL OR CASE WHEN expected_pages IS NULL THEN n_pages > 0 AND n_feeding = 0
                                     ELSE n_pages >= expected_pages END AS is_complete
FROM (
    SELECT side.side_id, side.record_id, side.name, side.revision, side.assembled, side.closed_at,
           CASE WHEN side.name = 'notes' THEN record.note_pages
                WHEN side.name IN ('correspondence', 'openings', 'sheets')
                     THEN record.correspondence_pages
           END AS expected_pages,
           (SELECT count(*) FROM page
            WHERE page.side_id = side.side_id AND page.seq IS NOT NULL
              AND page.state <> 'replaced') AS n_pages,
           (SELECT count(*) FROM page
            WHERE page.side_id = side.side_id AND page.seq IS NOT NULL
              AND page.state IN ('scanned', 'failed')) AS n_unread,
           (SELECT count(*) FROM page JOIN batch ON batch.batch_id = page.batch_id
            WHERE page.side_id = side.side_id AND page.seq IS NOT NULL
              AND batch.ended_at IS NULL) AS n_feeding
    FROM side JOIN record ON record.record_id = side.record_id
) AS counted;

-- The stage of every record, from its sides and its latest package. A package counts while nothing
-- has changed since; after one that was rejected, something must.
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
            'assembled')
    END AS stage
FROM record;
