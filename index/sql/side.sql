-- name: side_load
SELECT side.revision, record.file_no, side.name, record.subject, record.section, record.category,
       record.classification, record.retention, record.language, record.nic_no
FROM side JOIN record ON record.record_id = side.record_id
WHERE side.side_id = $1;

-- name: side_pages
WITH numbered AS (
    SELECT item_id, number, dated, sender, row_number() OVER (ORDER BY item_id) AS place
    FROM item WHERE side_id = $1)
SELECT page_id, seq, folio, language, plain(accepted_at), plain(alto_sha256), plain(layers_key),
       CASE WHEN EXISTS (SELECT 1 FROM flag WHERE flag.page_id = page.page_id AND flag.flag = 'blank')
            THEN 1 ELSE 0 END,
       COALESCE(volume, 0), COALESCE(numbered.item_id, 0), COALESCE(place, 0),
       number, dated, sender, plain(sha256)
FROM page LEFT JOIN numbered ON numbered.item_id = page.item_id
WHERE side_id = $1 AND seq IS NOT NULL AND state <> 'replaced'
ORDER BY seq;

-- name: side_frozen
SELECT number, last_seq FROM volume WHERE side_id = $1 AND frozen = 1 AND retired_at IS NULL
ORDER BY number;

-- name: volumes_replace
DELETE FROM volume WHERE side_id = $1 AND frozen = 0 RETURNING path;

-- A volume that is made again as one that was retired has the same file.
-- name: volume_path_named
SELECT count(*) FROM volume WHERE path = $1;

-- name: volume_insert
INSERT INTO volume (side_id, number, path, sha256, size_bytes, first_seq, last_seq, n_pages,
                    written_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9);

-- Pages $2 to $3 stand in volume $4; not where the side changed while it was written: its pages may
-- have other numbers by now.
-- name: volume_set_home
UPDATE page SET volume = $4
WHERE side_id = $1 AND seq BETWEEN $2 AND $3
  AND $5 = (SELECT revision FROM side WHERE side.side_id = $1);

-- name: side_set_assembled
UPDATE side SET assembled = $2 WHERE side_id = $1;
