-- Schema version 27.

-- Latest packages of records of which something changed since, so that the next export supersedes them: by the same rule
-- the stage of the record goes back (record_stage).
CREATE VIEW package_changed AS
SELECT package.package_id FROM package
WHERE package.revision <> (SELECT COALESCE(sum(side.revision), 0) FROM side WHERE side.record_id = package.record_id)
  AND NOT EXISTS (SELECT 1 FROM package later
                  WHERE later.record_id = package.record_id AND later.version > package.version);

-- What waits for a receipt is asked by status, where lakhs may have been answered.
CREATE INDEX package_unanswered ON package (package_id) WHERE status = 'exported';

-- What a nodal officer had removed of a confidential record (withhold-remove.c): masters and all that was made of them. The
-- rows of its pages stay, so that what was there can be told, without its words. last_backup_id: the last backup
-- before it, NULL: there was none; that one and those before it may hold the files until their disk is backed up to
-- again.
CREATE TABLE withholding (
    withholding_id INTEGER PRIMARY KEY,
    record_id BIGINT NOT NULL REFERENCES record,
    classification TEXT NOT NULL,
    reason TEXT NOT NULL,
    at TEXT NOT NULL, person TEXT NOT NULL,
    last_backup_id BIGINT
);
CREATE TABLE withholding_page (
    withholding_id BIGINT NOT NULL REFERENCES withholding,
    page_id BIGINT PRIMARY KEY REFERENCES page
);
CREATE TABLE withholding_file (
    withholding_id BIGINT NOT NULL REFERENCES withholding,
    path TEXT PRIMARY KEY,           -- relative to the store; of a package: its folder
    sha256 TEXT NOT NULL             -- of a package: of its tag manifest; '': a cache, which has none
);
-- Those that nothing names now: what came in later may have the same bytes, as an empty page has the words of another.
CREATE VIEW withheld_path AS
SELECT file.path, file.withholding_id FROM withholding_file AS file
WHERE file.sha256 NOT IN (SELECT sha256 FROM page WHERE page_id NOT IN (SELECT page_id FROM withholding_page))
  AND file.sha256 NOT IN (SELECT alto_sha256 FROM page WHERE alto_sha256 IS NOT NULL
                          AND page_id NOT IN (SELECT page_id FROM withholding_page))
  AND file.path NOT IN (SELECT path FROM volume WHERE retired_at IS NULL)
  AND file.path NOT IN (SELECT 'layers/' || substr(layers_key, 1, 2) || '/' || layers_key || '.layers' FROM page
                        WHERE layers_key IS NOT NULL AND page_id NOT IN (SELECT page_id FROM withholding_page));
CREATE INDEX withholding_page_of ON withholding_page (withholding_id);
CREATE INDEX withholding_file_of ON withholding_file (withholding_id);

-- On how many disks beside the store's all masters of a record stand; what was removed stands on none, and need not.
DROP VIEW record_copies;
CREATE VIEW record_copies AS
SELECT held.record_id,
       (SELECT count(*) FROM backup
        WHERE backup.beside_store = 0 AND backup.last_page_id >= held.last_page_id
          AND backup.backup_id = (SELECT max(latest.backup_id) FROM backup AS latest
                                  WHERE latest.place = backup.place)
          AND NOT EXISTS (SELECT 1 FROM backup_missing AS lost
                          JOIN page ON page.sha256 = lost.sha256
                          JOIN side ON side.side_id = page.side_id
                          WHERE lost.backup_id = backup.backup_id
                            AND side.record_id = held.record_id)) AS copies
FROM (SELECT side.record_id, max(page.page_id) AS last_page_id
      FROM side JOIN page ON page.side_id = side.side_id
      WHERE (page.seq IS NOT NULL OR page.state = 'replaced')
        AND page.page_id NOT IN (SELECT page_id FROM withholding_page)
      GROUP BY side.record_id) AS held;

-- muhafiz.conf as the last event told of it (conf-watch.c).
CREATE TABLE conf_told (
    name TEXT PRIMARY KEY,           -- "check separation"
    value TEXT NOT NULL
);

-- The first reading since the computer was switched on, or since its clock was last found wrong: small steps add up against it.
ALTER TABLE clock ADD COLUMN first_wall_s BIGINT;
ALTER TABLE clock ADD COLUMN first_running_s BIGINT;
-- Of a clock that went back: the first time after the one it went back to that stands on an event already; NULL: there is none.
ALTER TABLE clock_jump ADD COLUMN since_at TEXT;
