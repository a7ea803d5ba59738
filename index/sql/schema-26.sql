-- Schema version 26.

-- Latest packages of records of which something changed since, so that the next export supersedes them: by the same rule
-- the stage of the record goes back (record_stage).
CREATE VIEW package_changed AS
SELECT package.package_id FROM package
WHERE package.revision <> (SELECT COALESCE(sum(side.revision), 0) FROM side WHERE side.record_id = package.record_id)
  AND NOT EXISTS (SELECT 1 FROM package later
                  WHERE later.record_id = package.record_id AND later.version > package.version);

-- What waits for a receipt is asked by status, where lakhs may have been answered.
CREATE INDEX package_unanswered ON package (package_id) WHERE status = 'exported';
