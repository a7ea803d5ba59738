-- Frozen returns (return.c).

-- name: return_last
SELECT number, at, sha256 FROM frozen_return ORDER BY number DESC LIMIT 1

-- name: return_insert
INSERT INTO frozen_return (number, at, person, from_at, sha256, item)
VALUES ($1, $2, $3, $4, $5, $6)

-- name: return_load
SELECT item FROM frozen_return WHERE number = $1

-- name: return_list
SELECT number, at, person, from_at, at, sha256 FROM frozen_return ORDER BY number

-- The one in which the day was told to its end: the first that was frozen on a later day, or of those that were frozen on the day
-- itself the last.
-- name: return_of_day
SELECT COALESCE((SELECT max(number) FROM frozen_return WHERE substr(at, 1, 10) = $1),
                (SELECT min(number) FROM frozen_return WHERE substr(at, 1, 10) > $1))
