-- The plan of the drive (plan.h). The inserts have plan_version_id and then the columns in the order of plan-table.c.

-- name: drive_version
SELECT version, sha256 FROM plan_version WHERE kind = $1 ORDER BY version DESC LIMIT 1

-- name: drive_version_insert
INSERT INTO plan_version (kind, version, imported_at, person, sha256, n_rows) VALUES ($1, $2, $3, $4, $5, $6)
RETURNING plan_version_id

-- name: drive_office_insert
INSERT INTO plan_office (plan_version_id, office, name, parent, level, lgd) VALUES ($1, $2, $3, $4, $5, $6)

-- name: drive_target_insert
INSERT INTO plan_target (plan_version_id, office, category, priority, records, pages, start, deadline)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)

-- name: drive_census_insert
INSERT INTO plan_census (plan_version_id, office, category, records, pages, counted_on, counted_by)
VALUES ($1, $2, $3, $4, $5, $6, $7)

-- name: drive_rule_insert
INSERT INTO plan_rule (plan_version_id, priority, category) VALUES ($1, $2, $3)

-- name: drive_holiday_insert
INSERT INTO plan_holiday (plan_version_id, day, name, office) VALUES ($1, $2, $3, $4)

-- name: drive_versions
SELECT kind, version, imported_at, person, sha256, n_rows FROM plan_version ORDER BY kind, version

-- name: drive_held
SELECT kind, version, imported_at, sha256 FROM plan_version
WHERE version = (SELECT max(latest.version) FROM plan_version AS latest WHERE latest.kind = plan_version.kind)
ORDER BY kind

-- name: drive_offices
SELECT office, name, NULLIF(parent, ''), NULLIF(level, ''), NULLIF(lgd, '') FROM plan_office_now ORDER BY office

-- name: drive_targets
SELECT office, NULLIF(category, ''), NULLIF(priority, ''), records, pages, NULLIF(start, ''), NULLIF(deadline, '')
FROM plan_target_now ORDER BY office, priority, category

-- name: drive_census
SELECT office, NULLIF(category, ''), records, pages, NULLIF(counted_on, ''), NULLIF(counted_by, '')
FROM plan_census_now ORDER BY office, category

-- name: drive_rules
SELECT priority, category FROM plan_rule_now ORDER BY priority, category

-- Those that were told before they began: what is called a holiday on the day itself or afterwards may be a day on which little was done.
-- name: drive_holidays
SELECT day, name, NULLIF(office, '') FROM plan_holiday_now AS held
WHERE day > (SELECT substr(min(imported_at), 1, 10) FROM plan_holiday JOIN plan_version USING (plan_version_id)
             WHERE plan_holiday.day = held.day AND plan_holiday.office = held.office)
ORDER BY day, office

-- name: drive_holidays_late
SELECT day, name, NULLIF(office, ''), told FROM
    (SELECT held.day, held.name, held.office, min(imported_at) AS told
     FROM plan_holiday_now AS held JOIN plan_holiday AS earlier ON earlier.day = held.day AND earlier.office = held.office
     JOIN plan_version ON plan_version.plan_version_id = earlier.plan_version_id
     GROUP BY held.day, held.name, held.office) AS first
WHERE day <= substr(told, 1, 10) ORDER BY day, office

-- Office $1 and those above it, whose holidays are its own.
-- name: drive_above
WITH RECURSIVE above (office, parent) AS (
    SELECT office, parent FROM plan_office_now WHERE office = $1
    UNION
    SELECT upper.office, upper.parent FROM plan_office_now AS upper JOIN above ON upper.office = above.parent)
SELECT office FROM above

-- name: drive_office_find
SELECT office FROM plan_office_now WHERE office = $1

-- name: drive_office_count
SELECT count(*) FROM plan_office_now

-- Of office $1 in the tree.
-- name: drive_place
SELECT NULLIF(level, ''), NULLIF(parent, ''), NULLIF(lgd, '') FROM plan_office_now WHERE office = $1

