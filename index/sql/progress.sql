-- The progress return. Each of the first five answers one row, in the order of the counts in progress-row.c.

-- name: progress_records
WITH stages AS MATERIALIZED ( -- each is asked for once, not in every column
    SELECT record_id, stage FROM record_stage),
accepted AS ( -- records that stand as they were accepted: pages that a checker saw, and all
    SELECT record_verdict.is_own_work, lot_record.n_pages, COALESCE(looks.n, 0) AS seen
    FROM record_verdict
    JOIN lot_record ON lot_record.lot_id = record_verdict.lot_id AND lot_record.record_id = record_verdict.record_id
    LEFT JOIN (SELECT lot_page.lot_id, lot_page.record_id, count(DISTINCT lot_look.page_id) AS n
               FROM lot_look JOIN lot_page ON lot_page.lot_id = lot_look.lot_id
                                          AND lot_page.page_id = lot_look.page_id
               GROUP BY lot_page.lot_id, lot_page.record_id) AS looks
           ON looks.lot_id = record_verdict.lot_id AND looks.record_id = record_verdict.record_id
    WHERE record_verdict.verdict = 'checked')
SELECT count(*), (SELECT count(*) FROM provisional), 0, 0,
       count(CASE WHEN stage <> 'registered' THEN 1 END),
       count(CASE WHEN stage NOT IN ('registered', 'scanned', 'rejected') THEN 1 END),
       count(CASE WHEN stage IN ('assembled', 'checked', 'exported', 'imported') THEN 1 END),
       count(CASE WHEN stage = 'checked' OR (stage IN ('exported', 'imported') AND was_checked = 1) THEN 1 END),
       (SELECT count(CASE WHEN seen = n_pages THEN 1 END) FROM accepted),
       (SELECT count(CASE WHEN seen < n_pages THEN 1 END) FROM accepted),
       count(CASE WHEN stage IN ('exported', 'imported') THEN 1 END),
       count(CASE WHEN stage = 'imported' THEN 1 END),
       count(CASE WHEN stage = 'rejected' THEN 1 END)
FROM (SELECT st.stage,
             (SELECT k.checked FROM package k WHERE k.record_id = st.record_id
              ORDER BY k.version DESC LIMIT 1) AS was_checked
      FROM stages st) AS records

-- name: progress_availability
SELECT count(CASE WHEN availability = 'excluded' THEN 1 END), count(CASE WHEN availability = 'missing' THEN 1 END),
       count(CASE WHEN availability = 'damaged' THEN 1 END),
       COALESCE(sum(CASE WHEN availability <> 'available'
                         THEN COALESCE(note_pages, 0) + COALESCE(correspondence_pages, 0) END), 0)
FROM record

-- name: progress_custody
SELECT count(*), 0 FROM record WHERE custody = 'taken'

-- name: progress_pages
SELECT (SELECT COALESCE(sum(COALESCE(note_pages, 0) + COALESCE(correspondence_pages, 0)), 0) FROM record),
       count(*), count(CASE WHEN state = 'recognised' THEN 1 END), count(CASE WHEN state = 'failed' THEN 1 END), 0,
       (SELECT count(*) FROM flag WHERE flag = 'blank'), (SELECT count(*) FROM flag WHERE flag = 'duplicate')
FROM page WHERE role = 'folio' AND state <> 'replaced'

-- name: progress_checking
WITH accepted AS ( -- records that stand as they were accepted: pages that a checker saw, and all
    SELECT record_verdict.is_own_work, lot_record.n_pages, COALESCE(looks.n, 0) AS seen
    FROM record_verdict
    JOIN lot_record ON lot_record.lot_id = record_verdict.lot_id AND lot_record.record_id = record_verdict.record_id
    LEFT JOIN (SELECT lot_page.lot_id, lot_page.record_id, count(DISTINCT lot_look.page_id) AS n
               FROM lot_look JOIN lot_page ON lot_page.lot_id = lot_look.lot_id
                                          AND lot_page.page_id = lot_look.page_id
               GROUP BY lot_page.lot_id, lot_page.record_id) AS looks
           ON looks.lot_id = record_verdict.lot_id AND looks.record_id = record_verdict.record_id
    WHERE record_verdict.verdict = 'checked')
SELECT COALESCE(sum(seen), 0), COALESCE(sum(n_pages - seen), 0), count(CASE WHEN is_own_work = 1 THEN 1 END),
       (SELECT count(*) FROM lot
        WHERE verdict IS NULL AND EXISTS (SELECT 1 FROM lot_record WHERE lot_record.lot_id = lot.lot_id
                                                                     AND withheld_at IS NULL)),
       (SELECT count(*) FROM lot WHERE verdict = 'accepted'),
       (SELECT count(*) FROM lot WHERE verdict = 'rejected')
FROM accepted

-- The days on which pages came in, in the office's own time.
-- name: progress_days
SELECT substr(accepted_at, 1, 10) AS day, count(*), 0, 0, 0, 0, 1, 0
FROM page WHERE role = 'folio' AND state <> 'replaced' GROUP BY day ORDER BY day
