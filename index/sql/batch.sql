-- name: batch_insert
INSERT INTO batch (kind, source, source_sha256, original, start_side_id, expected_sheets,
                   owner, person, started_at, source_file, fronts_batch_id)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
RETURNING batch_id;

-- name: batch_close
UPDATE batch SET ended_at = $2, ended_how = $3 WHERE batch_id = $1 AND ended_at IS NULL;

-- A record's second cover in the batch (1), and those with no page before the next cover or the end,
-- unless that is the same cover once more (0); but for those that are flagged already. In a stack of
-- backs there are only the backs of covers.
-- name: batch_odd_covers
WITH cover AS (
    SELECT min(page.page_id) AS page_id, page.sheet, side.record_id
    FROM page
    JOIN side ON side.side_id = page.side_id
    JOIN batch ON batch.batch_id = page.batch_id
    WHERE page.batch_id = $1 AND page.role = 'cover' AND batch.fronts_batch_id IS NULL
    GROUP BY page.sheet, side.record_id),
led AS (
    SELECT cover.page_id, cover.sheet, cover.record_id,
           EXISTS (SELECT 1 FROM cover AS earlier WHERE earlier.record_id = cover.record_id
                                                    AND earlier.sheet < cover.sheet) AS is_again,
           (SELECT min(page.sheet) FROM page WHERE page.batch_id = $1 AND page.role = 'cover'
                                               AND page.sheet > cover.sheet) AS next_sheet
    FROM cover)
SELECT page_id, CASE WHEN is_again THEN 1 ELSE 0 END FROM led
WHERE NOT EXISTS (SELECT 1 FROM flag WHERE flag.page_id = led.page_id AND flag.flag = 'order')
  AND (is_again
       OR (NOT EXISTS (SELECT 1 FROM page
                       WHERE page.batch_id = $1 AND page.role = 'folio' AND page.sheet > led.sheet
                         AND (led.next_sheet IS NULL OR page.sheet < led.next_sheet))
           AND NOT EXISTS (SELECT 1 FROM cover AS same WHERE same.sheet = led.next_sheet
                                                         AND same.record_id = led.record_id)))
ORDER BY led.sheet;

-- name: batch_owner
SELECT owner, ended_at, start_side_id, expected_sheets, fronts_batch_id
FROM batch WHERE batch_id = $1;

-- name: batch_find_cover
SELECT page_id FROM page WHERE batch_id = $1 AND role = 'cover' LIMIT 1;

-- name: batch_set_owner
UPDATE batch SET owner = $2, person = $3 WHERE batch_id = $1;

-- The faces of a sheet come front, back.
-- name: batch_last_page
SELECT sheet, side_id, item_id FROM page WHERE batch_id = $1 ORDER BY sheet DESC, face LIMIT 1;

-- Of its last sheet: front, back.
-- name: batch_last_masters
SELECT plain(sha256) FROM page
WHERE batch_id = $1 AND sheet = (SELECT max(sheet) FROM page WHERE batch_id = $1)
ORDER BY face DESC;

-- name: batch_count_unplaced
SELECT count(*) FROM page
WHERE batch_id = $1 AND role = 'folio' AND side_id IS NULL AND state <> 'replaced';

-- name: batch_set_expected
UPDATE batch SET expected_sheets = $2 WHERE batch_id = $1;

-- name: batch_open
SELECT batch_id, kind, started_at, owner, source FROM batch WHERE ended_at IS NULL ORDER BY batch_id;

-- name: batch_set_serial
UPDATE batch SET serial = $2 WHERE batch_id = $1;

-- name: batch_jam
UPDATE batch SET jams = jams + 1 WHERE batch_id = $1;

-- name: batch_coming
SELECT batch_id, owner FROM batch WHERE source_sha256 = $1 AND ended_at IS NULL;

-- name: batch_find_source
SELECT batch.batch_id FROM batch
WHERE batch.source_sha256 = $1
  AND EXISTS (SELECT 1 FROM page WHERE page.batch_id = batch.batch_id
                                   AND ($2 = 0 OR page.side_id = $2)
                                   AND page.state <> 'replaced')
ORDER BY batch.batch_id DESC LIMIT 1;

-- name: batch_find_file
SELECT batch.batch_id FROM batch
WHERE batch.source_sha256 = $1 AND batch.source_file = $2
  AND EXISTS (SELECT 1 FROM page WHERE page.batch_id = batch.batch_id)
ORDER BY batch.batch_id DESC LIMIT 1;

-- name: batch_find_backs
SELECT batch.batch_id FROM batch
WHERE batch.source_sha256 = $1 AND batch.fronts_batch_id = $2
  AND EXISTS (SELECT 1 FROM page WHERE page.batch_id = batch.batch_id
                                   AND page.state <> 'replaced')
ORDER BY batch.batch_id DESC LIMIT 1;
