-- What people decided, as the index holds it and as its events tell it, in SQLite's words for JSON. Each statement
-- writes both down in the same form: the object, what is told of it, and the value; and gives object and what, where one
-- side has a value that the other has not. Events are asked once for each statement. A detail that is no JSON any more
-- tells nothing: the chain shows it.

-- name: verify_told_lots
WITH said AS MATERIALIZED (
    SELECT number, person, act, object, record_id, CASE WHEN json_valid(detail) THEN detail ELSE '{}' END AS detail
    FROM event
    WHERE act IN ('lot.frozen', 'lot.sampled', 'lot.opened', 'lot.defect', 'lot.defect-withdrawn', 'lot.accepted',
                  'lot.rejected', 'lot.withheld', 'lot.dissolved', 'record.returned')),
told(object, what, value) AS (
    SELECT object, 'plan',
           json_array(number, person, json_extract(detail, '$.records'), json_extract(detail, '$.n_pages'),
                      json_extract(detail, '$.level'), json_extract(detail, '$.aql'),
                      json_extract(detail, '$.flagged_max'), json_extract(detail, '$.inspection'),
                      json_extract(detail, '$.sample_size'), json_extract(detail, '$.accept_max'))
    FROM said WHERE act = 'lot.frozen'
    UNION ALL
    SELECT object, 'content', json_array(json_extract(detail, '$.content'), COALESCE(json_extract(detail, '$.secret_sha256'), ''))
    FROM said WHERE act = 'lot.frozen'
    UNION ALL
    SELECT object, 'draw', json_extract(detail, '$.secret') FROM said WHERE act = 'lot.sampled'
    UNION ALL
    SELECT object, 'list of pages that were opened', json_array(json_extract(detail, '$.page_id'), person)
    FROM said WHERE act = 'lot.opened'
    UNION ALL
    SELECT object, 'list of defects', json_array(page_id, reason)
    FROM (SELECT object, act, json_extract(detail, '$.page_id') AS page_id,
                 json_extract(detail, '$.reason') AS reason, max(number)
          FROM said WHERE act IN ('lot.defect', 'lot.defect-withdrawn')
          GROUP BY object, json_extract(detail, '$.page_id'))
    WHERE act = 'lot.defect'
    UNION ALL
    SELECT object, 'verdict',
           json_array(substr(act, 5), person, json_extract(detail, '$.reason'), json_extract(detail, '$.own_work') + 0)
    FROM said WHERE act IN ('lot.accepted', 'lot.rejected')
    UNION ALL
    SELECT object, 'end', json_array(person, json_extract(detail, '$.reason')) FROM said WHERE act = 'lot.dissolved'
    UNION ALL
    SELECT 'lot ' || json_extract(detail, '$.lot'), 'list of withheld records', record_id
    FROM said WHERE act = 'lot.withheld'
    UNION ALL
    SELECT 'lot ' || lot_id, 'list of returned records', json_array(record_id, person)
    FROM (SELECT json_extract(detail, '$.lot') AS lot_id, record_id, person, max(number)
          FROM said WHERE act = 'record.returned' GROUP BY json_extract(detail, '$.lot'), record_id)),
held(object, what, value) AS (
    SELECT 'lot ' || lot_id, 'plan',
           json_array(event_number, made_by, (SELECT count(*) FROM lot_record WHERE lot_record.lot_id = lot.lot_id),
                      n_pages, level, aql, flagged_max, inspection, sample_size, accept_max)
    FROM lot
    UNION ALL
    SELECT 'lot ' || lot_id, 'content', json_array(content, secret_sha256) FROM lot
    UNION ALL
    SELECT 'lot ' || lot_id, 'draw', secret FROM lot WHERE sampled_at IS NOT NULL
    UNION ALL
    SELECT 'lot ' || lot_id, 'list of pages that were opened', json_array(page_id, person) FROM lot_look
    UNION ALL
    SELECT 'lot ' || lot_id, 'list of defects', json_array(page_id, defect) FROM lot_page WHERE defect IS NOT NULL
    UNION ALL
    SELECT 'lot ' || lot_id, 'verdict', json_array(verdict, decided_by, COALESCE(reason, ''), is_own_work)
    FROM lot WHERE verdict IS NOT NULL
    UNION ALL
    SELECT 'lot ' || lot_id, 'end', json_array(decided_by, reason) FROM lot WHERE dissolved_at IS NOT NULL
    UNION ALL
    SELECT 'lot ' || lot_record.lot_id, 'list of withheld records', record_id
    FROM lot_record JOIN lot ON lot.lot_id = lot_record.lot_id
    WHERE withheld_at IS NOT NULL AND (dissolved_at IS NULL OR withheld_at <> dissolved_at)
    UNION ALL
    SELECT 'lot ' || lot_id, 'list of returned records', json_array(record_id, returned_by)
    FROM lot_record WHERE returned_at IS NOT NULL)
