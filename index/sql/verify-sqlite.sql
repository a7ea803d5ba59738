-- Rows against the events that wrote them, in SQLite's words for JSON. Each statement gives what differs: a
-- text that names it, and a number. A detail that is no JSON any more says nothing: the chain shows it. What
-- events tell is made first and once, and then looked up: left to itself SQLite asks them for every page.

-- What the schemas made. SQLite makes by itself what it names so, and the tables behind those for searching.
-- name: verify_schema
SELECT type || ' ' || name, COALESCE(sql, '') FROM sqlite_master
WHERE NOT (type IN ('table', 'index') AND name LIKE 'sqlite\_%' ESCAPE '\')
  AND NOT (type = 'table'
           AND name IN (SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'shadow'))

-- name: verify_rows_masters
WITH told AS MATERIALIZED (
    SELECT json_extract(one.value, '$.page_id') AS page_id, json_extract(one.value, '$.sha256') AS sha256
    FROM (SELECT CASE WHEN json_valid(detail) THEN detail ELSE '{}' END AS detail
          FROM event WHERE act = 'pages.added') AS added, json_each(added.detail, '$.pages') AS one)
SELECT COALESCE(record.file_no, 'batch ' || page.batch_id), page.page_id
FROM told CROSS JOIN page ON page.page_id = told.page_id
LEFT JOIN side ON side.side_id = page.side_id LEFT JOIN record ON record.record_id = side.record_id
WHERE plain(page.sha256) <> told.sha256 ORDER BY page.page_id

-- name: verify_rows_masters_gone
WITH told AS MATERIALIZED (
    SELECT added.object, json_extract(one.value, '$.page_id') AS page_id
    FROM (SELECT object, CASE WHEN json_valid(detail) THEN detail ELSE '{}' END AS detail
          FROM event WHERE act = 'pages.added') AS added, json_each(added.detail, '$.pages') AS one)
SELECT told.object, told.page_id FROM told LEFT JOIN page ON page.page_id = told.page_id
WHERE page.page_id IS NULL ORDER BY told.page_id

-- name: verify_rows_masters_new
SELECT COALESCE(record.file_no, 'batch ' || page.batch_id), page.page_id
FROM page
LEFT JOIN side ON side.side_id = page.side_id LEFT JOIN record ON record.record_id = side.record_id
WHERE page.page_id NOT IN (
    SELECT json_extract(one.value, '$.page_id')
    FROM (SELECT CASE WHEN json_valid(detail) THEN detail ELSE '{}' END AS detail
          FROM event WHERE act = 'pages.added') AS added, json_each(added.detail, '$.pages') AS one)
ORDER BY page.page_id

-- The last reading of each page; max() makes SQLite take the other columns from its row.
-- name: verify_rows_texts
WITH reading AS MATERIALIZED (
    SELECT CAST(substr(object, 6) AS INTEGER) AS page_id, max(number),
           CASE WHEN json_valid(detail) THEN json_extract(detail, '$.alto_sha256') END AS alto_sha256
    FROM event WHERE act IN ('page.recognised', 'page.unread') GROUP BY object)
SELECT COALESCE(record.file_no, 'batch ' || page.batch_id), page.page_id
FROM page
LEFT JOIN reading ON reading.page_id = page.page_id
LEFT JOIN side ON side.side_id = page.side_id LEFT JOIN record ON record.record_id = side.record_id
WHERE plain(page.alto_sha256) IS NOT reading.alto_sha256 ORDER BY page.page_id

-- The masters that were scanned, the words that were last read of each page, the volumes last made of each side.
-- name: verify_hashes_told
WITH said AS MATERIALIZED (
    SELECT number, act, object, CASE WHEN json_valid(detail) THEN detail ELSE '{}' END AS detail
    FROM event WHERE act IN ('pages.added', 'page.recognised', 'page.unread', 'side.assembled')),
reading AS (SELECT max(number), json_extract(detail, '$.alto_sha256') AS sha256
            FROM said WHERE act IN ('page.recognised', 'page.unread') GROUP BY object),
written AS MATERIALIZED (SELECT max(number), detail FROM said WHERE act = 'side.assembled' GROUP BY object)
SELECT json_extract(one.value, '$.sha256') FROM said, json_each(said.detail, '$.pages') AS one
WHERE said.act = 'pages.added'
UNION
SELECT sha256 FROM reading
UNION
SELECT json_extract(one.value, '$.sha256') FROM written, json_each(written.detail, '$.volumes') AS one

-- name: verify_rows_offices
SELECT 'events of office ' || office, 0 FROM event_office
WHERE NOT EXISTS (SELECT 1 FROM event_kept WHERE event_kept.office_id = event_office.office_id)

-- name: verify_rows_volumes
SELECT path, number FROM volume
WHERE sha256 NOT IN (
    SELECT json_extract(one.value, '$.sha256')
    FROM (SELECT CASE WHEN json_valid(detail) THEN detail ELSE '{}' END AS detail
          FROM event WHERE act = 'side.assembled') AS written, json_each(written.detail, '$.volumes') AS one)
ORDER BY volume_id

-- name: verify_rows_packages
WITH told AS MATERIALIZED (
    SELECT number, json_extract(detail, '$.package') AS name,
           json_extract(detail, '$.manifest_sha256') AS manifest_sha256
    FROM (SELECT number, CASE WHEN json_valid(detail) THEN detail ELSE '{}' END AS detail
          FROM event WHERE act = 'record.exported'))
SELECT told.name, told.number FROM told JOIN package ON package.name = told.name
WHERE package.manifest_sha256 <> told.manifest_sha256
ORDER BY told.number

-- Its number is the last that the event sealed ("rows" of index/seal.h).
-- name: verify_rows_packages_gone
WITH told AS MATERIALIZED (
    SELECT number, json_extract(detail, '$.package') AS name, json_extract(detail, '$.rows') AS rows
    FROM (SELECT number, CASE WHEN json_valid(detail) THEN detail ELSE '{}' END AS detail
          FROM event WHERE act = 'record.exported'))
SELECT told.name,
       (SELECT max(CAST(substr(one.value, 9) AS INTEGER))
        FROM json_each('["' || replace(told.rows, ' ', '","') || '"]') AS one WHERE one.value LIKE 'package:%')
FROM told LEFT JOIN package ON package.name = told.name
WHERE told.name IS NOT NULL AND package.name IS NULL
ORDER BY told.number

-- Of which tables rows are named that are not there.
-- name: verify_orphans
SELECT DISTINCT parent FROM pragma_foreign_key_check

-- name: verify_rows_packages_new
SELECT name, event_head FROM package
WHERE name NOT IN (
    SELECT COALESCE(json_extract(detail, '$.package'), '')
    FROM (SELECT CASE WHEN json_valid(detail) THEN detail ELSE '{}' END AS detail
          FROM event WHERE act = 'record.exported'))
ORDER BY package_id

-- name: verify_rows_answers
WITH answer AS MATERIALIZED (
    SELECT max(number) AS number, act, json_extract(detail, '$.package') AS name
    FROM (SELECT number, act, CASE WHEN json_valid(detail) THEN detail ELSE '{}' END AS detail
          FROM event WHERE act IN ('package.accepted', 'package.rejected'))
    GROUP BY json_extract(detail, '$.package'))
SELECT package.name, COALESCE(answer.number, package.event_head)
FROM package LEFT JOIN answer ON answer.name = package.name
WHERE package.status <> COALESCE(substr(answer.act, 9), 'exported')
ORDER BY package_id

-- name: verify_rows_records_new
SELECT file_no, record_id FROM record
WHERE record_id NOT IN (SELECT record_id FROM event WHERE act = 'record.registered' AND record_id IS NOT NULL)
ORDER BY record_id

-- Bytes of the file that hold something, and nothing.
-- name: slack
SELECT (page_count - freelist_count) * page_size, freelist_count * page_size
FROM pragma_page_count, pragma_freelist_count, pragma_page_size
