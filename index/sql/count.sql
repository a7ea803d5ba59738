-- The counting rules of progress.h, numbered as there. What they say is kept by record (progress_side, progress_work,
-- progress_record) until something of the record changes; all that is due is counted anew before anybody asks.

-- CROSS JOIN keeps engines from reading a whole table for the sake of a few records.

-- The records that are counted now, and their pages.
-- name: count_now_make
CREATE TEMPORARY TABLE IF NOT EXISTS progress_now (record_id INTEGER PRIMARY KEY)

-- mark: 0 as it should be, 1 flagged, 2 blank, 3 a duplicate, 4 the same picture as one that was fed before. side_id: that it counts for; is_own: of the record that it
-- was fed to.
-- name: count_page_make
CREATE TEMPORARY TABLE IF NOT EXISTS progress_page (
    page_id INTEGER PRIMARY KEY,
    stand_side_id BIGINT NOT NULL, side_id BIGINT NOT NULL,
    batch_id BIGINT NOT NULL, state TEXT NOT NULL, at TEXT NOT NULL, mark BIGINT NOT NULL,
    is_own BIGINT NOT NULL)

-- name: count_page_index
CREATE INDEX IF NOT EXISTS progress_page_side ON progress_page (side_id, is_own, at, page_id)

-- name: count_take
INSERT INTO progress_now SELECT record_id FROM progress_due ORDER BY record_id LIMIT $1

-- name: count_all_due
INSERT INTO progress_due SELECT record_id FROM record WHERE true ON CONFLICT DO NOTHING

-- name: count_due
SELECT count(*) FROM progress_due

-- name: count_forget_due
DELETE FROM progress_due WHERE record_id IN (SELECT record_id FROM progress_now)
-- name: count_forget_sides
DELETE FROM progress_side WHERE record_id IN (SELECT record_id FROM progress_now)
-- name: count_forget_work
DELETE FROM progress_work WHERE record_id IN (SELECT record_id FROM progress_now)
-- name: count_forget_records
DELETE FROM progress_record WHERE record_id IN (SELECT record_id FROM progress_now)

-- Rule 1: what stands in a side, and is a folio. It counts for the record that it was fed to: moving it makes no other
-- record fuller, and the sheet it came from no emptier. Within a record it counts where it stands; and where a person
-- closed the side that it stands in, saying why, it counts there; but not in a record that a split made.
-- name: count_pages_standing
INSERT INTO progress_page (page_id, stand_side_id, side_id, batch_id, state, at, mark, is_own)
SELECT page.page_id, page.side_id,
       CASE WHEN fed.record_id IS NULL OR fed.record_id = side.record_id
              OR (side.closed_at IS NOT NULL AND COALESCE(made.is_split, 0) <> 3)
            THEN page.side_id ELSE page.fed_side_id END,
       page.batch_id, page.state, plain(page.accepted_at),
       COALESCE((SELECT max(CASE flag.flag WHEN 'duplicate' THEN 3 WHEN 'blank' THEN 2 ELSE 1 END)
                 FROM flag WHERE flag.page_id = page.page_id), 0),
       CASE WHEN side.closed_at IS NOT NULL AND fed.record_id <> side.record_id AND COALESCE(made.is_split, 0) <> 3
            THEN 0 ELSE 1 END
FROM progress_now CROSS JOIN side CROSS JOIN page
LEFT JOIN side AS fed ON fed.side_id = page.fed_side_id
LEFT JOIN feeding AS made ON made.record_id = side.record_id
WHERE side.record_id = progress_now.record_id AND page.side_id = side.side_id AND page.role = 'folio' AND page.seq IS NOT NULL AND page.state <> 'replaced'

-- Those that were fed to these records and stand in others, where they do not count.
-- name: count_pages_fed
INSERT INTO progress_page (page_id, stand_side_id, side_id, batch_id, state, at, mark, is_own)
SELECT page.page_id, page.side_id, page.fed_side_id, page.batch_id, page.state, plain(page.accepted_at),
       COALESCE((SELECT max(CASE flag.flag WHEN 'duplicate' THEN 3 WHEN 'blank' THEN 2 ELSE 1 END)
                 FROM flag WHERE flag.page_id = page.page_id), 0), 1
FROM progress_now JOIN side AS fed ON fed.record_id = progress_now.record_id
JOIN page ON page.fed_side_id = fed.side_id AND page.fed_side_id <> page.side_id
JOIN side ON side.side_id = page.side_id
LEFT JOIN feeding AS made ON made.record_id = side.record_id
WHERE side.record_id <> fed.record_id AND (side.closed_at IS NULL OR made.is_split = 3)
  AND page.role = 'folio' AND page.seq IS NOT NULL AND page.state <> 'replaced'
ON CONFLICT (page_id) DO NOTHING

