-- show and status.

-- name: show_record
SELECT r.file_no, r.nic_no, r.kind, r.subject, st.stage, r.availability, r.custody, r.section,
       r.category, r.sub_category, r.year, r.classification, r.retention, r.language, r.opened,
       r.closed, r.note_pages, r.correspondence_pages, r.priority, r.location,
       COALESCE(NULLIF(r.computer_no, ''),
                (SELECT k.computer_no FROM package k
                 WHERE k.record_id = r.record_id AND k.status = 'accepted'
                 ORDER BY k.version DESC LIMIT 1), ''),
       r.previous_ref, r.later_ref, r.remarks,
       (SELECT max(k.version) FROM package k WHERE k.record_id = r.record_id)
FROM record r JOIN record_stage st ON st.record_id = r.record_id
WHERE r.record_id = $1

-- Of a withheld record nothing is exported, so that nothing supersedes it.
-- name: show_packages
SELECT name, version, path, manifest_sha256, size_bytes, exported_at, status, computer_no, reason,
       answered_at,
       CASE WHEN EXISTS (SELECT 1 FROM package_changed c WHERE c.package_id = package.package_id)
             AND EXISTS (SELECT 1 FROM record WHERE record.record_id = package.record_id
                         AND record.classification = 'Normal' AND record.availability <> 'excluded') THEN 1 ELSE 0 END
FROM package WHERE record_id = $1 ORDER BY version

-- name: show_sides
SELECT state.side_id, state.name, state.expected_pages, state.n_removed,
       CASE WHEN NOT state.is_complete THEN 1 ELSE 0 END, side.closed_reason
FROM side_state state JOIN side ON side.side_id = state.side_id
WHERE state.record_id = $1
ORDER BY CASE state.name WHEN 'notes' THEN 1 WHEN 'correspondence' THEN 2 WHEN 'issues' THEN 3 ELSE 4 END

-- name: show_pages
SELECT page_id, seq, folio, plain(sha256),
       'pages/' || substr(plain(sha256), 1, 2) || '/' || plain(sha256) || '.tif',
       'text/' || substr(plain(alto_sha256), 1, 2) || '/' || plain(alto_sha256) || '.alto.xml',
       width_px, height_px, dpi, turn, turn_set, state, confidence, language,
       CASE WHEN item_id IS NOT NULL
            THEN (SELECT count(*) FROM item
                  WHERE item.side_id = page.side_id AND item.item_id <= page.item_id) END,
       plain(findings)
FROM page WHERE side_id = $1 AND seq IS NOT NULL ORDER BY seq

-- The pages in whose place this one stands, the latest first.
-- name: show_replaced
WITH RECURSIVE before(page_id, age) AS (
    SELECT page_id, 1 FROM page WHERE replaced_by = $1
    UNION ALL
    SELECT page.page_id, before.age + 1 FROM page JOIN before ON page.replaced_by = before.page_id)
SELECT page.page_id, plain(page.sha256),
       'pages/' || substr(plain(page.sha256), 1, 2) || '/' || plain(page.sha256) || '.tif'
FROM before JOIN page ON page.page_id = before.page_id ORDER BY before.age

-- name: show_set_aside
SELECT page_id, folio, plain(sha256),
       CASE WHEN page_id NOT IN (SELECT page_id FROM withholding_page)
            THEN 'pages/' || substr(plain(sha256), 1, 2) || '/' || plain(sha256) || '.tif' END
FROM page WHERE side_id = $1 AND seq IS NULL AND state = 'replaced' AND replaced_by IS NULL
ORDER BY page_id

-- What a person set aside, the latest reason for it.
-- name: show_aside_detail
SELECT edit.detail FROM edit JOIN edit_page ON edit_page.edit_id = edit.edit_id
WHERE edit_page.page_id = $1 AND edit.act IN ('pages.set-aside', 'pages.withheld') AND edit.undone_at IS NULL
ORDER BY edit.edit_id DESC LIMIT 1

-- Pages of a batch that stand in no record, and the covers and separators that led nowhere, which say
-- why; $2, $3: PAGE_ORDER_RECORD_EXCLUDED, PAGE_ORDER_RECORD_CONFIDENTIAL, whose covers have a side but led
-- nowhere. The front of a sheet comes first.
-- name: show_batch_pages
SELECT page_id, sheet, face, role,
       CASE WHEN state = 'replaced' THEN 'set-aside' ELSE 'without-record' END, record.file_no, plain(sha256),
       'pages/' || substr(plain(sha256), 1, 2) || '/' || plain(sha256) || '.tif'
FROM page
LEFT JOIN side ON side.side_id = page.side_id
LEFT JOIN record ON record.record_id = side.record_id
WHERE batch_id = $1 AND seq IS NULL AND replaced_by IS NULL
  AND (role = 'folio' OR EXISTS (
           SELECT 1 FROM flag
           WHERE flag.page_id = page.page_id AND flag.flag = 'order'
             AND (page.side_id IS NULL OR flag.value IN (CAST($2 AS DOUBLE PRECISION),
                                                         CAST($3 AS DOUBLE PRECISION)))))
