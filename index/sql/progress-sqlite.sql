-- What of the progress return is made of events, in SQLite's words for JSON.

-- Records whose count of pages fell before they were fed: what is fed then needs fewer pages to be scanned. Whoever takes
-- one out of the register and brings it in again with fewer lowers it as well, also by another number in between: what is
-- registered under a number that a removed record had is taken for it, whenever that was removed.
-- name: progress_lowered
WITH again AS (
    SELECT removal.record_id AS gone_id, record.record_id, 0 AS is_renamed
    FROM removal JOIN record ON record.nic_key = lower(removal.nic_no)
    UNION
    SELECT removal.record_id, record.record_id, 1
    FROM removal JOIN event_kept AS renamed ON renamed.record_id = removal.record_id AND renamed.act = 'record.renamed'
    JOIN record ON record.nic_key = lower(json_extract(plain(renamed.detail), '$.nic_no')))
SELECT $1, file_no, CASE key WHEN 'note_pages' THEN 'notes' ELSE 'correspondence' END, was, fell, person, at
FROM (SELECT record.file_no, fall.key AS key, CAST(json_extract(fall.value, '$[0]') AS INTEGER) AS was,
             CAST(json_extract(fall.value, '$[1]') AS INTEGER) AS fell, event.person, plain(event.at) AS at, feeding.at AS before
      FROM event_kept AS event
      CROSS JOIN json_each(CASE WHEN json_valid(event.detail) THEN event.detail ELSE '{}' END) AS fall
      LEFT JOIN again ON again.gone_id = event.record_id
      JOIN record ON record.record_id = COALESCE(again.record_id, event.record_id)
      JOIN feeding ON feeding.record_id = record.record_id
      WHERE event.act = 'record.changed' AND instr(event.detail, '_pages') > 0
        AND fall.key IN ('note_pages', 'correspondence_pages')
      UNION ALL
      SELECT record.file_no, 'note_pages', removal.note_pages, COALESCE(feeding.note_pages, 0), removal.person, removal.at,
             CASE again.is_renamed WHEN 1 THEN removal.at ELSE feeding.at END
      FROM removal JOIN again ON again.gone_id = removal.record_id JOIN record ON record.record_id = again.record_id
      JOIN feeding ON feeding.record_id = record.record_id
      UNION ALL
      SELECT record.file_no, 'correspondence_pages', removal.correspondence_pages,
             COALESCE(feeding.correspondence_pages, 0), removal.person, removal.at,
             CASE again.is_renamed WHEN 1 THEN removal.at ELSE feeding.at END
      FROM removal JOIN again ON again.gone_id = removal.record_id JOIN record ON record.record_id = again.record_id
      JOIN feeding ON feeding.record_id = record.record_id) AS falls
WHERE fell < was AND at <= before
ORDER BY at, file_no, key

-- Pages that look like earlier ones, and count because a person said that they are others.
-- name: progress_unlike
SELECT $1, record.file_no, json_extract(plain(event.detail), '$.side'), json_array_length(plain(event.detail), '$.pages'),
       json_extract(plain(event.detail), '$.reason'), event.person, plain(event.at)
FROM event_kept AS event JOIN record ON record.record_id = event.record_id
WHERE event.act = 'pages.unlike' ORDER BY event.number

-- Records whose category was changed after they were fed: they count for another target since. And before, where there are
-- targets by then and the change took a record of the office's list from one of them to another.
-- name: progress_recategorised
WITH own AS (SELECT category, priority FROM plan_target_now WHERE office = $1),
change AS (
    SELECT event.number, event.record_id, event.person, plain(event.at) AS at,
           json_extract(event.detail, '$.category[0]') AS was, json_extract(event.detail, '$.category[1]') AS fell
    FROM event_kept AS event
    WHERE event.act = 'record.changed' AND instr(event.detail, '"category"') > 0
      AND json_type(CASE WHEN json_valid(event.detail) THEN event.detail ELSE '{}' END, '$.category') = 'array'),
target AS (
    SELECT category, COALESCE((SELECT 'category ' || own.category FROM own
                               WHERE own.category = named.category AND own.category <> '' LIMIT 1),
                              (SELECT 'priority ' || own.priority FROM own JOIN plan_rule_now AS rule ON rule.priority = own.priority
                               WHERE own.category = '' AND rule.category = named.category LIMIT 1), '') AS name
    FROM (SELECT was AS category FROM change UNION SELECT fell FROM change) AS named)
