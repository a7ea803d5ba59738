-- Confidential and excluded records: what leaves the outbox, and what is removed for good (withhold-remove.c).

-- Those without a receipt that may lie in the outbox.
-- name: withhold_packages
SELECT package_id, name, path FROM package
WHERE record_id = $1 AND path LIKE 'outbox/%' ORDER BY version

-- name: withhold_package_note
UPDATE package SET reason = $2 WHERE package_id = $1 AND status = 'exported'

-- name: package_note_drop
UPDATE package SET reason = NULL WHERE name = $1 AND status = 'exported' AND reason IS NOT NULL

-- Pages of the record that stand in it now.
-- name: withhold_pages_standing
SELECT page_id FROM page JOIN side ON side.side_id = page.side_id
WHERE side.record_id = $1 AND page.seq IS NOT NULL ORDER BY page_id

-- name: withhold_insert
INSERT INTO withholding (record_id, classification, reason, at, person, last_backup_id)
SELECT record_id, classification, $2, $3, $4, (SELECT max(backup_id) FROM backup) FROM record WHERE record_id = $1
RETURNING withholding_id

-- All that it holds or held before a correction, but for its covers.
-- name: withhold_pages
INSERT INTO withholding_page (page_id, withholding_id)
SELECT page.page_id, $2 FROM page JOIN side ON side.side_id = page.side_id
WHERE side.record_id = $1 AND page.role = 'folio'
  AND page.page_id NOT IN (SELECT page_id FROM withholding_page)

-- Whether page $1 is not set aside or replaced.
-- name: withhold_page_is_up
SELECT count(*) FROM page WHERE page_id = $1 AND state <> 'replaced'

-- name: withhold_page
INSERT INTO withholding_page (page_id, withholding_id) VALUES ($1, $2) ON CONFLICT DO NOTHING

-- name: withhold_masters
INSERT INTO withholding_file (path, sha256, withholding_id)
SELECT DISTINCT 'pages/' || substr(plain(page.sha256), 1, 2) || '/' || plain(page.sha256) || '.tif', plain(page.sha256),
       withholding_page.withholding_id
FROM withholding_page JOIN page ON page.page_id = withholding_page.page_id
WHERE withholding_page.withholding_id = $1
ON CONFLICT (path) DO NOTHING

-- name: withhold_texts
INSERT INTO withholding_file (path, sha256, withholding_id)
SELECT DISTINCT 'text/' || substr(plain(page.alto_sha256), 1, 2) || '/' || plain(page.alto_sha256) || '.alto.xml',
       plain(page.alto_sha256), withholding_page.withholding_id
FROM withholding_page JOIN page ON page.page_id = withholding_page.page_id
WHERE withholding_page.withholding_id = $1 AND page.alto_sha256 IS NOT NULL
ON CONFLICT (path) DO NOTHING

-- name: withhold_layers
INSERT INTO withholding_file (path, sha256, withholding_id)
SELECT DISTINCT 'layers/' || substr(plain(page.layers_key), 1, 2) || '/' || plain(page.layers_key) || '.layers', '',
       withholding_page.withholding_id
FROM withholding_page JOIN page ON page.page_id = withholding_page.page_id
WHERE withholding_page.withholding_id = $1 AND page.layers_key IS NOT NULL
ON CONFLICT (path) DO NOTHING

-- name: withhold_volumes
INSERT INTO withholding_file (path, sha256, withholding_id)
SELECT DISTINCT volume.path, volume.sha256, CAST($2 AS BIGINT) FROM volume JOIN side ON side.side_id = volume.side_id
WHERE side.record_id = $1
ON CONFLICT (path) DO NOTHING

