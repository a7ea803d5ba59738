-- The progress return, of what count.sql has counted. Each of the first five answers one row, in the order of the
-- counts in progress-row.c. Removed is what the office's list had, and what is not in the register again.

-- name: progress_records
WITH removed_now AS (
    SELECT lower(nic_no) FROM removal WHERE COALESCE(is_listed, 1) = 1
    EXCEPT SELECT nic_key FROM record)
SELECT COALESCE(sum(is_own), 0),
       (SELECT count(*) FROM provisional),
       count(CASE WHEN is_own = 1 AND availability = 'available' AND is_uncounted = 1 THEN 1 END),
       COALESCE(sum(is_short), 0),
       count(scanned_on), COALESCE(sum(is_recognised), 0), COALESCE(sum(is_assembled), 0), count(checked_on),
       count(CASE WHEN checked_on IS NOT NULL AND accepted > 0 AND seen >= accepted THEN 1 END),
       count(CASE WHEN checked_on IS NOT NULL AND (accepted = 0 OR seen < accepted) THEN 1 END),
       count(exported_on), count(CASE WHEN exported_on IS NULL AND stage IN ('exported', 'imported') THEN 1 END),
       count(imported_on),
       count(CASE WHEN scanned_on IS NOT NULL AND stage = 'rejected' THEN 1 END),
       (SELECT count(*) FROM removed_now)
FROM progress_record

-- name: progress_availability
SELECT count(CASE WHEN availability = 'excluded' THEN 1 END), count(CASE WHEN availability = 'missing' THEN 1 END),
       count(CASE WHEN availability = 'damaged' THEN 1 END),
       COALESCE(sum(CASE WHEN availability IN ('excluded', 'missing', 'damaged') THEN expected END), 0)
FROM progress_record WHERE is_own = 1

-- Out of the room since a day before $1.
-- name: progress_custody
SELECT count(*), count(CASE WHEN taken_on < $1 THEN 1 END)
FROM (SELECT (SELECT substr(slip.at, 1, 10) FROM slip_record JOIN slip ON slip.slip_id = slip_record.slip_id
              WHERE slip_record.record_id = record.record_id AND slip.act = 'taken'
              ORDER BY slip.slip_id DESC LIMIT 1) AS taken_on
      FROM record WHERE custody = 'taken') AS taken

-- name: progress_pages
SELECT COALESCE(sum(expected), 0), COALESCE(sum(pages), 0), COALESCE(sum(recognised), 0), COALESCE(sum(failed), 0),
       COALESCE(sum(CASE WHEN availability = 'available' THEN surplus END), 0),
       COALESCE(sum(CASE WHEN availability = 'available' THEN blank END), 0),
       COALESCE(sum(CASE WHEN availability = 'available' THEN duplicate END), 0),
       (SELECT COALESCE(sum(pages), 0)
        FROM (SELECT max(COALESCE(note_pages, 0) + COALESCE(correspondence_pages, 0)) AS pages
              FROM removal WHERE COALESCE(is_listed, 1) = 1
                             AND NOT EXISTS (SELECT 1 FROM record WHERE record.nic_key = lower(removal.nic_no))
              GROUP BY lower(nic_no)) AS removed_now),
       (SELECT COALESCE(sum(pages), 0) FROM progress_work
        WHERE batch_id NOT IN (SELECT batch_id FROM batch_hand GROUP BY batch_id HAVING min(is_proven) = 1))
FROM progress_record WHERE is_own = 1

-- name: progress_checking
SELECT COALESCE(sum(CASE WHEN checked_on IS NOT NULL THEN seen END), 0),
       COALESCE(sum(CASE WHEN checked_on IS NOT NULL THEN accepted - seen END), 0),
       COALESCE(sum(CASE WHEN checked_on IS NOT NULL THEN is_own_work END), 0),
       (SELECT count(*) FROM lot
        WHERE verdict IS NULL AND EXISTS (SELECT 1 FROM lot_record WHERE lot_record.lot_id = lot.lot_id
                                                                     AND withheld_at IS NULL)),
       (SELECT count(*) FROM lot WHERE verdict = 'accepted'),
       (SELECT count(*) FROM lot WHERE verdict = 'rejected')
