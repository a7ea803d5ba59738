-- What SQLite says in its own way: events stay as they were written.
CREATE TRIGGER event_no_update BEFORE UPDATE ON event
BEGIN SELECT RAISE(ABORT, 'events are never changed'); END;
CREATE TRIGGER event_no_delete BEFORE DELETE ON event
BEGIN SELECT RAISE(ABORT, 'events are never removed'); END;

-- The folded text (normalise.c) of every page that has words. The tokenizer keeps Indic words whole
-- at their signs; folding has dealt with case and accents already.
CREATE VIRTUAL TABLE page_search USING fts5(
    body, tokenize = "unicode61 remove_diacritics 0 categories 'L* N* Co Mn Mc'");
