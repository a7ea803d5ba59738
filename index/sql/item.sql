-- Items: receipts (letters) within correspondence.

-- name: item_insert
INSERT INTO item (side_id, number, dated, sender, opened_at) VALUES ($1, '', '', '', $2)
RETURNING item_id;

-- The item that the batch was in before a page, where that is one of the side. Faces come front,
-- back.
-- name: page_item_before
SELECT item_id FROM item
WHERE side_id = $4
  AND item_id = (SELECT item_id FROM page
                 WHERE batch_id = $1 AND (sheet < $2 OR (sheet = $2 AND face > $3))
                 ORDER BY sheet DESC, face LIMIT 1);

-- name: page_set_item
UPDATE page SET item_id = $2 WHERE page_id = $1;

-- name: item_find
SELECT item_id, number, dated, sender FROM item WHERE side_id = $1 ORDER BY item_id LIMIT 1 OFFSET $2;

-- name: item_set
UPDATE item SET number = $2, dated = $3, sender = $4 WHERE item_id = $1;
