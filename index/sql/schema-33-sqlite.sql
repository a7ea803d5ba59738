-- Schema version 33, of SQLite.

-- As in schema 32; a package that was withdrawn from the outbox is out all the same where it was copied to another disk.
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
WHERE (package.path NOT LIKE 'outbox/%' OR package.status = 'accepted' OR (package.status = 'exported' AND package.reason IS NULL)
       OR EXISTS (SELECT 1 FROM event_kept
                  WHERE event_kept.record_id = package.record_id AND event_kept.act = brief('package.copied')
                    AND json_extract(plain(event_kept.detail), '$.package') = package.name))
  AND NOT EXISTS (SELECT 1 FROM event_kept
                  WHERE event_kept.record_id = package.record_id AND event_kept.act = brief('package.recalled')
                    AND plain(event_kept.object) = 'package ' || package.name);