-- The same picture counts once in the office, where it was fed first, as long as it stands there, flagged or not; twice in
-- one record it is a duplicate as any.
-- name: count_pages_elsewhere
UPDATE progress_page SET mark = 4
WHERE mark <> 2 AND EXISTS (SELECT 1 FROM page_same CROSS JOIN page AS first JOIN side AS there ON there.side_id = first.side_id
                            JOIN side AS here ON here.side_id = progress_page.stand_side_id
                            WHERE page_same.page_id = progress_page.page_id AND first.page_id = page_same.same_id
                              AND first.page_id < progress_page.page_id AND first.role = 'folio' AND first.seq IS NOT NULL
                              AND first.state <> 'replaced'
                              AND (progress_page.mark < 2 OR there.record_id <> here.record_id))

-- The sides of these records, with what the register expected of each when the record was first fed and what it expects
-- now. One that is expected, or of which nobody said how much there is, and that has no row yet, has a number below 0 here:
-- nothing was ever fed to it.
-- name: count_side_make
CREATE TEMPORARY TABLE IF NOT EXISTS progress_limit (
    side_id INTEGER PRIMARY KEY, record_id BIGINT NOT NULL, name TEXT NOT NULL, is_main BIGINT NOT NULL,
    closed_at TEXT, closed_pages BIGINT, expected BIGINT, expected_now BIGINT)

-- name: count_side_limits
INSERT INTO progress_limit
SELECT side_id, sides.record_id, name, is_main, closed_at, closed_pages,
       CASE WHEN is_main = 1 THEN feeding.correspondence_pages WHEN name = 'notes' THEN feeding.note_pages END,
       CASE WHEN is_main = 1 THEN record.correspondence_pages WHEN name = 'notes' THEN record.note_pages END
FROM (SELECT side.side_id, side.record_id, side.name, side.closed_at, side.closed_pages,
             CASE WHEN side.name IN ('correspondence', 'openings', 'sheets') THEN 1 ELSE 0 END AS is_main
      FROM progress_now CROSS JOIN side WHERE side.record_id = progress_now.record_id
      UNION ALL
      SELECT -2 * record.record_id, record.record_id,
             CASE record.kind WHEN 'register' THEN 'openings' WHEN 'map' THEN 'sheets' ELSE 'correspondence' END,
             NULL, NULL, 1
      FROM progress_now CROSS JOIN feeding CROSS JOIN record
      WHERE feeding.record_id = progress_now.record_id AND record.record_id = feeding.record_id
        AND feeding.is_split = 0 AND COALESCE(feeding.correspondence_pages, 1) > 0
        AND NOT EXISTS (SELECT 1 FROM side WHERE side.record_id = record.record_id
                                             AND side.name IN ('correspondence', 'openings', 'sheets'))
      UNION ALL
      SELECT -2 * feeding.record_id - 1, feeding.record_id, 'notes', NULL, NULL, 0
      FROM progress_now CROSS JOIN feeding
      WHERE feeding.record_id = progress_now.record_id AND feeding.note_pages > 0
        AND NOT EXISTS (SELECT 1 FROM side WHERE side.record_id = feeding.record_id AND side.name = 'notes')) AS sides
JOIN record ON record.record_id = sides.record_id
LEFT JOIN feeding ON feeding.record_id = sides.record_id

-- Rule 2: no more than the register expected when the record was first fed; where it expected nothing, none until a
-- person closes the side. What stands in a closed side and was fed to another record counts as far as the side held so
-- much when it was closed. What was removed of it with a confidential record is not missing.
-- name: count_sides
INSERT INTO progress_side (side_id, record_id, name, expected, pages, counted, blank, duplicate, moved, elsewhere, state)
SELECT side_id, record_id, name, expected, pages,
       CASE WHEN expected < held THEN expected ELSE held END, blank, duplicate, moved, elsewhere,
       CASE WHEN expected IS NOT NULL AND own + removed >= expected THEN CASE WHEN pages > 0 THEN 'complete' ELSE 'empty' END
            WHEN closed_at IS NOT NULL THEN 'closed'
            WHEN expected IS NOT NULL AND moved > 0 THEN 'moved'
            WHEN expected IS NOT NULL AND pages < expected AND pages + blank + duplicate >= expected THEN 'repeated'
            WHEN expected IS NOT NULL AND COALESCE(expected_now, 0) < expected
                 AND pages >= COALESCE(expected_now, 0) AND of_record > 0 THEN 'corrected'
            WHEN expected IS NOT NULL THEN 'open'
            WHEN pages > 0 OR moved > 0 OR (is_main = 1 AND of_record > 0) THEN 'uncounted'
            ELSE 'empty' END
