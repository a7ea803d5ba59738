-- Pages that came twice, in SQLite's words for JSON.

-- Whether a person said of page $1 that it is another.
-- name: alike_is_said_unlike
SELECT count(*) FROM (SELECT plain(detail) AS detail FROM event_kept WHERE act = 'pages.unlike') AS event
CROSS JOIN json_each(CASE WHEN json_valid(event.detail) THEN event.detail ELSE '{}' END, '$.pages') AS told
WHERE json_extract(told.value, '$.page_id') = $1

-- Pages of record $1 of which nothing is kept, as a list.
-- name: alike_withheld
SELECT json_group_array(withholding_page.page_id) FROM withholding_page
JOIN withholding ON withholding.withholding_id = withholding_page.withholding_id WHERE withholding.record_id = $1

-- In alike.db, of the pages of list $1.
-- name: alike_traits_forget
DELETE FROM page_trait WHERE page_id IN (SELECT value FROM json_each($1))
