-- Schema version 28, of SQLite: hashes, findings, events and words are kept as briefs (brief.h: brief(), plain()).

-- Events, each with what the chain hashes. office_id 1 is the only one there is, mostly. What brief() has made of act, at,
-- object, detail and hash is bytes, which a TEXT column keeps; a text stands for itself. The view has the texts.
CREATE TABLE event_office (
    office_id INTEGER PRIMARY KEY,
    office TEXT NOT NULL UNIQUE
);
CREATE TABLE event_kept (
    office_id BIGINT NOT NULL REFERENCES event_office,
    number BIGINT NOT NULL,          -- from 1, without gaps
    record_id BIGINT,                -- of the record concerned, for packages; not part of the chain
    person TEXT NOT NULL,
    act TEXT NOT NULL,              -- those that indexes name are texts
    at TEXT NOT NULL,
    object TEXT NOT NULL,
    detail TEXT NOT NULL,           -- canonical JSON object
    hash TEXT NOT NULL,
    UNIQUE (office_id, number)
);
INSERT INTO event_office (office) SELECT DISTINCT office FROM event ORDER BY office;
INSERT INTO event_kept (office_id, number, record_id, act, person, at, object, detail, hash)
SELECT event_office.office_id, number, record_id, brief(act), person, brief(at), brief(object),
       CASE act WHEN 'record.changed' THEN detail ELSE brief(detail) END, brief(hash)
FROM event_office JOIN event ON event.office = event_office.office
ORDER BY event_office.office_id, number;
DROP TABLE event;
CREATE VIEW event AS
SELECT event_office.office, number, plain(at) AS at, person, plain(act) AS act, plain(object) AS object, record_id,
       plain(detail) AS detail, plain(hash) AS hash
FROM event_kept JOIN event_office ON event_office.office_id = event_kept.office_id;

CREATE INDEX event_record ON event_kept (record_id) WHERE record_id IS NOT NULL;
CREATE INDEX event_return ON event_kept (number) WHERE act = 'return.frozen';
CREATE INDEX event_pages ON event_kept (number) WHERE act = 'record.changed' AND instr(detail, '_pages') > 0;
CREATE INDEX event_unlike ON event_kept (number) WHERE act = 'pages.unlike';
CREATE INDEX event_category ON event_kept (number) WHERE act = 'record.changed' AND instr(detail, '"category"') > 0;
CREATE INDEX event_split ON event_kept (number)
WHERE act = 'record.split' OR act = 'rows.sealed' OR act = 'splits.noted';

-- As in schema 24, with the index.
DROP VIEW split_due;
CREATE VIEW split_due AS
SELECT made.record_id, min(plain(split.at)) AS at
FROM event_kept AS split
JOIN event_kept AS made ON made.office_id = split.office_id AND made.record_id = split.record_id
    AND made.number < split.number AND made.number >= split.number - 4
JOIN record ON record.record_id = made.record_id
LEFT JOIN feeding ON feeding.record_id = made.record_id
WHERE split.act = 'record.split' AND plain(made.act) = 'record.registered'
  AND split.number < (SELECT min(number) FROM event_kept WHERE act = 'rows.sealed')
  AND NOT EXISTS (SELECT 1 FROM event_kept WHERE act = 'splits.noted')
  AND (feeding.record_id IS NULL OR feeding.at <> plain(split.at))
GROUP BY made.record_id;

CREATE TRIGGER event_no_update BEFORE UPDATE ON event_kept
BEGIN SELECT RAISE(ABORT, 'events are never changed'); END;
CREATE TRIGGER event_no_delete BEFORE DELETE ON event_kept
BEGIN SELECT RAISE(ABORT, 'events are never removed'); END;
CREATE TRIGGER event_office_no_update BEFORE UPDATE ON event_office
BEGIN SELECT RAISE(ABORT, 'events are never changed'); END;
CREATE TRIGGER event_office_no_delete BEFORE DELETE ON event_office
BEGIN SELECT RAISE(ABORT, 'events are never removed'); END;

