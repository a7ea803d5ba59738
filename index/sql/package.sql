-- What a package holds, its row, and the answers of the import job.

-- name: package_sides
SELECT state.side_id, state.name, state.expected_pages, side.closed_reason
FROM side_state state JOIN side ON side.side_id = state.side_id
WHERE state.record_id = $1 AND state.n_pages > 0
ORDER BY CASE state.name WHEN 'notes' THEN 1 WHEN 'correspondence' THEN 2 WHEN 'issues' THEN 3
         ELSE 4 END

-- The last four: of the item whose pages they are, counted from 1; NULL: of none, or of several, as volumes once were.
-- name: package_volumes
SELECT v.number, v.path, v.sha256, v.size_bytes, v.first_seq, v.last_seq, p.folio, q.folio,
       COALESCE(v.n_pages, (SELECT count(*) FROM page c WHERE c.side_id = v.side_id
                            AND c.seq BETWEEN v.first_seq AND v.last_seq)),
       CASE WHEN i.item_id IS NOT NULL
            THEN (SELECT count(*) FROM item o WHERE o.side_id = i.side_id AND o.item_id <= i.item_id) END,
       i.number, i.dated, i.sender
FROM volume v
LEFT JOIN page p ON p.side_id = v.side_id AND p.seq = v.first_seq
LEFT JOIN page q ON q.side_id = v.side_id AND q.seq = v.last_seq
LEFT JOIN item i ON i.item_id = p.item_id AND i.item_id = q.item_id
WHERE v.side_id = $1 AND v.retired_at IS NULL ORDER BY v.number

-- name: package_pages
SELECT page_id, seq, folio, plain(sha256), size_bytes, width_px, height_px, dpi, turn, confidence, language,
       plain(alto_sha256)
FROM page WHERE side_id = $1 AND seq IS NOT NULL AND state <> 'replaced' ORDER BY seq

-- name: package_events
SELECT e.office, e.number, e.at, e.person, e.act, e.object, e.detail,
       COALESCE((SELECT b.hash FROM event b WHERE b.office = e.office AND b.number = e.number - 1),
                '0000000000000000000000000000000000000000000000000000000000000000'),
       e.hash
FROM event e WHERE e.office = $1 AND e.record_id = $2 AND e.number <= $3 ORDER BY e.number

-- name: package_event_hash
SELECT hash FROM event WHERE office = $1 AND number = $2

-- name: package_latest
SELECT version, name, content, manifest_sha256, size_bytes, checked, exported_at, person,
       event_head, status
FROM package WHERE record_id = $1 ORDER BY version DESC LIMIT 1

-- name: package_previous
SELECT version, name, manifest_sha256 FROM package
WHERE record_id = $1 AND version < $2 ORDER BY version DESC LIMIT 1

-- name: package_side_states
SELECT name, expected_pages, n_pages, n_unread, n_feeding, is_complete
FROM side_state WHERE record_id = $1 ORDER BY side_id

-- name: package_insert
INSERT INTO package (record_id, version, name, path, content, size_bytes, manifest_sha256, checked,
                     revision, exported_at, person, event_head, status)
SELECT $1, $2, $3, $4, $5, $6, $7, $8, COALESCE(sum(revision), 0), $9, $10, $11, 'exported'
FROM side WHERE record_id = $1

-- name: package_insert_volumes
INSERT INTO package_volume (package_id, volume_id)
SELECT package.package_id, volume.volume_id
FROM package JOIN side ON side.record_id = package.record_id
JOIN volume ON volume.side_id = side.side_id
WHERE package.name = $1 AND volume.retired_at IS NULL
ON CONFLICT (package_id, volume_id) DO NOTHING

-- name: package_freeze_volumes
UPDATE volume SET frozen = 1 WHERE side_id IN (SELECT side_id FROM side WHERE record_id = $1)

-- name: package_settle
UPDATE package SET revision = (SELECT sum(revision) FROM side WHERE side.record_id = $1)
WHERE name = $2
  AND revision <> (SELECT sum(revision) FROM side WHERE side.record_id = $1)

