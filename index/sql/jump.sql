-- The clock, and what it did.

-- name: jump_last
SELECT boot, wall_s, running_s FROM clock WHERE host = $1;

-- name: jump_keep
INSERT INTO clock (host, boot, wall_s, running_s) VALUES ($1, $2, $3, $4)
ON CONFLICT (host) DO UPDATE SET boot = excluded.boot, wall_s = excluded.wall_s, running_s = excluded.running_s;

-- name: jump_insert
INSERT INTO clock_jump (host, at, from_at, to_at, seconds) VALUES ($1, $2, $3, $4, $5);

-- name: jump_list
SELECT host, at, from_at, to_at, seconds FROM clock_jump ORDER BY host, jump_id;