-- Pages. Of equal briefs the beginnings are equal: 32 bits of a hash are enough to find few.
DROP INDEX page_sha256;
DROP INDEX page_picture;
DROP INDEX page_state;
DROP TRIGGER progress_page_changed; -- nothing changes that would be counted
UPDATE page SET accepted_at = brief(accepted_at), sha256 = brief(sha256), alto_sha256 = brief(alto_sha256), layers_key = brief(layers_key),
                findings = brief(findings), picture = brief(picture);
CREATE TRIGGER progress_page_changed AFTER UPDATE OF role, side_id, seq, state, fed_side_id, accepted_at ON page
BEGIN INSERT INTO progress_due
      SELECT record_id FROM side WHERE side_id IN (old.side_id, new.side_id, old.fed_side_id, new.fed_side_id)
      ON CONFLICT DO NOTHING; END;
-- Those that are few.
CREATE INDEX page_failed ON page (page_id) WHERE state = 'failed';
CREATE INDEX page_replaced ON page (replaced_by, role) WHERE state = 'replaced';
CREATE INDEX page_sha256 ON page (substr(sha256, 1, 6));
CREATE INDEX page_picture ON page (substr(picture, 1, 6)) WHERE picture IS NOT NULL;
DROP VIEW page_same;
CREATE VIEW page_same AS
SELECT page.page_id, same.page_id AS same_id
FROM page JOIN page AS same ON substr(same.picture, 1, 6) = substr(page.picture, 1, 6) AND same.picture = page.picture
WHERE same.page_id <> page.page_id
UNION ALL
SELECT page.page_id, same.page_id
FROM page JOIN page AS same ON substr(same.sha256, 1, 6) = substr(page.sha256, 1, 6) AND same.sha256 = page.sha256
WHERE same.page_id <> page.page_id
UNION ALL
SELECT page.page_id, same.page_id
FROM page JOIN batch ON batch.batch_id = page.batch_id
JOIN batch AS other ON other.source_sha256 = batch.source_sha256 AND other.batch_id <> batch.batch_id
JOIN page AS same ON same.batch_id = other.batch_id AND same.sheet = page.sheet AND same.face = page.face;

-- The vocabulary: a letter is a byte.
UPDATE word SET word = brief_letters(word);

DROP VIEW record_copies;
CREATE VIEW record_copies AS
SELECT held.record_id,
       (SELECT count(*) FROM backup
        WHERE backup.beside_store = 0 AND backup.last_page_id >= held.last_page_id
          AND backup.backup_id = (SELECT max(latest.backup_id) FROM backup AS latest
                                  WHERE latest.place = backup.place)
          AND NOT EXISTS (SELECT 1 FROM backup_missing AS lost
                          JOIN page ON substr(page.sha256, 1, 6) = substr(brief(lost.sha256), 1, 6)
                                   AND page.sha256 = brief(lost.sha256)
                          JOIN side ON side.side_id = page.side_id
                          WHERE lost.backup_id = backup.backup_id
                            AND side.record_id = held.record_id)) AS copies
FROM (SELECT side.record_id, max(page.page_id) AS last_page_id
      FROM side JOIN page ON page.side_id = side.side_id
      WHERE (page.seq IS NOT NULL OR page.state = 'replaced')
        AND page.page_id NOT IN (SELECT page_id FROM withholding_page)
      GROUP BY side.record_id) AS held;

-- As in schema 27; what was removed is named by the texts.
DROP VIEW withheld_path;
CREATE VIEW withheld_path AS
SELECT file.path, file.withholding_id FROM withholding_file AS file
WHERE brief(file.sha256) NOT IN (SELECT sha256 FROM page WHERE page_id NOT IN (SELECT page_id FROM withholding_page))
  AND brief(file.sha256) NOT IN (SELECT alto_sha256 FROM page WHERE alto_sha256 IS NOT NULL
                                 AND page_id NOT IN (SELECT page_id FROM withholding_page))
  AND file.path NOT IN (SELECT path FROM volume WHERE retired_at IS NULL)
  AND file.path NOT IN (SELECT 'layers/' || substr(plain(layers_key), 1, 2) || '/' || plain(layers_key) || '.layers' FROM page
                        WHERE layers_key IS NOT NULL AND page_id NOT IN (SELECT page_id FROM withholding_page));