SELECT DISTINCT object, what
FROM (SELECT * FROM (SELECT * FROM told EXCEPT SELECT * FROM held)
      UNION ALL SELECT * FROM (SELECT * FROM held EXCEPT SELECT * FROM told))
ORDER BY object, what

-- The last plan is the one that counts, so their order does too.
-- name: verify_told_plans
WITH told(value) AS (
    SELECT json_array(row_number() OVER (ORDER BY number), person, json_extract(detail, '$.lot_pages'),
                      json_extract(detail, '$.level'), json_extract(detail, '$.aql'),
                      json_extract(detail, '$.flagged_max'))
    FROM (SELECT number, person, CASE WHEN json_valid(detail) THEN detail ELSE '{}' END AS detail
          FROM event WHERE act = 'check.planned')),
held(value) AS (
    SELECT json_array(row_number() OVER (ORDER BY plan_id), set_by, lot_pages, level, aql, flagged_max)
    FROM check_plan)
SELECT DISTINCT 'office', 'checking plan'
FROM (SELECT * FROM (SELECT * FROM told EXCEPT SELECT * FROM held)
      UNION ALL SELECT * FROM (SELECT * FROM held EXCEPT SELECT * FROM told))

-- A record stands on a slip by one of the numbers it had then.
-- name: verify_told_slips
WITH said AS MATERIALIZED (
    SELECT number, at, person, act, object, CASE WHEN json_valid(detail) THEN detail ELSE '{}' END AS detail
    FROM event WHERE act IN ('custody.taken', 'custody.returned')),
name(record_id, file_no) AS MATERIALIZED (
    SELECT record_id, substr(object, 8) FROM event WHERE act = 'record.registered'
    UNION SELECT record_id, CASE WHEN json_valid(detail) THEN json_extract(detail, '$.nic_no') END
    FROM event WHERE act = 'record.registered'
    UNION SELECT record_id, file_no FROM record
    UNION SELECT record_id, nic_no FROM record),
listed(object, file_no, record_id) AS MATERIALIZED (
    SELECT said.object, one.value, name.record_id
    FROM said, json_each(said.detail, '$.records') AS one LEFT JOIN name ON name.file_no = one.value),
told(object, what, value) AS (
    SELECT object, 'wording',
           json_array(number, substr(act, 9), at, json_extract(detail, '$.from'), json_extract(detail, '$.to'), person)
    FROM said
    UNION ALL
    SELECT object, 'list of files', file_no FROM listed),
held(object, what, value) AS (
    SELECT 'slip ' || slip_id, 'wording', json_array(event_number, act, at, handed_by, received_by, person) FROM slip
    UNION ALL
    SELECT 'slip ' || slip_record.slip_id, 'list of files', COALESCE(listed.file_no, '')
    FROM slip_record LEFT JOIN listed ON listed.object = 'slip ' || slip_record.slip_id
                                     AND listed.record_id = slip_record.record_id)
SELECT DISTINCT object, what
FROM (SELECT * FROM (SELECT * FROM told EXCEPT SELECT * FROM held)
      UNION ALL SELECT * FROM (SELECT * FROM held EXCEPT SELECT * FROM told))
ORDER BY object, what

-- name: verify_told_persons
WITH said AS MATERIALIZED (
    SELECT number, person, act, object, CASE WHEN json_valid(detail) THEN detail ELSE '{}' END AS detail
    FROM event
    WHERE act IN ('person.added', 'person.role', 'person.disabled', 'person.enabled', 'person.pin-set')),
told(object, what, value) AS (
    SELECT object, 'beginning', person FROM said WHERE act = 'person.added'
    UNION ALL
    SELECT object, 'role', role
    FROM (SELECT object, COALESCE(json_extract(detail, '$.value'), json_extract(detail, '$.role')) AS role, max(number)
          FROM said WHERE act IN ('person.added', 'person.role') GROUP BY object)
    UNION ALL
    SELECT object, 'leaving', at
    FROM (SELECT object, act, json_extract(detail, '$.value') AS at, max(number)
          FROM said WHERE act IN ('person.disabled', 'person.enabled') GROUP BY object)
    WHERE act = 'person.disabled'
    UNION ALL
    SELECT object, 'PIN', object = 'person ' || person
    FROM (SELECT object, person, max(number) FROM said WHERE act = 'person.pin-set' GROUP BY object)
    UNION ALL
    SELECT object, 'list of those who knew the PIN', person
    FROM said WHERE act = 'person.pin-set' AND object <> 'person ' || person),
