-- New records, as SQLite takes lakhs of them.

-- OR FAIL: nothing of a row that breaks a rule is written anyway, as the rules are looked at first; but with the usual OR ABORT
-- SQLite keeps a copy of each page of the file that the row touches, in case what triggers do fails (a tenth of the time
-- of an import). They do nothing that can.
-- An id that no record ever had, also none that was taken out.
-- name: register_insert
INSERT OR FAIL INTO record (record_id, file_no, subject, kind, section, category, sub_category, year, classification,
                            retention, language, opened, closed, note_pages, correspondence_pages,
                    priority, location, computer_no, previous_ref, later_ref, remarks,
                    availability, custody, nic_no, nic_key, created_at, changed_at)
VALUES ((SELECT 1 + max(id) FROM (SELECT max(record_id) AS id FROM record
                                  UNION ALL SELECT max(record_id) FROM removal UNION ALL SELECT 0) AS ids),
        $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20,
        $21, $22, $23, $24, $25, $25)
RETURNING record_id;
