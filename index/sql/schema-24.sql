-- Schema version 24: which records a split of before schema 15 made is asked of the events, to which nobody adds unseen.

-- Those that are still to be marked (feeding.is_split): of splits that seals did not know yet (schema 17), until the event
-- that marks them. Since schema 15 a split begins the record's feeding itself, at its own moment.
DROP TABLE split_due;
CREATE INDEX event_split ON event (number)
WHERE act = 'record.split' OR act = 'rows.sealed' OR act = 'splits.noted';
CREATE VIEW split_due AS
SELECT made.record_id, min(split.at) AS at
FROM event AS split
JOIN event AS made ON made.office = split.office AND made.record_id = split.record_id
    AND made.number < split.number AND made.number >= split.number - 4
JOIN record ON record.record_id = made.record_id
LEFT JOIN feeding ON feeding.record_id = made.record_id
WHERE split.act = 'record.split' AND made.act = 'record.registered'
  AND split.number < (SELECT min(number) FROM event WHERE act = 'rows.sealed')
  AND NOT EXISTS (SELECT 1 FROM event WHERE act = 'splits.noted')
  AND (feeding.record_id IS NULL OR feeding.at <> split.at)
GROUP BY made.record_id;
