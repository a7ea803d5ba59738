-- Schema version 33: what a checker sent back needs a checker's verdict before it goes out, whatever was done to it since.

-- Records whose latest lot with a verdict failed, or that had a bad page in it; and those that such a page was moved to, until
-- they were in a lot of their own since.
CREATE VIEW record_sent_back AS
SELECT back.record_id, back.lot_id
FROM (SELECT inside.record_id, inside.lot_id
      FROM lot_record AS inside JOIN lot ON lot.lot_id = inside.lot_id
      WHERE inside.withheld_at IS NULL AND lot.verdict IS NOT NULL
        AND (lot.verdict <> 'accepted'
             OR EXISTS (SELECT 1 FROM lot_page
                        WHERE lot_page.lot_id = inside.lot_id AND lot_page.record_id = inside.record_id
                          AND lot_page.defect IS NOT NULL))
      UNION
      SELECT side.record_id, bad.lot_id
      FROM lot_page AS bad JOIN page ON page.page_id = bad.page_id JOIN side ON side.side_id = page.side_id
      WHERE bad.defect IS NOT NULL AND page.seq IS NOT NULL AND page.state <> 'replaced'
        AND side.record_id <> bad.record_id) AS back
WHERE NOT EXISTS (SELECT 1 FROM lot_record AS later JOIN lot AS latest ON latest.lot_id = later.lot_id
                  WHERE later.record_id = back.record_id AND later.lot_id > back.lot_id
                    AND later.withheld_at IS NULL AND latest.verdict IS NOT NULL);