FROM progress_record

-- What counts, by the day that it has.
-- name: progress_days
SELECT day, sum(pages), sum(scanned), sum(checked), sum(exported), sum(imported), 0, 0
FROM (SELECT day, sum(pages) AS pages, 0 AS scanned, 0 AS checked, 0 AS exported, 0 AS imported
      FROM progress_work GROUP BY day
      UNION ALL SELECT scanned_on, 0, count(*), 0, 0, 0 FROM progress_record
      WHERE scanned_on IS NOT NULL GROUP BY scanned_on
      UNION ALL SELECT checked_on, 0, 0, count(*), 0, 0 FROM progress_record
      WHERE checked_on IS NOT NULL GROUP BY checked_on
      UNION ALL SELECT exported_on, 0, 0, 0, count(*), 0 FROM progress_record
      WHERE exported_on IS NOT NULL GROUP BY exported_on
      UNION ALL SELECT imported_on, 0, 0, 0, 0, count(*) FROM progress_record
      WHERE imported_on IS NOT NULL GROUP BY imported_on) AS acts
GROUP BY day ORDER BY day

-- ----------------------------------------------------------------------------------- who and with what

-- Of what work_day has.
-- name: progress_persons
SELECT $1, person, count(DISTINCT CASE WHEN pages > 0 THEN day END) AS days, sum(pages),
       CASE WHEN sum(pages) > 0 THEN round(10.0 * sum(pages) / count(DISTINCT CASE WHEN pages > 0 THEN day END)) / 10 ELSE 0 END,
       sum(flags), sum(rejects), sum(unproven)
FROM work_day GROUP BY person HAVING sum(pages) > 0 OR sum(rejects) > 0 ORDER BY person

-- name: progress_scanners
SELECT $1, scanner, serial, count(DISTINCT CASE WHEN pages > 0 THEN day END), sum(pages),
       CASE WHEN sum(pages) > 0 THEN round(10.0 * sum(pages) / count(DISTINCT CASE WHEN pages > 0 THEN day END)) / 10 ELSE 0 END,
       sum(flags), sum(rejects), sum(jams)
FROM work_day WHERE scanner IS NOT NULL GROUP BY scanner, serial ORDER BY scanner, serial

-- name: progress_work
SELECT $1, day, person, scanner, serial, pages, flags, rejects, jams, unproven FROM work_day ORDER BY day, person, scanner, serial

-- Lots as they are counted: those that wait have records.
-- name: progress_lots
SELECT $1, lot_id, COALESCE(verdict, 'waiting') FROM lot
WHERE verdict IS NOT NULL OR EXISTS (SELECT 1 FROM lot_record WHERE lot_record.lot_id = lot.lot_id AND withheld_at IS NULL)
ORDER BY lot_id

-- --------------------------------------------------------------------------------------------- lists

-- name: progress_short
SELECT $1, record.file_no, progress_side.name, progress_side.pages, progress_side.expected, side.closed_reason,
       side.closed_by, side.closed_at
FROM progress_side JOIN progress_record ON progress_record.record_id = progress_side.record_id
JOIN side ON side.side_id = progress_side.side_id JOIN record ON record.record_id = progress_side.record_id
WHERE progress_side.state = 'closed' AND progress_record.is_short > 0
ORDER BY side.closed_at, progress_side.side_id

-- The sides of the records that progress_records counts as such.
-- name: progress_uncounted
SELECT $1, record.file_no, progress_side.name, progress_side.pages + progress_side.moved, progress_side.expected,
       CASE progress_side.state WHEN 'uncounted' THEN 'no-count' ELSE progress_side.state END
FROM progress_side JOIN progress_record ON progress_record.record_id = progress_side.record_id
JOIN record ON record.record_id = progress_side.record_id
WHERE progress_side.state IN ('uncounted', 'moved', 'repeated', 'corrected')
  AND progress_record.is_own = 1 AND progress_record.availability = 'available'
ORDER BY progress_side.record_id, progress_side.side_id < 0, progress_side.side_id

