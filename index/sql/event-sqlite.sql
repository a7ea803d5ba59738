-- Events as SQLite keeps them (schema-28-sqlite.sql); they are read through the view event.

-- name: event_office_put
INSERT INTO event_office (office) VALUES ($1) ON CONFLICT DO NOTHING;

-- name: return_event
SELECT plain(detail) FROM event_kept
WHERE act = 'return.frozen' AND plain(object) = $2
  AND office_id = (SELECT office_id FROM event_office WHERE office = $1) ORDER BY number LIMIT 1;

-- What a split made and the office's list has since, as the rules have it now (feeding.is_split): versions before schema 26 took it for the
-- office's own, though nothing was fed to it; later ones did not, though something was.
-- name: split_listed_due
SELECT feeding.record_id, 2
FROM event_kept AS split JOIN feeding ON feeding.record_id = split.record_id
WHERE split.act = 'record.split' AND feeding.is_split = 0 AND feeding.at = plain(split.at)
  AND feeding.note_pages IS NULL AND feeding.correspondence_pages IS NULL
  AND NOT EXISTS (SELECT 1 FROM side JOIN page ON page.side_id = side.side_id
                  WHERE side.record_id = feeding.record_id AND page.fed_side_id = side.side_id)
  AND NOT EXISTS (SELECT 1 FROM side JOIN page ON page.fed_side_id = side.side_id AND page.fed_side_id <> page.side_id
                  WHERE side.record_id = feeding.record_id)
UNION
SELECT feeding.record_id, 3
FROM feeding CROSS JOIN side CROSS JOIN page
WHERE feeding.is_split = 2 AND side.record_id = feeding.record_id AND page.side_id = side.side_id
  AND page.fed_side_id = side.side_id AND page.seq IS NOT NULL;

-- The view looks at all events. This is asked whenever a store is opened, so first whether there is any split of before.
-- name: split_due
SELECT CASE WHEN EXISTS (SELECT 1 FROM event_kept
                         WHERE act = 'record.split' AND number < (SELECT min(number) FROM event_kept WHERE act = 'rows.sealed'))
            THEN (SELECT count(*) FROM split_due) ELSE 0 END;

-- What the last check said of itself, whether it came to its end or not (verify-state.c).
-- name: verify_last_event
SELECT plain(detail) FROM event_kept
WHERE act IN (brief('store.verified'), brief('store.verify-part'))
  AND office_id = (SELECT office_id FROM event_office WHERE office = $1) ORDER BY number DESC LIMIT 1;

-- Rows that an admin took as they stood after an edit (verify-take.c); the reason stands in the detail.
-- name: progress_taken
SELECT $1, plain(object), plain(detail), person, plain(at) FROM event_kept
WHERE act = brief('row.taken') AND office_id = (SELECT office_id FROM event_office WHERE office = $1) ORDER BY number;

-- What receipts said of package $2 of record $1, and what was settled, in the order in which it came (ack-said.c).
-- name: package_said
SELECT act, CASE act WHEN 'package.accepted' THEN 'accepted' WHEN 'package.rejected' THEN 'rejected'
            ELSE json_extract(detail, '$.status') END,
       json_extract(detail, '$.computer_no'), json_extract(detail, '$.reason'), json_extract(detail, '$.at'),
       COALESCE(json_extract(detail, '$.late'), 0)
FROM (SELECT number, act, CASE WHEN json_valid(detail) THEN detail ELSE '{}' END AS detail FROM event
      WHERE record_id = $1
        AND act IN ('package.accepted', 'package.rejected', 'package.disputed', 'package.settled'))
WHERE json_extract(detail, '$.package') = $2 ORDER BY number

-- Whether package $2 of record $1 lies at $3 by its row, or was copied there.
-- name: package_copy_known
SELECT (SELECT count(*) FROM package WHERE name = $2 AND path = $3)
     + (SELECT count(*) FROM event WHERE record_id = $1 AND act = 'package.copied'
        AND json_extract(detail, '$.package') = $2 AND json_extract(detail, '$.path') = $3)

-- Where package $2 of record $1 was copied to, beside where its row has it.
-- name: package_copies
SELECT DISTINCT json_extract(detail, '$.path') FROM event
WHERE record_id = $1 AND act = 'package.copied' AND json_extract(detail, '$.package') = $2 ORDER BY 1

-- Receipts that contradict what their package is taken for, until that is settled; or (the last column) that are late, until a
-- later version is accepted, or, where they reject, answered (ack-dispute.c). In an order that is not that in which they came.
-- name: package_disputes
WITH told AS MATERIALIZED (
    SELECT number, act, person, at, json_extract(detail, '$.package') AS name, json_extract(detail, '$.status') AS status,
           json_extract(detail, '$.computer_no') AS computer_no, json_extract(detail, '$.reason') AS reason,
           json_extract(detail, '$.at') AS answered_at, COALESCE(json_extract(detail, '$.late'), 0) AS late
    FROM (SELECT number, act, person, plain(at) AS at,
                 CASE WHEN json_valid(plain(detail)) THEN plain(detail) ELSE '{}' END AS detail
          FROM event_kept WHERE act = 'package.disputed' OR act = 'package.settled'))
SELECT package.name, record.file_no, told.status, told.computer_no, told.reason, told.answered_at, told.person, told.at,
       told.late
FROM told JOIN package ON package.name = told.name JOIN record ON record.record_id = package.record_id
LEFT JOIN (SELECT name, max(number) AS number FROM told WHERE act = 'package.settled' GROUP BY name) AS settled
     ON settled.name = told.name
WHERE told.act = 'package.disputed' AND told.number > COALESCE(settled.number, 0)
  AND CASE WHEN told.late
           THEN NOT EXISTS (SELECT 1 FROM package AS later WHERE later.record_id = package.record_id
                            AND later.version > package.version
                            AND (later.status = 'accepted' OR (later.status = 'rejected' AND told.status = 'rejected')))
           ELSE told.status <> package.status
                OR COALESCE(told.computer_no, package.computer_no, '') <> COALESCE(package.computer_no, '') END
ORDER BY told.answered_at, told.status, told.computer_no, told.number;

-- name: conf_history
SELECT plain(at), person, plain(detail) FROM event_kept WHERE act = brief('conf.changed') ORDER BY number;

-- A change of the register stays plain: event_pages and event_category look into it.
-- name: event_insert
INSERT INTO event_kept (office_id, number, at, person, act, object, record_id, detail, hash)
VALUES ((SELECT office_id FROM event_office WHERE office = $1), $2, brief($3), $4, brief($5), brief($6), $7,
        CASE $5 WHEN 'record.changed' THEN $8 ELSE brief($8) END, brief($9));
