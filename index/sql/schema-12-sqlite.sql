INSERT INTO page_text SELECT page_id, CAST('p' || body AS BLOB) FROM page_text_plain;
DROP TABLE page_text_plain;

CREATE VIEW page_findable AS
SELECT page.page_id, side.record_id
FROM page JOIN side ON side.side_id = page.side_id
JOIN record_findable ON record_findable.record_id = side.record_id
JOIN page_text ON page_text.page_id = page.page_id
WHERE page.seq IS NOT NULL;

-- The folded words of every page that may be found, with what the register says of its record. The text itself is
-- not in it: whoever takes a page out must give the same words again (search-index.c).
DROP TABLE page_search;
CREATE VIRTUAL TABLE page_search USING fts5(
    body, file_no, subject, section, year, content = '',
    tokenize = "unicode61 remove_diacritics 0 categories 'L* N* Co Mn Mc'");
-- The register on its own, folded.
CREATE VIRTUAL TABLE record_search USING fts5(
    file_no, subject, section, year,
    tokenize = "unicode61 remove_diacritics 0 categories 'L* N* Co Mn Mc'");
-- The shapes (shape.c) of the words in table word.
CREATE VIRTUAL TABLE word_search USING fts5(
    shape, content = '', detail = none, columnsize = 0, tokenize = "trigram case_sensitive 1");

CREATE TRIGGER record_search_added AFTER INSERT ON record
BEGIN INSERT INTO search_due_record VALUES (new.record_id) ON CONFLICT DO NOTHING; END;
CREATE TRIGGER record_search_changed
AFTER UPDATE OF file_no, subject, section, year, classification, availability ON record
WHEN old.file_no <> new.file_no OR old.subject <> new.subject OR old.section <> new.section
  OR old.year <> new.year OR old.classification <> new.classification
  OR old.availability <> new.availability
BEGIN INSERT INTO search_due_record VALUES (new.record_id) ON CONFLICT DO NOTHING; END;
CREATE TRIGGER page_search_moved AFTER UPDATE OF side_id, seq ON page
WHEN old.side_id IS NOT new.side_id OR (old.seq IS NULL) <> (new.seq IS NULL)
BEGIN INSERT INTO search_due_page VALUES (new.page_id) ON CONFLICT DO NOTHING; END;
