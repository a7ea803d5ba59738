-- Full-text search with FTS5 (the tables stand in schema-12-sqlite.sql).

-- name: text_set
INSERT INTO page_text (page_id, packed) VALUES ($1, $2)
ON CONFLICT (page_id) DO UPDATE SET packed = excluded.packed

-- name: text_load
SELECT packed FROM page_text WHERE page_id = $1

-- What is due, $1: the folding of today.
-- name: search_is_due
SELECT EXISTS (SELECT 1 FROM search_due_record) OR EXISTS (SELECT 1 FROM search_due_page)
    OR EXISTS (SELECT 1 FROM search_state WHERE fold_version <> $1)

-- name: search_due_record_next
SELECT record_id FROM search_due_record LIMIT 1

-- name: search_due_record_add
INSERT INTO search_due_record VALUES ($1) ON CONFLICT DO NOTHING

-- name: search_due_record_done
DELETE FROM search_due_record WHERE record_id = $1

-- name: search_due_page_next
SELECT page_id FROM search_due_page LIMIT 1

-- name: search_due_page_add
INSERT INTO search_due_page VALUES ($1) ON CONFLICT DO NOTHING

-- name: search_due_page_done
DELETE FROM search_due_page WHERE page_id = $1

-- name: search_due_pages_of
INSERT INTO search_due_page
SELECT page.page_id FROM page JOIN side ON side.side_id = page.side_id
WHERE side.record_id = $1 AND page.seq IS NOT NULL
ON CONFLICT DO NOTHING

-- name: search_state_is
SELECT EXISTS (SELECT 1 FROM search_state WHERE fold_version = $1)

-- name: search_state_set
UPDATE search_state SET fold_version = $1

-- All anew: nothing is in the index, and all is due.
-- name: search_clear_pages
INSERT INTO page_search (page_search) VALUES ('delete-all')

-- search_merge_some brings two parts of about one size together already (else four).
-- name: search_merge_sooner
INSERT INTO page_search (page_search, rank) VALUES ('usermerge', 2)

-- 500 pages of 4 KB are written: 20 ms.
-- name: search_merge_some
INSERT INTO page_search (page_search, rank) VALUES ('merge', 500)

-- Of which parts the index consists.
-- name: search_parts
SELECT hex(block) FROM page_search_data WHERE id = 10

-- Row by row a broken index would take nothing out.
-- name: search_clear_records
DELETE FROM record_search_content

-- name: search_clear_record_words
INSERT INTO record_search (record_search) VALUES ('rebuild')

-- name: search_clear_words
DELETE FROM word

-- name: search_clear_shapes
INSERT INTO word_search (word_search) VALUES ('delete-all')

-- name: search_clear_found
DELETE FROM page_found

-- What was taken out is only marked so until its part of the index is merged with the rest.
-- name: search_merge_pages
INSERT INTO page_search (page_search) VALUES ('optimize')

-- name: search_merge_shapes
INSERT INTO word_search (word_search) VALUES ('optimize')

-- name: search_merge_records
INSERT INTO record_search (record_search) VALUES ('optimize')

-- name: search_due_all_records
INSERT INTO search_due_record SELECT record_id FROM record WHERE TRUE ON CONFLICT DO NOTHING

-- What the index holds of a record, folded, and what the register says of it now; its earlier numbers find it, too.
-- name: search_record_held
SELECT file_no, subject, section, year FROM record_search WHERE rowid = $1

-- name: search_record_now
SELECT file_no || COALESCE((SELECT ' ' || group_concat(renaming.file_no, ' ') FROM renaming
                            WHERE renaming.record_id = record_findable.record_id), ''),
       subject, section, year
FROM record_findable WHERE record_id = $1

-- name: search_record_delete
DELETE FROM record_search WHERE rowid = $1

-- name: search_record_insert
INSERT INTO record_search (rowid, file_no, subject, section, year) VALUES ($1, $2, $3, $4, $5)

-- name: search_pages_held
SELECT page_id FROM page_found WHERE record_id = $1

-- Under which record the index holds the page, and under which it should; NULL: under none.
-- name: search_page_state
SELECT (SELECT record_id FROM page_found WHERE page_id = $1),
       (SELECT record_id FROM page_findable WHERE page_id = $1)