-- name: progress_surplus
SELECT $1, record.file_no, progress_side.name, progress_side.pages, progress_side.expected
FROM progress_side JOIN progress_record ON progress_record.record_id = progress_side.record_id
JOIN record ON record.record_id = progress_side.record_id
WHERE progress_side.pages > progress_side.counted AND progress_side.state <> 'uncounted'
  AND progress_record.is_own = 1 AND progress_record.availability = 'available'
ORDER BY progress_side.side_id

-- By the record where the same picture was fed first.
-- name: progress_elsewhere
SELECT $1, record.file_no, progress_side.name, count(*), other.file_no
FROM progress_side CROSS JOIN page CROSS JOIN page AS first
JOIN progress_record ON progress_record.record_id = progress_side.record_id
JOIN record ON record.record_id = progress_side.record_id
JOIN side AS there ON there.side_id = COALESCE(first.fed_side_id, first.side_id)
JOIN record AS other ON other.record_id = there.record_id
WHERE progress_side.elsewhere > 0 AND progress_record.is_own = 1 AND progress_record.availability = 'available'
  AND page.side_id = progress_side.side_id AND page.role = 'folio' AND page.seq IS NOT NULL
  AND page.state <> 'replaced'
  AND NOT EXISTS (SELECT 1 FROM flag WHERE flag.page_id = page.page_id AND flag.flag = 'blank')
  AND first.page_id = (SELECT min(same.page_id) FROM page AS same JOIN side AS at ON at.side_id = same.side_id
                       WHERE same.page_id IN (SELECT same_id FROM page_same WHERE page_same.page_id = page.page_id)
                         AND (at.record_id <> progress_side.record_id
                              OR NOT EXISTS (SELECT 1 FROM flag WHERE flag.page_id = page.page_id AND flag.flag = 'duplicate'))
                         AND same.page_id < page.page_id AND same.role = 'folio'
                         AND same.seq IS NOT NULL AND same.side_id IS NOT NULL AND same.state <> 'replaced')
GROUP BY progress_side.side_id, record.file_no, progress_side.name, other.file_no
ORDER BY progress_side.side_id, other.file_no

-- Made by a split, and in the office's list since: by who split it, with the pages that it has of which record.
-- name: progress_split
SELECT $1, record.file_no, origin.file_no, COALESCE(held.pages, 0),
       (SELECT edit.person FROM edit JOIN edit_side ON edit_side.edit_id = edit.edit_id
        JOIN side ON side.side_id = edit_side.side_id
        WHERE side.record_id = feeding.record_id AND edit.act = 'record.split' AND edit.at = feeding.at LIMIT 1),
       feeding.at
FROM feeding JOIN record ON record.record_id = feeding.record_id
LEFT JOIN (SELECT side.record_id, fed.record_id AS origin_id, count(*) AS pages
           FROM feeding AS split JOIN side ON side.record_id = split.record_id
           JOIN page ON page.side_id = side.side_id JOIN side AS fed ON fed.side_id = page.fed_side_id
           WHERE split.is_split = 2 AND page.role = 'folio' AND page.seq IS NOT NULL AND page.state <> 'replaced'
             AND fed.record_id <> side.record_id
           GROUP BY side.record_id, fed.record_id) AS held ON held.record_id = feeding.record_id
LEFT JOIN record AS origin ON origin.record_id = held.origin_id
WHERE feeding.is_split = 2 ORDER BY feeding.at, record.file_no, origin.file_no

-- What the office's list had.
-- name: progress_removed
SELECT $1, file_no, CASE WHEN note_pages IS NULL THEN correspondence_pages
                         ELSE note_pages + COALESCE(correspondence_pages, 0) END, reason, person, at
FROM removal WHERE COALESCE(is_listed, 1) = 1 ORDER BY at, record_id

-- Pages that were removed for good (withhold-remove.c), and packages with pages of the record that are out still (recall.c).
-- name: progress_withheld
SELECT $1, record.file_no, withholding.classification,
       (SELECT count(*) FROM withholding_page WHERE withholding_page.withholding_id = withholding.withholding_id),
       (SELECT count(DISTINCT package_id) FROM package_recall WHERE package_recall.record_id = withholding.record_id),
       withholding.reason, withholding.person, withholding.at
FROM withholding JOIN record ON record.record_id = withholding.record_id ORDER BY withholding.withholding_id

