-- Lots (lot.h).

-- ------------------------------------------------------------------------------------------- the plan

-- name: plan_load
SELECT lot_pages, level, aql, flagged_max, set_at, set_by FROM check_plan ORDER BY plan_id DESC LIMIT 1;

-- name: plan_insert
INSERT INTO check_plan (lot_pages, level, aql, flagged_max, set_at, set_by) VALUES ($1, $2, $3, $4, $5, $6);

-- The verdicts, the earliest first; none on a lot of which nothing was left says anything. One that was dissolved after
-- its sample was drawn counts as if it had failed.
-- name: plan_verdicts
SELECT CASE WHEN verdict = 'rejected' OR dissolved_at IS NOT NULL THEN 1 ELSE 0 END FROM lot
WHERE (verdict IS NOT NULL
       AND EXISTS (SELECT 1 FROM lot_record WHERE lot_record.lot_id = lot.lot_id AND withheld_at IS NULL))
   OR (dissolved_at IS NOT NULL AND sampled_at IS NOT NULL)
ORDER BY lot_id;

-- ------------------------------------------------------------------------------------------- making

-- Records that wait to be put in a lot; what a batch still feeds, or a worker still reads, is not done. The last
-- column is the lot they came back with, or were withheld from, while a page that was found defective in it stands in them
-- as it did (0: none): the same master at the same place, turn and label. The earliest correction since the verdict kept what it
-- was like then; nothing could change before.
-- name: lot_candidates
SELECT record.record_id, record.nic_no, record.file_no,
       (SELECT sum(side.revision) FROM side WHERE side.record_id = record.record_id),
       (SELECT count(*) FROM side JOIN page ON page.side_id = side.side_id
        WHERE side.record_id = record.record_id AND page.seq IS NOT NULL AND page.state <> 'replaced'),
       COALESCE((SELECT max(lot.lot_id) FROM lot_page
                 JOIN lot ON lot.lot_id = lot_page.lot_id
                 JOIN lot_record ON lot_record.lot_id = lot_page.lot_id
                                AND lot_record.record_id = lot_page.record_id
                 JOIN page ON page.page_id = lot_page.page_id
                 JOIN side ON side.side_id = page.side_id
                 WHERE lot_page.lot_id = (SELECT max(latest.lot_id) FROM lot_record AS latest
                                          JOIN lot AS over ON over.lot_id = latest.lot_id
                                          WHERE latest.record_id = record.record_id
                                            AND (over.dissolved_at IS NULL
                                                 OR EXISTS (SELECT 1 FROM lot_page AS bad
                                                            WHERE bad.lot_id = latest.lot_id
                                                              AND bad.record_id = latest.record_id
                                                              AND bad.defect IS NOT NULL)))
                   AND lot_page.record_id = record.record_id AND lot_page.defect IS NOT NULL
                   AND side.record_id = record.record_id AND page.seq IS NOT NULL AND page.state <> 'replaced'
                   AND NOT EXISTS (
                       SELECT 1 FROM edit_page
                       WHERE edit_page.page_id = page.page_id
                         AND edit_page.edit_id = (SELECT min(since.edit_id) FROM edit_page AS since
                                                  JOIN edit ON edit.edit_id = since.edit_id
                                                  WHERE since.page_id = page.page_id
                                                    AND edit.at >= COALESCE(lot.decided_at, lot_record.withheld_at))
                         AND (edit_page.side_id <> page.side_id OR edit_page.seq <> page.seq
                              OR edit_page.turn <> page.turn
                              OR COALESCE(edit_page.folio, '') <> COALESCE(page.folio, '')
                              OR COALESCE(edit_page.item_id, 0) <> COALESCE(page.item_id, 0)))), 0)
