-- Records that are not in the office's own list yet.

-- name: provisional_insert
INSERT INTO provisional (record_id, number_key, at, person) VALUES ($1, $2, $3, $4);

-- name: provisional_end
DELETE FROM provisional WHERE record_id = $1;

-- name: provisional_renumber
UPDATE provisional SET number_key = $2, at = $3, person = $4 WHERE record_id = $1;

-- name: provisional_numbers
SELECT file_no FROM record;

-- name: provisional_rename
UPDATE record SET nic_no = $2, nic_key = $3 WHERE record_id = $1;

-- name: provisional_count_of
SELECT count(*) FROM provisional WHERE record_id = $1;

-- name: provisional_count
SELECT count(*) FROM provisional;

-- The columns stand in the order of column.h.
-- name: provisional_find
SELECT r.record_id, file_no, subject, kind, section, category, sub_category, year, classification,
       retention, language, opened, closed, note_pages, correspondence_pages, priority, location,
       computer_no, previous_ref, later_ref, remarks, availability, custody
FROM provisional p JOIN record r ON r.record_id = p.record_id
WHERE p.number_key = $1 AND (r.year = '' OR $2 = '' OR r.year = $2);

-- Open sides of record $1 with the pages that stand in them: fed while nobody knew how many there are.
-- name: provisional_sides
SELECT side.name, count(*) FROM side JOIN page ON page.side_id = side.side_id
WHERE side.record_id = $1 AND side.closed_at IS NULL AND page.seq IS NOT NULL AND page.state <> 'replaced'
GROUP BY side.side_id, side.name ORDER BY side.side_id;