-- NULL: nobody but who proposed it.
-- name: progress_excluded
SELECT $1, record.file_no, exclusion.reason, CASE WHEN exclusion.approved_by <> exclusion.proposed_by THEN exclusion.approved_by END,
       exclusion.approved_at
FROM exclusion JOIN progress_record ON progress_record.record_id = exclusion.record_id
JOIN record ON record.record_id = exclusion.record_id
WHERE exclusion.ended_at IS NULL AND exclusion.approved_at IS NOT NULL
  AND progress_record.availability = 'excluded' AND progress_record.is_own = 1
ORDER BY exclusion.approved_at, exclusion.record_id

-- name: progress_gone
SELECT $1, record.file_no, absence.reason, absence.person, absence.at
FROM progress_record JOIN record ON record.record_id = progress_record.record_id
LEFT JOIN absence ON absence.record_id = record.record_id
WHERE progress_record.availability = $2 AND progress_record.is_own = 1 ORDER BY record.record_id

-- Lots that came to no verdict: with how many records and pages that were drawn at random.
-- name: progress_dissolved
SELECT $1, lot_id, (SELECT count(*) FROM lot_record WHERE lot_record.lot_id = lot.lot_id
                                                      AND withheld_at = lot.dissolved_at),
       (SELECT count(*) FROM lot_page WHERE lot_page.lot_id = lot.lot_id AND is_random = 1),
       reason, decided_by, dissolved_at
FROM lot WHERE dissolved_at IS NOT NULL ORDER BY dissolved_at, lot_id

-- Accepted, and whether before the export, or without a number where others have one. The name is the package's.
-- name: progress_doubtful
SELECT package.name, record.file_no, package.computer_no, package.answered_at,
       CASE WHEN substr(package.answered_at, 1, 10) < substr(package.exported_at, 1, 10) THEN 1 ELSE 0 END,
       CASE WHEN COALESCE(package.computer_no, '') = ''
             AND EXISTS (SELECT 1 FROM package AS other WHERE other.status = 'accepted' AND other.computer_no <> '')
            THEN 1 ELSE 0 END
FROM package JOIN record ON record.record_id = package.record_id
WHERE package.status = 'accepted' ORDER BY package.package_id

-- name: progress_overnight
SELECT $1, file_no, at, received_by
FROM (SELECT record.record_id, record.file_no, slip.at, slip.received_by
      FROM record JOIN slip ON slip.slip_id = (
          SELECT max(slip_record.slip_id) FROM slip_record JOIN slip AS taken ON taken.slip_id = slip_record.slip_id
          WHERE slip_record.record_id = record.record_id AND taken.act = 'taken')
      WHERE record.custody = 'taken') AS out_of_room
WHERE substr(at, 1, 10) < $2
ORDER BY at, record_id

-- What the counts are made of. Last: the priority that a rule of the plan gives the category, as progress_custody has it since when
-- the record is out of the room, whether it is not in the register, and what of it was accepted.
-- name: progress_rows
SELECT $1, record.file_no, record.year, record.category, record.priority, progress_record.is_own,
       progress_record.availability, progress_record.stage, expected, pages, recognised, failed, surplus, blank,
       duplicate, is_uncounted, CASE WHEN is_short > 0 THEN 1 ELSE 0 END, scanned_on, checked_on,
       CASE WHEN checked_on IS NOT NULL AND accepted > 0 AND seen >= accepted THEN 1 ELSE 0 END,
       exported_on, imported_on, rule.priority,
       CASE record.custody WHEN 'taken' THEN (SELECT substr(slip.at, 1, 10) FROM slip_record JOIN slip ON slip.slip_id = slip_record.slip_id
                                              WHERE slip_record.record_id = record.record_id AND slip.act = 'taken'
                                              ORDER BY slip.slip_id DESC LIMIT 1) END,
       CASE WHEN provisional.record_id IS NULL THEN 0 ELSE 1 END, accepted, seen, is_own_work
FROM progress_record JOIN record ON record.record_id = progress_record.record_id
LEFT JOIN plan_rule_now AS rule ON rule.category = record.category
LEFT JOIN provisional ON provisional.record_id = record.record_id
ORDER BY record.record_id
