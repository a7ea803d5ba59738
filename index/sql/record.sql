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

-- What is expected of the record of side $1, kept as it is now: pages stand in it, at time $2, for the first time; of one that a split
-- made, which the office's list has since, the first that was fed to itself.
-- name: feeding_begin
INSERT INTO feeding (record_id, note_pages, correspondence_pages, at)
SELECT record.record_id, CASE WHEN provisional.record_id IS NULL THEN note_pages END,
       CASE WHEN provisional.record_id IS NULL THEN correspondence_pages END, $2
FROM side JOIN record ON record.record_id = side.record_id
LEFT JOIN provisional ON provisional.record_id = record.record_id
WHERE side.side_id = $1 AND EXISTS (SELECT 1 FROM page WHERE page.side_id = $1 AND seq IS NOT NULL)
ON CONFLICT (record_id) DO UPDATE
SET note_pages = excluded.note_pages, correspondence_pages = excluded.correspondence_pages, at = excluded.at, is_split = 3
WHERE feeding.is_split = 2 AND EXISTS (SELECT 1 FROM page WHERE page.side_id = $1 AND seq IS NOT NULL AND fed_side_id = $1);

-- is_split: 1 made by a split; 2 and in the office's list since; 3 and fed itself, so that it counts (progress.h, rule 2).
-- name: feeding_split
INSERT INTO feeding (record_id, at, is_split) VALUES ($1, $2, 1);

-- Those of before (schema 24).
-- name: split_due
SELECT count(*) FROM split_due;

-- name: split_due_note
INSERT INTO feeding (record_id, at, is_split) SELECT record_id, at, 1 FROM split_due WHERE TRUE
ON CONFLICT (record_id) DO UPDATE SET is_split = 1;

-- The records that pages were fed to which stand in record $1, or that of side $2, made by a split: where they count may be another since.
-- name: split_count_due
INSERT INTO progress_due
SELECT fed.record_id FROM feeding JOIN side ON side.record_id = feeding.record_id
JOIN page ON page.side_id = side.side_id AND page.fed_side_id <> side.side_id JOIN side AS fed ON fed.side_id = page.fed_side_id
WHERE feeding.record_id = COALESCE($1, (SELECT record_id FROM side WHERE side_id = $2)) AND feeding.is_split > 1
ON CONFLICT DO NOTHING;

-- name: split_listed_note
UPDATE feeding SET is_split = $2 WHERE record_id = $1;

-- What was fed to it before the list had it was not expected.
-- name: feeding_list
UPDATE feeding SET is_split = CASE WHEN EXISTS (SELECT 1 FROM side JOIN page ON page.side_id = side.side_id
                                                WHERE side.record_id = $1 AND page.fed_side_id = side.side_id AND page.seq IS NOT NULL)
                                   THEN 3 ELSE 2 END
WHERE record_id = $1 AND is_split = 1;

-- name: side_touch
UPDATE side SET revision = revision + 1 WHERE side_id = $1;
