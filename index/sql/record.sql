-- name: record_load
SELECT file_no, nic_no, subject, kind, section, classification, language, availability, stage,
       COALESCE(note_pages, -1), COALESCE(correspondence_pages, -1)
FROM record JOIN record_stage ON record_stage.record_id = record.record_id
WHERE record.record_id = $1;

-- name: record_find
SELECT record_id, nic_no, year, CASE WHEN file_no = $1 THEN 1 ELSE 0 END FROM record
WHERE file_no = $1 OR nic_key = $2
ORDER BY year, record_id;

-- Numbers that have these letters and digits, in this order: $1 is "%a%1%2%".
-- name: record_near
SELECT file_no FROM record WHERE lower(file_no) LIKE lower($1) ORDER BY record_id;

-- name: record_find_nic
SELECT record_id FROM record WHERE nic_key = $1;

-- name: record_find_batch
SELECT batch.batch_id, count(*), CASE WHEN batch.ended_at IS NULL THEN 1 ELSE 0 END
FROM side JOIN page ON page.side_id = side.side_id
JOIN batch ON batch.batch_id = page.batch_id
WHERE side.record_id = $1 AND page.seq IS NOT NULL AND page.batch_id <> $2
GROUP BY batch.batch_id, batch.ended_at
ORDER BY batch.batch_id DESC LIMIT 1;

-- name: side_ensure
INSERT INTO side (record_id, name) VALUES ($1, $2)
ON CONFLICT (record_id, name) DO UPDATE SET name = excluded.name
RETURNING side_id;

-- name: side_name
SELECT name FROM side WHERE side_id = $1;

-- name: side_next_seq
SELECT COALESCE(max(seq), 0) + 1 FROM page WHERE side_id = $1;

-- What is expected of the record of side $1, kept as it is now: pages stand in it, at time $2, for the first time.
-- name: feeding_begin
INSERT INTO feeding (record_id, note_pages, correspondence_pages, at)
SELECT record.record_id, CASE WHEN provisional.record_id IS NULL THEN note_pages END,
       CASE WHEN provisional.record_id IS NULL THEN correspondence_pages END, $2
FROM side JOIN record ON record.record_id = side.record_id
LEFT JOIN provisional ON provisional.record_id = record.record_id
WHERE side.side_id = $1 AND EXISTS (SELECT 1 FROM page WHERE page.side_id = $1 AND seq IS NOT NULL)
ON CONFLICT (record_id) DO NOTHING;

-- name: feeding_split
INSERT INTO feeding (record_id, at, is_split) VALUES ($1, $2, 1);

-- Those of before (schema 24).
-- name: split_due
SELECT count(*) FROM split_due;

-- name: split_due_note
INSERT INTO feeding (record_id, at, is_split) SELECT record_id, at, 1 FROM split_due WHERE TRUE
ON CONFLICT (record_id) DO UPDATE SET is_split = 1;

-- name: feeding_list
UPDATE feeding SET is_split = 2 WHERE record_id = $1 AND is_split = 1;

-- name: side_touch
UPDATE side SET revision = revision + 1 WHERE side_id = $1;