FROM record JOIN record_stage ON record_stage.record_id = record.record_id
WHERE record_stage.stage = 'assembled' AND record.classification = 'Normal'
  AND NOT EXISTS (SELECT 1 FROM lot_record JOIN lot ON lot.lot_id = lot_record.lot_id
                  WHERE lot_record.record_id = record.record_id AND lot.verdict IS NULL
                    AND lot_record.withheld_at IS NULL)
  AND NOT EXISTS (SELECT 1 FROM side_state
                  WHERE side_state.record_id = record.record_id AND n_feeding > 0)
  AND NOT EXISTS (SELECT 1 FROM job JOIN page ON page.page_id = job.target_id
                  JOIN side ON side.side_id = page.side_id
                  WHERE job.kind = 'page' AND job.state IN ('pending', 'running')
                    AND side.record_id = record.record_id)
ORDER BY record.record_id;

-- name: lot_insert
INSERT INTO lot (made_at, made_by, n_pages, level, aql, flagged_max, inspection, letter, sample_size, accept_max,
                 content, secret, secret_sha256, event_number)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, '', '', '', 0) RETURNING lot_id;

-- name: lot_set_content
UPDATE lot SET content = $2, event_number = $3 WHERE lot_id = $1;

-- name: lot_record_insert
INSERT INTO lot_record (lot_id, record_id, revision, n_pages) VALUES ($1, $2, $3, $4);

-- name: lot_volumes_insert
INSERT INTO lot_volume (lot_id, record_id, place, side, number, sha256)
SELECT $1, $2, row_number() OVER (ORDER BY side.side_id, volume.number)
               + (SELECT COALESCE(max(place), 0) FROM lot_volume WHERE lot_id = $1),
       side.name, volume.number, volume.sha256
FROM side JOIN volume ON volume.side_id = side.side_id
WHERE side.record_id = $2 AND volume.retired_at IS NULL;

-- name: lot_pages_insert
INSERT INTO lot_page (lot_id, page_id, record_id, place)
SELECT $1, page.page_id, $2, row_number() OVER (ORDER BY side.side_id, page.seq)
                             + (SELECT COALESCE(max(place), 0) FROM lot_page WHERE lot_id = $1)
FROM side JOIN page ON page.side_id = side.side_id
WHERE side.record_id = $2 AND page.seq IS NOT NULL AND page.state <> 'replaced';

-- name: lot_records
SELECT lot_record.record_id, record.nic_no, lot_record.revision, record.file_no, lot_record.withheld_at
FROM lot_record JOIN record ON record.record_id = lot_record.record_id
WHERE lot_record.lot_id = $1 ORDER BY lot_record.record_id;

-- name: lot_volumes
SELECT side, number, sha256 FROM lot_volume WHERE lot_id = $1 AND record_id = $2 ORDER BY place;

-- name: lot_pages
SELECT lot_page.page_id, plain(page.sha256) FROM lot_page JOIN page ON page.page_id = lot_page.page_id
WHERE lot_page.lot_id = $1 AND lot_page.record_id = $2 ORDER BY lot_page.place;

-- name: lot_event_hash
SELECT hash, detail FROM event WHERE office = $1 AND number = $2;

-- ------------------------------------------------------------------------------------------- sampling

-- Why somebody should look at pages of the lot: one row for each reason. $2: the confidence below which a page is
-- looked at.
-- name: lot_reasons
SELECT page_id, why, confidence FROM (
    SELECT lot_page.page_id, 'defect-before' AS why, page.confidence
    FROM lot_page JOIN page ON page.page_id = lot_page.page_id
    WHERE lot_page.lot_id = $1
      AND EXISTS (SELECT 1 FROM lot_page AS earlier
                  WHERE earlier.page_id = lot_page.page_id AND earlier.lot_id < $1
                    AND earlier.defect IS NOT NULL)
    UNION ALL
    SELECT lot_page.page_id, flag.flag, page.confidence
    FROM lot_page JOIN page ON page.page_id = lot_page.page_id JOIN flag ON flag.page_id = page.page_id
    WHERE lot_page.lot_id = $1
    UNION ALL
    SELECT lot_page.page_id, 'order', page.confidence
    FROM lot_page JOIN page ON page.page_id = lot_page.page_id
    JOIN page_miscount ON page_miscount.page_id = page.page_id
    WHERE lot_page.lot_id = $1
      AND NOT EXISTS (SELECT 1 FROM flag WHERE flag.page_id = page.page_id AND flag.flag = 'order')
    UNION ALL
    SELECT lot_page.page_id, 'low-confidence', page.confidence
    FROM lot_page JOIN page ON page.page_id = lot_page.page_id
    WHERE lot_page.lot_id = $1 AND page.confidence < $2 AND page.language <> ''
      AND NOT EXISTS (SELECT 1 FROM flag WHERE flag.page_id = page.page_id AND flag.flag = 'low-confidence'))
    AS reasons
