-- Schema version 25: what picture a page is of.

-- A master names its sheet, so that no two files are equal: the SHA-256 of the rows of its picture (scan.h, Page). NULL: nobody kept it
-- then, or it was found again after a crash.
ALTER TABLE page ADD COLUMN picture TEXT;
CREATE INDEX page_picture ON page (picture) WHERE picture IS NOT NULL;

-- Pages of the very same picture: by their rows, by the master or, page for page, by the file that they came from.
CREATE VIEW page_same AS
SELECT page.page_id, same.page_id AS same_id FROM page JOIN page AS same ON same.picture = page.picture
WHERE same.page_id <> page.page_id
UNION ALL
SELECT page.page_id, same.page_id FROM page JOIN page AS same ON same.sha256 = page.sha256
WHERE same.page_id <> page.page_id
UNION ALL
SELECT page.page_id, same.page_id
FROM page JOIN batch ON batch.batch_id = page.batch_id
JOIN batch AS other ON other.source_sha256 = batch.source_sha256 AND other.batch_id <> batch.batch_id
JOIN page AS same ON same.batch_id = other.batch_id AND same.sheet = page.sheet AND same.face = page.face;
