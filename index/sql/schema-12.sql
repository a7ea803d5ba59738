-- Schema version 12: texts are kept small; the index of words holds the pages that may be found, and no others.

-- The recognised text as people read it, as pack.h keeps it. The engine's own part of this migration moves the
-- texts over.
ALTER TABLE page_text RENAME TO page_text_plain;
CREATE TABLE page_text (
    page_id INTEGER PRIMARY KEY REFERENCES page,
    packed BYTEA NOT NULL
);

-- What search-index.c keeps in step with pages and register: which pages the index of words holds, and under which
-- record; pages and records that have changed since; and the folding (normalise.c) that all of it was made with.
CREATE TABLE page_found (
    page_id INTEGER PRIMARY KEY,
    record_id BIGINT NOT NULL
);
CREATE INDEX page_found_record ON page_found (record_id);
CREATE TABLE search_due_page (page_id INTEGER PRIMARY KEY);
CREATE TABLE search_due_record (record_id INTEGER PRIMARY KEY);
CREATE TABLE search_state (fold_version TEXT NOT NULL);
INSERT INTO search_state VALUES ('');

-- Every word that the index holds, for those that ask for one that it does not (search-similar.c).
CREATE TABLE word (
    word_id INTEGER PRIMARY KEY,
    word TEXT NOT NULL UNIQUE
);

-- What nobody may find is in neither (index_record_is_withheld).
CREATE VIEW record_findable AS
SELECT record_id, file_no, subject, section, year FROM record
WHERE classification = 'Normal' AND availability <> 'excluded';
