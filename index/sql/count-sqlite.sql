-- Where nothing can be written, the counts are brought up to date in copies, which stand before the tables themselves.
-- name: count_copy_due
CREATE TEMPORARY TABLE IF NOT EXISTS progress_due AS SELECT * FROM main.progress_due
-- name: count_copy_sides
CREATE TEMPORARY TABLE IF NOT EXISTS progress_side AS SELECT * FROM main.progress_side
-- name: count_copy_work
CREATE TEMPORARY TABLE IF NOT EXISTS progress_work AS SELECT * FROM main.progress_work
-- name: count_copy_records
CREATE TEMPORARY TABLE IF NOT EXISTS progress_record AS SELECT * FROM main.progress_record

-- To compare them, all are counted again beside those that are kept.
-- name: count_beside_due
CREATE TEMPORARY TABLE progress_due AS SELECT record_id FROM main.record
-- name: count_beside_sides
CREATE TEMPORARY TABLE progress_side AS SELECT * FROM main.progress_side WHERE false
-- name: count_beside_side_index
CREATE INDEX temp.progress_side_beside ON progress_side (record_id)
-- name: count_beside_work
CREATE TEMPORARY TABLE progress_work AS SELECT * FROM main.progress_work WHERE false
-- name: count_beside_work_index
CREATE INDEX temp.progress_work_beside ON progress_work (record_id)
-- name: count_beside_records
CREATE TEMPORARY TABLE progress_record AS SELECT * FROM main.progress_record WHERE false
-- name: count_beside_record_index
CREATE INDEX temp.progress_record_beside ON progress_record (record_id)

-- Records whose kept counts are others; not those that are to be counted anew in any case.
-- name: count_beside_odd
CREATE TEMPORARY VIEW progress_odd AS
SELECT record_id
FROM (SELECT record_id FROM (SELECT * FROM main.progress_record EXCEPT SELECT * FROM temp.progress_record)
      UNION SELECT record_id FROM (SELECT * FROM temp.progress_record EXCEPT SELECT * FROM main.progress_record)
      UNION SELECT record_id FROM (SELECT * FROM main.progress_side EXCEPT SELECT * FROM temp.progress_side)
      UNION SELECT record_id FROM (SELECT * FROM temp.progress_side EXCEPT SELECT * FROM main.progress_side)
      UNION SELECT record_id FROM (SELECT * FROM main.progress_work EXCEPT SELECT * FROM temp.progress_work)
      UNION SELECT record_id FROM (SELECT * FROM temp.progress_work EXCEPT SELECT * FROM main.progress_work))
WHERE record_id NOT IN (SELECT record_id FROM main.progress_due)
-- name: count_odd_due
INSERT INTO temp.progress_due SELECT record_id FROM progress_odd
-- name: count_odd
SELECT 'counts of record ' || COALESCE(record.file_no, progress_odd.record_id)
FROM progress_odd LEFT JOIN main.record ON record.record_id = progress_odd.record_id
ORDER BY progress_odd.record_id
