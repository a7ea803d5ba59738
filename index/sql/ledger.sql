-- The ledger of a batch: what was fed against what is kept and what was expected.

-- A sheet is a cover or separator if one of its faces is.
-- The last page of a side that has too few is nothing to look at: ledger_sides tells what is missing.
-- name: ledger
SELECT batch.batch_id, batch.kind, batch.source, batch.started_at, batch.ended_at, batch.ended_how,
       count(sheet.sheet),
       count(CASE WHEN n_covers > 0 THEN 1 END),
       count(CASE WHEN n_covers = 0 AND n_separators > 0 THEN 1 END),
       count(CASE WHEN n_covers = 0 AND n_separators = 0 THEN 1 END),
       COALESCE(sum(n_pages), 0), COALESCE(sum(n_pages - n_flagged), 0),
       COALESCE(sum(n_flagged), 0), batch.expected_sheets,
       CASE WHEN batch.expected_sheets > count(sheet.sheet)
            THEN batch.expected_sheets - count(sheet.sheet)
            WHEN batch.expected_sheets IS NOT NULL THEN 0 END,
       COALESCE(sum(n_replaced), 0), COALESCE(sum(n_aside), 0)
FROM batch LEFT JOIN (
    SELECT page.batch_id, page.sheet,
           count(CASE WHEN role = 'cover' THEN 1 END) AS n_covers,
           count(CASE WHEN role = 'separator' THEN 1 END) AS n_separators,
           count(CASE WHEN role = 'folio' THEN 1 END) AS n_pages,
           count(CASE WHEN role = 'folio' AND state = 'replaced' AND replaced_by IS NOT NULL
                 THEN 1 END) AS n_replaced,
           count(CASE WHEN role = 'folio' AND state = 'replaced' AND replaced_by IS NULL
                 THEN 1 END) AS n_aside,
           count(CASE WHEN role = 'folio'
                       AND (EXISTS (SELECT 1 FROM flag WHERE flag.page_id = page.page_id)
                            OR (EXISTS (SELECT 1 FROM page_miscount
                                        WHERE page_miscount.page_id = page.page_id)
                                AND (SELECT n_pages > expected_pages FROM side_state
                                     WHERE side_state.side_id = page.side_id)))
                 THEN 1 END) AS n_flagged
    FROM page WHERE page.batch_id = $1
    GROUP BY page.batch_id, page.sheet) AS sheet ON sheet.batch_id = batch.batch_id
WHERE batch.batch_id = $1
GROUP BY batch.batch_id;

-- Why pages are to be looked at, as page_flag has it; a page may have several.
-- name: ledger_flags
SELECT flag, count(*)
FROM (SELECT flag.flag FROM page JOIN flag ON flag.page_id = page.page_id
      WHERE page.batch_id = $1 AND page.role = 'folio'
      UNION ALL
      SELECT 'order' FROM page JOIN page_miscount ON page_miscount.page_id = page.page_id
      WHERE page.batch_id = $1 AND page.role = 'folio'
        AND (SELECT n_pages > expected_pages FROM side_state WHERE side_state.side_id = page.side_id)
        AND NOT EXISTS (SELECT 1 FROM flag WHERE flag.page_id = page.page_id AND flag.flag = 'order')) AS one
GROUP BY flag ORDER BY count(*) DESC, flag;

-- The sides it fed, in feeding order: pages of this batch, of all, expected. Behind those of a record
-- whose cover came, the sides that the register expects and of which nobody ever brought a page or
-- said that there is none; they need have no row. A stack of backs has no covers, only their backs.
-- $2, $3: PAGE_ORDER_RECORD_EXCLUDED, PAGE_ORDER_RECORD_CONFIDENTIAL, whose covers begin nothing. Last: of an open side
-- that is complete by them alone, the blank and double pages, which reports do not count (progress.h, rule 1); else 0.
-- name: ledger_sides
WITH fed AS (
    SELECT side.record_id, page.side_id, count(*) AS n, min(page.sheet) AS first_sheet
    FROM page JOIN side ON side.side_id = page.side_id
    WHERE page.batch_id = $1 AND page.seq IS NOT NULL AND page.state <> 'replaced'
    GROUP BY side.record_id, page.side_id),
begun AS (
    SELECT side.record_id, min(page.sheet) AS first_sheet
    FROM page
    JOIN side ON side.side_id = page.side_id
    JOIN batch ON batch.batch_id = page.batch_id
    WHERE page.batch_id = $1 AND page.role = 'cover' AND batch.fronts_batch_id IS NULL
      AND NOT EXISTS (SELECT 1 FROM flag
                      WHERE flag.page_id = page.page_id AND flag.flag = 'order'
                        AND flag.value IN (CAST($2 AS DOUBLE PRECISION),
                                           CAST($3 AS DOUBLE PRECISION)))
    GROUP BY side.record_id),