FROM (SELECT limits.*, COALESCE(held.pages, 0) AS pages, COALESCE(held.own, 0) AS own,
             COALESCE(held.blank, 0) AS blank,
             COALESCE(held.duplicate, 0) AS duplicate,
             COALESCE(held.elsewhere, 0) AS elsewhere,
             COALESCE(away.pages, 0) AS moved,
             (SELECT count(*) FROM page_removed WHERE page_removed.side_id = limits.side_id) AS removed,
             sum(COALESCE(held.pages, 0) + COALESCE(held.blank, 0) + COALESCE(held.duplicate, 0) + COALESCE(away.pages, 0))
                 OVER (PARTITION BY limits.record_id) AS of_record,
             CASE WHEN expected IS NOT NULL AND held.own > COALESCE(closed_pages, 0) THEN held.own
                  WHEN COALESCE(closed_pages, 0) < COALESCE(held.pages, 0) THEN COALESCE(closed_pages, 0)
                  ELSE COALESCE(held.pages, 0) END AS held
      FROM progress_limit AS limits
      LEFT JOIN (SELECT side_id, count(CASE WHEN mark < 2 THEN 1 END) AS pages,
                        count(CASE WHEN mark < 2 AND is_own = 1 THEN 1 END) AS own,
                        count(CASE WHEN mark = 2 THEN 1 END) AS blank,
                        count(CASE WHEN mark > 2 THEN 1 END) AS duplicate,
                        count(CASE WHEN mark = 4 THEN 1 END) AS elsewhere
                 FROM progress_page GROUP BY side_id) AS held
             ON held.side_id = limits.side_id
      LEFT JOIN (SELECT stand_side_id, count(*) AS pages FROM progress_page WHERE side_id <> stand_side_id
                 GROUP BY stand_side_id) AS away
             ON away.stand_side_id = limits.side_id) AS sides

-- Rule 6: which pages they are, by their day: those that came first. Of available records of the office's own register.
-- name: count_work
INSERT INTO progress_work (record_id, batch_id, day, pages, recognised, failed, flags)
SELECT record_id, batch_id, substr(at, 1, 10), count(*), count(CASE WHEN state = 'recognised' THEN 1 END),
       count(CASE WHEN state = 'failed' THEN 1 END), count(CASE WHEN mark = 1 THEN 1 END)
FROM (SELECT progress_side.record_id, progress_side.counted, progress_page.batch_id, progress_page.at,
             progress_page.state, progress_page.mark,
             row_number() OVER (PARTITION BY progress_page.side_id
                                ORDER BY progress_page.is_own DESC, progress_page.at, progress_page.page_id) AS place
      FROM progress_now JOIN progress_side ON progress_side.record_id = progress_now.record_id
      JOIN progress_page ON progress_page.side_id = progress_side.side_id
      JOIN record ON record.record_id = progress_now.record_id
      LEFT JOIN feeding ON feeding.record_id = record.record_id
      WHERE progress_page.mark < 2 AND record.availability = 'available' AND COALESCE(feeding.is_split, 0) IN (0, 3)
        AND record.record_id NOT IN (SELECT record_id FROM provisional)) AS pages
WHERE place <= counted
GROUP BY record_id, batch_id, substr(at, 1, 10)

-- Rules 3 to 6.
-- name: count_records
INSERT INTO progress_record (record_id, is_own, availability, stage, expected, pages, recognised, failed, surplus,
                             blank, duplicate, is_uncounted, is_short, scanned_on, checked_on, exported_on,
                             imported_on, is_recognised, is_assembled, accepted, seen, is_own_work)
SELECT record_id, is_own, availability, stage, expected, pages, recognised, failed, surplus, blank, duplicate,
       is_uncounted, CASE WHEN scanned_on IS NOT NULL THEN has_closed ELSE 0 END,
       scanned_on,
       CASE WHEN scanned_on IS NOT NULL AND (stage = 'checked' OR (is_exported = 1 AND package_checked = 1))
            THEN COALESCE(accepted_on, exported_on) END,
       CASE WHEN scanned_on IS NOT NULL AND is_exported = 1 THEN exported_on END,
       CASE WHEN scanned_on IS NOT NULL AND stage = 'imported' THEN COALESCE(answered_on, exported_on) END,
       CASE WHEN scanned_on IS NOT NULL AND stage IN ('recognised', 'assembled', 'checked', 'exported', 'imported')
            THEN 1 ELSE 0 END,
       CASE WHEN scanned_on IS NOT NULL AND stage IN ('assembled', 'checked', 'exported', 'imported')
            THEN 1 ELSE 0 END,
       accepted, seen, is_own_work
