-- Events as SQLite keeps them (schema-28-sqlite.sql); they are read through the view event.

-- name: event_office_put
INSERT INTO event_office (office) VALUES ($1) ON CONFLICT DO NOTHING;

-- name: return_event
SELECT plain(detail) FROM event_kept
WHERE act = 'return.frozen' AND plain(object) = $2
  AND office_id = (SELECT office_id FROM event_office WHERE office = $1) ORDER BY number LIMIT 1;

-- What the last check said of itself, whether it came to its end or not (verify-state.c).
-- name: verify_last_event
SELECT plain(detail) FROM event_kept
WHERE act IN (brief('store.verified'), brief('store.verify-part'))
  AND office_id = (SELECT office_id FROM event_office WHERE office = $1) ORDER BY number DESC LIMIT 1;

-- Rows that an admin took as they stood after an edit (verify-take.c); the reason stands in the detail.
-- name: progress_taken
SELECT $1, plain(object), plain(detail), person, plain(at) FROM event_kept
WHERE act = brief('row.taken') AND office_id = (SELECT office_id FROM event_office WHERE office = $1) ORDER BY number;

-- A change of the register stays plain: event_pages and event_category look into it.
-- name: event_insert
INSERT INTO event_kept (office_id, number, at, person, act, object, record_id, detail, hash)
VALUES ((SELECT office_id FROM event_office WHERE office = $1), $2, brief($3), $4, brief($5), brief($6), $7,
        CASE $5 WHEN 'record.changed' THEN $8 ELSE brief($8) END, brief($9));