ORDER BY sheet, CASE face WHEN 'front' THEN 0 ELSE 1 END

-- name: show_flags
SELECT flag, value FROM page_flag WHERE page_id = $1 ORDER BY flag

-- Items are counted from 1, in the order in which they were begun.
-- name: show_items
SELECT row_number() OVER (ORDER BY item_id), number, dated, sender,
       (SELECT folio FROM page WHERE page.item_id = item.item_id AND seq IS NOT NULL
                                 AND state <> 'replaced' ORDER BY seq LIMIT 1),
       (SELECT folio FROM page WHERE page.item_id = item.item_id AND seq IS NOT NULL
                                 AND state <> 'replaced' ORDER BY seq DESC LIMIT 1),
       (SELECT count(*) FROM page WHERE page.item_id = item.item_id AND seq IS NOT NULL
                                    AND state <> 'replaced')
FROM item WHERE side_id = $1 ORDER BY item_id

-- name: show_volumes
SELECT number, path, sha256, size_bytes, first_seq, last_seq, frozen
FROM volume WHERE side_id = $1 AND retired_at IS NULL ORDER BY number

-- The latest lot that the record lies or lay in until its verdict.
-- name: show_lot
SELECT lot.lot_id, COALESCE(lot.verdict, CASE WHEN lot.sampled_at IS NULL THEN 'frozen' ELSE 'sampled' END)
FROM lot_record JOIN lot ON lot.lot_id = lot_record.lot_id
WHERE lot_record.record_id = $1 AND lot_record.withheld_at IS NULL ORDER BY lot.lot_id DESC LIMIT 1

-- name: status_records
SELECT stage, count(*) FROM record_stage GROUP BY stage

-- name: status_pages
WITH standing AS (
    SELECT sum(CASE state WHEN 'scanned' THEN 1 END) AS scanned, sum(CASE state WHEN 'recognised' THEN 1 END) AS recognised,
           sum(CASE state WHEN 'failed' THEN 1 END) AS failed
    FROM page WHERE role = 'folio'),
gone AS (SELECT count(*) AS n, count(replaced_by) AS replaced FROM page WHERE state = 'replaced' AND role = 'folio')
SELECT 'scanned', scanned FROM standing WHERE scanned > 0
UNION ALL SELECT 'recognised', recognised FROM standing WHERE recognised > 0
UNION ALL SELECT 'failed', failed FROM standing WHERE failed > 0
UNION ALL SELECT 'replaced', replaced FROM gone WHERE replaced > 0
UNION ALL SELECT 'set-aside', n - replaced FROM gone WHERE n > replaced

-- name: status_jobs
SELECT state, count(*) FROM job GROUP BY state

-- name: status_unplaced
SELECT count(*) FROM page WHERE role = 'folio' AND side_id IS NULL AND state <> 'replaced'

-- name: status_set_aside
SELECT count(*) FROM page
WHERE role = 'folio' AND side_id IS NULL AND state = 'replaced' AND replaced_by IS NULL
  AND page_id NOT IN (SELECT page_id FROM withholding_page)

-- name: status_set_aside_batches
SELECT page.batch_id, batch.source, batch.started_at, count(*)
FROM page JOIN batch ON batch.batch_id = page.batch_id
WHERE role = 'folio' AND side_id IS NULL AND state = 'replaced' AND replaced_by IS NULL
  AND page_id NOT IN (SELECT page_id FROM withholding_page)
GROUP BY page.batch_id, batch.source, batch.started_at
ORDER BY page.batch_id

-- By the runs of sheets of a batch: the number of a sheet less its rank is the same within a run. Of
-- the batches from $1 to $2.
-- name: unplaced_sheets
SELECT run.batch_id, batch.source, batch.started_at, min(run.sheet), max(run.sheet), count(*)
FROM (SELECT batch_id, sheet,
             sheet - dense_rank() OVER (PARTITION BY batch_id ORDER BY sheet) AS start
      FROM page WHERE batch_id BETWEEN $1 AND $2
                  AND role = 'folio' AND side_id IS NULL AND state <> 'replaced') AS run
JOIN batch ON batch.batch_id = run.batch_id
GROUP BY run.batch_id, batch.source, batch.started_at, run.start
ORDER BY run.batch_id, min(run.sheet)

