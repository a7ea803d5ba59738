-- Schema version 21: records that a split made before schema 15 are known as such.

-- Those that are still to be marked (feeding.is_split), which the first opening does, so that an event seals it. Schema
-- 15 took them for records of the office's list. A split registers its record and tells of it at once; one of since
-- then began the record's feeding at that moment, and an import may have listed it meanwhile.
CREATE TABLE split_due (
    record_id INTEGER PRIMARY KEY,
    at TEXT NOT NULL                     -- of the split
);
INSERT INTO split_due (record_id, at)
SELECT made.record_id, min(split.at)
FROM event AS made
JOIN event AS split ON split.office = made.office AND split.record_id = made.record_id
    AND split.number > made.number AND split.number <= made.number + 4
JOIN record ON record.record_id = made.record_id
LEFT JOIN feeding ON feeding.record_id = made.record_id
WHERE made.act = 'record.registered' AND split.act = 'record.split'
  AND (feeding.record_id IS NULL OR feeding.at <> split.at)
GROUP BY made.record_id;
