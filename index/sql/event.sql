-- name: event_head
SELECT number, hash FROM event WHERE office = $1 ORDER BY number DESC LIMIT 1;

-- name: event_last_at
SELECT at FROM event WHERE office = $1 ORDER BY number DESC LIMIT 1;

-- name: event_insert
INSERT INTO event (office, number, at, person, act, object, record_id, detail, hash)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9);
