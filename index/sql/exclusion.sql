-- Exclusions: proposed, approved, ended.

-- name: exclusion_open
SELECT exclusion_id, approved_at, availability FROM exclusion WHERE record_id = $1 AND ended_at IS NULL;

-- name: exclusion_insert
INSERT INTO exclusion (record_id, reason, proposed_at, proposed_by, availability)
SELECT record_id, $2, $3, $4, CASE availability WHEN 'excluded' THEN 'available' ELSE availability END
FROM record WHERE record_id = $1
RETURNING exclusion_id;

-- name: exclusion_approve
UPDATE exclusion SET approved_at = $2, approved_by = $3 WHERE exclusion_id = $1;

-- name: exclusion_end
UPDATE exclusion SET ended_at = $2, ended_by = $3, ended_reason = $4 WHERE exclusion_id = $1;

-- name: exclusion_latest
SELECT r.file_no, r.nic_no, r.subject,
       CASE WHEN x.ended_at IS NOT NULL THEN 'ended' WHEN x.approved_at IS NULL THEN 'proposed' ELSE 'excluded' END,
       x.reason, x.proposed_at, x.proposed_by, x.approved_at, x.approved_by, x.ended_at, x.ended_by,
       x.ended_reason
FROM exclusion x JOIN record r ON r.record_id = x.record_id
WHERE x.record_id = $1 ORDER BY x.exclusion_id DESC LIMIT 1;

-- name: exclusion_list
SELECT r.file_no, r.nic_no, r.subject,
       CASE WHEN x.ended_at IS NOT NULL THEN 'ended' WHEN x.approved_at IS NULL THEN 'proposed' ELSE 'excluded' END,
       x.reason, x.proposed_at, x.proposed_by, x.approved_at, x.approved_by, x.ended_at, x.ended_by,
       x.ended_reason
FROM exclusion x JOIN record r ON r.record_id = x.record_id
WHERE $1 = 1 OR x.ended_at IS NULL
ORDER BY CASE WHEN x.ended_at IS NOT NULL THEN 2 WHEN x.approved_at IS NULL THEN 0 ELSE 1 END, x.exclusion_id;
