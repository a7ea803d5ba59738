-- The progress return. A record that was exported unchecked was never checked; pages count as
-- scanned and recognised one by one, and from then on with their record.

-- name: progress_records
WITH stages AS MATERIALIZED ( -- each is asked for once, not in every column
    SELECT record_id, stage FROM record_stage)
SELECT count(*),
       count(CASE WHEN stage <> 'registered' THEN 1 END),
       count(CASE WHEN stage NOT IN ('registered', 'scanned', 'rejected') THEN 1 END),
       count(CASE WHEN stage IN ('assembled', 'checked', 'exported', 'imported') THEN 1 END),
       count(CASE WHEN stage = 'checked' OR (stage IN ('exported', 'imported') AND was_checked = 1) THEN 1 END),
       count(CASE WHEN stage IN ('exported', 'imported') THEN 1 END),
       count(CASE WHEN stage = 'imported' THEN 1 END),
       count(CASE WHEN stage = 'rejected' THEN 1 END)
FROM (SELECT st.stage,
             (SELECT k.checked FROM package k WHERE k.record_id = st.record_id
              ORDER BY k.version DESC LIMIT 1) AS was_checked
      FROM stages st) AS records

-- name: progress_pages
WITH stages AS MATERIALIZED (
    SELECT record_id, stage FROM record_stage)
SELECT count(*),
       count(CASE WHEN state = 'recognised' THEN 1 END),
       count(CASE WHEN stage IN ('assembled', 'checked', 'exported', 'imported') THEN 1 END),
       count(CASE WHEN stage = 'checked' OR (stage IN ('exported', 'imported') AND was_checked = 1) THEN 1 END),
       count(CASE WHEN stage IN ('exported', 'imported') THEN 1 END),
       count(CASE WHEN stage = 'imported' THEN 1 END),
       count(CASE WHEN state = 'failed' THEN 1 END)
FROM (SELECT p.state, st.stage,
             (SELECT k.checked FROM package k WHERE k.record_id = st.record_id
              ORDER BY k.version DESC LIMIT 1) AS was_checked
      FROM page p
      LEFT JOIN side s ON s.side_id = p.side_id
      LEFT JOIN stages st ON st.record_id = s.record_id
      WHERE p.role = 'folio' AND p.state <> 'replaced') AS pages

-- name: progress_expected_pages
SELECT COALESCE(sum(COALESCE(note_pages, 0) + COALESCE(correspondence_pages, 0)), 0) FROM record

-- name: progress_availability
SELECT availability, count(*) FROM record GROUP BY availability

-- name: progress_custody
SELECT custody, count(*) FROM record GROUP BY custody

-- The days on which pages came in, in the office's own time.
-- name: progress_days
SELECT substr(accepted_at, 1, 10) AS day, count(*)
FROM page WHERE role = 'folio' AND state <> 'replaced' GROUP BY day ORDER BY day
