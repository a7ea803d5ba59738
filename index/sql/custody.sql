-- Hand-over slips, and the records that went with them.

-- name: custody_insert
INSERT INTO slip (act, at, handed_by, received_by, person, event_number)
VALUES ($1, $2, $3, $4, $5, 0) RETURNING slip_id;

-- name: custody_close
UPDATE slip SET event_number = $2 WHERE slip_id = $1;

-- name: custody_add
INSERT INTO slip_record (slip_id, record_id, subject, location, stage, pages, expected_pages)
SELECT $1, r.record_id, r.subject, r.location, st.stage,
       (SELECT count(*) FROM page p JOIN side s ON s.side_id = p.side_id
        WHERE s.record_id = r.record_id AND p.seq IS NOT NULL),
       CASE WHEN r.note_pages IS NULL AND r.correspondence_pages IS NULL THEN NULL
            ELSE coalesce(r.note_pages, 0) + coalesce(r.correspondence_pages, 0) END
FROM record r JOIN record_stage st ON st.record_id = r.record_id
WHERE r.record_id = $2;

-- name: custody_of
SELECT custody FROM record WHERE record_id = $1;

-- name: custody_load
SELECT s.slip_id, s.act, s.at, s.handed_by, s.received_by, s.person, s.event_number, e.hash
FROM slip s JOIN event e ON e.office = $2 AND e.number = s.event_number
WHERE s.slip_id = $1;

-- name: custody_records
SELECT r.file_no, r.nic_no, r.kind, l.subject, l.location, l.stage, l.pages, l.expected_pages
FROM slip_record l JOIN record r ON r.record_id = l.record_id
WHERE l.slip_id = $1 ORDER BY l.place;

-- The latest slip with which each record left, where it has not come back.
-- name: custody_out
SELECT r.file_no, r.nic_no, r.subject, r.location, st.stage, s.slip_id, s.at, s.handed_by, s.received_by
FROM record r JOIN record_stage st ON st.record_id = r.record_id
LEFT JOIN slip s ON s.slip_id = (
    SELECT max(l.slip_id) FROM slip_record l JOIN slip t ON t.slip_id = l.slip_id
    WHERE l.record_id = r.record_id AND t.act = 'taken')
WHERE r.custody = 'taken'
ORDER BY s.at, r.record_id;
