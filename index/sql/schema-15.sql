-- Schema version 15: what counts as done. progress.h has the rules, count.sql applies them.

-- What the register expected of a record when the first page was fed to it; NULL: nobody had counted, or the office's
-- register did not have the record. is_split: made by a split of another, and not in the office's list since.
CREATE TABLE feeding (
    record_id BIGINT PRIMARY KEY REFERENCES record,
    note_pages BIGINT, correspondence_pages BIGINT,
    at TEXT NOT NULL,
    is_split BIGINT NOT NULL DEFAULT 0
);
-- The side that a page was fed to, wherever it stands since; NULL: it has had no record yet.
ALTER TABLE page ADD COLUMN fed_side_id BIGINT;
-- Unique pages that the side held when a person closed it.
ALTER TABLE side ADD COLUMN closed_pages BIGINT;
-- serial: of the scanner, as batch.scanner says it. jams: paper that jammed while it was fed.
ALTER TABLE batch ADD COLUMN serial TEXT NOT NULL DEFAULT '';
ALTER TABLE batch ADD COLUMN jams BIGINT NOT NULL DEFAULT 0;

-- Until now nobody kept it: the earliest correction of a page tells where it stood before.
UPDATE page SET fed_side_id = COALESCE(
    (SELECT edit_page.side_id FROM edit_page
     WHERE edit_page.page_id = page.page_id AND edit_page.side_id IS NOT NULL
     ORDER BY edit_page.edit_id LIMIT 1), side_id)
WHERE role = 'folio' AND side_id IS NOT NULL;
CREATE INDEX page_moved ON page (fed_side_id) WHERE fed_side_id <> side_id;
-- What is expected today is all that is known of what was expected then.
INSERT INTO feeding (record_id, note_pages, correspondence_pages, at)
SELECT record.record_id,
       CASE WHEN provisional.record_id IS NULL THEN note_pages END,
       CASE WHEN provisional.record_id IS NULL THEN correspondence_pages END, fed.at
FROM (SELECT side.record_id, min(page.accepted_at) AS at FROM side JOIN page ON page.side_id = side.side_id
      WHERE page.seq IS NOT NULL GROUP BY side.record_id) AS fed
JOIN record ON record.record_id = fed.record_id
LEFT JOIN provisional ON provisional.record_id = fed.record_id;
UPDATE side SET closed_pages = (SELECT count(*) FROM page
                                WHERE page.side_id = side.side_id AND seq IS NOT NULL AND state <> 'replaced'
                                  AND NOT EXISTS (SELECT 1 FROM flag WHERE flag.page_id = page.page_id
                                                                       AND flag.flag IN ('blank', 'duplicate')))
WHERE closed_at IS NOT NULL;

-- The counts as they were when they were last asked for, by record, and the records of which that is no longer true,
-- which triggers name. All of it can be made again from the rest: what nobody has counted yet is due.
CREATE TABLE progress_due (record_id INTEGER PRIMARY KEY);
INSERT INTO progress_due SELECT record_id FROM record;
-- expected: at feeding. pages: unique ones that count for it; counted: no more than were expected. moved: stand in it
-- and count for the record that they were fed to. state: open, complete, closed, uncounted, empty.
CREATE TABLE progress_side (
    side_id INTEGER PRIMARY KEY,
    record_id BIGINT NOT NULL,
    name TEXT NOT NULL,
    expected BIGINT, pages BIGINT NOT NULL, counted BIGINT NOT NULL,
    blank BIGINT NOT NULL, duplicate BIGINT NOT NULL, moved BIGINT NOT NULL,
    elsewhere BIGINT NOT NULL, -- of duplicate: the same picture counts where it was fed first
    state TEXT NOT NULL
);
CREATE INDEX progress_side_record ON progress_side (record_id);
CREATE INDEX progress_side_odd ON progress_side (side_id) WHERE state IN ('closed', 'uncounted') OR pages > counted OR moved > 0 OR elsewhere > 0;
-- Pages that count, by the day of their feeding and the batch that brought them.
CREATE TABLE progress_work (
    record_id BIGINT NOT NULL,
    batch_id BIGINT NOT NULL,
    day TEXT NOT NULL,
    pages BIGINT NOT NULL, recognised BIGINT NOT NULL, failed BIGINT NOT NULL, flags BIGINT NOT NULL,
    PRIMARY KEY (record_id, batch_id, day)
);
-- is_own: in the office's own register. availability: excluded without approval is "proposed". Days are NULL where
-- the record is not so far.
CREATE TABLE progress_record (
    record_id INTEGER PRIMARY KEY,
    is_own BIGINT NOT NULL,
    availability TEXT NOT NULL,
    stage TEXT NOT NULL,
    expected BIGINT NOT NULL, pages BIGINT NOT NULL,
    recognised BIGINT NOT NULL, failed BIGINT NOT NULL, surplus BIGINT NOT NULL,
    blank BIGINT NOT NULL, duplicate BIGINT NOT NULL,
    is_uncounted BIGINT NOT NULL, is_short BIGINT NOT NULL,
    scanned_on TEXT, checked_on TEXT, exported_on TEXT, imported_on TEXT,
    is_recognised BIGINT NOT NULL, is_assembled BIGINT NOT NULL,
    accepted BIGINT NOT NULL, seen BIGINT NOT NULL, -- pages of the lot it was accepted with, and those a checker saw
    is_own_work BIGINT NOT NULL
);
