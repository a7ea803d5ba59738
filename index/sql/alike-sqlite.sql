-- Pages that came twice, in SQLite's words for JSON.

-- Whether a person said of page $1 that it is another.
-- name: alike_is_said_unlike
SELECT count(*) FROM event
CROSS JOIN json_each(CASE WHEN json_valid(event.detail) THEN event.detail ELSE '{}' END, '$.pages') AS told
WHERE event.act = 'pages.unlike' AND json_extract(told.value, '$.page_id') = $1