ORDER BY page_id, why;

-- Pages of the lot that were drawn for one that was dissolved since the latest verdict on their record.
-- name: lot_stay_drawn
SELECT DISTINCT lot_page.page_id
FROM lot_page JOIN lot_page AS earlier ON earlier.page_id = lot_page.page_id AND earlier.lot_id < lot_page.lot_id
                                      AND earlier.is_random = 1
JOIN lot ON lot.lot_id = earlier.lot_id
WHERE lot_page.lot_id = $1 AND lot.dissolved_at IS NOT NULL
  AND NOT EXISTS (SELECT 1 FROM lot_record AS since JOIN lot AS decided ON decided.lot_id = since.lot_id
                  WHERE since.record_id = lot_page.record_id AND since.lot_id > earlier.lot_id
                    AND since.lot_id < $1 AND decided.verdict IS NOT NULL AND since.withheld_at IS NULL);

-- name: lot_page_ids
SELECT page_id FROM lot_page WHERE lot_id = $1 ORDER BY place;

-- name: lot_page_set_sample
UPDATE lot_page SET number = $3, is_random = $4, why = $5 WHERE lot_id = $1 AND page_id = $2;

-- name: lot_set_sampled
UPDATE lot SET sampled_at = $2, left_out = $3, secret = $4 WHERE lot_id = $1;

-- name: lot_sampled_ids
SELECT page_id FROM lot_page WHERE lot_id = $1 AND is_random = 1;

-- ------------------------------------------------------------------------------------------- answers

-- name: lot_list
SELECT lot_id, verdict, sampled_at FROM lot ORDER BY lot_id;

-- Defects in the random sample are those of withheld records, too: what was drawn says how the whole lot was scanned.
-- name: lot_load
SELECT lot_id, made_at, made_by, (SELECT count(*) FROM lot_record WHERE lot_record.lot_id = lot.lot_id),
       n_pages, level, aql, inspection, letter, sample_size, accept_max, content, NULLIF(secret_sha256, ''),
       CASE WHEN sampled_at IS NULL THEN NULL ELSE secret END, event_number,
       (SELECT count(*) FROM lot_page
        WHERE lot_page.lot_id = lot.lot_id AND is_random = 1 AND defect IS NOT NULL),
       left_out, reason, decided_at, decided_by, is_own_work, verdict, sampled_at, flagged_max, secret,
       (SELECT count(*) FROM lot_record WHERE lot_record.lot_id = lot.lot_id AND withheld_at IS NULL),
       dissolved_at
FROM lot WHERE lot_id = $1;

-- name: lot_sample
SELECT lot_page.number, lot_page.page_id, record.file_no, side.name, page.seq, page.folio, lot_page.is_random,
       lot_page.defect, CASE WHEN lot_record.withheld_at IS NULL THEN 0 ELSE 1 END, lot_page.why
FROM lot_page JOIN page ON page.page_id = lot_page.page_id
JOIN record ON record.record_id = lot_page.record_id
JOIN lot_record ON lot_record.lot_id = lot_page.lot_id AND lot_record.record_id = lot_page.record_id
LEFT JOIN side ON side.side_id = page.side_id
WHERE lot_page.lot_id = $1 AND lot_page.number IS NOT NULL ORDER BY lot_page.number;

