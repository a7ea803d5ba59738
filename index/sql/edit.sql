-- Corrections (edit.c).

-- name: edit_side_load
SELECT name, closed_reason, closed_by, closed_at FROM side WHERE side_id = $1;

-- The sheet of a page that came with a stack of backs is that of its front, whose back it is.
-- name: edit_side_pages
SELECT page_id, COALESCE(fronts_batch_id, page.batch_id),
       CASE backs_order WHEN 'reversed'
            THEN (SELECT max(last.sheet) FROM page AS last WHERE last.batch_id = page.batch_id)
                 + 1 - sheet
            ELSE sheet END,
       CASE WHEN fronts_batch_id IS NULL THEN face ELSE 'back' END,
       role, side_id, seq, folio, folio_set, item_id, turn, turn_set, state,
       replaced_by,
       (SELECT value FROM flag WHERE flag.page_id = page.page_id AND flag.flag = 'order'),
       (SELECT count(*) FROM flag WHERE flag.page_id = page.page_id AND flag.flag = 'unread')
FROM page JOIN batch ON batch.batch_id = page.batch_id
WHERE side_id = $1 AND seq IS NOT NULL ORDER BY seq;

-- name: edit_page_load
SELECT page_id, COALESCE(fronts_batch_id, page.batch_id),
       CASE backs_order WHEN 'reversed'
            THEN (SELECT max(last.sheet) FROM page AS last WHERE last.batch_id = page.batch_id)
                 + 1 - sheet
            ELSE sheet END,
       CASE WHEN fronts_batch_id IS NULL THEN face ELSE 'back' END,
       role, side_id, seq, folio, folio_set, item_id, turn, turn_set, state,
       replaced_by,
       (SELECT value FROM flag WHERE flag.page_id = page.page_id AND flag.flag = 'order'),
       (SELECT count(*) FROM flag WHERE flag.page_id = page.page_id AND flag.flag = 'unread')
FROM page JOIN batch ON batch.batch_id = page.batch_id
WHERE page_id = $1;

-- Open batches that fed the side, or were told to.
-- name: edit_side_feeders
SELECT batch_id, owner FROM batch
WHERE ended_at IS NULL
  AND (start_side_id = $1
       OR EXISTS (SELECT 1 FROM page WHERE page.batch_id = batch.batch_id AND page.side_id = $1))
ORDER BY batch_id;

-- The open batch whose last sheet this page is of: the batch goes on where that sheet went.
-- A stack of backs goes nowhere by itself.
-- name: edit_page_ends_batch
SELECT batch.batch_id
FROM page JOIN batch ON batch.batch_id = page.batch_id
WHERE page.page_id = $1 AND batch.ended_at IS NULL AND batch.fronts_batch_id IS NULL
  AND NOT EXISTS (SELECT 1 FROM page later
                  WHERE later.batch_id = page.batch_id AND later.sheet > page.sheet);

-- name: edit_insert
INSERT INTO edit (act, detail, at, person) VALUES ($1, '{}', $2, $3) RETURNING edit_id;

-- name: edit_set_detail
UPDATE edit SET detail = $2 WHERE edit_id = $1;

-- name: edit_page_insert
INSERT INTO edit_page (edit_id, page_id, role, side_id, seq, folio, folio_set, item_id, turn,
                       turn_set, state, replaced_by, order_value)
SELECT $1, page_id, role, side_id, seq, folio, folio_set, item_id, turn, turn_set, state, replaced_by,
       (SELECT value FROM flag WHERE flag.page_id = page.page_id AND flag.flag = 'order')
FROM page WHERE page_id = $2;

-- name: edit_side_insert
INSERT INTO edit_side (edit_id, side_id, last_seq, closed_reason, closed_by, closed_at)
SELECT $1, side_id, $3, closed_reason, closed_by, closed_at FROM side WHERE side_id = $2;

-- name: edit_item_insert
INSERT INTO edit_item (edit_id, item_id, side_id)
SELECT $1, item_id, side_id FROM item WHERE item_id = $2;

-- Numbers are unique in a side: all that change are given back before any is taken.
-- name: edit_page_park
UPDATE page SET seq = NULL WHERE page_id = $1;

-- name: edit_page_set
UPDATE page SET role = $2, side_id = $3, seq = $4, folio = $5, folio_set = $6, item_id = $7,
                turn = $8, turn_set = $9, state = $10, replaced_by = $11,
                volume = CASE WHEN side_id = $3 THEN volume END,
                fed_side_id = CASE WHEN CAST($3 AS BIGINT) IS NULL THEN NULL
                                   WHEN CAST($4 AS BIGINT) IS NULL THEN fed_side_id
                                   ELSE COALESCE(fed_side_id, $3) END
WHERE page_id = $1;

-- name: edit_page_job_forget
DELETE FROM job WHERE kind = 'page' AND target_id = $1;

-- name: edit_side_close
UPDATE side SET closed_reason = $2, closed_by = $3, closed_at = $4,
    closed_pages = CASE WHEN CAST($4 AS TEXT) IS NULL THEN NULL
                        WHEN closed_at = $4 THEN closed_pages
                        ELSE (SELECT count(*) FROM page
                              WHERE page.side_id = $1 AND seq IS NOT NULL AND state <> 'replaced'
                                AND NOT EXISTS (SELECT 1 FROM flag
                                                WHERE flag.page_id = page.page_id
                                                  AND flag.flag IN ('blank', 'duplicate'))) END