-- Of whatever record these pages stood in before a correction: what binds them still.
-- name: withhold_volumes_elsewhere
INSERT INTO withholding_file (path, sha256, withholding_id)
SELECT DISTINCT volume.path, volume.sha256, withholding_page.withholding_id
FROM withholding_page JOIN edit_page ON edit_page.page_id = withholding_page.page_id
JOIN volume ON volume.side_id = edit_page.side_id AND edit_page.seq BETWEEN volume.first_seq AND volume.last_seq
JOIN side ON side.side_id = volume.side_id
WHERE withholding_page.withholding_id = $1
  AND (volume.retired_at IS NOT NULL OR (volume.frozen = 0 AND side.assembled <> side.revision))
ON CONFLICT (path) DO NOTHING

-- name: withhold_stale_sides
SELECT DISTINCT side.side_id
FROM withholding_page JOIN edit_page ON edit_page.page_id = withholding_page.page_id
JOIN side ON side.side_id = edit_page.side_id
WHERE withholding_page.withholding_id = $1 AND side.assembled <> side.revision ORDER BY side.side_id

-- Those of the record, and those of others that carry a volume which is removed.
-- name: withhold_outbox
INSERT INTO withholding_file (path, sha256, withholding_id)
SELECT path, manifest_sha256, $2 FROM package
WHERE path LIKE 'outbox/%'
  AND (record_id = $1
       OR package_id IN (SELECT package_volume.package_id FROM withholding_file AS file
                         JOIN volume ON volume.path = file.path
                         JOIN package_volume ON package_volume.volume_id = volume.volume_id
                         WHERE file.withholding_id = $2))
ON CONFLICT (path) DO NOTHING

-- Of other records, without a receipt, that are removed.
-- name: withhold_packages_elsewhere
SELECT package.package_id, package.record_id, record.file_no, package.name, package.path
FROM withholding_file AS file JOIN package ON package.path = file.path
JOIN record ON record.record_id = package.record_id
WHERE file.withholding_id = $2 AND package.record_id <> $1 AND package.status = 'exported'
ORDER BY package.package_id

-- The PDF files that these pages came in with, also where pages of other records came with the same.
-- name: withhold_originals
INSERT INTO withholding_file (path, sha256, withholding_id)
SELECT DISTINCT batch.original, batch.source_sha256, withholding_page.withholding_id
FROM withholding_page JOIN page ON page.page_id = withholding_page.page_id
JOIN batch ON batch.batch_id = page.batch_id
WHERE withholding_page.withholding_id = $1 AND batch.original IS NOT NULL
ON CONFLICT (path) DO NOTHING

-- name: withhold_words_drop
DELETE FROM page_text WHERE page_id IN (SELECT page_id FROM withholding_page WHERE withholding_id = $1)

-- name: withhold_due_drop
DELETE FROM alike_due WHERE page_id IN (SELECT page_id FROM withholding_page WHERE withholding_id = $1)

-- name: withhold_page_count
SELECT count(*) FROM withholding_page WHERE withholding_id = $1

-- name: withhold_file_count
SELECT count(*) FROM withholding_file WHERE withholding_id = $1

-- name: withhold_files
SELECT path, sha256 FROM withholding_file WHERE withholding_id = $1 ORDER BY path

-- A file that another page names stays with that.
-- name: withhold_files_all
SELECT path FROM withheld_path

-- Of record $1, or of all (0): what an import job may take goes first.
-- name: withhold_files_gone
SELECT path FROM withheld_path JOIN withholding ON withholding.withholding_id = withheld_path.withholding_id
WHERE $1 = 0 OR withholding.record_id = $1
ORDER BY path NOT LIKE 'outbox/%', path

-- name: withhold_layer_keys
SELECT plain(layers_key) FROM page WHERE layers_key IS NOT NULL AND page_id NOT IN (SELECT page_id FROM withholding_page)

-- Package $1, without a receipt, that was in the outbox.
-- name: withhold_package_named
SELECT package.package_id, package.record_id, record.file_no FROM package JOIN record ON record.record_id = package.record_id
WHERE package.name = $1 AND package.status = 'exported' AND package.path LIKE 'outbox/%'