-- name: lot_page_looks
SELECT person FROM lot_look WHERE lot_id = $1 AND page_id = $2 ORDER BY at, person;

-- name: lot_page_find
SELECT lot_page.page_id, lot_page.record_id, plain(page.sha256), side.name, page.seq, lot_page.defect,
       CASE WHEN lot_record.withheld_at IS NULL THEN 0 ELSE 1 END,
       (SELECT count(*) FROM lot_look WHERE lot_look.lot_id = lot_page.lot_id
                                        AND lot_look.page_id = lot_page.page_id AND lot_look.person = $3)
FROM lot_page JOIN page ON page.page_id = lot_page.page_id
JOIN side ON side.side_id = page.side_id
JOIN lot_record ON lot_record.lot_id = lot_page.lot_id AND lot_record.record_id = lot_page.record_id
WHERE lot_page.lot_id = $1 AND lot_page.number = $2;

-- name: lot_next
SELECT COALESCE(min(number), 0), count(*) FROM lot_page
JOIN lot_record ON lot_record.lot_id = lot_page.lot_id AND lot_record.record_id = lot_page.record_id
WHERE lot_page.lot_id = $1 AND number IS NOT NULL AND withheld_at IS NULL
  AND NOT EXISTS (SELECT 1 FROM lot_look WHERE lot_look.lot_id = lot_page.lot_id
                                           AND lot_look.page_id = lot_page.page_id AND lot_look.person = $2);

-- ------------------------------------------------------------------------------------------- verdicts

-- name: lot_look_insert
INSERT INTO lot_look (lot_id, page_id, person, at) VALUES ($1, $2, $3, $4)
ON CONFLICT (lot_id, page_id, person) DO NOTHING;

-- name: lot_set_defect
UPDATE lot_page SET defect = $3 WHERE lot_id = $1 AND number = $2;

-- name: lot_decide
UPDATE lot SET verdict = $2, reason = $3, decided_at = $4, decided_by = $5, is_own_work = $6
WHERE lot_id = $1 AND verdict IS NULL;

-- Of a record in a lot: its pages, those that the decider opened, those with a defect.
-- name: lot_record_counts
SELECT count(*),
       count(CASE WHEN EXISTS (SELECT 1 FROM lot_look WHERE lot_look.lot_id = lot_page.lot_id
                                                        AND lot_look.page_id = lot_page.page_id
                                                        AND lot_look.person = $3) THEN 1 END),
       count(defect)
FROM lot_page WHERE lot_id = $1 AND record_id = $2;

-- ------------------------------------------------------------------------------------------- records

-- name: lot_of_record
SELECT lot.lot_id FROM lot_record JOIN lot ON lot.lot_id = lot_record.lot_id
WHERE lot_record.record_id = $1 AND lot.verdict IS NULL AND lot_record.withheld_at IS NULL;

-- name: lot_of_side
SELECT lot.lot_id, record.file_no
FROM side JOIN lot_record ON lot_record.record_id = side.record_id
JOIN lot ON lot.lot_id = lot_record.lot_id JOIN record ON record.record_id = side.record_id
WHERE side.side_id = $1 AND lot.verdict IS NULL AND lot_record.withheld_at IS NULL;

-- name: lot_withhold
UPDATE lot_record SET withheld_at = $3 WHERE lot_id = $1 AND record_id = $2;

-- name: lot_rejection
SELECT record_verdict.lot_id,
       (SELECT count(*) FROM lot_page WHERE lot_page.lot_id = record_verdict.lot_id
                                        AND lot_page.record_id = record_verdict.record_id
                                        AND lot_page.defect IS NOT NULL)
FROM record_verdict WHERE record_verdict.record_id = $1 AND verdict = 'rejected';

-- name: lot_dissolve
UPDATE lot SET dissolved_at = $2, decided_at = $2, decided_by = $3, reason = $4 WHERE lot_id = $1;

