-- Pages that came twice, in SQLite's words for JSON.

-- Whether a person said of page $1 that it is another.
-- name: alike_is_said_unlike
SELECT count(*) FROM (SELECT plain(detail) AS detail FROM event_kept WHERE act = 'pages.unlike') AS event
CROSS JOIN json_each(CASE WHEN json_valid(event.detail) THEN event.detail ELSE '{}' END, '$.pages') AS told
WHERE json_extract(told.value, '$.page_id') = $1

-- Pages of record $1 (0: of any) of which nothing is kept, as a list.
-- name: alike_withheld
SELECT json_group_array(withholding_page.page_id) FROM withholding_page
JOIN withholding ON withholding.withholding_id = withholding_page.withholding_id
WHERE $1 = 0 OR withholding.record_id = $1

-- In alike.db, of the pages of list $1.
-- name: alike_traits_forget
DELETE FROM page_trait WHERE page_id IN (SELECT value FROM json_each($1))

-- Pages that stand and are flagged (below $1) as they look like one that stands nowhere now: by the last event, of a record that they
-- were in.
-- name: alike_left_over
WITH told AS (
    SELECT flag.page_id, max(event.number),
           json_extract(CASE WHEN json_valid(plain(event.detail)) THEN plain(event.detail) END, '$.like') AS like_id
    FROM flag
    CROSS JOIN page ON page.page_id = flag.page_id AND page.seq IS NOT NULL
    CROSS JOIN side ON side.side_id = page.side_id
                    OR side.side_id IN (SELECT edit_page.side_id FROM edit_page WHERE edit_page.page_id = flag.page_id)
    CROSS JOIN event_kept AS event ON event.record_id = side.record_id
    WHERE event.act = brief('pages.alike') AND flag.flag = 'duplicate' AND flag.value < CAST($1 AS DOUBLE PRECISION)
      AND json_extract(CASE WHEN json_valid(plain(event.detail)) THEN plain(event.detail) END, '$.page_id') = flag.page_id
    GROUP BY flag.page_id)
SELECT told.page_id FROM told JOIN page ON page.page_id = told.like_id
WHERE page.seq IS NULL OR page.state = 'replaced' OR page.side_id IS NULL

-- Of record $1, and of list $2: what is to be compared before it is removed.
-- name: alike_asked
SELECT page.page_id, plain(page.sha256), page.sheet, record.file_no, side.name, page.folio, page.batch_id
FROM page LEFT JOIN side ON side.side_id = page.side_id LEFT JOIN record ON record.record_id = side.record_id
WHERE page.page_id IN (SELECT page.page_id FROM side JOIN page ON page.side_id = side.side_id
                       WHERE side.record_id = $1 AND page.seq IS NOT NULL
                       UNION SELECT value FROM json_each($2))
  AND page.role = 'folio' AND page.state <> 'replaced'
  AND NOT EXISTS (SELECT 1 FROM flag WHERE flag.page_id = page.page_id AND flag.flag = 'blank')
  AND page.page_id NOT IN (SELECT page_id FROM withholding_page)
ORDER BY page.page_id

-- Pages that look like those of record $1, or of list $2: as flags say, from one to the next, and as was said when pages of the record were
-- removed.
-- name: withhold_alike
WITH RECURSIVE pair AS MATERIALIZED (
    SELECT page.page_id, json_extract(plain(event.detail), '$.like') AS like_id
    FROM flag CROSS JOIN page ON page.page_id = flag.page_id
    CROSS JOIN side ON side.side_id IN (page.side_id, page.fed_side_id)
    CROSS JOIN event_kept AS event ON event.record_id = side.record_id
    WHERE event.act = brief('pages.alike') AND flag.flag = 'duplicate' AND flag.value < 1
      AND json_extract(CASE WHEN json_valid(plain(event.detail)) THEN plain(event.detail) END, '$.page_id') = page.page_id),
alike(page_id) AS (
    SELECT page.page_id FROM side JOIN page ON page.side_id = side.side_id WHERE side.record_id = $1
    UNION SELECT value FROM json_each($2)
    UNION SELECT said.value FROM event_kept AS event
          CROSS JOIN json_each(CASE WHEN json_valid(plain(event.detail)) THEN plain(event.detail) ELSE '{}' END, '$.alike') AS said
          WHERE event.record_id = $1 AND event.act = brief('record.withheld')
    UNION SELECT CASE WHEN pair.page_id = alike.page_id THEN pair.like_id ELSE pair.page_id END
          FROM alike JOIN pair ON alike.page_id IN (pair.page_id, pair.like_id))
SELECT page_id FROM alike ORDER BY page_id

-- Of list $2, what stands in other records than $1, or is set aside there; columns of withhold_same.
-- name: withhold_like
SELECT record.file_no, side.name, page.page_id, page.seq,
       (SELECT name FROM package WHERE package.record_id = record.record_id ORDER BY version DESC LIMIT 1)
FROM page JOIN side ON side.side_id = page.side_id JOIN record ON record.record_id = side.record_id
WHERE page.page_id IN (SELECT value FROM json_each($2))
  AND record.record_id <> $1 AND page.role = 'folio' AND page.page_id NOT IN (SELECT page_id FROM withholding_page)
  AND page.page_id NOT IN (SELECT other.page_id FROM withholding JOIN withholding_page AS gone ON gone.withholding_id = withholding.withholding_id
                           JOIN page AS other ON other.page_id IN (SELECT same_id FROM page_same WHERE page_same.page_id = gone.page_id)
                           WHERE withholding.record_id = $1)
  AND record.classification = 'Normal' AND record.availability <> 'excluded'
ORDER BY record.record_id, side.side_id, page.seq IS NULL, page.seq, page.page_id