-- name: search_page_delete
INSERT INTO page_search (page_search, rowid, body, file_no, subject, section, year)
VALUES ('delete', $1, $2, $3, $4, $5, $6)

-- name: search_page_insert
INSERT INTO page_search (rowid, body, file_no, subject, section, year)
VALUES ($1, $2, $3, $4, $5, $6)

-- name: search_found_delete
DELETE FROM page_found WHERE page_id = $1

-- name: search_found_insert
INSERT INTO page_found (page_id, record_id) VALUES ($1, $2)

-- Not with RETURNING: then SQLite sets a savepoint, and FTS5 writes all it has pending for each new word.
-- name: word_insert
INSERT INTO word (word) VALUES (brief_letters($1))

-- name: word_last
SELECT last_insert_rowid()

-- $1: the word in quotes.
-- name: word_is_used
SELECT EXISTS (SELECT 1 FROM page_search WHERE page_search MATCH $1)
    OR EXISTS (SELECT 1 FROM record_search WHERE record_search MATCH $1)

-- name: word_delete
DELETE FROM word WHERE word = brief_letters($1) RETURNING word_id

-- name: word_find
SELECT word_id FROM word WHERE word = brief_letters($1)

-- An edited row may have any number: of those that cannot be, nobody makes room.
-- name: word_greatest
SELECT CASE WHEN max(word_id) > 16 * count(*) + 1024 THEN 16 * count(*) + 1024 ELSE max(COALESCE(max(word_id), 0), 0) END FROM word

-- name: word_load
SELECT plain(word) FROM word WHERE word_id = $1

-- name: shape_insert
INSERT INTO word_search (rowid, shape) VALUES ($1, $2)

-- name: shape_delete
INSERT INTO word_search (word_search, rowid, shape) VALUES ('delete', $1, $2)

-- name: shape_match
SELECT rowid FROM word_search WHERE word_search MATCH $1

-- Words that have all trigrams ($1) and the letters ($2), but are more than these. Of too many the latest are looked at:
-- what was glued is rare, and common words came early.
-- name: words_with
SELECT word FROM (SELECT plain(word.word) AS word FROM (SELECT rowid AS word_id FROM word_search WHERE word_search MATCH $1
                  ORDER BY rowid DESC LIMIT 300) AS near
JOIN word ON word.word_id = near.word_id) AS found
WHERE instr(word, $2) > 0 AND word <> $2

-- name: word_count_pages
SELECT count(*) FROM (SELECT 1 FROM page_search WHERE page_search MATCH $1 LIMIT $2)

-- As many, or some more.
-- name: search_pages_about
SELECT COALESCE(max(page_id), 0) FROM page_found

-- Of a common word, or several, only the first 20,000 pages are ranked: that costs 1 us a page, and no more than that
-- (rank_pages: db-sqlite-rank.c). A word of the page counts for more than one of its record. Only what is found is looked
-- up, and only if it may be.
-- name: search_pages
SELECT p.page_id, r.file_no, s.name, p.seq, p.folio, -best.score, r.subject, t.packed
FROM (SELECT page_id, score FROM (
          SELECT rowid AS page_id, rank_pages(page_search, 1.0, 0.2, 0.2, 0.2, 0.2) AS score
          FROM page_search WHERE page_search MATCH $1 LIMIT 20000)
      ORDER BY score, page_id LIMIT $2) AS best
JOIN page_findable ON page_findable.page_id = best.page_id
JOIN page p ON p.page_id = best.page_id
JOIN side s ON s.side_id = p.side_id
JOIN record r ON r.record_id = s.record_id
JOIN page_text t ON t.page_id = p.page_id
ORDER BY best.score, best.page_id

-- The number of a file says more than its subject.
-- name: search_records
SELECT r.record_id, r.file_no, NULL, NULL, NULL, -best.score, r.subject
FROM (SELECT record_id, score FROM (
          SELECT rowid AS record_id, rank_pages(record_search, 4.0, 1.0, 0.5, 0.5) AS score
          FROM record_search WHERE record_search MATCH $1 LIMIT 20000)
      ORDER BY score, record_id LIMIT $2) AS best
JOIN record_findable r ON r.record_id = best.record_id
ORDER BY best.score, best.record_id

