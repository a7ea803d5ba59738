-- Schema version 32, of SQLite.

-- The record that a page was removed from lacks it from then on, and is counted anew.
CREATE TRIGGER progress_page_withheld AFTER INSERT ON withholding_page
BEGIN INSERT INTO progress_due
      SELECT side.record_id FROM page JOIN side ON side.side_id = page.side_id WHERE page.page_id = new.page_id
      ON CONFLICT DO NOTHING; END;

-- These two as in the shared schema, with the order in which tables are best gone through, and events as they are kept.
DROP VIEW page_removed;
CREATE VIEW page_removed AS
SELECT page.page_id, page.side_id, withholding.record_id
FROM page CROSS JOIN withholding_page ON withholding_page.page_id = page.page_id
JOIN withholding ON withholding.withholding_id = withholding_page.withholding_id
JOIN side ON side.side_id = page.side_id
WHERE page.seq IS NULL AND page.replaced_by IS NULL AND withholding.record_id <> side.record_id
  AND EXISTS (SELECT 1 FROM edit_page JOIN edit ON edit.edit_id = edit_page.edit_id
              WHERE edit_page.page_id = page.page_id AND edit_page.side_id = page.side_id AND edit_page.seq IS NOT NULL
                AND edit.act = 'pages.withheld' AND edit.undone_at IS NULL);

DROP VIEW package_recall;
CREATE VIEW package_recall AS
SELECT package.package_id, due.record_id
FROM (SELECT record.record_id, package.package_id
      FROM record CROSS JOIN package ON package.record_id = record.record_id WHERE record.classification <> 'Normal'
      UNION
      SELECT record.record_id, package_volume.package_id
      FROM withholding CROSS JOIN record ON record.record_id = withholding.record_id
      CROSS JOIN withholding_file AS file ON file.withholding_id = withholding.withholding_id
      CROSS JOIN volume ON volume.path = file.path
      CROSS JOIN package_volume ON package_volume.volume_id = volume.volume_id
      WHERE record.classification <> 'Normal') AS due
CROSS JOIN package ON package.package_id = due.package_id
WHERE (package.path NOT LIKE 'outbox/%' OR package.status = 'accepted' OR (package.status = 'exported' AND package.reason IS NULL))
  AND NOT EXISTS (SELECT 1 FROM event_kept
                  WHERE event_kept.record_id = package.record_id AND event_kept.act = brief('package.recalled')
                    AND plain(event_kept.object) = 'package ' || package.name);