held(object, what, value) AS (
    SELECT 'person ' || name, 'beginning', added_by FROM person
    UNION ALL
    SELECT 'person ' || name, 'role', role FROM person
    UNION ALL
    SELECT 'person ' || name, 'leaving', disabled_at FROM person WHERE disabled_at IS NOT NULL
    UNION ALL
    SELECT 'person ' || name, 'PIN', pin_is_own FROM person WHERE pin IS NOT NULL
    UNION ALL
    SELECT 'person ' || name, 'list of those who knew the PIN', setter FROM person_pin_setter)
SELECT DISTINCT object, what
FROM (SELECT * FROM (SELECT * FROM told EXCEPT SELECT * FROM held)
      UNION ALL SELECT * FROM (SELECT * FROM held EXCEPT SELECT * FROM told))
ORDER BY object, what

-- Hands are compared where the batch was begun since events name the login; before, the login was not known.
-- name: verify_told_batches
WITH said AS MATERIALIZED (
    SELECT number, person, act, object, CASE WHEN json_valid(detail) THEN detail ELSE '{}' END AS detail
    FROM event WHERE act IN ('batch.opened', 'batch.resumed')),
told(object, what, value) AS (
    SELECT object, 'beginning',
           json_array(json_extract(detail, '$.kind'), json_extract(detail, '$.source'),
                      COALESCE(json_extract(detail, '$.source_sha256'), ''))
    FROM said WHERE act = 'batch.opened'
    UNION ALL
    SELECT object, 'person', person FROM (SELECT object, person, max(number) FROM said GROUP BY object)
    UNION ALL
    SELECT object, 'list of hands', json_array(person, json_extract(detail, '$.login'),
                                               min(json_extract(detail, '$.proven')))
    FROM said WHERE json_extract(detail, '$.login') IS NOT NULL
    GROUP BY object, person, json_extract(detail, '$.login')),
held(object, what, value) AS (
    SELECT 'batch ' || batch_id, 'beginning', json_array(kind, source, COALESCE(source_sha256, '')) FROM batch
    UNION ALL
    SELECT 'batch ' || batch_id, 'person', person FROM batch
    UNION ALL
    SELECT 'batch ' || batch_id, 'list of hands', json_array(person, login, is_proven) FROM batch_hand
    WHERE 'batch ' || batch_id NOT IN (
        SELECT object FROM said WHERE act = 'batch.opened' AND json_extract(detail, '$.login') IS NULL))
SELECT DISTINCT object, what
FROM (SELECT * FROM (SELECT * FROM told EXCEPT SELECT * FROM held)
      UNION ALL SELECT * FROM (SELECT * FROM held EXCEPT SELECT * FROM told))
ORDER BY object, what

-- name: verify_told_jumps
WITH told(value) AS (
    SELECT json_array(at, json_extract(detail, '$.from'), json_extract(detail, '$.to'),
                      json_extract(detail, '$.seconds'))
    FROM (SELECT at, CASE WHEN json_valid(detail) THEN detail ELSE '{}' END AS detail
          FROM event WHERE act = 'clock.jumped')),
held(value) AS (SELECT json_array(at, from_at, to_at, seconds) FROM clock_jump)
SELECT DISTINCT 'clock', 'list of days on which it was set'
FROM (SELECT * FROM (SELECT * FROM told EXCEPT SELECT * FROM held)
      UNION ALL SELECT * FROM (SELECT * FROM held EXCEPT SELECT * FROM told))

-- What the register alone said was no event of an exclusion once: the record's change stands for it where there is
-- none, and before there were exclusions nobody's name was kept.
-- name: verify_told_exclusions
WITH said AS MATERIALIZED (
    SELECT number, at, person, act, record_id, CASE WHEN json_valid(detail) THEN detail ELSE '{}' END AS detail
    FROM event
    WHERE act IN ('exclusion.proposed', 'exclusion.registered', 'exclusion.approved', 'exclusion.taken-back',
                  'exclusion.refused')),
known(record_id) AS MATERIALIZED (
    SELECT record_id FROM exclusion
    EXCEPT
    SELECT record_id FROM event
    WHERE act = 'record.changed' AND detail LIKE '%"availability"%"excluded"%'
      AND record_id NOT IN (SELECT record_id FROM said WHERE record_id IS NOT NULL)),
