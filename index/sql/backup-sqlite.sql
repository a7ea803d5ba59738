-- On how many disks beside the store's all masters of a record stand. $1: a list of backups that are lost (backup-sight.c), and with
-- each all of its folder; of the others the latest of each disk counts.

-- name: status_copies
WITH counted AS MATERIALIZED (
    SELECT backup_id, last_page_id FROM backup
    WHERE backup_id IN (SELECT max(latest.backup_id) FROM backup AS latest
                        WHERE latest.beside_store = 0
                          AND NOT EXISTS (SELECT 1 FROM json_each($1) AS lost JOIN backup AS gone ON gone.backup_id = lost.value
                                          WHERE gone.place = latest.place AND gone.path = latest.path)
                        GROUP BY latest.place)),
held AS (
    SELECT side.record_id, max(page.page_id) AS last_page_id
    FROM side JOIN page ON page.side_id = side.side_id
    WHERE (page.seq IS NOT NULL OR page.state = 'replaced') AND page.page_id NOT IN (SELECT page_id FROM withholding_page)
    GROUP BY side.record_id),
copied AS (
    SELECT (SELECT count(*) FROM counted
            WHERE counted.last_page_id >= held.last_page_id
              AND NOT EXISTS (SELECT 1 FROM backup_missing AS lost
                              JOIN page ON substr(page.sha256, 1, 6) = substr(brief(lost.sha256), 1, 6)
                                       AND page.sha256 = brief(lost.sha256)
                              JOIN side ON side.side_id = page.side_id
                              WHERE lost.backup_id = counted.backup_id AND side.record_id = held.record_id)) AS copies
    FROM held)
SELECT CASE WHEN copies > 2 THEN '2' ELSE CAST(copies AS TEXT) END, count(*)
FROM copied GROUP BY CASE WHEN copies > 2 THEN '2' ELSE CAST(copies AS TEXT) END

-- The same of record $2.
-- name: show_copies
WITH counted AS MATERIALIZED (
    SELECT backup_id, last_page_id FROM backup
    WHERE backup_id IN (SELECT max(latest.backup_id) FROM backup AS latest
                        WHERE latest.beside_store = 0
                          AND NOT EXISTS (SELECT 1 FROM json_each($1) AS lost JOIN backup AS gone ON gone.backup_id = lost.value
                                          WHERE gone.place = latest.place AND gone.path = latest.path)
                        GROUP BY latest.place))
SELECT (SELECT count(*) FROM counted
        WHERE counted.last_page_id >= held.last_page_id
          AND NOT EXISTS (SELECT 1 FROM backup_missing AS lost
                          JOIN page ON substr(page.sha256, 1, 6) = substr(brief(lost.sha256), 1, 6) AND page.sha256 = brief(lost.sha256)
                          JOIN side ON side.side_id = page.side_id
                          WHERE lost.backup_id = counted.backup_id AND side.record_id = $2))
FROM (SELECT max(page.page_id) AS last_page_id
      FROM side JOIN page ON page.side_id = side.side_id
      WHERE side.record_id = $2 AND (page.seq IS NOT NULL OR page.state = 'replaced')
        AND page.page_id NOT IN (SELECT page_id FROM withholding_page)) AS held
WHERE held.last_page_id IS NOT NULL
