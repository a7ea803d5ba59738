-- Numbers that were wrong (register-number.c), and what is not there (absence.c).

-- Where else a record is known by its number: pages it has or had, slips, packages, lots; whether it is provisional, and
-- whether a split made it.
-- name: number_traces
SELECT (SELECT count(*) FROM page JOIN side ON side.side_id = page.side_id WHERE side.record_id = $1)
     + (SELECT count(*) FROM edit_side JOIN side ON side.side_id = edit_side.side_id WHERE side.record_id = $1)
     + (SELECT count(*) FROM batch JOIN side ON side.side_id = batch.start_side_id WHERE side.record_id = $1),
       (SELECT count(*) FROM slip_record WHERE record_id = $1),
       (SELECT count(*) FROM package WHERE record_id = $1),
       (SELECT count(*) FROM lot_record WHERE record_id = $1),
       (SELECT count(*) FROM provisional WHERE record_id = $1),
       (SELECT count(*) FROM feeding WHERE record_id = $1 AND is_split = 1);

-- Another record with the number; one without a year may be of any.
-- name: number_find
SELECT record_id FROM record WHERE file_no = $1 AND (year = $2 OR year = '' OR $2 = '') AND record_id <> $3 LIMIT 1;

-- Another record, of another year, that has the number too.
-- name: number_shared
SELECT year FROM record WHERE file_no = $1 AND record_id <> $2 ORDER BY year LIMIT 1;

-- name: number_keep
INSERT INTO renaming (record_id, file_no, nic_no, at, person) VALUES ($1, $2, $3, $4, $5);

-- name: number_now
SELECT record.file_no, renaming.at FROM renaming JOIN record ON record.record_id = renaming.record_id
WHERE renaming.file_no = $1 ORDER BY renaming.at, record.file_no;

-- Of a number that nothing has now.
-- name: number_earlier
SELECT DISTINCT record_id FROM renaming WHERE file_no = $1 OR lower(nic_no) = $2;

-- name: number_remove
INSERT INTO removal (record_id, file_no, nic_no, reason, at, person, is_listed, note_pages, correspondence_pages)
SELECT record_id, file_no, nic_no, $2, $3, $4, $5, note_pages, correspondence_pages FROM record WHERE record_id = $1;

-- name: number_forget_sides
DELETE FROM side WHERE record_id = $1;

-- name: number_forget_tokens
UPDATE token SET record_id = NULL, assigned_at = NULL, assigned_by = NULL WHERE record_id = $1;

-- name: number_forget_provisional
DELETE FROM provisional WHERE record_id = $1;

-- name: number_forget_excluded
DELETE FROM exclusion WHERE record_id = $1;

-- name: number_forget_absence
DELETE FROM absence WHERE record_id = $1;

-- name: number_forget_names
DELETE FROM renaming WHERE record_id = $1;

-- Of one that was made by a split that was undone.
-- name: number_forget_feeding
DELETE FROM feeding WHERE record_id = $1;

-- name: number_forget_record
DELETE FROM record WHERE record_id = $1;

-- Its counts (progress.h) go with it.
-- name: number_recount
INSERT INTO progress_due VALUES ($1) ON CONFLICT DO NOTHING;

-- name: number_list
SELECT file_no, nic_no, at, person FROM renaming WHERE record_id = $1 ORDER BY at, file_no;

-- name: absence_set
INSERT INTO absence (record_id, reason, at, person) VALUES ($1, $2, $3, $4)
ON CONFLICT (record_id) DO UPDATE SET reason = excluded.reason, at = excluded.at, person = excluded.person;

-- name: absence_end
DELETE FROM absence WHERE record_id = $1;

-- name: absence_list
SELECT reason, at, person FROM absence WHERE record_id = $1;