-- What some of its rows have no count of is no measure of all: 0.
-- name: drive_target_of
SELECT CASE WHEN count(records) = count(*) THEN COALESCE(sum(records), 0) ELSE 0 END,
       CASE WHEN count(pages) = count(*) THEN COALESCE(sum(pages), 0) ELSE 0 END, min(NULLIF(start, '')), max(NULLIF(deadline, '')),
       (SELECT max(COALESCE((SELECT earlier.deadline FROM plan_target AS earlier
                             WHERE earlier.office = held.office AND earlier.category = held.category
                               AND earlier.priority = held.priority AND earlier.deadline <> ''
                             ORDER BY earlier.plan_version_id LIMIT 1), held.deadline))
        FROM plan_target_now AS held WHERE held.office = $1 AND held.deadline <> '')
FROM plan_target_now WHERE office = $1 HAVING count(*) > 0

-- The deadline that each office had first: the latest of its targets', each as it was first given.
-- name: drive_deadlines
SELECT office, max(COALESCE((SELECT earlier.deadline FROM plan_target AS earlier
                             WHERE earlier.office = held.office AND earlier.category = held.category
                               AND earlier.priority = held.priority AND earlier.deadline <> ''
                             ORDER BY earlier.plan_version_id LIMIT 1), held.deadline))
FROM plan_target_now AS held WHERE held.deadline <> '' GROUP BY office ORDER BY office

-- What of the register is under which target of office $1: that of its category, else that of a rule that its category
-- is in, else that of all others; NULLs: it has none, or not of all its rows.
-- name: drive_categories
WITH counts AS (
    SELECT record.category AS category, sum(is_own) AS registered, count(scanned_on) AS scanned,
           count(imported_on) AS imported, sum(pages) AS pages
    FROM progress_record JOIN record ON record.record_id = progress_record.record_id
    GROUP BY record.category),
target AS (SELECT * FROM plan_target_now WHERE office = $1),
under AS (
    SELECT counts.*,
           CASE WHEN EXISTS (SELECT 1 FROM target WHERE target.category = counts.category AND target.category <> '')
                THEN 'category'
                WHEN EXISTS (SELECT 1 FROM target WHERE target.category = '' AND target.priority = rule.priority)
                THEN 'rule'
                WHEN EXISTS (SELECT 1 FROM target WHERE target.category = '' AND target.priority = '') THEN 'rest'
                ELSE 'none' END AS how,
           COALESCE(rule.priority, '') AS priority
    FROM counts LEFT JOIN plan_rule_now AS rule ON rule.category = counts.category)
SELECT $1, NULLIF(parts.priority, ''), NULLIF(parts.category, ''),
       CASE WHEN count(target_records) = sum(is_target) THEN sum(target_records) END,
       CASE WHEN count(target_pages) = sum(is_target) THEN sum(target_pages) END,
       NULLIF(max(parts.deadline), ''), NULLIF(max(parts.first_deadline), ''), sum(registered), sum(scanned), sum(imported), sum(parts.pages)
FROM (SELECT CASE how WHEN 'rest' THEN '' ELSE priority END AS priority,
             CASE WHEN how IN ('rule', 'rest') THEN '' ELSE category END AS category,
             0 AS is_target, NULL AS target_records, NULL AS target_pages, '' AS deadline, '' AS first_deadline, registered, scanned, imported, pages
      FROM under
      UNION ALL
      SELECT CASE WHEN target.category <> '' THEN COALESCE(rule.priority, '') ELSE target.priority END,
             target.category, 1, records, target.pages, target.deadline,
             (SELECT first.deadline FROM plan_target AS first
              WHERE first.office = $1 AND first.category = target.category AND first.priority = target.priority AND first.deadline <> ''
              ORDER BY first.plan_version_id LIMIT 1), 0, 0, 0, 0
      FROM target LEFT JOIN plan_rule_now AS rule ON rule.category = target.category) AS parts
GROUP BY parts.priority, parts.category ORDER BY parts.priority, parts.category
