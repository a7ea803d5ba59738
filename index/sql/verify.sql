-- What verify compares with the disk. Rows come by their number, behind $1, a hundred at a time.

-- name: verify_totals
SELECT (SELECT count(*) FROM page)
     + (SELECT count(*) FROM page WHERE alto_sha256 IS NOT NULL)
     + (SELECT count(*) FROM batch WHERE original IS NOT NULL AND ended_how = 'complete')
     + (SELECT count(*) FROM volume) + (SELECT count(*) FROM package)

-- name: verify_pages
SELECT p.page_id, plain(p.sha256), plain(p.alto_sha256), r.file_no, s.name, p.folio, p.batch_id, p.sheet, p.seq
FROM page p
LEFT JOIN side s ON s.side_id = p.side_id
LEFT JOIN record r ON r.record_id = s.record_id
WHERE p.page_id > $1 ORDER BY p.page_id LIMIT 100

-- name: verify_originals
SELECT batch_id, original, source_sha256, source FROM batch
WHERE original IS NOT NULL AND ended_how = 'complete' AND batch_id > $1
ORDER BY batch_id LIMIT 100

-- name: verify_volumes
SELECT v.volume_id, v.path, v.sha256, r.file_no, v.frozen
FROM volume v JOIN side s ON s.side_id = v.side_id JOIN record r ON r.record_id = s.record_id
WHERE v.volume_id > $1 ORDER BY v.volume_id LIMIT 100

-- name: verify_packages
SELECT k.package_id, k.name, k.path, k.manifest_sha256, k.status, r.file_no, k.event_head,
       k.exported_at,
       CASE WHEN k.reason IS NOT NULL
              OR EXISTS (SELECT 1 FROM package later WHERE later.record_id = k.record_id AND later.version > k.version)
            THEN 1 ELSE 0 END,
       k.record_id
FROM package k JOIN record r ON r.record_id = k.record_id
WHERE k.package_id > $1 ORDER BY k.package_id LIMIT 100

-- name: verify_text_named
SELECT count(*) FROM page WHERE page_id = $1 AND alto_sha256 = brief($2)

-- name: verify_volume_named
SELECT count(*) FROM volume WHERE volume_id = $1 AND path = $2

-- name: verify_names
SELECT 'pages/' || substr(plain(sha256), 1, 2) || '/' || plain(sha256) || '.tif' FROM page
UNION ALL
SELECT 'text/' || substr(plain(alto_sha256), 1, 2) || '/' || plain(alto_sha256) || '.alto.xml' FROM page
WHERE alto_sha256 IS NOT NULL
UNION ALL
SELECT path FROM volume
UNION ALL
SELECT original FROM batch WHERE original IS NOT NULL

-- What a sample is drawn from: each path once.
-- name: verify_sample_paths
SELECT 'pages/' || substr(plain(sha256), 1, 2) || '/' || plain(sha256) || '.tif' FROM page
UNION
SELECT 'text/' || substr(plain(alto_sha256), 1, 2) || '/' || plain(alto_sha256) || '.alto.xml' FROM page
WHERE alto_sha256 IS NOT NULL
UNION
SELECT path FROM volume
UNION
SELECT original FROM batch WHERE original IS NOT NULL AND ended_how = 'complete'
UNION
SELECT path FROM package

-- name: verify_events
SELECT office, number, at, person, act, object, detail, hash FROM event ORDER BY office, number

-- name: verify_register_events
SELECT record_id, act, detail FROM event
WHERE record_id IN (SELECT record_id FROM event WHERE act = 'record.registered')
  AND record_id NOT IN (SELECT record_id FROM removal)
  AND act LIKE 'record.%'
ORDER BY record_id, number
