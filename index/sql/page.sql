-- name: page_insert
INSERT INTO page (batch_id, sheet, face, role, side_id, seq, folio, sha256, size_bytes, width_px,
                  height_px, dpi, channels, depth_bits, state, accepted_at, item_id, picture, fed_side_id)
VALUES ($1, $2, $3, $4, $5, $6, $7, brief($8), $9, $10, $11, $12, $13, $14, 'scanned', brief($15), $16, brief($17),
        CASE WHEN CAST($6 AS BIGINT) IS NOT NULL THEN CAST($5 AS BIGINT) END)
ON CONFLICT (batch_id, sheet, face) DO NOTHING
RETURNING page_id;

-- name: page_find_sha256
SELECT page_id FROM page WHERE substr(sha256, 1, 6) = substr(brief($1), 1, 6) AND substr(sha256, 7) = substr(brief($1), 7) LIMIT 1;

-- The first page of the same picture that came before and stands in any record, or was removed with one that is confidential still. Blank
-- pages are all alike.
-- name: page_find_twin
SELECT twin.page_id FROM page_same JOIN page AS twin ON twin.page_id = page_same.same_id
WHERE page_same.page_id = $1 AND twin.page_id < $1 AND twin.role = 'folio'
  AND ((twin.side_id IS NOT NULL AND twin.seq IS NOT NULL AND twin.state <> 'replaced')
       OR EXISTS (SELECT 1 FROM withholding_page JOIN withholding ON withholding.withholding_id = withholding_page.withholding_id
                  JOIN record ON record.record_id = withholding.record_id
                  WHERE withholding_page.page_id = twin.page_id AND record.classification <> 'Normal'))
  AND NOT EXISTS (SELECT 1 FROM flag WHERE flag.page_id = $1 AND flag.flag = 'blank')
ORDER BY twin.page_id LIMIT 1;

-- Whether the very picture of page $1 was removed with a record that is confidential still. Blank pages are all alike.
-- name: page_is_removed
SELECT count(*) FROM page_same JOIN withholding_page ON withholding_page.page_id = page_same.same_id
JOIN withholding ON withholding.withholding_id = withholding_page.withholding_id
JOIN record ON record.record_id = withholding.record_id
WHERE EXISTS (SELECT 1 FROM withholding) AND page_same.page_id = $1 AND record.classification <> 'Normal'
  AND NOT EXISTS (SELECT 1 FROM flag WHERE flag.page_id = $1 AND flag.flag = 'blank');

-- Those that stand in a record, of record $1 (0: any), with the confidential one that the picture was removed with first.
-- name: pages_held
SELECT record.file_no, side.name, other.file_no, other.classification, page.seq
FROM flag CROSS JOIN page
JOIN side ON side.side_id = page.side_id JOIN record ON record.record_id = side.record_id
JOIN withholding ON withholding.withholding_id = (
    SELECT min(gone.withholding_id) FROM withholding_page AS gone
    WHERE gone.page_id IN (SELECT same_id FROM page_same WHERE page_same.page_id = page.page_id))
JOIN record AS other ON other.record_id = withholding.record_id
WHERE flag.flag = 'withheld' AND page.page_id = flag.page_id AND page.seq IS NOT NULL AND page.state <> 'replaced'
  AND ($1 = 0 OR side.record_id = $1)
ORDER BY record.record_id, side.side_id, other.record_id, page.seq;

-- name: page_held
SELECT page.page_id, record.file_no, side.name, page.seq, page.folio,
       CASE WHEN page.seq IS NOT NULL THEN page.side_id ELSE 0 END, COALESCE(side.record_id, 0)
FROM flag JOIN page ON page.page_id = flag.page_id
LEFT JOIN side ON side.side_id = page.side_id LEFT JOIN record ON record.record_id = side.record_id
WHERE flag.page_id = $1 AND flag.flag = 'withheld';

-- name: flag_set
INSERT INTO flag (page_id, flag, value) VALUES ($1, $2, $3)
ON CONFLICT (page_id, flag) DO UPDATE SET value = excluded.value;

-- name: flag_remove
DELETE FROM flag WHERE page_id = $1 AND flag = $2;

-- name: page_is_blank
SELECT count(*) FROM flag WHERE page_id = $1 AND flag = 'blank';

-- name: page_task
SELECT record.file_no, side.name, page.seq, plain(page.sha256), record.language,
       page.width_px, page.height_px, page.turn, page.turn_set,
       CASE WHEN page.alto_sha256 IS NOT NULL AND page.language <> '' THEN 1 ELSE 0 END,
       CASE WHEN page.findings IS NOT NULL
             AND NOT EXISTS (SELECT 1 FROM flag WHERE flag.page_id = page.page_id AND flag.flag = 'unread')
            THEN 1 ELSE 0 END, page.language
FROM page JOIN side ON side.side_id = page.side_id
JOIN record ON record.record_id = side.record_id
WHERE page.page_id = $1;

-- How the pages that lay around page $1 in its stack, the same face up, had to be turned, whether a
-- person said so, what reading found, and the language: one row each. Pages without words do not tell.
-- name: page_neighbours
SELECT near.turn, near.turn_set, plain(near.findings), near.language
FROM page JOIN page AS near ON near.batch_id = page.batch_id AND near.face = page.face
                           AND near.sheet BETWEEN page.sheet - 2 AND page.sheet + 2
WHERE page.page_id = $1 AND near.page_id <> $1 AND near.role = 'folio'
  AND near.state = 'recognised' AND near.language <> '';

-- name: page_before_reading
SELECT plain(page.sha256), page.side_id, side.record_id, plain(page.alto_sha256), plain(page.layers_key)
FROM page JOIN side ON side.side_id = page.side_id
WHERE page.page_id = $1;

-- ALTO names the master it was read from, so only pages of the same master can share it.
-- name: page_alto_named
SELECT count(*) FROM page
WHERE substr(sha256, 1, 6) = substr(brief($1), 1, 6) AND substr(sha256, 7) = substr(brief($1), 7) AND alto_sha256 = brief($2);

-- name: page_set_reading
UPDATE page SET state = 'recognised', confidence = $2, language = $3, alto_sha256 = brief($4),
                layers_key = brief($5), findings = brief($6),
                turn = CASE turn_set WHEN 0 THEN $7 ELSE turn END
WHERE page_id = $1 AND state <> 'replaced';

-- name: page_set_state
UPDATE page SET state = $2 WHERE page_id = $1 AND state <> 'replaced';

-- Not one that a person took out of its side meanwhile.
-- name: page_requeue
UPDATE page SET state = 'scanned'
WHERE page_id = $1 AND seq IS NOT NULL AND state <> 'replaced';
