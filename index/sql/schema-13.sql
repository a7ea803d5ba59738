-- Schema version 13: what is asked of all records at once is asked in one pass over their pages.

-- With what status asks of pages besides, so that it need not read them. (role last: it tells too little to search by.)
DROP INDEX page_state;
CREATE INDEX page_state ON page (state, replaced_by, role);
DROP INDEX page_side;
CREATE INDEX page_side ON page (side_id, seq, state, batch_id, role);

-- The stage of every record, from its sides, its latest package and its latest lot, by the rules of schema 7; but the
-- pages of a side are counted as seldom as can be. The side that is least far counts: 4 incomplete, 3 unread, 2 not
-- written, 1 done, 0 without pages and none expected.
DROP VIEW record_stage;
CREATE VIEW record_stage AS
SELECT record.record_id,
    CASE WHEN record.availability <> 'available' THEN 'registered'
    ELSE COALESCE(
        (SELECT CASE max(CASE
                    WHEN closed_at IS NULL AND expected_pages > 0 AND n_pages < expected_pages THEN 4
                    WHEN (closed_at IS NOT NULL OR expected_pages IS NULL OR expected_pages = 0) AND n_pages = 0 THEN 0
                    WHEN (closed_at IS NULL AND expected_pages IS NULL) AND n_feeding > 0 THEN 4
                    WHEN n_unread > 0 THEN 3
                    WHEN assembled <> revision THEN 2
                    ELSE 1 END)
                WHEN 1 THEN NULL WHEN 2 THEN 'recognised' WHEN 3 THEN 'scanned' ELSE 'registered' END
         FROM side_state WHERE side_state.record_id = record.record_id),
        (SELECT CASE package.status WHEN 'exported' THEN 'exported'
                                    WHEN 'accepted' THEN 'imported'
                                    ELSE 'rejected' END
         FROM package
         WHERE package.record_id = record.record_id
           AND package.revision = (SELECT sum(side.revision) FROM side
                                   WHERE side.record_id = record.record_id)
         ORDER BY package.version DESC LIMIT 1),
        (SELECT verdict FROM record_verdict WHERE record_verdict.record_id = record.record_id),
        'assembled')
    END AS stage
FROM record;
