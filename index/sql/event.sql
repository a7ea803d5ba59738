-- name: event_head
SELECT number, hash FROM event WHERE office = $1 ORDER BY number DESC LIMIT 1;

-- name: event_last_at
SELECT at FROM event WHERE office = $1 ORDER BY number DESC LIMIT 1;