FROM (SELECT told.*,
             CASE WHEN is_own = 1 AND availability = 'available' AND is_done = 1 AND pages > 0
                  THEN CASE WHEN closed_on > fed_on THEN closed_on ELSE fed_on END END AS scanned_on,
             CASE WHEN stage IN ('exported', 'imported') THEN 1 ELSE 0 END AS is_exported
      FROM (SELECT record.record_id,
                   CASE WHEN COALESCE(feeding.is_split, 0) IN (1, 2)
                          OR record.record_id IN (SELECT record_id FROM provisional) THEN 0 ELSE 1 END AS is_own,
                   CASE WHEN record.availability = 'excluded'
                         AND NOT EXISTS (SELECT 1 FROM exclusion
                                         WHERE exclusion.record_id = record.record_id AND ended_at IS NULL
                                           AND approved_at IS NOT NULL)
                        THEN 'proposed' ELSE record.availability END AS availability,
                   (SELECT stage FROM record_stage WHERE record_stage.record_id = record.record_id) AS stage,
                   CASE WHEN feeding.record_id IS NULL
                        THEN COALESCE(record.note_pages, 0) + COALESCE(record.correspondence_pages, 0)
                        ELSE COALESCE(feeding.note_pages, 0) + COALESCE(feeding.correspondence_pages, 0)
                   END AS expected,
                   COALESCE(work.pages, 0) AS pages, COALESCE(work.recognised, 0) AS recognised,
                   COALESCE(work.failed, 0) AS failed, work.fed_on,
                   COALESCE(sides.surplus, 0) AS surplus, COALESCE(sides.blank, 0) AS blank,
                   COALESCE(sides.duplicate, 0) AS duplicate, COALESCE(sides.is_uncounted, 0) AS is_uncounted,
                   COALESCE(sides.has_closed, 0) AS has_closed, COALESCE(sides.is_done, 0) AS is_done,
                   COALESCE(sides.closed_on, '') AS closed_on,
                   package.checked AS package_checked, substr(package.exported_at, 1, 10) AS exported_on,
                   CASE WHEN package.answered_at < package.exported_at THEN substr(package.exported_at, 1, 10)
                        ELSE substr(package.answered_at, 1, 10) END AS answered_on,
                   substr(lot.decided_at, 1, 10) AS accepted_on, COALESCE(lot_record.n_pages, 0) AS accepted,
                   CASE WHEN lot_record.record_id IS NULL THEN 0
                        ELSE (SELECT count(DISTINCT lot_page.page_id) FROM lot_page
                              JOIN lot_look ON lot_look.lot_id = lot_page.lot_id
                                           AND lot_look.page_id = lot_page.page_id
                              WHERE lot_page.lot_id = lot_record.lot_id
                                AND lot_page.record_id = lot_record.record_id) END AS seen,
                   COALESCE(lot.is_own_work, 0) AS is_own_work
            FROM progress_now JOIN record ON record.record_id = progress_now.record_id
            LEFT JOIN feeding ON feeding.record_id = record.record_id
            LEFT JOIN (SELECT progress_side.record_id, sum(CASE state WHEN 'uncounted' THEN 0 ELSE pages - counted END) AS surplus, sum(blank) AS blank,
                              sum(duplicate) AS duplicate,
                              max(CASE WHEN state IN ('uncounted', 'moved', 'repeated', 'corrected') THEN 1 ELSE 0 END) AS is_uncounted,
                              max(CASE state WHEN 'closed' THEN 1 ELSE 0 END) AS has_closed,
                              min(CASE WHEN state IN ('open', 'uncounted', 'moved', 'repeated', 'corrected') THEN 0 ELSE 1 END) AS is_done,
                              max(CASE state WHEN 'closed' THEN substr(side.closed_at, 1, 10) ELSE '' END) AS closed_on
                       FROM progress_now CROSS JOIN progress_side LEFT JOIN side ON side.side_id = progress_side.side_id
                       WHERE progress_side.record_id = progress_now.record_id
                       GROUP BY progress_side.record_id) AS sides ON sides.record_id = record.record_id
            LEFT JOIN (SELECT progress_work.record_id, sum(pages) AS pages, sum(recognised) AS recognised,
                              sum(failed) AS failed, max(day) AS fed_on
                       FROM progress_now CROSS JOIN progress_work
                       WHERE progress_work.record_id = progress_now.record_id
                       GROUP BY progress_work.record_id) AS work ON work.record_id = record.record_id
            LEFT JOIN package ON package.record_id = record.record_id
                  AND package.version = (SELECT max(latest.version) FROM package AS latest
                                         WHERE latest.record_id = record.record_id)
            LEFT JOIN record_verdict ON record_verdict.record_id = record.record_id
                                    AND record_verdict.verdict = 'checked'
            LEFT JOIN lot ON lot.lot_id = record_verdict.lot_id
            LEFT JOIN lot_record ON lot_record.lot_id = lot.lot_id AND lot_record.record_id = record.record_id)
            AS told) AS days

-- name: count_clear_pages
DELETE FROM progress_page
-- name: count_clear_limits
DELETE FROM progress_limit
-- name: count_clear_now
DELETE FROM progress_now
