-- Fronts and backs scanned as two stacks (backs.c).

-- The order counts while pages are in their places: it may have been undone.
-- name: backs_batch
SELECT CASE WHEN ended_at IS NULL THEN 1 ELSE 0 END, fronts_batch_id,
       CASE WHEN EXISTS (SELECT 1 FROM page WHERE page.batch_id = batch.batch_id
                                              AND seq IS NOT NULL) THEN backs_order END,
       (SELECT count(*) FROM page WHERE page.batch_id = batch.batch_id),
       (SELECT count(*) FROM page WHERE page.batch_id = batch.batch_id AND face = 'back')
FROM batch WHERE batch_id = $1;

-- The stack of backs that is in its place already.
-- name: backs_settled
SELECT batch_id FROM batch
WHERE fronts_batch_id = $1 AND backs_order IS NOT NULL
  AND EXISTS (SELECT 1 FROM page WHERE page.batch_id = batch.batch_id AND seq IS NOT NULL)
LIMIT 1;

-- name: backs_latest_fronts
SELECT batch_id FROM batch
WHERE kind = $1 AND fronts_batch_id IS NULL AND ended_at IS NOT NULL
  AND EXISTS (SELECT 1 FROM page WHERE page.batch_id = batch.batch_id)
ORDER BY batch_id DESC LIMIT 1;

-- name: backs_sheets
SELECT page_id, sheet, role,
       CASE WHEN EXISTS (SELECT 1 FROM flag WHERE flag.page_id = page.page_id AND flag.flag = 'blank')
            THEN 1 ELSE 0 END,
       CASE WHEN role <> 'folio' AND EXISTS (SELECT 1 FROM flag WHERE flag.page_id = page.page_id
                                                                  AND flag.flag = 'order')
            THEN 1 ELSE 0 END
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

-- A volume that was handed over and holds a page behind this one.
-- name: backs_frozen
SELECT number FROM volume
WHERE side_id = $1 AND frozen = 1 AND retired_at IS NULL AND last_seq > $2
ORDER BY number LIMIT 1;

-- Not one that a person gave a place.
-- name: backs_set_aside
UPDATE page SET role = $2, side_id = $3, item_id = $4,
                state = CASE state WHEN 'replaced' THEN 'scanned' ELSE state END
WHERE page_id = $1 AND seq IS NULL;

-- name: backs_set_order
UPDATE batch SET backs_order = $2 WHERE batch_id = $1;

-- Pages of earlier stacks for the same fronts that nobody has placed.
-- name: backs_supersede
UPDATE page SET state = 'replaced'
WHERE side_id IS NULL AND role = 'folio' AND state <> 'replaced'
  AND batch_id IN (SELECT batch_id FROM batch
                   WHERE fronts_batch_id = $1 AND batch_id <> $2 AND ended_at IS NOT NULL)
RETURNING page_id;
