-- Schema version 25, of SQLite: the figures that are due where the first of equal pictures comes or goes.

DROP TRIGGER progress_page_first;
CREATE TRIGGER progress_page_first AFTER UPDATE OF role, side_id, seq, state ON page
WHEN old.role <> new.role OR (old.side_id IS NULL) <> (new.side_id IS NULL) OR (old.seq IS NULL) <> (new.seq IS NULL)
  OR (old.state = 'replaced') <> (new.state = 'replaced')
BEGIN INSERT INTO progress_due
      SELECT side.record_id FROM page_same JOIN page AS twin ON twin.page_id = page_same.same_id
      JOIN side ON side.side_id IN (twin.side_id, twin.fed_side_id)
      WHERE page_same.page_id = new.page_id AND twin.page_id > new.page_id ON CONFLICT DO NOTHING; END;

-- Where one file was taken in twice.
INSERT INTO progress_due
SELECT DISTINCT side.record_id FROM batch JOIN page ON page.batch_id = batch.batch_id JOIN side ON side.side_id = page.side_id
WHERE batch.source_sha256 IN (SELECT source_sha256 FROM batch WHERE source_sha256 IS NOT NULL
                              GROUP BY source_sha256 HAVING count(*) > 1)
ON CONFLICT DO NOTHING;