told(record_id, what, value) AS (
    SELECT record_id, 'exclusion', json_array(at, person, json_extract(detail, '$.reason'))
    FROM said WHERE act IN ('exclusion.proposed', 'exclusion.registered')
    UNION ALL
    SELECT record_id, 'approved exclusion', json_array(at, person)
    FROM said WHERE act IN ('exclusion.approved', 'exclusion.registered')
    UNION ALL
    SELECT record_id, 'ended exclusion', json_array(at, person, json_extract(detail, '$.reason'))
    FROM said WHERE act IN ('exclusion.taken-back', 'exclusion.refused')),
held(record_id, what, value) AS (
    SELECT record_id, 'exclusion', json_array(proposed_at, proposed_by, reason) FROM exclusion WHERE proposed_by <> ''
    UNION ALL
    SELECT record_id, 'approved exclusion', json_array(approved_at, approved_by) FROM exclusion
    WHERE approved_at IS NOT NULL AND approved_by <> ''
    UNION ALL
    SELECT record_id, 'ended exclusion', json_array(ended_at, ended_by, ended_reason) FROM exclusion
    WHERE ended_at IS NOT NULL)
SELECT DISTINCT 'record ' || COALESCE(record.file_no, '?'), what
FROM (SELECT * FROM (SELECT * FROM told EXCEPT SELECT * FROM held)
      UNION ALL
      SELECT * FROM (SELECT * FROM held WHERE record_id IN (SELECT record_id FROM known) EXCEPT SELECT * FROM told))
     AS other
LEFT JOIN record ON record.record_id = other.record_id
ORDER BY other.record_id, what

-- Who registered a record could say that its number is provisional, before that was an event of its own.
-- name: verify_told_provisional
WITH said AS MATERIALIZED (
    SELECT number, at, person, act, record_id, CASE WHEN json_valid(detail) THEN detail ELSE '{}' END AS detail
    FROM event WHERE act IN ('record.registered', 'record.provisional', 'record.reconciled')),
told(record_id, value) AS (
    SELECT record_id, json_array(at, person, json_extract(detail, '$.key')) FROM said
    WHERE act = 'record.provisional'
      AND number = (SELECT max(latest.number) FROM said AS latest
                    WHERE latest.act = 'record.provisional' AND latest.record_id = said.record_id)
      AND record_id NOT IN (SELECT record_id FROM removal)
      AND record_id NOT IN (SELECT record_id FROM said WHERE act = 'record.reconciled' AND record_id IS NOT NULL)),
held(record_id, value) AS (
    SELECT record_id, json_array(at, person, number_key) FROM provisional
    WHERE record_id IN (SELECT record_id FROM said WHERE act <> 'record.registered')
       OR NOT EXISTS (SELECT 1 FROM said WHERE said.act = 'record.registered' AND said.record_id = provisional.record_id
                                           AND said.person = provisional.person))
SELECT DISTINCT 'record ' || COALESCE(record.file_no, '?'), 'provisional number'
FROM (SELECT * FROM (SELECT * FROM told EXCEPT SELECT * FROM held)
      UNION ALL SELECT * FROM (SELECT * FROM held EXCEPT SELECT * FROM told)) AS other
LEFT JOIN record ON record.record_id = other.record_id
ORDER BY other.record_id

-- Corrections name every page that enters a side or leaves it, so its last event tells where a page stands; not at
-- which place there, for others move up without being named. The number of a record may have been a provisional one.
-- name: verify_told_pages
WITH said AS MATERIALIZED (
    SELECT number, act, CASE WHEN json_valid(detail) THEN detail ELSE '{}' END AS detail
    FROM event
    WHERE act IN ('pages.added', 'pages.moved', 'pages.inserted', 'pages.set-aside', 'pages.withheld', 'pages.replaced', 'pages.turned',
                  'pages.reversed', 'pages.labelled', 'pages.interleaved', 'record.merged', 'record.split',
                  'edit.undone')),
step(number, page_id, record, side, seq) AS (
    SELECT number, CAST(json_extract(one.value, '$.page_id') AS INTEGER), json_extract(detail, '$.record'),
           json_extract(detail, '$.side'), json_extract(one.value, '$.seq')
    FROM said, json_each(said.detail, '$.pages') AS one WHERE act = 'pages.added'
    UNION ALL
    SELECT number, CAST(json_extract(one.value, '$.page_id') AS INTEGER), json_extract(one.value, '$.to.record'),
           json_extract(one.value, '$.to.side'), json_extract(one.value, '$.to.seq')
    FROM said, json_each(said.detail, '$.pages') AS one WHERE act <> 'pages.added'),
