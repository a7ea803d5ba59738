-- Pages that came twice, in SQLite's words for JSON.

-- Whether a person said of page $1 that it is another.
-- name: alike_is_said_unlike
SELECT count(*) FROM event
CROSS JOIN json_each(CASE WHEN json_valid(event.detail) THEN event.detail ELSE '{}' END, '$.pages') AS told
WHERE event.act = 'pages.unlike' AND json_extract(told.value, '$.page_id') = $1

-- Pages of other records that are flagged as one of record $1, or that one of its pages is flagged as; columns of withhold_same.
-- name: withhold_like
SELECT record.file_no, count(DISTINCT other.page_id), COALESCE(min(other.seq), 0),
       (SELECT name FROM package WHERE package.record_id = record.record_id ORDER BY version DESC LIMIT 1)
FROM (SELECT json_extract(event.detail, '$.page_id') AS page_id, json_extract(event.detail, '$.like') AS like_id
      FROM flag CROSS JOIN page ON page.page_id = flag.page_id
      CROSS JOIN side ON side.side_id IN (page.side_id, page.fed_side_id)
      CROSS JOIN event ON event.record_id = side.record_id
      WHERE flag.flag = 'duplicate' AND flag.value < 1
        AND event.act = 'pages.alike' AND json_extract(event.detail, '$.page_id') = page.page_id) AS pair
JOIN page AS own ON own.page_id IN (pair.page_id, pair.like_id) JOIN side AS own_side ON own_side.side_id = own.side_id
JOIN page AS other ON other.page_id IN (pair.page_id, pair.like_id) JOIN side ON side.side_id = other.side_id
JOIN record ON record.record_id = side.record_id
WHERE own_side.record_id = $1 AND record.record_id <> $1
  AND record.classification = 'Normal' AND record.availability <> 'excluded'
GROUP BY record.record_id, record.file_no ORDER BY record.record_id
