-- Pages that came twice, in SQLite's words for JSON.

-- Whether a person said of page $1 that it is another.
-- name: alike_is_said_unlike
SELECT count(*) FROM (SELECT plain(detail) AS detail FROM event_kept WHERE act = 'pages.unlike') AS event
CROSS JOIN json_each(CASE WHEN json_valid(event.detail) THEN event.detail ELSE '{}' END, '$.pages') AS told
WHERE json_extract(told.value, '$.page_id') = $1
