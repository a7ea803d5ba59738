-- The clock, and what it did.

-- The latest of this boot, whatever the computer was called, or else of this computer.
-- name: jump_last
SELECT boot, wall_s, running_s, first_wall_s, first_running_s FROM clock WHERE host = $1 OR boot = $2
ORDER BY CASE WHEN boot = $2 THEN 0 ELSE 1 END, running_s DESC, CASE WHEN host = $1 THEN 0 ELSE 1 END LIMIT 1;

-- name: jump_keep
INSERT INTO clock (host, boot, wall_s, running_s, first_wall_s, first_running_s) VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (host) DO UPDATE SET boot = excluded.boot, wall_s = excluded.wall_s, running_s = excluded.running_s,
                                 first_wall_s = excluded.first_wall_s, first_running_s = excluded.first_running_s;

-- The time of the newest event, and how many other computers work with the store.
-- name: jump_newest
SELECT at, (SELECT count(*) FROM clock WHERE host <> $2) FROM event WHERE office = $1 ORDER BY number DESC LIMIT 1;

-- name: jump_first
SELECT at FROM event WHERE office = $1 ORDER BY number LIMIT 1;

-- The first time later than $2 that an event has, where the first of all is not later.
-- name: jump_since
SELECT min(at) FROM event
WHERE office = $1 AND substr(at, 1, 19) > substr($2, 1, 19)
  AND (SELECT substr(first.at, 1, 19) FROM event AS first WHERE first.office = $1 AND first.number = 1) <= substr($2, 1, 19);

-- Whether a jump of $1 to $2 was told of.
-- name: jump_is_told
SELECT count(*) FROM clock_jump WHERE host = $1 AND to_at = $2;

-- name: jump_insert
INSERT INTO clock_jump (host, at, from_at, to_at, seconds, since_at) VALUES ($1, $2, $3, $4, $5, $6);

-- name: jump_list
SELECT host, at, from_at, to_at, seconds, since_at FROM clock_jump ORDER BY host, jump_id;
