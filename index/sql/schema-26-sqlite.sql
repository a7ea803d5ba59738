-- Schema version 26, of SQLite: one tree, as every page has some twenty rows.

-- By what pages are found again (scan_trait_key). What it lacks can be taken of the masters at any time.
CREATE TABLE page_trait (
    key BIGINT NOT NULL,
    page_id BIGINT NOT NULL,
    PRIMARY KEY (key, page_id)
) WITHOUT ROWID;