-- How many pages that were read have no text kept, and of how many records (findable, and not being settled) the index lacks
-- the words or has them though they may not be found.
-- name: search_troubles
SELECT (SELECT count(*) FROM page JOIN side ON side.side_id = page.side_id
        JOIN record_findable ON record_findable.record_id = side.record_id
        WHERE page.seq IS NOT NULL AND page.alto_sha256 IS NOT NULL
          AND NOT EXISTS (SELECT 1 FROM page_text WHERE page_text.page_id = page.page_id)),
       (SELECT count(*) FROM record_findable
        WHERE NOT EXISTS (SELECT 1 FROM record_search_docsize WHERE id = record_findable.record_id)
          AND NOT EXISTS (SELECT 1 FROM search_due_record
                          WHERE search_due_record.record_id = record_findable.record_id))
     + (SELECT count(*) FROM record_search_docsize
        WHERE NOT EXISTS (SELECT 1 FROM record_findable WHERE record_findable.record_id = id)
          AND NOT EXISTS (SELECT 1 FROM search_due_record WHERE search_due_record.record_id = id))
WHERE EXISTS (SELECT 1 FROM search_state WHERE fold_version = $1)

-- Pages that the index has and may not have, and those of which it knows only that it has them, or only how long they are.
-- name: search_pages_astray
SELECT page_id FROM page_found
WHERE NOT EXISTS (SELECT 1 FROM page_findable WHERE page_findable.page_id = page_found.page_id
                                                AND page_findable.record_id = page_found.record_id)
  AND NOT EXISTS (SELECT 1 FROM search_due_page WHERE search_due_page.page_id = page_found.page_id)
  AND NOT EXISTS (SELECT 1 FROM search_due_record WHERE search_due_record.record_id = page_found.record_id)
UNION ALL
SELECT page_id FROM page_found WHERE NOT EXISTS (SELECT 1 FROM page_search_docsize WHERE id = page_found.page_id)
UNION ALL
SELECT id FROM page_search_docsize WHERE NOT EXISTS (SELECT 1 FROM page_found WHERE page_found.page_id = id)

-- Findable pages that the index has not: their texts have no word, or somebody took them out.
-- name: search_pages_lacking
SELECT page_id FROM page_findable
WHERE NOT EXISTS (SELECT 1 FROM page_found WHERE page_found.page_id = page_findable.page_id)
  AND NOT EXISTS (SELECT 1 FROM search_due_page WHERE search_due_page.page_id = page_findable.page_id)
  AND NOT EXISTS (SELECT 1 FROM search_due_record WHERE search_due_record.record_id = page_findable.record_id)

-- As word_greatest.
-- name: search_pages_last
SELECT CASE WHEN max(page_id) > 16 * count(*) + 1024 THEN 16 * count(*) + 1024 ELSE max(COALESCE(max(page_id), 0), 0) END FROM page

-- All words of all pages, by words: the column (0: of the text) and the place in it (db-sqlite-words.h).
-- name: search_words
SELECT term, doc, CASE col WHEN 'body' THEN 0 WHEN 'file_no' THEN 1 WHEN 'subject' THEN 2 WHEN 'section' THEN 3 ELSE 4 END,
       "offset"
FROM temp.page_words

-- name: search_words_of
SELECT words_of($1)

-- The pages that the index has, and whether they are being settled.
-- name: search_pages_summed
SELECT page_found.page_id, page_found.record_id,
       EXISTS (SELECT 1 FROM search_due_page WHERE search_due_page.page_id = page_found.page_id)
       OR EXISTS (SELECT 1 FROM search_due_record WHERE search_due_record.record_id = page_found.record_id)
FROM page_found

-- Whether the engine finds its own rows whole.
-- name: search_check_pages
INSERT INTO page_search (page_search) VALUES ('integrity-check')

-- name: search_check_records
INSERT INTO record_search (record_search) VALUES ('integrity-check')

-- name: search_check_shapes
INSERT INTO word_search (word_search) VALUES ('integrity-check')

-- Records that the index has and may have, and that are not being settled.
-- name: search_records_settled
SELECT record_id FROM record_findable
WHERE EXISTS (SELECT 1 FROM record_search_docsize WHERE id = record_findable.record_id)
  AND NOT EXISTS (SELECT 1 FROM search_due_record WHERE search_due_record.record_id = record_findable.record_id)
