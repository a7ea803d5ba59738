-- Lists of the progress return that are made of events, in SQLite's words for JSON.

-- Records whose count of pages fell before they were fed: what is fed then needs fewer pages to be scanned.
-- name: progress_lowered
SELECT $1, record.file_no, CASE fall.key WHEN 'note_pages' THEN 'notes' ELSE 'correspondence' END,
       CAST(json_extract(fall.value, '$[0]') AS INTEGER), CAST(json_extract(fall.value, '$[1]') AS INTEGER),
       event.person, event.at
FROM event
CROSS JOIN json_each(CASE WHEN json_valid(event.detail) THEN event.detail ELSE '{}' END) AS fall
JOIN feeding ON feeding.record_id = event.record_id
JOIN record ON record.record_id = event.record_id
WHERE event.act = 'record.changed' AND instr(event.detail, '_pages') > 0
  AND fall.key IN ('note_pages', 'correspondence_pages') AND event.at <= feeding.at
  AND CAST(json_extract(fall.value, '$[1]') AS INTEGER) < CAST(json_extract(fall.value, '$[0]') AS INTEGER)
ORDER BY event.number
