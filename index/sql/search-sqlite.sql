-- Full-text search with FTS5 (the table page_search stands in schema-1-sqlite.sql).

-- name: search_delete
DELETE FROM page_search WHERE rowid = $1

-- name: search_insert
INSERT INTO page_search (rowid, body) VALUES ($1, $2)

-- A record that was made confidential or excluded after it was read is not found any more.
-- Of a common word only the first 20,000 pages are ranked: bm25 costs 1.3 us a page.
-- name: search_pages
SELECT r.file_no, s.name, p.seq, p.folio, -best.score, t.body
FROM (SELECT page_id, score FROM (
          SELECT p.page_id, bm25(page_search) AS score
          FROM page_search JOIN page p ON p.page_id = page_search.rowid
          JOIN side s ON s.side_id = p.side_id
          JOIN record r ON r.record_id = s.record_id
          WHERE page_search MATCH $1 AND p.seq IS NOT NULL AND r.classification = 'Normal'
            AND r.availability <> 'excluded'
          LIMIT 20000)
      ORDER BY score, page_id LIMIT $2) AS best
JOIN page p ON p.page_id = best.page_id
JOIN side s ON s.side_id = p.side_id
JOIN record r ON r.record_id = s.record_id
JOIN page_text t ON t.page_id = p.page_id
ORDER BY best.score, best.page_id