WHERE side_id = $1;

-- name: edit_item_set_side
UPDATE item SET side_id = $2 WHERE item_id = $1;

-- name: edit_volumes_retire
UPDATE volume SET retired_at = $3, number = -volume_id
WHERE side_id = $1 AND frozen = 1 AND retired_at IS NULL AND last_seq >= $2;

-- Of a side that holds no page any more.
-- name: edit_side_job_forget
DELETE FROM job WHERE kind = 'side' AND target_id = $1;

-- name: edit_record_sides
SELECT side_id, name FROM side
WHERE record_id = $1 AND EXISTS (SELECT 1 FROM page WHERE page.side_id = side.side_id
                                                      AND page.seq IS NOT NULL)
ORDER BY side_id;

-- name: edit_load
SELECT act, undone_at, undone_by FROM edit WHERE edit_id = $1;

-- name: edit_saved_sides
SELECT side_id, last_seq, closed_reason, closed_by, closed_at FROM edit_side
WHERE edit_id = $1 ORDER BY side_id;

-- name: edit_saved_pages
SELECT page_id, role, side_id, seq, folio, folio_set, item_id, turn, turn_set, state, replaced_by,
       order_value
FROM edit_page WHERE edit_id = $1 ORDER BY page_id;

-- name: edit_saved_items
SELECT item_id, side_id FROM edit_item WHERE edit_id = $1;

-- The latest correction, not undone, of a page or side that this one touched.
-- name: edit_later
SELECT edit_id, act, at, person FROM edit
WHERE undone_at IS NULL
  AND edit_id IN (SELECT b.edit_id FROM edit_side a JOIN edit_side b ON b.side_id = a.side_id
                  WHERE a.edit_id = $1 AND b.edit_id > $1
                  UNION
                  SELECT b.edit_id FROM edit_page a JOIN edit_page b ON b.page_id = a.page_id
                  WHERE a.edit_id = $1 AND b.edit_id > $1)
ORDER BY edit_id DESC LIMIT 1;

-- name: edit_set_undone
UPDATE edit SET undone_at = $2, undone_by = $3 WHERE edit_id = $1;

-- name: edit_latest
SELECT edit_id FROM edit
WHERE undone_at IS NULL
  AND edit_id IN (SELECT edit_id FROM edit_side JOIN side ON side.side_id = edit_side.side_id
                  WHERE side.record_id = $1)
ORDER BY edit_id DESC LIMIT 1;

-- name: edit_answer
SELECT edit_id, act, at, person, undone_at, undone_by, detail FROM edit WHERE edit_id = $1;

-- name: edit_history
SELECT edit_id, act, at, person, undone_at, undone_by, detail FROM edit
WHERE edit_id IN (SELECT edit_id FROM edit_side JOIN side ON side.side_id = edit_side.side_id
                  WHERE side.record_id = $1)
ORDER BY edit_id;

-- What a side looks like after a correction.
-- name: edit_side_answer
SELECT record.file_no, side_state.name, side_state.n_pages, side_state.expected_pages,
       CASE WHEN NOT side_state.is_complete THEN 1 ELSE 0 END
FROM side_state JOIN record ON record.record_id = side_state.record_id
WHERE side_state.side_id = $1;

-- Labels in order, for oddities.
-- name: edit_side_labels
SELECT folio FROM page WHERE side_id = $1 AND seq IS NOT NULL ORDER BY seq;

-- Naming pages (select.c).

-- name: select_place
SELECT page_id FROM page WHERE side_id = $1 AND seq BETWEEN $2 AND $3 ORDER BY seq;

-- name: select_folio
SELECT page_id, seq FROM page WHERE side_id = $1 AND seq IS NOT NULL AND folio = $2 ORDER BY seq;

-- name: select_id
SELECT page_id FROM page WHERE page_id BETWEEN $1 AND $2 ORDER BY page_id;

-- name: select_last_sheet
SELECT COALESCE((SELECT max(sheet) FROM page WHERE page.batch_id = batch.batch_id), 0)
FROM batch WHERE batch_id = $1;

-- The faces of a sheet come front, back; with the place that each has.
-- name: select_sheet
SELECT page_id, sheet, CASE WHEN seq IS NOT NULL THEN record.record_id END, record.file_no,
       side.name, seq
FROM page
LEFT JOIN side ON side.side_id = page.side_id
LEFT JOIN record ON record.record_id = side.record_id
WHERE batch_id = $1 AND sheet BETWEEN $2 AND $3 AND role = 'folio' AND state <> 'replaced'
ORDER BY sheet, CASE face WHEN 'front' THEN 0 ELSE 1 END;

-- Page $1 and all that are the same picture.
-- name: edit_twins
SELECT page_id, CASE WHEN seq IS NOT NULL AND state <> 'replaced' THEN 1 ELSE 0 END
FROM page
WHERE role = 'folio'
  AND page_id IN (SELECT same_id FROM page_same WHERE page_same.page_id = $1 UNION SELECT CAST($1 AS BIGINT));

-- name: edit_twin_unflag
DELETE FROM flag WHERE page_id = $1 AND flag = 'duplicate' AND value = $2;
