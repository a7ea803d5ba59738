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

-- Of batch $1: the very picture was removed of a record that is confidential still.
-- name: alike_removed
SELECT page.sheet, page.face, record.file_no, side.name, page.folio, other.file_no, other.classification
FROM page JOIN side ON side.side_id = page.side_id JOIN record ON record.record_id = side.record_id
JOIN withholding_page ON withholding_page.page_id IN (SELECT same_id FROM page_same WHERE page_same.page_id = page.page_id)
JOIN withholding ON withholding.withholding_id = withholding_page.withholding_id
JOIN record AS other ON other.record_id = withholding.record_id
WHERE page.batch_id = $1 AND page.seq IS NOT NULL AND page.role = 'folio' AND other.classification <> 'Normal'
  AND EXISTS (SELECT 1 FROM flag WHERE flag.page_id = page.page_id AND flag.flag = 'withheld')
GROUP BY page.sheet, page.face, record.file_no, side.name, page.folio, other.file_no, other.classification
ORDER BY page.sheet, page.face, min(other.record_id);

-- Pages that stand somewhere and are still to be compared, sheet by sheet; those that are flagged already, which need not be, with
-- them. $1 1: old ones; $3: behind that page.
-- name: alike_due
WITH first AS (
    SELECT alike_due.page_id, page.batch_id, page.sheet FROM alike_due JOIN page ON page.page_id = alike_due.page_id
    WHERE alike_due.is_old = $1 AND alike_due.page_id > $3 AND page.role = 'folio' AND page.seq IS NOT NULL AND page.state <> 'replaced'
    ORDER BY alike_due.page_id LIMIT $2)
SELECT page.page_id, plain(page.sha256), page.sheet, record.file_no, side.name, page.folio, page.batch_id, alike_due.traits,
       (SELECT count(*) FROM flag WHERE flag.page_id = page.page_id AND flag.flag IN ('blank', 'duplicate'))
FROM (SELECT DISTINCT batch_id, sheet FROM first) AS sheets
JOIN page ON page.batch_id = sheets.batch_id AND page.sheet = sheets.sheet
JOIN alike_due ON alike_due.page_id = page.page_id
JOIN side ON side.side_id = page.side_id JOIN record ON record.record_id = side.record_id
WHERE page.role = 'folio' AND page.seq IS NOT NULL AND page.state <> 'replaced'
ORDER BY page.page_id;

-- name: alike_left
SELECT count(*) FROM alike_due JOIN page ON page.page_id = alike_due.page_id
WHERE page.role = 'folio' AND page.seq IS NOT NULL AND page.state <> 'replaced';

-- name: alike_put
INSERT INTO alike_due (page_id, traits, is_old) VALUES ($1, $2, $3) ON CONFLICT (page_id) DO NOTHING;

-- Not where its traits were lost meanwhile: they went into the file of token $2.
-- name: alike_done
DELETE FROM alike_due WHERE page_id = $1 AND EXISTS (SELECT 1 FROM alike_state WHERE token = $2);

-- All that were compared already.
-- name: alike_due_again
INSERT INTO alike_due (page_id, traits, is_old)
SELECT page_id, NULL, 1 FROM page
WHERE role = 'folio' AND seq IS NOT NULL AND state <> 'replaced'
  AND NOT EXISTS (SELECT 1 FROM flag WHERE flag.page_id = page.page_id AND flag.flag IN ('blank', 'duplicate'))
ON CONFLICT (page_id) DO NOTHING;

-- Of the index or of alike.db (alike-traits.c).
-- name: alike_state
SELECT token, written FROM alike_state;

-- name: alike_state_set
UPDATE alike_state SET token = $1, written = $2;

-- In alike.db.
-- name: alike_trait_put
INSERT INTO page_trait (key, page_id) VALUES ($1, $2) ON CONFLICT DO NOTHING;

-- In alike.db.
-- name: alike_trait_forget
DELETE FROM page_trait WHERE key = $1 AND page_id = $2;

-- In alike.db.
-- name: alike_traits_all
SELECT key, page_id FROM page_trait;

-- All pages: whether they are due, and whether else they must be in alike.db.
-- name: alike_pages
SELECT page.page_id,
       CASE WHEN EXISTS (SELECT 1 FROM alike_due WHERE alike_due.page_id = page.page_id) THEN 1 ELSE 0 END,
       CASE WHEN page.role = 'folio' AND page.seq IS NOT NULL AND page.state <> 'replaced'
             AND NOT EXISTS (SELECT 1 FROM flag WHERE flag.page_id = page.page_id AND flag.flag IN ('blank', 'duplicate'))
             AND NOT EXISTS (SELECT 1 FROM withholding_page WHERE withholding_page.page_id = page.page_id)
            THEN 1 ELSE 0 END
FROM page;

-- In alike.db: who has that trait; what too many have says nothing.
-- name: alike_trait
SELECT page_id FROM page_trait WHERE key = $1 ORDER BY page_id LIMIT $2;

-- Page $1, if it stands somewhere for itself, and is no twin of page $2: twins are told of otherwise.
-- name: alike_candidate
SELECT page.page_id, plain(page.sha256), page.sheet, record.file_no, side.name, page.folio, page.batch_id
FROM page JOIN side ON side.side_id = page.side_id JOIN record ON record.record_id = side.record_id
WHERE page.page_id = $1 AND page.role = 'folio' AND page.seq IS NOT NULL AND page.state <> 'replaced'
  AND NOT EXISTS (SELECT 1 FROM flag WHERE flag.page_id = page.page_id AND flag.flag IN ('blank', 'duplicate'))
  AND page.page_id NOT IN (SELECT same_id FROM page_same WHERE page_same.page_id = $2);

-- The other face of the sheet of page $1, where that is a page for itself.
-- name: alike_back
SELECT back.page_id
FROM page JOIN page AS back ON back.batch_id = page.batch_id AND back.sheet = page.sheet AND back.page_id <> page.page_id
WHERE page.page_id = $1 AND back.role = 'folio' AND back.seq IS NOT NULL AND back.state <> 'replaced'
  AND NOT EXISTS (SELECT 1 FROM flag WHERE flag.page_id = back.page_id AND flag.flag IN ('blank', 'duplicate'));

-- How many faces were scanned of the sheet of page $1, blank and replaced ones with them.
-- name: alike_faces
SELECT count(*) FROM page JOIN page AS other ON other.batch_id = page.batch_id AND other.sheet = page.sheet
WHERE page.page_id = $1;

-- The record of page $1.
-- name: alike_record
SELECT record.record_id, record.file_no FROM page JOIN side ON side.side_id = page.side_id
JOIN record ON record.record_id = side.record_id WHERE page.page_id = $1;

-- A page that took the place of the one it looked like.
-- name: alike_unflag
DELETE FROM flag WHERE page_id = $1 AND flag = 'duplicate' AND value < $2;

-- name: unlike_page
SELECT page.page_id, side.record_id, record.file_no, side.name, page.seq, page.folio, flag.value
FROM page
LEFT JOIN side ON side.side_id = page.side_id AND page.seq IS NOT NULL AND page.state <> 'replaced'
LEFT JOIN record ON record.record_id = side.record_id
LEFT JOIN flag ON flag.page_id = page.page_id AND flag.flag = 'duplicate'
WHERE page.page_id = $1;

-- name: unlike_unflag
DELETE FROM flag WHERE page_id = $1 AND flag = 'duplicate';
