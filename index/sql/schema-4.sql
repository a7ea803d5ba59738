-- Schema version 4: confidence is a share of words right.
--
-- Until version 3 it was the engine's own, which means another thing in each model: at 85, Urdu words are right
-- less than six times in ten. Pages read then (they have no findings) are told on the new scale from here on: the
-- table is that of ocr/confidence.c as it was then, roughly, as a page's mean is not a word's. Those under the
-- threshold that init writes are flagged; then it was 60 of the engine's. Their ALTO files stay as they are:
-- ocr_alto_read tells their words on the new scale.
CREATE TABLE confidence_scale (
    language TEXT NOT NULL,
    raw_from DOUBLE PRECISION NOT NULL, raw_to DOUBLE PRECISION NOT NULL,
    right_from DOUBLE PRECISION NOT NULL, right_to DOUBLE PRECISION NOT NULL
);
INSERT INTO confidence_scale VALUES
    ('eng', 0, 60, 0, 37), ('eng', 60, 86, 37, 70), ('eng', 86, 91, 70, 93), ('eng', 91, 101, 93, 99),
    ('hin', 0, 60, 0, 41), ('hin', 60, 86, 41, 82), ('hin', 86, 90, 82, 95), ('hin', 90, 101, 95, 99),
    ('urd', 0, 60, 0, 19), ('urd', 60, 86, 19, 58), ('urd', 86, 93, 58, 95), ('urd', 93, 101, 95, 97),
    ('pan', 0, 60, 0, 60), ('pan', 60, 86, 60, 84), ('pan', 86, 91, 84, 93), ('pan', 91, 101, 93, 99);

UPDATE page SET confidence = (
    SELECT right_from + (right_to - right_from) * (page.confidence - raw_from) / (raw_to - raw_from)
    FROM confidence_scale AS scale
    WHERE scale.language = page.language AND page.confidence >= raw_from AND page.confidence < raw_to)
WHERE findings IS NULL AND confidence IS NOT NULL
  AND language IN (SELECT language FROM confidence_scale);

INSERT INTO flag (page_id, flag, value)
SELECT page_id, 'low-confidence', confidence FROM page
WHERE findings IS NULL AND alto_sha256 IS NOT NULL AND language <> '' AND confidence < 80
ON CONFLICT (page_id, flag) DO UPDATE SET value = excluded.value;

DROP TABLE confidence_scale;
