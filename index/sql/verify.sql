-- What verify compares with the disk.

-- name: verify_totals
SELECT (SELECT count(*) FROM page)
     + (SELECT count(*) FROM page WHERE alto_sha256 IS NOT NULL)
     + (SELECT count(*) FROM batch WHERE original IS NOT NULL AND ended_how = 'complete')
     + (SELECT count(*) FROM volume) + (SELECT count(*) FROM package)

-- name: verify_pages
SELECT p.page_id, p.sha256, p.alto_sha256, r.file_no, s.name, p.folio, p.batch_id, p.sheet
FROM page p
LEFT JOIN side s ON s.side_id = p.side_id
LEFT JOIN record r ON r.record_id = s.record_id
WHERE p.page_id > $1 ORDER BY p.page_id LIMIT 500

-- name: verify_originals
SELECT original, source_sha256, source FROM batch
WHERE original IS NOT NULL AND ended_how = 'complete' ORDER BY batch_id

-- name: verify_volumes
SELECT v.path, v.sha256, r.file_no, v.frozen
FROM volume v JOIN side s ON s.side_id = v.side_id JOIN record r ON r.record_id = s.record_id
ORDER BY v.volume_id

-- name: verify_packages
SELECT k.name, k.path, k.manifest_sha256, k.status, r.file_no, k.event_head
FROM package k JOIN record r ON r.record_id = k.record_id ORDER BY k.package_id

-- name: verify_package_known
SELECT count(*) FROM package WHERE path = $1

-- name: verify_names
SELECT 'pages/' || substr(sha256, 1, 2) || '/' || sha256 || '.tif' FROM page
UNION ALL
SELECT 'text/' || substr(alto_sha256, 1, 2) || '/' || alto_sha256 || '.alto.xml' FROM page
WHERE alto_sha256 IS NOT NULL
UNION ALL
SELECT path FROM volume
UNION ALL
SELECT original FROM batch WHERE original IS NOT NULL

-- name: verify_events
SELECT office, number, at, person, act, object, detail, hash FROM event ORDER BY office, number
