-- Schema version 6: backups.

-- One that was read back and found whole. last_page_id: every master up to it is in it, but for those of
-- backup_missing. place: the disk it is on (backup-place.c); beside_store: that of the store itself, with which
-- it would go down.
CREATE TABLE backup (
    backup_id INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    path TEXT NOT NULL,
    place TEXT NOT NULL,
    beside_store BIGINT NOT NULL,
    at TEXT NOT NULL,
    person TEXT NOT NULL,
    event_number BIGINT NOT NULL,
    last_page_id BIGINT NOT NULL,
    files BIGINT NOT NULL,
    size_bytes BIGINT NOT NULL
);
CREATE TABLE backup_missing (
    backup_id BIGINT NOT NULL REFERENCES backup,
    sha256 TEXT NOT NULL,             -- of a master that was damaged or gone already
    PRIMARY KEY (backup_id, sha256)
);

-- On how many disks, the store's own not among them, all masters of a record stand in the latest backup;
-- what was set aside or replaced counts as well. Records without pages are left out.
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
      WHERE page.seq IS NOT NULL OR page.state = 'replaced' GROUP BY side.record_id) AS held;
