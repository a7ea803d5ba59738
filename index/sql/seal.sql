-- name: seal_version
SELECT version FROM seal_state;

-- name: seal_state_is
SELECT count(*) FROM seal_state HAVING count(*) = 1 AND max(version) = $1;

-- name: seal_forget_version
DELETE FROM seal_state;

-- name: seal_set_version
INSERT INTO seal_state (version) VALUES ($1);

-- name: seal_events
SELECT number, record_id, act, detail, at, person FROM event WHERE office = $1 ORDER BY number;
