-- Pages that came twice (alike.c).

-- Of batch $1: the same picture in another record.
-- name: alike_twins
SELECT page.sheet, page.face, record.file_no, side.name, page.folio, other.file_no, there.name, twin.folio
FROM page JOIN side ON side.side_id = page.side_id JOIN record ON record.record_id = side.record_id
JOIN page AS twin ON twin.page_id IN (SELECT same_id FROM page_same WHERE page_same.page_id = page.page_id)
JOIN side AS there ON there.side_id = twin.side_id JOIN record AS other ON other.record_id = there.record_id
WHERE page.batch_id = $1 AND page.seq IS NOT NULL AND page.role = 'folio'
  AND twin.seq IS NOT NULL AND twin.state <> 'replaced' AND there.record_id <> side.record_id
ORDER BY page.sheet, page.face, twin.page_id;

-- Sides that batch $1 fed and that had pages before; not where it is backs, or has some. $2 1: also for a single page.
-- name: alike_sides
SELECT fed.side_id
FROM (SELECT side_id, count(*) AS n_now FROM page
      WHERE batch_id = $1 AND seq IS NOT NULL AND role = 'folio' GROUP BY side_id) AS fed
JOIN batch ON batch.batch_id = $1
JOIN side_state ON side_state.side_id = fed.side_id
WHERE batch.fronts_batch_id IS NULL
  AND NOT EXISTS (SELECT 1 FROM batch AS backs WHERE backs.fronts_batch_id = $1)
  AND EXISTS (SELECT 1 FROM page AS old WHERE old.side_id = fed.side_id AND old.batch_id <> $1 AND old.seq IS NOT NULL)
  AND ($2 = 1 OR batch.kind = 'scan' OR n_now > 1
       OR (side_state.expected_pages > 0 AND side_state.n_pages > side_state.expected_pages))
ORDER BY fed.side_id;

-- $3 1: what batch $2 brought into side $1; 0: what others did.
-- name: alike_pages
SELECT page.page_id, plain(page.sha256), page.sheet, record.file_no, side.name, page.folio
FROM page JOIN side ON side.side_id = page.side_id JOIN record ON record.record_id = side.record_id
WHERE page.side_id = $1 AND page.seq IS NOT NULL AND page.role = 'folio' AND page.state <> 'replaced'
  AND CASE WHEN page.batch_id = $2 THEN 1 ELSE 0 END = $3
  AND NOT EXISTS (SELECT 1 FROM flag WHERE flag.page_id = page.page_id AND flag.flag IN ('blank', 'duplicate'))
ORDER BY page.seq;

-- name: unlike_page
SELECT page.page_id, side.record_id, record.file_no, side.name, page.seq, page.folio, flag.value
FROM page
LEFT JOIN side ON side.side_id = page.side_id AND page.seq IS NOT NULL AND page.state <> 'replaced'
LEFT JOIN record ON record.record_id = side.record_id
LEFT JOIN flag ON flag.page_id = page.page_id AND flag.flag = 'duplicate'
WHERE page.page_id = $1;

-- name: unlike_unflag
DELETE FROM flag WHERE page_id = $1 AND flag = 'duplicate';