told AS MATERIALIZED (
    SELECT CAST(page_id AS INTEGER) AS page_id, max(number), record, side, COALESCE(seq, 0) > 0 AS stands
    FROM step GROUP BY page_id)
SELECT 'page ' || page.page_id || ' (' || COALESCE(record.file_no, 'batch ' || page.batch_id) || ')', 'place in a side'
FROM page LEFT JOIN told ON told.page_id = page.page_id
LEFT JOIN side ON side.side_id = page.side_id LEFT JOIN record ON record.record_id = side.record_id
WHERE CASE WHEN page.seq IS NULL THEN COALESCE(told.stands, 0)
           ELSE NOT (COALESCE(told.stands, 0) AND side.name IS told.side
                     AND (record.nic_no IS told.record
                          OR EXISTS (SELECT 1 FROM event
                                     WHERE event.record_id = record.record_id AND act = 'record.registered'
                                       AND json_valid(detail) AND json_extract(detail, '$.nic_no') = told.record)
                          OR EXISTS (SELECT 1 FROM renaming WHERE renaming.record_id = record.record_id
                                                                 AND renaming.nic_no = told.record))) END
ORDER BY page.page_id

-- Events name the record whose side was closed or opened again; which side it was, its correction's rows tell.
-- name: verify_told_closings
WITH said AS MATERIALIZED (
    SELECT number, person, act, record_id, json_extract(detail, '$.edit') AS edit_id,
           json_extract(detail, '$.reason') AS reason
    FROM (SELECT number, person, act, record_id, CASE WHEN json_valid(detail) THEN detail ELSE '{}' END AS detail
          FROM event WHERE act IN ('side.closed', 'side.reopened', 'edit.undone'))),
closing AS MATERIALIZED (
    SELECT said.number, edit_side.side_id, said.edit_id, said.act = 'side.closed' AS closes
    FROM said CROSS JOIN edit_side ON edit_side.edit_id = said.edit_id WHERE said.act <> 'edit.undone'),
step(number, side_id, closes) AS (
    SELECT number, side_id, closes FROM closing
    UNION ALL
    SELECT said.number, closing.side_id, 1 - closing.closes
    FROM said JOIN closing ON closing.edit_id = said.edit_id WHERE said.act = 'edit.undone'),
told AS MATERIALIZED (SELECT side_id, max(number), closes FROM step GROUP BY side_id)
SELECT 'record ' || record.file_no || ', ' || side.name, 'closing'
FROM side JOIN record ON record.record_id = side.record_id LEFT JOIN told ON told.side_id = side.side_id
WHERE (side.closed_at IS NOT NULL) <> COALESCE(told.closes, 0)
   OR (side.closed_at IS NOT NULL
       AND NOT EXISTS (SELECT 1 FROM said WHERE said.act = 'side.closed' AND said.record_id = side.record_id
                                            AND said.person = side.closed_by AND said.reason = side.closed_reason))
ORDER BY side.side_id

-- name: verify_told_edits
WITH said AS MATERIALIZED (
    SELECT number, person, act, json_extract(detail, '$.edit') AS edit_id
    FROM (SELECT number, person, act, CASE WHEN json_valid(detail) THEN detail ELSE '{}' END AS detail
          FROM event
          WHERE act IN ('pages.moved', 'pages.inserted', 'pages.set-aside', 'pages.withheld', 'pages.replaced', 'pages.turned',
                        'pages.reversed', 'pages.labelled', 'pages.interleaved', 'record.merged', 'record.split',
                        'side.closed', 'side.reopened', 'edit.undone'))),
told(edit_id, what, value) AS (
    SELECT edit_id, 'beginning', json_array(act, person) FROM said WHERE act <> 'edit.undone'
    UNION ALL
    SELECT edit_id, 'undoing', person FROM said WHERE act = 'edit.undone'
    UNION ALL
    SELECT edit_id, 'list of hands', person FROM said),
held(edit_id, what, value) AS (
    SELECT edit_id, 'beginning', json_array(act, person) FROM edit
    UNION ALL
    SELECT edit_id, 'undoing', undone_by FROM edit WHERE undone_at IS NOT NULL
    UNION ALL
    SELECT edit_id, 'list of hands', person FROM edit_hand)
SELECT DISTINCT 'correction ' || edit_id, what
FROM (SELECT * FROM (SELECT * FROM told EXCEPT SELECT * FROM held)
      UNION ALL SELECT * FROM (SELECT * FROM held EXCEPT SELECT * FROM told))
WHERE edit_id IS NOT NULL
ORDER BY edit_id, what