-- name: withhold_list
SELECT r.file_no, w.classification, w.reason, w.at, w.person,
       (SELECT count(*) FROM withholding_page p WHERE p.withholding_id = w.withholding_id),
       (SELECT count(*) FROM withholding_file f WHERE f.withholding_id = w.withholding_id)
FROM withholding w JOIN record r ON r.record_id = w.record_id ORDER BY w.withholding_id

-- Packages that are out, with pages of a confidential record: of record $1, or made of it (0: of any).
-- name: package_recalls
SELECT record.file_no, package.name, package.path, package.status, package.computer_no, package.record_id
FROM package_recall JOIN package ON package.package_id = package_recall.package_id
JOIN record ON record.record_id = package_recall.record_id
WHERE $1 = 0 OR package_recall.record_id = $1 OR package.record_id = $1
ORDER BY record.record_id, package.package_id

-- The record of package $1, if it is one of these.
-- name: package_to_recall
SELECT package.record_id FROM package_recall JOIN package ON package.package_id = package_recall.package_id
WHERE package.name = $1

-- Folders of backups that were last written to before a removal.
-- name: withhold_backups
SELECT b.path, b.at FROM backup b JOIN withholding w ON b.backup_id <= w.last_backup_id
WHERE b.backup_id = (SELECT max(latest.backup_id) FROM backup latest WHERE latest.path = b.path AND latest.place = b.place)
  AND b.last_page_id >= (SELECT min(page_id) FROM withholding_page p WHERE p.withholding_id = w.withholding_id)
GROUP BY b.path, b.at ORDER BY min(b.backup_id)

-- name: withhold_page_is
SELECT count(*) FROM withholding_page WHERE page_id = $1

-- Confidential, and pages of them are held: the office that keeps the register alone wants none.
-- name: withhold_held
SELECT count(*) FROM record r
WHERE r.classification <> 'Normal'
  AND EXISTS (SELECT 1 FROM side JOIN page ON page.side_id = side.side_id
              WHERE side.record_id = r.record_id AND page.role = 'folio'
                AND page.page_id NOT IN (SELECT page_id FROM withholding_page))

-- Whether the last backup into folder $1 was made before a removal.
-- name: withhold_is_behind
SELECT count(*) FROM withholding
WHERE last_backup_id >= (SELECT max(backup_id) FROM backup WHERE path = $1)

-- Pages of other records, of which nobody withholds any, with the very pictures of record $1; seq NULL: set aside. With the package
-- that was made of the record last. Blank pages are all alike.
-- name: withhold_same
SELECT record.file_no, side.name, other.page_id, other.seq,
       (SELECT name FROM package WHERE package.record_id = record.record_id ORDER BY version DESC LIMIT 1)
FROM page AS own
CROSS JOIN page AS other
JOIN side ON side.side_id = other.side_id JOIN record ON record.record_id = side.record_id
WHERE own.page_id IN (SELECT page.page_id FROM side JOIN page ON page.side_id = side.side_id
                      WHERE side.record_id = $1 AND page.role = 'folio'
                      UNION SELECT page_id FROM withholding JOIN withholding_page
                                                ON withholding_page.withholding_id = withholding.withholding_id
                      WHERE withholding.record_id = $1)
  AND other.page_id IN (SELECT same_id FROM page_same WHERE page_same.page_id = own.page_id)
  AND other.role = 'folio' AND record.record_id <> $1
  AND other.page_id NOT IN (SELECT page_id FROM withholding_page)
  AND record.classification = 'Normal' AND record.availability <> 'excluded'
  AND NOT EXISTS (SELECT 1 FROM flag WHERE flag.page_id = own.page_id AND flag.flag = 'blank')
GROUP BY record.record_id, side.side_id, other.page_id
ORDER BY record.record_id, side.side_id, other.seq IS NULL, other.seq, other.page_id
