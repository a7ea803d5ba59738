-- Fronts and backs scanned as two stacks (backs.c).

-- name: backs_batch
SELECT ended_at IS NULL, fronts_batch_id, backs_order,
       (SELECT count(*) FROM page WHERE page.batch_id = batch.batch_id),
       (SELECT count(*) FROM page WHERE page.batch_id = batch.batch_id AND face = 'back')
FROM batch WHERE batch_id = $1;

-- The stack of backs that is in its place already.
-- name: backs_settled
SELECT batch_id FROM batch WHERE fronts_batch_id = $1 AND backs_order IS NOT NULL LIMIT 1;

-- name: backs_latest_fronts
SELECT batch_id FROM batch
WHERE kind = $1 AND fronts_batch_id IS NULL AND ended_at IS NOT NULL
  AND EXISTS (SELECT 1 FROM page WHERE page.batch_id = batch.batch_id)
ORDER BY batch_id DESC LIMIT 1;

-- name: backs_sheets
SELECT page_id, sheet, role,
       EXISTS (SELECT 1 FROM flag WHERE flag.page_id = page.page_id AND flag.flag = 'blank')
FROM page WHERE batch_id = $1 ORDER BY sheet;

-- Where a front stands now: it may have been replaced since.
-- name: backs_front
WITH RECURSIVE stand (page_id, replaced_by) AS (
    SELECT page_id, replaced_by FROM page WHERE page_id = $1
    UNION
    SELECT page.page_id, page.replaced_by FROM page JOIN stand ON page.page_id = stand.replaced_by)
SELECT page.page_id, page.side_id, page.seq, page.item_id
FROM stand JOIN page ON page.page_id = stand.page_id
WHERE stand.replaced_by IS NULL;

-- name: backs_side_pages
SELECT page_id, seq, folio FROM page WHERE side_id = $1 AND seq IS NOT NULL ORDER BY seq;

-- A volume that was handed over and holds a page behind this one.
-- name: backs_frozen
SELECT number FROM volume
WHERE side_id = $1 AND frozen = 1 AND retired_at IS NULL AND last_seq > $2
ORDER BY number LIMIT 1;

-- Numbers are unique in a side: all that change are given back before any is taken.
-- name: backs_park
UPDATE page SET seq = NULL WHERE side_id = $1 AND seq > $2;

-- name: backs_move_up
UPDATE page SET seq = $2, folio = $3 WHERE page_id = $1;

-- name: backs_put
UPDATE page SET role = $2, side_id = $3, item_id = $4, seq = $5, folio = $6 WHERE page_id = $1;

-- name: backs_set_order
UPDATE batch SET backs_order = $2 WHERE batch_id = $1;

-- Pages of earlier stacks for the same fronts that nobody has placed.
-- name: backs_supersede
UPDATE page SET state = 'replaced'
WHERE side_id IS NULL AND state <> 'replaced'
  AND batch_id IN (SELECT batch_id FROM batch
                   WHERE fronts_batch_id = $1 AND backs_order IS NULL AND batch_id <> $2
                     AND ended_at IS NOT NULL)
RETURNING page_id;
