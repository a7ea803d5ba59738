-- What a backup holds, and what is known of backups.

-- Path, hash, whether it is a master, whether work that goes on may put another in its place; but for what was
-- removed as confidential.
-- name: backup_files
SELECT * FROM (
SELECT 'pages/' || substr(sha256, 1, 2) || '/' || sha256 || '.tif' AS path, sha256, 1, 0
FROM (SELECT DISTINCT plain(sha256) AS sha256 FROM page) AS master
UNION ALL
SELECT 'text/' || substr(alto_sha256, 1, 2) || '/' || alto_sha256 || '.alto.xml', alto_sha256, 0, 1
FROM (SELECT DISTINCT plain(alto_sha256) AS alto_sha256 FROM page WHERE alto_sha256 IS NOT NULL) AS words
UNION ALL
SELECT path, max(sha256), 0, 1 FROM volume GROUP BY path
UNION ALL
SELECT original, max(source_sha256), 0, 0 FROM batch
WHERE original IS NOT NULL AND ended_how = 'complete' GROUP BY original) AS held
WHERE path NOT IN (SELECT path FROM withheld_path)

-- Those of the outbox.
-- name: backup_packages
SELECT path, manifest_sha256 FROM package WHERE path LIKE 'outbox/%' ORDER BY package_id

-- name: backup_last_page
SELECT COALESCE(max(page_id), 0) FROM page

-- name: backup_insert
INSERT INTO backup (name, path, place, beside_store, at, person, event_number, last_page_id, files,
                    size_bytes)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
RETURNING backup_id

-- name: backup_insert_missing
INSERT INTO backup_missing (backup_id, sha256) VALUES ($1, $2)

-- The latest of each folder of each disk.
-- name: status_backups
SELECT path, place, beside_store, at, event_number, files, size_bytes,
       (SELECT count(*) FROM backup_missing AS lost WHERE lost.backup_id = backup.backup_id), name, backup_id
FROM backup
WHERE backup_id = (SELECT max(latest.backup_id) FROM backup AS latest
                   WHERE latest.place = backup.place AND latest.path = backup.path)
ORDER BY backup_id

-- What was under way on the computer that is no more is nobody's now.
-- name: restore_free_jobs
UPDATE job SET state = 'pending', owner = NULL WHERE state = 'running'

-- name: restore_take_batches
UPDATE batch SET owner = $1 WHERE ended_at IS NULL
