-- Schema version 32.

-- Pages that were removed with a confidential record out of a side of another one, which has them no more.
CREATE VIEW page_removed AS
SELECT page.page_id, page.side_id, withholding.record_id
FROM page JOIN withholding_page ON withholding_page.page_id = page.page_id
JOIN withholding ON withholding.withholding_id = withholding_page.withholding_id
JOIN side ON side.side_id = page.side_id
WHERE page.seq IS NULL AND page.replaced_by IS NULL AND withholding.record_id <> side.record_id
  AND EXISTS (SELECT 1 FROM edit_page JOIN edit ON edit.edit_id = edit_page.edit_id
              WHERE edit_page.page_id = page.page_id AND edit_page.side_id = page.side_id AND edit_page.seq IS NOT NULL
                AND edit.act = 'pages.withheld' AND edit.undone_at IS NULL);

-- Packages with pages of a record that is confidential, which lie outside the office, or were taken there: until the nodal
-- officer says that they are gone (recall.c). record_id: of the confidential one.
CREATE VIEW package_recall AS
SELECT package.package_id, due.record_id
FROM (SELECT record.record_id, package.package_id
      FROM record JOIN package ON package.record_id = record.record_id WHERE record.classification <> 'Normal'
      UNION
      SELECT record.record_id, package_volume.package_id
      FROM withholding JOIN record ON record.record_id = withholding.record_id
      JOIN withholding_file AS file ON file.withholding_id = withholding.withholding_id
      JOIN volume ON volume.path = file.path
      JOIN package_volume ON package_volume.volume_id = volume.volume_id
      WHERE record.classification <> 'Normal') AS due
JOIN package ON package.package_id = due.package_id
WHERE (package.path NOT LIKE 'outbox/%' OR package.status = 'accepted' OR (package.status = 'exported' AND package.reason IS NULL))
  AND NOT EXISTS (SELECT 1 FROM event
                  WHERE event.record_id = package.record_id AND event.act = 'package.recalled'
                    AND event.object = 'package ' || package.name);

CREATE INDEX package_volume_in ON package_volume (volume_id);
-- Pages that wait for the nodal officer (hold.c): few.
CREATE INDEX flag_withheld ON flag (page_id) WHERE flag = 'withheld';

-- As in schema 1; but what was removed of a side is not missing in it: where it has fewer pages than the register says, as many
-- fewer are expected. n_counted: what the register says.
DROP VIEW record_stage;
DROP VIEW page_flag;
DROP VIEW page_miscount;
DROP VIEW side_state;
CREATE VIEW side_state AS
SELECT side_id, record_id, name, revision, assembled, closed_at, n_counted, n_removed, n_pages, n_unread, n_feeding,
       CASE WHEN n_counted IS NULL OR n_pages >= n_counted THEN n_counted
            WHEN n_pages + n_removed >= n_counted THEN n_pages
            ELSE n_counted - n_removed END AS expected_pages,
       closed_at IS NOT NULL OR CASE WHEN n_counted IS NULL THEN n_pages > 0 AND n_feeding = 0
                                     ELSE n_pages >= n_counted OR n_pages + n_removed >= n_counted END AS is_complete
FROM (
    SELECT side.side_id, side.record_id, side.name, side.revision, side.assembled, side.closed_at,
           CASE WHEN side.name = 'notes' THEN record.note_pages
                WHEN side.name IN ('correspondence', 'openings', 'sheets') THEN record.correspondence_pages
           END AS n_counted,
           (SELECT count(*) FROM page_removed WHERE page_removed.side_id = side.side_id) AS n_removed,
           (SELECT count(*) FROM page
            WHERE page.side_id = side.side_id AND page.seq IS NOT NULL AND page.state <> 'replaced') AS n_pages,
           (SELECT count(*) FROM page
            WHERE page.side_id = side.side_id AND page.seq IS NOT NULL AND page.state IN ('scanned', 'failed')) AS n_unread,
           (SELECT count(*) FROM page JOIN batch ON batch.batch_id = page.batch_id
            WHERE page.side_id = side.side_id AND page.seq IS NOT NULL AND batch.ended_at IS NULL) AS n_feeding
    FROM side JOIN record ON record.record_id = side.record_id
) AS counted;

-- As in schema 2: what asks a view has to go with it, and comes back.
CREATE VIEW page_miscount AS
SELECT page.page_id
FROM page JOIN side_state ON side_state.side_id = page.side_id
WHERE page.seq = (SELECT max(last.seq) FROM page AS last WHERE last.side_id = page.side_id)
  AND side_state.n_pages <> side_state.expected_pages
  AND side_state.closed_at IS NULL AND side_state.n_feeding = 0;

-- Flags as people see them: those that were measured, and "order" (value 100, PAGE_ORDER_COUNT) where
-- pages were miscounted. Ask it for one page: for many, SQLite would make all of it each time.
CREATE VIEW page_flag AS
SELECT page_id, flag, value FROM flag
UNION ALL
SELECT page_id, 'order', 100.0 FROM page_miscount
WHERE NOT EXISTS (SELECT 1 FROM flag WHERE flag.page_id = page_miscount.page_id
                                       AND flag.flag = 'order');

-- As in schema 13.
CREATE VIEW record_stage AS
SELECT record.record_id,
    CASE WHEN record.availability <> 'available' THEN 'registered'
    ELSE COALESCE(
        (SELECT CASE max(CASE
                    WHEN closed_at IS NULL AND n_counted > 0 AND n_pages < n_counted AND n_pages + n_removed < n_counted THEN 4
                    WHEN n_pages = 0 THEN 0
                    WHEN (closed_at IS NULL AND n_counted IS NULL) AND n_feeding > 0 THEN 4
                    WHEN n_unread > 0 THEN 3
                    WHEN assembled <> revision THEN 2
                    ELSE 1 END)
                WHEN 1 THEN NULL WHEN 2 THEN 'recognised' WHEN 3 THEN 'scanned' ELSE 'registered' END
         FROM side_state WHERE side_state.record_id = record.record_id),
        (SELECT CASE package.status WHEN 'exported' THEN 'exported'
                                    WHEN 'accepted' THEN 'imported'
                                    ELSE 'rejected' END
         FROM package
         WHERE package.record_id = record.record_id
           AND package.revision = (SELECT sum(side.revision) FROM side
                                   WHERE side.record_id = record.record_id)
         ORDER BY package.version DESC LIMIT 1),
        (SELECT verdict FROM record_verdict WHERE record_verdict.record_id = record.record_id),
        'assembled')
    END AS stage
FROM record;

-- Which copies count is seen on the disks (backup-sight.c).
DROP VIEW record_copies;

-- Sides whose volumes muhafiz run writes next, unless somebody feeds them.
CREATE VIEW side_unbound AS
SELECT side.side_id, side.record_id FROM side JOIN record ON record.record_id = side.record_id
WHERE side.assembled <> side.revision
  AND record.classification = 'Normal' AND record.availability <> 'excluded'
  AND EXISTS (SELECT 1 FROM page WHERE page.side_id = side.side_id AND page.seq IS NOT NULL
                                   AND page.state = 'recognised')
  AND NOT EXISTS (SELECT 1 FROM page WHERE page.side_id = side.side_id AND page.seq IS NOT NULL
                                       AND page.state IN ('scanned', 'failed'))
  AND NOT EXISTS (SELECT 1 FROM job WHERE job.kind = 'side' AND job.target_id = side.side_id);
