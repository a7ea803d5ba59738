-- Schema version 2: items, tokens, corrections.

-- One receipt (letter) within correspondence, opened by a separator sheet. Its first and last folio
-- are those of the pages that name it.
CREATE TABLE item (
    item_id INTEGER PRIMARY KEY,
    side_id BIGINT NOT NULL REFERENCES side,
    number TEXT NOT NULL, dated TEXT NOT NULL, sender TEXT NOT NULL, -- as people key them; '' unknown
    opened_at TEXT NOT NULL
);
CREATE INDEX item_side ON item (side_id);

-- Reusable sheets of offices without a printer: a token stands for the record it was last assigned
-- to, once; scanned again without a new assignment it stands for none.
CREATE TABLE token (
    number INTEGER PRIMARY KEY,
    record_id BIGINT REFERENCES record,   -- NULL: not assigned
    assigned_at TEXT, assigned_by TEXT,
    used_page_id BIGINT REFERENCES page   -- the page it was scanned as since; NULL: not yet
);

-- item_id of a separator: the item it opened. turn: quarter turns clockwise that a person ordered.
-- replaced_by: the page that took this one's place. folio_set: a person wrote the label, so it stays
-- with its page; a label that nobody wrote follows seq.
ALTER TABLE page ADD COLUMN item_id BIGINT REFERENCES item;
ALTER TABLE page ADD COLUMN turn BIGINT NOT NULL DEFAULT 0;
ALTER TABLE page ADD COLUMN replaced_by BIGINT REFERENCES page;
CREATE INDEX page_item ON page (item_id) WHERE item_id IS NOT NULL;
ALTER TABLE page ADD COLUMN folio_set BIGINT NOT NULL DEFAULT 0;
CREATE INDEX page_replaced_by ON page (replaced_by) WHERE replaced_by IS NOT NULL;

-- Of a stack of backs: the batch whose sheets have them as their other faces.
ALTER TABLE batch ADD COLUMN fronts_batch_id BIGINT REFERENCES batch;
ALTER TABLE batch ADD COLUMN backs_order TEXT; -- same, reversed; NULL: they are not in their places
CREATE INDEX batch_fronts ON batch (fronts_batch_id) WHERE fronts_batch_id IS NOT NULL;

-- Of a file of a hot folder: its path, inode, time of change and size. The same file found there
-- once more was taken in just before a crash; a copy of it is another file.
ALTER TABLE batch ADD COLUMN source_file TEXT;
CREATE INDEX batch_source ON batch (source_sha256) WHERE source_sha256 IS NOT NULL;
CREATE INDEX batch_interrupted ON batch (batch_id)
    WHERE kind = 'ingest' AND (ended_at IS NULL OR ended_how = 'interrupted'); -- as status asks

-- A frozen volume whose pages were corrected after it was handed over: its file and its packages
-- stay, the next version has others in its place. Its number is then -volume_id.
ALTER TABLE volume ADD COLUMN retired_at TEXT;
CREATE INDEX volume_path ON volume (path);
-- Pages that stand in its PDF: those from first_seq to last_seq, or fewer where blank ones are left
-- out. NULL: written before anybody asked.
ALTER TABLE volume ADD COLUMN n_pages BIGINT;

-- Corrections: what the pages, sides and items they touched were like before, so that the latest can
-- be undone. Every side they touched has a row.
CREATE TABLE edit (
    edit_id INTEGER PRIMARY KEY,
    act TEXT NOT NULL,               -- "pages.moved"
    detail TEXT NOT NULL,            -- that of its event
    at TEXT NOT NULL,
    person TEXT NOT NULL,
    undone_at TEXT, undone_by TEXT
);
CREATE TABLE edit_page (
    edit_id BIGINT NOT NULL REFERENCES edit,
    page_id BIGINT NOT NULL REFERENCES page,
    role TEXT NOT NULL, side_id BIGINT, seq BIGINT, folio TEXT, folio_set BIGINT NOT NULL,
    item_id BIGINT, turn BIGINT NOT NULL, state TEXT NOT NULL, replaced_by BIGINT,
    order_value DOUBLE PRECISION,    -- of its flag "order"; NULL: it had none
    PRIMARY KEY (edit_id, page_id)
);
CREATE INDEX edit_page_page ON edit_page (page_id, edit_id);
CREATE TABLE edit_side (
    edit_id BIGINT NOT NULL REFERENCES edit,
    side_id BIGINT NOT NULL REFERENCES side,
    last_seq BIGINT NOT NULL,        -- after the correction: what is behind it came later
    closed_reason TEXT, closed_by TEXT, closed_at TEXT,
    PRIMARY KEY (edit_id, side_id)
);
CREATE INDEX edit_side_side ON edit_side (side_id, edit_id);
CREATE TABLE edit_item (
    edit_id BIGINT NOT NULL REFERENCES edit,
    item_id BIGINT NOT NULL REFERENCES item,
    side_id BIGINT NOT NULL,
    PRIMARY KEY (edit_id, item_id)
);

-- The last page of a side whose number of pages is not the expected one, while nobody feeds it and
-- nobody has closed it.
CREATE VIEW page_miscount AS
SELECT page.page_id
FROM page JOIN side_state ON side_state.side_id = page.side_id
WHERE page.seq = (SELECT max(last.seq) FROM page AS last WHERE last.side_id = page.side_id)
  AND side_state.n_pages <> side_state.expected_pages
  AND side_state.closed_at IS NULL AND side_state.n_feeding = 0;

-- Flags as people see them: those that were measured, and "order" (value 100, PAGE_ORDER_COUNT) where
-- pages were miscounted. Ask it for one page: for many, SQLite would make all of it each time.
CREATE VIEW page_flag AS
SELECT page_id, flag, value FROM flag
UNION ALL
SELECT page_id, 'order', 100.0 FROM page_miscount
WHERE NOT EXISTS (SELECT 1 FROM flag WHERE flag.page_id = page_miscount.page_id
                                       AND flag.flag = 'order');