SELECT $1, record.file_no, change.was, change.fell, COALESCE(progress_record.pages, 0), change.person, change.at
FROM change JOIN record ON record.record_id = change.record_id
LEFT JOIN feeding ON feeding.record_id = change.record_id
LEFT JOIN progress_record ON progress_record.record_id = change.record_id
WHERE change.at >= feeding.at
   OR (change.at >= (SELECT min(imported_at) FROM plan_version WHERE kind = 'targets')
       AND change.record_id NOT IN (SELECT record_id FROM provisional)
       AND (SELECT name FROM target WHERE target.category = change.was)
           <> (SELECT name FROM target WHERE target.category = change.fell))
ORDER BY change.number

-- By categories that records went from or to since the last return: what that one, frozen at $2 on day $1, counted for each, and
-- what of that is counted for it now. What was fed or closed later on that day is no part of it.
-- name: return_recategorised
WITH moved AS (
    SELECT record.record_id, json_extract(event.detail, '$.category[0]') AS was, record.category AS is_now
    FROM event_kept AS event JOIN record ON record.record_id = event.record_id
    WHERE event.act = 'record.changed' AND instr(event.detail, '"category"') > 0
      AND event.number IN (SELECT min(first.number) FROM event_kept AS first
                           WHERE first.act = 'record.changed' AND instr(first.detail, '"category"') > 0
                             AND json_type(CASE WHEN json_valid(first.detail) THEN first.detail ELSE '{}' END, '$.category') = 'array'
                             AND first.number > (SELECT max(number) FROM event_kept WHERE act = 'return.frozen')
                           GROUP BY first.record_id)
      AND json_extract(event.detail, '$.category[0]') <> record.category),
held AS (
    SELECT record.record_id, record.category,
           CASE WHEN progress_record.scanned_on < $1 THEN 1
                WHEN progress_record.scanned_on = $1
                     AND NOT EXISTS (SELECT 1 FROM progress_work JOIN batch ON batch.batch_id = progress_work.batch_id
                                     WHERE progress_work.record_id = record.record_id AND batch.started_at > $2)
                     AND NOT EXISTS (SELECT 1 FROM side WHERE side.record_id = record.record_id AND side.closed_at > $2)
                THEN 1 ELSE 0 END AS scanned,
           COALESCE((SELECT sum(pages) FROM progress_work JOIN batch ON batch.batch_id = progress_work.batch_id
                     WHERE progress_work.record_id = record.record_id
                       AND (day < $1 OR (day = $1 AND batch.started_at <= $2))), 0) AS pages
    FROM record JOIN progress_record ON progress_record.record_id = record.record_id
    WHERE record.category IN (SELECT was FROM moved UNION SELECT is_now FROM moved)),
touched AS (SELECT was AS category FROM moved UNION SELECT is_now FROM moved),
sums AS (
    SELECT touched.category,
           COALESCE((SELECT sum(scanned) FROM held WHERE held.category = touched.category), 0) AS scanned,
           COALESCE((SELECT sum(pages) FROM held WHERE held.category = touched.category), 0) AS pages,
           COALESCE((SELECT sum(CASE WHEN moved.was = touched.category THEN held.scanned ELSE -held.scanned END)
                     FROM moved JOIN held ON held.record_id = moved.record_id
                     WHERE touched.category IN (moved.was, moved.is_now)), 0) AS scanned_more,
           COALESCE((SELECT sum(CASE WHEN moved.was = touched.category THEN held.pages ELSE -held.pages END)
                     FROM moved JOIN held ON held.record_id = moved.record_id
                     WHERE touched.category IN (moved.was, moved.is_now)), 0) AS pages_more
    FROM touched)
SELECT category, scanned + scanned_more, scanned, pages + pages_more, pages FROM sums ORDER BY category

-- Frozen returns with the event that seals each, and what they counted.
-- name: progress_heads
WITH sealed AS (
    SELECT number, plain(object) AS object, plain(hash) AS hash FROM event_kept
    WHERE act = 'return.frozen' AND office_id = (SELECT office_id FROM event_office WHERE office = $1))
SELECT frozen_return.number, frozen_return.at, sealed.number, sealed.hash,
       json_extract(item, '$.grand_total.records.registered'), json_extract(item, '$.grand_total.records.scanned'),
       json_extract(item, '$.grand_total.pages.scanned')
FROM frozen_return JOIN sealed ON sealed.object = 'return ' || frozen_return.number
ORDER BY frozen_return.number

-- The shelf census of office $1; at last, records that were counted by who took the register in.
-- name: drive_census_of
SELECT COALESCE(sum(records), 0), CASE WHEN count(pages) = count(*) THEN COALESCE(sum(pages), 0) ELSE 0 END,
       min(NULLIF(counted_on, '')),
       COALESCE(sum(CASE WHEN lower(trim(counted_by)) IN (SELECT lower(person) FROM event_kept WHERE act = 'register.imported')
                         THEN records END), 0)
FROM plan_census_now WHERE office = $1 HAVING count(*) > 0
