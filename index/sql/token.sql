-- Reusable cover sheets.

-- name: token_add
INSERT INTO token (number) SELECT COALESCE(max(number), 0) + 1 FROM token RETURNING number;

-- name: token_load
SELECT token.record_id, page.batch_id, page.sheet
FROM token LEFT JOIN page ON page.page_id = token.used_page_id
WHERE token.number = $1;

-- name: token_assign
UPDATE token SET record_id = $2, assigned_at = $3, assigned_by = $4, used_page_id = NULL
WHERE number = $1;

-- name: token_use
UPDATE token SET used_page_id = $2 WHERE number = $1 AND used_page_id IS NULL;

-- name: token_list
SELECT token.number,
       CASE WHEN token.record_id IS NULL THEN 'free'
            WHEN token.used_page_id IS NULL THEN 'bound' ELSE 'used' END,
       record.file_no, record.nic_no, token.assigned_at, token.assigned_by, page.batch_id, page.sheet
FROM token
LEFT JOIN record ON record.record_id = token.record_id
LEFT JOIN page ON page.page_id = token.used_page_id
ORDER BY token.number;
