-- Where nothing can be written, the counts are brought up to date in copies, which stand before the tables themselves.
-- name: count_copy_due
CREATE TEMPORARY TABLE IF NOT EXISTS progress_due AS SELECT * FROM main.progress_due
-- name: count_copy_sides
CREATE TEMPORARY TABLE IF NOT EXISTS progress_side AS SELECT * FROM main.progress_side
-- name: count_copy_work
CREATE TEMPORARY TABLE IF NOT EXISTS progress_work AS SELECT * FROM main.progress_work
-- name: count_copy_records
CREATE TEMPORARY TABLE IF NOT EXISTS progress_record AS SELECT * FROM main.progress_record
