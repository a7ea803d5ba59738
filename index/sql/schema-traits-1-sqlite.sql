-- Schema version 1 of alike.db, of SQLite: one tree, as every page has some twenty rows.

-- By what pages are found again (scan_trait_key). As signed numbers of 32 bits keys take two bytes less.
CREATE TABLE page_trait (
    key BIGINT NOT NULL,
    page_id BIGINT NOT NULL,
    PRIMARY KEY (key, page_id)
) WITHOUT ROWID;
