-- What a record waits for (why.c).

-- Of record $1: batches that still feed it, work that waits or goes on, work that was given up, the proposal to exclude it, pages
-- that were removed with a confidential record.
-- name: why_work
SELECT (SELECT count(*) FROM side_state WHERE side_state.record_id = $1 AND n_feeding > 0),
       count(CASE WHEN job.state <> 'failed' THEN 1 END), count(CASE WHEN job.state = 'failed' THEN 1 END),
       (SELECT count(*) FROM exclusion WHERE exclusion.record_id = $1 AND approved_at IS NULL AND ended_at IS NULL),
       (SELECT sum(n_removed) FROM side_state WHERE side_state.record_id = $1)
FROM side
LEFT JOIN page ON page.side_id = side.side_id AND page.seq IS NOT NULL
JOIN job ON job.kind = 'page' AND job.target_id = page.page_id OR job.kind = 'side' AND job.target_id = side.side_id
WHERE side.record_id = $1;

-- The lot it lies in, and whether its sample is drawn.
-- name: why_lot
SELECT lot.lot_id, CASE WHEN lot.sampled_at IS NULL THEN 0 ELSE 1 END
FROM lot_record JOIN lot ON lot.lot_id = lot_record.lot_id
WHERE lot_record.record_id = $1 AND lot.verdict IS NULL AND lot_record.withheld_at IS NULL;

-- Sides of record $1 that reports do not count until a person closes them, as progress_side has them.
-- name: why_uncounted
SELECT name, state, pages + moved, blank + duplicate, expected FROM progress_side
WHERE record_id = $1 AND state IN ('uncounted', 'moved', 'repeated', 'corrected') ORDER BY side_id < 0, side_id LIMIT 1;