-- name: package_ready
SELECT r.file_no, r.nic_no, (SELECT count(*) FROM record o WHERE o.file_no = r.file_no)
FROM record r JOIN record_stage st ON st.record_id = r.record_id
WHERE r.classification = 'Normal' AND r.availability = 'available'
  AND r.record_id NOT IN (SELECT record_id FROM provisional)
  AND r.record_id NOT IN (SELECT l.record_id FROM lot_record l JOIN lot ON lot.lot_id = l.lot_id
                          WHERE lot.verdict IS NULL AND l.withheld_at IS NULL)
  AND (st.stage = 'checked'
       OR (st.stage = 'assembled' AND $1 = 1 AND r.record_id NOT IN (SELECT record_id FROM record_sent_back))
       OR (st.stage = 'exported' AND $2 = 1))
ORDER BY r.record_id

-- Complete records that are not ready as they are, and what holds them back. $1: whether unchecked ones are ready.
-- name: package_behind
SELECT file_no, why
FROM (SELECT r.record_id, r.file_no,
             CASE WHEN r.record_id IN (SELECT record_id FROM provisional) THEN 'provisional'
                  WHEN r.record_id IN (SELECT l.record_id FROM lot_record l JOIN lot ON lot.lot_id = l.lot_id
                                       WHERE lot.verdict IS NULL AND l.withheld_at IS NULL) THEN 'lot'
                  WHEN st.stage = 'assembled' AND r.record_id IN (SELECT record_id FROM record_sent_back) THEN 'sent-back'
                  WHEN st.stage = 'assembled' AND $1 = 0 THEN 'unchecked' END AS why
      FROM record r JOIN record_stage st ON st.record_id = r.record_id
      WHERE r.classification = 'Normal' AND r.availability = 'available'
        AND st.stage IN ('checked', 'assembled')) AS complete
WHERE why IS NOT NULL ORDER BY record_id

-- name: package_sent_back
SELECT lot_id FROM record_sent_back WHERE record_id = $1

-- Sides with more pages than expected, unless a person closed them.
-- name: package_overfull
SELECT name, expected_pages, n_pages FROM side_state
WHERE record_id = $1 AND n_pages > expected_pages AND closed_at IS NULL
ORDER BY side_id

-- name: package_find
SELECT k.package_id, k.record_id, k.version, k.manifest_sha256, k.status, k.answered_at, r.file_no,
       k.computer_no,
       (SELECT max(later.version) FROM package later WHERE later.record_id = k.record_id),
       CASE WHEN EXISTS (SELECT 1 FROM package_changed c WHERE c.package_id = k.package_id) THEN 1 ELSE 0 END,
       k.exported_at, k.reason, k.path,
       CASE WHEN EXISTS (SELECT 1 FROM package later WHERE later.record_id = k.record_id AND later.version > k.version
                         AND later.status = 'accepted') THEN 1 ELSE 0 END
FROM package k JOIN record r ON r.record_id = k.record_id WHERE k.name = $1

-- name: package_numbers
SELECT k.computer_no, k.record_id, r.file_no, k.name FROM package k JOIN record r ON r.record_id = k.record_id
WHERE k.computer_no <> '' AND k.status = 'accepted' ORDER BY k.package_id

-- name: package_answer
UPDATE package SET status = $2, computer_no = $3, reason = $4, answered_at = $5
WHERE package_id = $1

-- name: package_list
SELECT k.name, k.version, r.file_no, k.path, k.exported_at, k.status, k.computer_no, k.reason,
       k.answered_at,
       (SELECT later.name FROM package later
        WHERE later.record_id = k.record_id AND later.version = k.version + 1),
       CASE WHEN r.classification = 'Normal' AND r.availability <> 'excluded'
             AND EXISTS (SELECT 1 FROM package_changed c WHERE c.package_id = k.package_id) THEN 1 ELSE 0 END,
       CASE WHEN substr(k.answered_at, 1, 10) < substr(k.exported_at, 1, 10) THEN 1 ELSE 0 END
FROM package k JOIN record r ON r.record_id = k.record_id ORDER BY k.package_id

-- Those that no receipt answered and no later version supersedes, and whether their record was changed since.
-- name: package_unanswered
SELECT k.path, k.exported_at,
       CASE WHEN r.classification = 'Normal' AND r.availability <> 'excluded'
             AND EXISTS (SELECT 1 FROM package_changed c WHERE c.package_id = k.package_id) THEN 1 ELSE 0 END
FROM package k JOIN record r ON r.record_id = k.record_id
WHERE k.status = 'exported' AND k.reason IS NULL
  AND NOT EXISTS (SELECT 1 FROM package later WHERE later.record_id = k.record_id AND later.version > k.version)

-- name: package_known
SELECT count(*) FROM package WHERE path = $1
