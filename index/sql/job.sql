-- Not of a page that waits for the nodal officer (page_hold).
-- name: job_add
INSERT INTO job (kind, target_id, state, created_at, changed_at)
SELECT $1, $2, 'pending', $3, $3 FROM (SELECT 1) AS one
WHERE $1 <> 'page' OR NOT EXISTS (SELECT 1 FROM flag WHERE flag.page_id = $2 AND flag.flag = 'withheld')
ON CONFLICT (kind, target_id) DO NOTHING;

-- "page" comes before "side".
-- name: job_lease
UPDATE job SET state = 'running', owner = $1, attempt = attempt + 1, changed_at = $2
WHERE job_id = (SELECT job_id FROM job WHERE state = 'pending' ORDER BY kind, job_id LIMIT 1)
RETURNING job_id, kind, target_id, attempt, failures;

-- name: job_end
DELETE FROM job WHERE job_id = $1 AND attempt = $2 AND state = 'running';

-- What was made all the same is kept; the job stays as one that was given up, for the next retry.
-- name: job_keep
UPDATE job SET state = 'failed', owner = NULL, error = error || '; it is kept as an image without text'
WHERE job_id = $1 AND attempt = $2 AND state = 'running';

-- name: job_revive
UPDATE job SET state = 'pending', failures = 0, deaths = 0, changed_at = $3
WHERE kind = $1 AND target_id = $2 AND state = 'failed';

-- name: job_release
UPDATE job SET state = 'pending', owner = NULL, changed_at = $3
WHERE job_id = $1 AND attempt = $2 AND state = 'running';

-- name: job_inherit
UPDATE job SET state = 'pending', owner = NULL, deaths = deaths + 1, changed_at = $2
WHERE job_id = $1
RETURNING deaths;

-- name: jobs_refresh
UPDATE job SET changed_at = $2 WHERE state = 'running' AND owner = $1;

-- name: job_fail
UPDATE job SET state = 'pending', owner = NULL, failures = failures + 1, error = $3,
               changed_at = $4
WHERE job_id = $1 AND attempt = $2 AND state = 'running'
RETURNING failures;

-- name: job_give_up
UPDATE job SET state = 'failed', owner = NULL, error = $2 WHERE job_id = $1;

-- name: jobs_running
SELECT job_id, kind, target_id, attempt, owner, changed_at FROM job WHERE state = 'running';

-- name: jobs_count
SELECT count(CASE WHEN state = 'pending' THEN 1 END),
       count(CASE WHEN state = 'running' THEN 1 END),
       count(CASE WHEN state = 'failed' THEN 1 END)
FROM job;

-- A page that was given up and lies in a lot without a verdict waits: nothing of the lot changes (lot.h).
-- name: jobs_retry
UPDATE job SET state = 'pending', failures = 0, deaths = 0, changed_at = $1
WHERE state = 'failed'
  AND NOT EXISTS (SELECT 1 FROM page JOIN side ON side.side_id = page.side_id
                  JOIN lot_record ON lot_record.record_id = side.record_id
                  JOIN lot ON lot.lot_id = lot_record.lot_id
                  WHERE job.kind = 'page' AND page.page_id = job.target_id
                    AND lot.verdict IS NULL AND lot_record.withheld_at IS NULL);

-- name: pages_retry
UPDATE page SET state = 'scanned'
WHERE state = 'failed'
  AND page_id IN (SELECT target_id FROM job WHERE kind = 'page' AND state = 'failed');

-- name: page_record
SELECT side.record_id FROM page JOIN side ON side.side_id = page.side_id WHERE page.page_id = $1;

-- name: side_record
SELECT record_id FROM side WHERE side_id = $1;

-- Sides that batches still open have put pages into; those few batches first (CROSS JOIN), for
-- there are millions of pages.
-- name: sides_open
SELECT DISTINCT page.side_id, batch.owner
FROM batch CROSS JOIN page
WHERE batch.ended_at IS NULL AND page.batch_id = batch.batch_id AND page.seq IS NOT NULL;

-- name: sides_due
SELECT side_id FROM side_unbound ORDER BY side_id;

-- Records of which volumes are due.
-- name: status_unbound
SELECT count(DISTINCT record_id) FROM side_unbound;

-- Its next version is another piece of work than the one that failed.
-- name: side_job_forget
DELETE FROM job WHERE kind = 'side' AND target_id = $1 AND state = 'failed';

-- Withheld records (index_record_is_withheld): all that is planned of record $1; whoever works on it
-- comes back too late.
-- name: record_jobs_drop
DELETE FROM job
WHERE (kind = 'side' AND target_id IN (SELECT side_id FROM side WHERE record_id = $1))
   OR (kind = 'page' AND target_id IN (SELECT page_id FROM page
                                       JOIN side ON side.side_id = page.side_id
                                       WHERE side.record_id = $1));

-- Of pages that failed, or were kept as images alone, nothing is left that could be tried again.
-- name: record_pages_unfail
UPDATE page SET state = 'scanned'
WHERE side_id IN (SELECT side_id FROM side WHERE record_id = $1)
  AND (state = 'failed'
       OR (state = 'recognised' AND EXISTS (SELECT 1 FROM flag WHERE flag.page_id = page.page_id
                                                                 AND flag.flag = 'unread')));

-- name: record_pages_queue
INSERT INTO job (kind, target_id, state, created_at, changed_at)
SELECT 'page', page.page_id, 'pending', $2, $2
FROM page JOIN side ON side.side_id = page.side_id
WHERE side.record_id = $1 AND page.seq IS NOT NULL AND page.state = 'scanned'
  AND NOT EXISTS (SELECT 1 FROM flag WHERE flag.page_id = page.page_id AND flag.flag = 'withheld')
ON CONFLICT (kind, target_id) DO NOTHING;

-- Replaced ones are held, too.
-- name: record_pages_held
SELECT count(*) FROM page JOIN side ON side.side_id = page.side_id
WHERE side.record_id = $1 AND page.role = 'folio'
  AND page.page_id NOT IN (SELECT page_id FROM withholding_page);

-- Planned by a version that did not know of it.
-- name: jobs_withheld_drop
DELETE FROM job
WHERE job_id IN (
    SELECT job.job_id
    FROM job LEFT JOIN page ON job.kind = 'page' AND page.page_id = job.target_id
    JOIN side ON side.side_id = CASE job.kind WHEN 'page' THEN page.side_id ELSE job.target_id END
    JOIN record ON record.record_id = side.record_id
    WHERE record.classification <> 'Normal' OR record.availability = 'excluded');
