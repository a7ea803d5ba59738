-- Schema version 34: what the numbers of persons and scanners are made of.

-- Pages that count, by their day, who fed them and with what scanner (NULL: from a folder, or of a PDF); rejects: folios that somebody took out of
-- their places again, and those that a checker found defective; what is both is one, and what was removed as confidential is none.
-- Unproven: of the pages those of batches that went through a hand that no PIN proved. A jam is of the day on which its batch began.
CREATE VIEW work_day AS
WITH batch_proven AS (SELECT batch_id FROM batch_hand GROUP BY batch_id HAVING min(is_proven) = 1)
SELECT day, batch.person, CASE batch.kind WHEN 'scan' THEN batch.source END AS scanner,
       CASE batch.kind WHEN 'scan' THEN batch.serial END AS serial, sum(parts.pages) AS pages, sum(parts.flags) AS flags,
       sum(parts.rejects) AS rejects, sum(parts.jams) AS jams, sum(parts.unproven) AS unproven
FROM (SELECT day, batch_id, pages, flags, 0 AS rejects, 0 AS jams,
             CASE WHEN batch_id IN (SELECT batch_id FROM batch_proven) THEN 0 ELSE pages END AS unproven
      FROM progress_work
      UNION ALL
      SELECT substr(plain(page.accepted_at), 1, 10), page.batch_id, 0, 0, 1, 0, 0
      FROM (SELECT page_id FROM page
            WHERE state = 'replaced' AND role = 'folio' AND page_id NOT IN (SELECT page_id FROM withholding_page)
            UNION SELECT page_id FROM lot_page WHERE defect IS NOT NULL) AS rejected
      JOIN page ON page.page_id = rejected.page_id
      UNION ALL
      SELECT substr(started_at, 1, 10), batch_id, 0, 0, 0, jams, 0 FROM batch WHERE kind = 'scan') AS parts
JOIN batch ON batch.batch_id = parts.batch_id
GROUP BY day, batch.person, CASE batch.kind WHEN 'scan' THEN batch.source END, CASE batch.kind WHEN 'scan' THEN batch.serial END;
