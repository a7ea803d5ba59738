-- name: batch_insert
INSERT INTO batch (kind, source, source_sha256, original, start_side_id, expected_sheets,
                   owner, person, started_at, source_file, fronts_batch_id)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
RETURNING batch_id;

-- name: batch_close
UPDATE batch SET ended_at = $2, ended_how = $3 WHERE batch_id = $1 AND ended_at IS NULL;

-- name: batch_owner
SELECT owner, ended_at, start_side_id, expected_sheets FROM batch WHERE batch_id = $1;

-- name: batch_set_owner
UPDATE batch SET owner = $2, person = $3 WHERE batch_id = $1;

-- The faces of a sheet come front, back.
-- name: batch_last_page
SELECT sheet, side_id, item_id FROM page WHERE batch_id = $1 ORDER BY sheet DESC, face LIMIT 1;

-- name: batch_open
SELECT batch_id, kind, started_at, owner FROM batch WHERE ended_at IS NULL ORDER BY batch_id;

-- A sheet is a cover or separator if one of its faces is.
-- name: batch_ledger
SELECT batch.batch_id, count(sheet.sheet),
       count(CASE WHEN n_covers > 0 THEN 1 END),
       count(CASE WHEN n_covers = 0 AND n_separators > 0 THEN 1 END),
       count(CASE WHEN n_covers = 0 AND n_separators = 0 THEN 1 END),
       COALESCE(sum(n_pages), 0), COALESCE(sum(n_pages - n_flagged), 0),
       COALESCE(sum(n_flagged), 0), batch.expected_sheets
FROM batch LEFT JOIN (
    SELECT page.batch_id, page.sheet,
           count(CASE WHEN role = 'cover' THEN 1 END) AS n_covers,
           count(CASE WHEN role = 'separator' THEN 1 END) AS n_separators,
           count(CASE WHEN role = 'folio' THEN 1 END) AS n_pages,
           count(CASE WHEN role = 'folio' AND EXISTS (
               SELECT 1 FROM flag WHERE flag.page_id = page.page_id) THEN 1 END) AS n_flagged
    FROM page WHERE page.batch_id = $1
    GROUP BY page.batch_id, page.sheet) AS sheet ON sheet.batch_id = batch.batch_id
WHERE batch.batch_id = $1
GROUP BY batch.batch_id, batch.expected_sheets;

-- name: batch_surplus
SELECT record.file_no, side_state.name, side_state.n_pages, side_state.expected_pages
FROM side_state JOIN record ON record.record_id = side_state.record_id
WHERE side_state.n_pages > side_state.expected_pages
  AND side_state.side_id IN (SELECT side_id FROM page WHERE batch_id = $1 AND seq IS NOT NULL)
ORDER BY side_state.side_id;

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
