-- The columns stand in the order of column.h.

-- name: register_load
SELECT record_id, file_no, subject, kind, section, category, sub_category, year, classification,
       retention, language, opened, closed, note_pages, correspondence_pages, priority, location,
       computer_no, previous_ref, later_ref, remarks, availability, custody, nic_no
FROM record WHERE record_id = $1;

-- name: register_find
SELECT record_id, file_no, subject, kind, section, category, sub_category, year, classification,
       retention, language, opened, closed, note_pages, correspondence_pages, priority, location,
       computer_no, previous_ref, later_ref, remarks, availability, custody
FROM record WHERE file_no = $1 AND year = $2;

-- name: register_find_any_year
SELECT record_id, file_no, subject, kind, section, category, sub_category, year, classification,
       retention, language, opened, closed, note_pages, correspondence_pages, priority, location,
       computer_no, previous_ref, later_ref, remarks, availability, custody
FROM record WHERE file_no = $1;

-- name: register_list
SELECT file_no, subject, kind, section, category, sub_category, year, classification,
       retention, language, opened, closed, note_pages, correspondence_pages, priority, location,
       computer_no, previous_ref, later_ref, remarks, availability, custody, nic_no, stage
FROM record JOIN record_stage ON record_stage.record_id = record.record_id
ORDER BY record.record_id;

-- name: register_list_brief
SELECT file_no, year, kind, subject, stage, availability
FROM record JOIN record_stage ON record_stage.record_id = record.record_id
ORDER BY record.record_id;

-- name: register_update
UPDATE record SET
    file_no = $1, subject = $2, kind = $3, section = $4, category = $5, sub_category = $6,
    year = $7, classification = $8, retention = $9, language = $10, opened = $11, closed = $12,
    note_pages = $13, correspondence_pages = $14, priority = $15, location = $16,
    computer_no = $17, previous_ref = $18, later_ref = $19, remarks = $20, availability = $21,
    custody = $22, changed_at = $24
WHERE record_id = $23;

-- name: nic_find
SELECT record_id FROM record WHERE nic_key = $1;

-- Pages that its sides hold, or held before a correction, which may be undone.
-- name: record_count_pages
SELECT (SELECT count(*) FROM page JOIN side ON side.side_id = page.side_id
        WHERE side.record_id = $1)
     + (SELECT count(*) FROM edit_side JOIN side ON side.side_id = edit_side.side_id
        WHERE side.record_id = $1);

-- name: side_expect
INSERT INTO side (record_id, name) VALUES ($1, $2) ON CONFLICT (record_id, name) DO NOTHING;

-- Both at once, as an import of lakhs does.
-- name: side_expect_two
INSERT INTO side (record_id, name) VALUES ($1, $2), ($1, $3) ON CONFLICT (record_id, name) DO NOTHING;

-- name: sides_remove
DELETE FROM side WHERE record_id = $1;

-- name: record_touch
UPDATE side SET revision = revision + 1 WHERE record_id = $1;

-- name: record_jobs_forget
DELETE FROM job WHERE kind = 'side' AND state = 'failed'
  AND target_id IN (SELECT side_id FROM side WHERE record_id = $1);
