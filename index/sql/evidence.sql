-- Certificates, and the way of a page of a volume back to its master.

-- name: evidence_page
SELECT page.batch_id, page.sheet, page.face, batch.kind, batch.source, plain(page.accepted_at), batch.person
FROM page JOIN batch ON batch.batch_id = page.batch_id
WHERE page.page_id = $1;

-- Who brought in the pages of a batch, which the detail names, and the scanner that they came from.
-- name: evidence_batch
SELECT act, person, detail FROM event
WHERE office = $1 AND object = $2 AND act IN ('pages.added', 'batch.scanner') ORDER BY number;

-- name: evidence_volume_path
SELECT path FROM volume WHERE sha256 = $1 LIMIT 1;

-- name: evidence_package
SELECT name, path, content, manifest_sha256 FROM package WHERE record_id = $1 AND version = $2;

-- The latest version that the record has as it stands; none where it has changed since.
-- name: evidence_version
SELECT version, name FROM package WHERE record_id = $1 AND content = $2 ORDER BY version DESC LIMIT 1;

-- A volume by its bytes; one that was corrected since stands in the package of a version.
-- name: evidence_volume
SELECT side.record_id, CASE WHEN volume.retired_at IS NULL THEN 0 ELSE 1 END,
       COALESCE((SELECT max(package.version) FROM package_volume
                 JOIN package ON package.package_id = package_volume.package_id
                 WHERE package_volume.volume_id = volume.volume_id), 0)
FROM volume JOIN side ON side.side_id = volume.side_id
WHERE volume.sha256 = $1
ORDER BY volume.retired_at IS NOT NULL, volume.volume_id DESC LIMIT 1;

-- name: evidence_volume_packages
SELECT package.name FROM volume
JOIN package_volume ON package_volume.volume_id = volume.volume_id
JOIN package ON package.package_id = package_volume.package_id
WHERE volume.sha256 = $1 ORDER BY package.version;

-- What may tell of a page: acts on its record, on itself, on the batch it came with.
-- name: evidence_events
SELECT number, at, person, act, object, hash, detail FROM event
WHERE office = $1 AND (record_id = $2 OR object = $3 OR object = $4) ORDER BY number;

-- Whether a certificate of the record had these bytes.
-- name: evidence_is_certificate
SELECT count(*) FROM event
WHERE office = $1 AND record_id = $2 AND act = 'record.certified' AND detail LIKE '%"' || $3 || '"%';