counted AS (
    SELECT record_id, 1 AS rank, 'notes' AS name, note_pages AS expected_pages
    FROM record WHERE kind = 'file'
    UNION ALL
    SELECT record_id, 2, CASE kind WHEN 'file' THEN 'correspondence' WHEN 'register' THEN 'openings'
                                   ELSE 'sheets' END, correspondence_pages
    FROM record),
side_of_batch AS (
    SELECT record.file_no, side_state.name, fed.n, side_state.n_pages, side_state.expected_pages,
           fed.first_sheet AS place, 0 AS rank,
           CASE WHEN side_state.closed_at IS NULL AND side_state.n_pages >= side_state.expected_pages
                THEN (SELECT count(*) FROM page
                      WHERE page.side_id = fed.side_id AND page.seq IS NOT NULL AND page.state <> 'replaced'
                        AND EXISTS (SELECT 1 FROM flag WHERE flag.page_id = page.page_id
                                                         AND flag.flag IN ('blank', 'duplicate')))
                ELSE 0 END AS uncounted,
           side.closed_reason
    FROM fed JOIN side ON side.side_id = fed.side_id
    JOIN side_state ON side_state.side_id = fed.side_id
    JOIN record ON record.record_id = side_state.record_id
    UNION ALL
    SELECT record.file_no, counted.name, 0, 0, counted.expected_pages,
           COALESCE((SELECT max(fed.first_sheet) FROM fed
                     WHERE fed.record_id = begun.record_id), begun.first_sheet), counted.rank, 0, NULL
    FROM begun
    JOIN counted ON counted.record_id = begun.record_id AND counted.expected_pages > 0
    JOIN record ON record.record_id = begun.record_id
    WHERE NOT EXISTS (SELECT 1 FROM side_state
                      WHERE side_state.record_id = begun.record_id AND side_state.name = counted.name
                        AND (side_state.n_pages > 0 OR side_state.closed_at IS NOT NULL)))
SELECT file_no, name, n, n_pages, expected_pages,
       CASE WHEN n_pages - uncounted < expected_pages THEN uncounted ELSE 0 END, closed_reason
FROM side_of_batch
ORDER BY place, file_no, rank, name;

-- $2, $3: PAGE_ORDER_COVER_AGAIN, PAGE_ORDER_COVER_EMPTY. A stack of backs has no covers; some have
-- been flagged all the same.
-- name: ledger_odd_covers
SELECT page.sheet, record.file_no,
       CASE WHEN flag.value = CAST($2 AS DOUBLE PRECISION) THEN 'again' ELSE 'empty' END
FROM page
JOIN flag ON flag.page_id = page.page_id AND flag.flag = 'order'
         AND flag.value IN (CAST($2 AS DOUBLE PRECISION), CAST($3 AS DOUBLE PRECISION))
JOIN side ON side.side_id = page.side_id
JOIN record ON record.record_id = side.record_id
JOIN batch ON batch.batch_id = page.batch_id
WHERE page.batch_id = $1 AND page.role = 'cover' AND batch.fronts_batch_id IS NULL
ORDER BY page.sheet;

-- name: ledger_open_batches
SELECT batch_id FROM batch WHERE ended_at IS NULL ORDER BY batch_id;

-- name: ledger_record_batches
SELECT DISTINCT page.batch_id FROM page JOIN side ON side.side_id = page.side_id
WHERE side.record_id = $1 ORDER BY page.batch_id;

-- Files that were being taken in when the power went, and that nobody gave again since; the owner of
-- one that may still be worked on.
-- name: status_interrupted
SELECT batch.batch_id, batch.source, batch.source_file, batch.started_at, batch.fronts_batch_id,
       record.file_no, side.name, CASE WHEN batch.ended_at IS NULL THEN batch.owner END
FROM batch
LEFT JOIN side ON side.side_id = batch.start_side_id
LEFT JOIN record ON record.record_id = side.record_id
WHERE batch.kind = 'ingest' AND (batch.ended_at IS NULL OR batch.ended_how = 'interrupted')
  AND NOT EXISTS (SELECT 1 FROM page WHERE page.batch_id = batch.batch_id)
  AND NOT EXISTS (SELECT 1 FROM batch AS later
                  WHERE later.source_sha256 = batch.source_sha256
                    AND later.batch_id > batch.batch_id)
ORDER BY batch.batch_id;