-- name: lot_records_leave
UPDATE lot_record SET withheld_at = $2 WHERE lot_id = $1 AND withheld_at IS NULL;

-- The logins at which pages of the lot came in or were corrected, and where none may decide it. $2: proven hands count, too.
-- name: lot_logins
SELECT DISTINCT hand.login
FROM (SELECT lot_record.record_id, batch_hand.login, batch_hand.is_proven
      FROM lot_record JOIN side ON side.record_id = lot_record.record_id
      JOIN page ON page.side_id = side.side_id
      JOIN batch_hand ON batch_hand.batch_id = page.batch_id
      WHERE lot_record.lot_id = $1
      UNION ALL
      SELECT lot_record.record_id, edit_hand.login, edit_hand.is_proven
      FROM lot_record JOIN side ON side.record_id = lot_record.record_id
      JOIN edit_side ON edit_side.side_id = side.side_id
      JOIN edit_hand ON edit_hand.edit_id = edit_side.edit_id
      WHERE lot_record.lot_id = $1) AS hand
WHERE $2 = 1 OR hand.is_proven = 0
ORDER BY hand.login;

-- name: lot_return
UPDATE lot_record SET returned_at = $3, returned_by = $4 WHERE lot_id = $1 AND record_id = $2;

-- ------------------------------------------------------------------------------------------- waiting

-- name: wait_rejected
SELECT record_verdict.lot_id, count(*),
       (SELECT count(*) FROM lot_page WHERE lot_page.lot_id = record_verdict.lot_id AND defect IS NOT NULL)
FROM record_verdict JOIN record_stage ON record_stage.record_id = record_verdict.record_id
WHERE record_verdict.verdict = 'rejected' AND record_stage.stage = 'rejected'
GROUP BY record_verdict.lot_id ORDER BY record_verdict.lot_id;

-- Records whose package the import job refused, and that are as they were then.
-- name: wait_refused
SELECT count(DISTINCT package.record_id), COALESCE(sum(side_state.n_pages), 0), min(record.file_no)
FROM package JOIN record ON record.record_id = package.record_id
JOIN record_stage ON record_stage.record_id = package.record_id
JOIN side_state ON side_state.record_id = package.record_id
WHERE package.status = 'rejected' AND record_stage.stage = 'rejected'
  AND NOT EXISTS (SELECT 1 FROM package_changed WHERE package_changed.package_id = package.package_id)
  AND NOT EXISTS (SELECT 1 FROM package AS later
                  WHERE later.record_id = package.record_id AND later.version > package.version);

-- As lot_next counts: of the records that are still in it. One of which nothing is left waits for nobody.
-- name: wait_open
SELECT lot.lot_id, CASE WHEN lot.sampled_at IS NULL THEN 0 ELSE 1 END, inside.n_records,
       (SELECT count(*) FROM lot_page
        JOIN lot_record ON lot_record.lot_id = lot_page.lot_id AND lot_record.record_id = lot_page.record_id
        WHERE lot_page.lot_id = lot.lot_id AND number IS NOT NULL AND withheld_at IS NULL),
       (SELECT COALESCE(max(n), 0)
        FROM (SELECT count(*) AS n FROM lot_look
              JOIN lot_page ON lot_page.lot_id = lot_look.lot_id AND lot_page.page_id = lot_look.page_id
              JOIN lot_record ON lot_record.lot_id = lot_page.lot_id
                             AND lot_record.record_id = lot_page.record_id
              WHERE lot_look.lot_id = lot.lot_id AND number IS NOT NULL AND withheld_at IS NULL
              GROUP BY person) AS looks),
       inside.n_pages
FROM lot JOIN (SELECT lot_id, count(*) AS n_records, sum(n_pages) AS n_pages FROM lot_record
               WHERE withheld_at IS NULL GROUP BY lot_id) AS inside ON inside.lot_id = lot.lot_id
WHERE lot.verdict IS NULL ORDER BY lot.lot_id;
