-- Settings, and what became of them.

-- name: conf_told
SELECT name, value FROM conf_told

-- name: conf_office
SELECT value FROM conf_told WHERE name = 'office code'

-- name: conf_tell
INSERT INTO conf_told (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = excluded.value
