-- Schema version 26: pages that were scanned twice are found in the whole office; what was split and recategorised is listed.

-- Pages that are still to be compared with all others, once they stand in a side. traits: of Page (scan.h), 8 bytes each, least first;
-- NULL: to be taken of the master. is_old: muhafiz run looks at them when it has nothing else to do.
CREATE TABLE alike_due (
    page_id INTEGER PRIMARY KEY,
    traits BYTEA,
    is_old BIGINT NOT NULL
);
CREATE INDEX alike_due_order ON alike_due (is_old, page_id);
-- Those of before there were traits.
INSERT INTO alike_due (page_id, traits, is_old)
SELECT page_id, NULL, 1 FROM page
WHERE role = 'folio' AND seq IS NOT NULL AND state <> 'replaced'
  AND NOT EXISTS (SELECT 1 FROM flag WHERE flag.page_id = page.page_id AND flag.flag IN ('blank', 'duplicate'));

-- Which alike.db belongs to this index, and how often it was written to (alike-traits.h). 0: there is none yet.
CREATE TABLE alike_state (token BIGINT NOT NULL, written BIGINT NOT NULL);
INSERT INTO alike_state (token, written) VALUES (0, 0);

-- feeding.is_split is 2 where the office's list has the record since.
CREATE INDEX feeding_split ON feeding (record_id) WHERE is_split = 2;

-- progress_side.state also tells why a side does not count though it has pages: moved, repeated.
DROP INDEX progress_side_odd;
CREATE INDEX progress_side_odd ON progress_side (side_id)
WHERE state IN ('closed', 'uncounted', 'moved', 'repeated') OR pages > counted OR moved > 0 OR elsewhere > 0;
INSERT INTO progress_due
SELECT DISTINCT record_id FROM progress_side
WHERE state = 'open' AND (moved > 0 OR (pages < expected AND pages + blank + duplicate >= expected))
ON CONFLICT DO NOTHING;
