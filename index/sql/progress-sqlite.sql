-- Lists of the progress return that are made of events, in SQLite's words for JSON.

-- Records whose count of pages fell before they were fed: what is fed then needs fewer pages to be scanned. Whoever takes
-- one out of the register and brings it in again with fewer lowers it as well.
-- name: progress_lowered
SELECT $1, file_no, CASE key WHEN 'note_pages' THEN 'notes' ELSE 'correspondence' END, was, fell, person, at
FROM (SELECT record.file_no, fall.key AS key, CAST(json_extract(fall.value, '$[0]') AS INTEGER) AS was,
             CAST(json_extract(fall.value, '$[1]') AS INTEGER) AS fell, event.person, plain(event.at) AS at, feeding.at AS fed_at
      FROM event_kept AS event
      CROSS JOIN json_each(CASE WHEN json_valid(event.detail) THEN event.detail ELSE '{}' END) AS fall
      LEFT JOIN removal ON removal.record_id = event.record_id
      JOIN record ON record.record_id = COALESCE(
          (SELECT again.record_id FROM record AS again WHERE again.nic_key = lower(removal.nic_no)), event.record_id)
      JOIN feeding ON feeding.record_id = record.record_id
      WHERE event.act = 'record.changed' AND instr(event.detail, '_pages') > 0
        AND fall.key IN ('note_pages', 'correspondence_pages')
      UNION ALL
      SELECT record.file_no, 'note_pages', removal.note_pages, COALESCE(feeding.note_pages, 0), removal.person, removal.at,
             feeding.at
      FROM removal JOIN record ON record.nic_key = lower(removal.nic_no)
      JOIN feeding ON feeding.record_id = record.record_id
      UNION ALL
      SELECT record.file_no, 'correspondence_pages', removal.correspondence_pages,
             COALESCE(feeding.correspondence_pages, 0),
             removal.person, removal.at, feeding.at
      FROM removal JOIN record ON record.nic_key = lower(removal.nic_no)
      JOIN feeding ON feeding.record_id = record.record_id) AS falls
WHERE fell < was AND at <= fed_at
ORDER BY at, file_no, key

-- Pages that look like earlier ones, and count because a person said that they are others.
-- name: progress_unlike
SELECT $1, record.file_no, json_extract(plain(event.detail), '$.side'), json_array_length(plain(event.detail), '$.pages'),
       json_extract(plain(event.detail), '$.reason'), event.person, plain(event.at)
FROM event_kept AS event JOIN record ON record.record_id = event.record_id
WHERE event.act = 'pages.unlike' ORDER BY event.number