-- Why nobody knows the record of sheet $2 of batch $1: the latest sheet that left it open, or the sheet
-- itself if its code cannot be read. $3, $4: PAGE_ORDER_RECORD_EXCLUDED, PAGE_ORDER_RECORD_CONFIDENTIAL, $5:
-- PAGE_ORDER_CODES_DIFFER, $6: PAGE_ORDER_CODE_DAMAGED. One that was followed ended what came before it.
-- name: unplaced_reason
SELECT sheet, value
FROM (SELECT page.sheet, page.face, flag.value,
             page.role = 'cover' AND page.side_id IS NOT NULL
             AND (flag.value IS NULL OR flag.value NOT IN (CAST($3 AS DOUBLE PRECISION),
                                                           CAST($4 AS DOUBLE PRECISION))) AS is_followed
      FROM page LEFT JOIN flag ON flag.page_id = page.page_id AND flag.flag = 'order'
      WHERE page.batch_id = $1
        AND ((page.sheet < $2 AND page.role = 'cover')
             OR (page.sheet < $2 AND page.role = 'separator'
                 AND flag.value = CAST($5 AS DOUBLE PRECISION))
             OR (page.sheet = $2 AND page.role = 'folio'
                 AND flag.value = CAST($6 AS DOUBLE PRECISION)))
      ORDER BY page.sheet DESC, page.face DESC LIMIT 1) AS latest
WHERE NOT is_followed

-- The latest cover before sheet $2 that says whose it is, and its record (NULL: none of ours, or one
-- that an earlier Muhafiz did not note). $3: PAGE_ORDER_CODE_DAMAGED, $4: PAGE_ORDER_CODE_UNKNOWN, $5:
-- PAGE_ORDER_CODES_DIFFER, which say nothing.
-- name: unplaced_cover
SELECT page.sheet, side.record_id, flag.value
FROM page
LEFT JOIN flag ON flag.page_id = page.page_id AND flag.flag = 'order'
LEFT JOIN side ON side.side_id = page.side_id
WHERE page.batch_id = $1 AND page.sheet < $2 AND page.role = 'cover'
  AND (flag.value IS NULL OR flag.value NOT IN (CAST($3 AS DOUBLE PRECISION),
                                                CAST($4 AS DOUBLE PRECISION),
                                                CAST($5 AS DOUBLE PRECISION)))
ORDER BY page.sheet DESC, page.face DESC LIMIT 1

-- The covers of the fronts of stack $1 whose records were refused.
-- name: unplaced_fronts
SELECT page.sheet, side.record_id, flag.value
FROM batch
JOIN page ON page.batch_id = batch.fronts_batch_id AND page.role = 'cover'
JOIN flag ON flag.page_id = page.page_id AND flag.flag = 'order'
         AND flag.value IN (CAST($2 AS DOUBLE PRECISION), CAST($3 AS DOUBLE PRECISION))
LEFT JOIN side ON side.side_id = page.side_id
WHERE batch.batch_id = $1
ORDER BY page.sheet

-- Pages of no record that lie behind the cover of a record with no sheet between that may be another
-- cover; backs of a second stack lie where their fronts do. Of the record $1 (0: any), of the page $2 (0: all).
-- $3: PAGE_ORDER_CODE_DAMAGED, $4: PAGE_ORDER_CODES_DIFFER. $5 1: also those that were set aside.
-- name: unplaced_behind
WITH loose AS (
    SELECT page.page_id, COALESCE(batch.fronts_batch_id, page.batch_id) AS batch_id,
           CASE batch.backs_order
               WHEN 'reversed' THEN (SELECT max(last.sheet) FROM page AS last WHERE last.batch_id = page.batch_id)
                                    + 1 - page.sheet
               ELSE page.sheet END AS sheet
    FROM page JOIN batch ON batch.batch_id = page.batch_id
    WHERE page.side_id IS NULL AND page.role = 'folio' AND CAST($2 AS BIGINT) IN (0, page.page_id)
      AND (page.state <> 'replaced' OR CAST($5 AS BIGINT) = 1)
      AND (batch.fronts_batch_id IS NULL OR batch.backs_order IS NOT NULL))
SELECT loose.page_id, side.record_id
FROM loose
JOIN page AS cover ON cover.page_id = (
    SELECT mark.page_id
    FROM page AS mark LEFT JOIN flag ON flag.page_id = mark.page_id AND flag.flag = 'order'
    WHERE mark.batch_id = loose.batch_id AND mark.sheet <= loose.sheet
      AND (mark.role = 'cover'
           OR (mark.role = 'separator' AND flag.value = CAST($4 AS DOUBLE PRECISION))
           OR (mark.role = 'folio' AND flag.value = CAST($3 AS DOUBLE PRECISION)))
    ORDER BY mark.sheet DESC, mark.face DESC LIMIT 1)
JOIN side ON side.side_id = cover.side_id
WHERE cover.role = 'cover' AND CAST($1 AS BIGINT) IN (0, side.record_id)
ORDER BY loose.page_id

-- name: unplaced_is_backs
SELECT fronts_batch_id FROM batch WHERE batch_id = $1 AND fronts_batch_id IS NOT NULL

-- name: status_failures
SELECT j.kind, j.target_id, r.file_no, s.name, p.folio, j.error
FROM job j
LEFT JOIN page p ON j.kind = 'page' AND p.page_id = j.target_id
LEFT JOIN side s ON s.side_id = CASE j.kind WHEN 'page' THEN p.side_id ELSE j.target_id END
LEFT JOIN record r ON r.record_id = s.record_id
WHERE j.state = 'failed' ORDER BY j.job_id
