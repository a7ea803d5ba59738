-- What is sealed together (seal.h), from key $1 to key $2: the key, a name for people, and then all that counts. What
-- belongs to a row stands before its own columns, so that those that are added later come last. Numbers with
-- fractions in such lists are told in millionths: engines do not write them alike.

-- The last seals of rows, for one connection (seal-table.h). A key is a number or a text, as the unit has it.
-- name: seal_told_make
CREATE TEMPORARY TABLE seal_told (unit TEXT NOT NULL, key NOT NULL, seal TEXT NOT NULL, PRIMARY KEY (unit, key))
WITHOUT ROWID
-- name: seal_told_put
INSERT INTO temp.seal_told (unit, key, seal) VALUES ($1, $2, $3)
ON CONFLICT (unit, key) DO UPDATE SET seal = excluded.seal
-- name: seal_told_get
SELECT seal FROM temp.seal_told WHERE unit = $1 AND key = $2
-- name: seal_told_forget
DELETE FROM temp.seal_told WHERE unit = $1
-- name: seal_told_clear
DELETE FROM temp.seal_told
-- name: seal_told_unit
SELECT key, seal FROM temp.seal_told WHERE unit = $1 ORDER BY key
-- name: seal_told_all
SELECT unit, key, seal FROM temp.seal_told ORDER BY unit, key

-- name: seal_record
SELECT record.record_id, 'record ' || file_no, record.*
FROM record WHERE record_id BETWEEN $1 AND $2 ORDER BY record_id

-- name: seal_side
SELECT side.side_id, 'record ' || COALESCE(record.file_no, '?') || ', ' || side.name, side.*
FROM side LEFT JOIN record ON record.record_id = side.record_id
WHERE side.side_id BETWEEN $1 AND $2 ORDER BY side.side_id

-- name: seal_batch
SELECT batch.batch_id, 'batch ' || batch.batch_id,
       (SELECT json_group_array(json_array(person, login, is_proven))
        FROM (SELECT person, login, is_proven FROM batch_hand WHERE batch_hand.batch_id = batch.batch_id
              ORDER BY person, login)) AS hands,
       batch.*
FROM batch WHERE batch.batch_id BETWEEN $1 AND $2 ORDER BY batch.batch_id

-- Hashes and findings count as the texts that they are, however the row keeps them (brief.h).
-- name: seal_page
SELECT page.page_id, 'page ' || page.page_id || ' (' || COALESCE(record.file_no, 'batch ' || page.batch_id) || ')',
       (SELECT json_group_array(json_array(flag, value))
        FROM (SELECT flag, CAST(round(value * 1000000) AS INTEGER) AS value FROM flag
              WHERE flag.page_id = page.page_id ORDER BY flag)) AS flags,
       (SELECT packed FROM page_text WHERE page_text.page_id = page.page_id) AS words,
       page.page_id, page.batch_id, page.sheet, page.face, page.role, page.side_id, page.seq, page.folio,
       plain(page.sha256) AS sha256, page.size_bytes, page.width_px, page.height_px, page.dpi, page.channels,
       page.depth_bits, page.state, page.confidence, page.language, plain(page.alto_sha256) AS alto_sha256,
       plain(page.layers_key) AS layers_key, plain(page.accepted_at) AS accepted_at, page.item_id, page.turn, page.replaced_by,
       page.folio_set, page.turn_set, plain(page.findings) AS findings, page.volume, page.fed_side_id,
       plain(page.picture) AS picture
FROM page LEFT JOIN side ON side.side_id = page.side_id LEFT JOIN record ON record.record_id = side.record_id
WHERE page.page_id BETWEEN $1 AND $2 ORDER BY page.page_id

-- name: seal_item
SELECT item.item_id, 'item ' || item.item_id || ' (' || COALESCE(record.file_no, '?') || ')', item.*
FROM item LEFT JOIN side ON side.side_id = item.side_id LEFT JOIN record ON record.record_id = side.record_id
WHERE item.item_id BETWEEN $1 AND $2 ORDER BY item.item_id

-- name: seal_token
SELECT number, 'token ' || number, token.* FROM token WHERE number BETWEEN $1 AND $2 ORDER BY number

-- name: seal_volume
SELECT volume_id, path, volume.* FROM volume WHERE volume_id BETWEEN $1 AND $2 ORDER BY volume_id

-- name: seal_package
SELECT package.package_id, 'package ' || package.name,
       (SELECT json_group_array(volume_id)
        FROM (SELECT volume_id FROM package_volume WHERE package_volume.package_id = package.package_id
              ORDER BY volume_id)) AS volumes,
       package.*
FROM package WHERE package.package_id BETWEEN $1 AND $2 ORDER BY package.package_id

-- name: seal_edit
SELECT edit.edit_id, 'correction ' || edit.edit_id,
       (SELECT json_group_array(json_array(page_id, role, side_id, seq, folio, folio_set, item_id, turn, state,
                                           replaced_by, order_value, turn_set))
        FROM (SELECT * FROM edit_page WHERE edit_page.edit_id = edit.edit_id ORDER BY page_id)) AS pages,
       (SELECT json_group_array(json_array(side_id, last_seq, closed_reason, closed_by, closed_at))
        FROM (SELECT * FROM edit_side WHERE edit_side.edit_id = edit.edit_id ORDER BY side_id)) AS sides,
       (SELECT json_group_array(json_array(item_id, side_id))
        FROM (SELECT * FROM edit_item WHERE edit_item.edit_id = edit.edit_id ORDER BY item_id)) AS items,
       (SELECT json_group_array(json_array(person, login, is_proven))
        FROM (SELECT * FROM edit_hand WHERE edit_hand.edit_id = edit.edit_id ORDER BY person, login)) AS hands,
       edit.*
FROM edit WHERE edit.edit_id BETWEEN $1 AND $2 ORDER BY edit.edit_id

-- Tries of a PIN are counted without an event: wrong ones have one of their own.
-- name: seal_person
SELECT name, 'person ' || name,
       (SELECT json_group_array(setter)
        FROM (SELECT setter FROM person_pin_setter WHERE person_pin_setter.name = person.name
              ORDER BY setter)) AS setters,
       person_id, name_key, role, pin, pin_is_own, added_at, added_by, disabled_at
FROM person WHERE name BETWEEN $1 AND $2 ORDER BY name

-- name: seal_check_plan
SELECT plan_id, 'checking plan ' || plan_id, check_plan.*
FROM check_plan WHERE plan_id BETWEEN $1 AND $2 ORDER BY plan_id

-- name: seal_lot
SELECT lot.lot_id, 'lot ' || lot.lot_id,
       (SELECT json_group_array(json_array(record_id, revision, n_pages, withheld_at, returned_at, returned_by))
        FROM (SELECT * FROM lot_record WHERE lot_record.lot_id = lot.lot_id ORDER BY record_id)) AS records,
       (SELECT json_group_array(json_array(place, record_id, side, number, sha256))
        FROM (SELECT * FROM lot_volume WHERE lot_volume.lot_id = lot.lot_id ORDER BY place)) AS volumes,
       (SELECT json_group_array(json_array(page_id, record_id, place, number, is_random, why, defect))
        FROM (SELECT * FROM lot_page WHERE lot_page.lot_id = lot.lot_id ORDER BY page_id)) AS pages,
       (SELECT json_group_array(json_array(page_id, person, at))
        FROM (SELECT * FROM lot_look WHERE lot_look.lot_id = lot.lot_id ORDER BY page_id, person)) AS looks,
       lot.*
FROM lot WHERE lot.lot_id BETWEEN $1 AND $2 ORDER BY lot.lot_id

-- name: seal_slip
SELECT slip.slip_id, 'slip ' || slip.slip_id,
       (SELECT json_group_array(json_array(place, record_id, subject, location, stage, pages, expected_pages))
        FROM (SELECT * FROM slip_record WHERE slip_record.slip_id = slip.slip_id ORDER BY place)) AS records,
       slip.*
FROM slip WHERE slip.slip_id BETWEEN $1 AND $2 ORDER BY slip.slip_id

-- name: seal_exclusion
SELECT exclusion.exclusion_id, 'exclusion ' || exclusion.exclusion_id || ' (' || COALESCE(record.file_no, '?') || ')',
       exclusion.*
FROM exclusion LEFT JOIN record ON record.record_id = exclusion.record_id
WHERE exclusion.exclusion_id BETWEEN $1 AND $2 ORDER BY exclusion.exclusion_id

-- name: seal_provisional
SELECT provisional.record_id, 'provisional number of record ' || COALESCE(record.file_no, '?'),
       provisional.*
FROM provisional LEFT JOIN record ON record.record_id = provisional.record_id
WHERE provisional.record_id BETWEEN $1 AND $2 ORDER BY provisional.record_id

-- name: seal_renaming
SELECT renaming_id, 'renaming ' || renaming_id || ' (' || COALESCE(record.file_no, '?') || ')', renaming.*
FROM renaming LEFT JOIN record ON record.record_id = renaming.record_id
WHERE renaming_id BETWEEN $1 AND $2 ORDER BY renaming_id

-- name: seal_removal
SELECT record_id, 'removal of record ' || file_no, removal.*
FROM removal WHERE record_id BETWEEN $1 AND $2 ORDER BY record_id

-- name: seal_absence
SELECT absence.record_id, 'absence of record ' || COALESCE(record.file_no, '?'), absence.*
FROM absence LEFT JOIN record ON record.record_id = absence.record_id
WHERE absence.record_id BETWEEN $1 AND $2 ORDER BY absence.record_id

-- name: seal_feeding
SELECT feeding.record_id, 'first feeding of record ' || COALESCE(record.file_no, '?'), feeding.*
FROM feeding LEFT JOIN record ON record.record_id = feeding.record_id
WHERE feeding.record_id BETWEEN $1 AND $2 ORDER BY feeding.record_id

-- name: seal_clock_jump
SELECT jump_id, 'clock, jump ' || jump_id, clock_jump.*
FROM clock_jump WHERE jump_id BETWEEN $1 AND $2 ORDER BY jump_id

-- name: seal_backup
SELECT backup.backup_id, 'backup ' || backup.name,
       (SELECT json_group_array(sha256)
        FROM (SELECT sha256 FROM backup_missing WHERE backup_missing.backup_id = backup.backup_id
              ORDER BY sha256)) AS missing,
       backup.*
FROM backup WHERE backup.backup_id BETWEEN $1 AND $2 ORDER BY backup.backup_id

-- name: seal_plan
SELECT plan.plan_version_id, 'plan of ' || plan.kind || ', version ' || plan.version,
       (SELECT json_group_array(json_array(office, name, parent, level, lgd))
        FROM (SELECT * FROM plan_office AS of WHERE of.plan_version_id = plan.plan_version_id ORDER BY office)) AS offices,
       (SELECT json_group_array(json_array(office, category, priority, records, pages, start, deadline))
        FROM (SELECT * FROM plan_target AS of WHERE of.plan_version_id = plan.plan_version_id
              ORDER BY office, category, priority)) AS targets,
       (SELECT json_group_array(json_array(office, category, records, pages, counted_on, counted_by))
        FROM (SELECT * FROM plan_census AS of WHERE of.plan_version_id = plan.plan_version_id
              ORDER BY office, category)) AS census,
       (SELECT json_group_array(json_array(priority, category))
        FROM (SELECT * FROM plan_rule AS of WHERE of.plan_version_id = plan.plan_version_id ORDER BY category)) AS rules,
       (SELECT json_group_array(json_array(day, name, office))
        FROM (SELECT * FROM plan_holiday AS of WHERE of.plan_version_id = plan.plan_version_id
              ORDER BY day, office)) AS holidays,
       plan.*
FROM plan_version AS plan WHERE plan.plan_version_id BETWEEN $1 AND $2 ORDER BY plan.plan_version_id

-- name: seal_frozen_return
SELECT number, 'return ' || number, frozen_return.* FROM frozen_return WHERE number BETWEEN $1 AND $2 ORDER BY number

-- name: seal_withholding
SELECT withholding.withholding_id, 'removal of pages ' || withholding.withholding_id,
       (SELECT json_group_array(page_id) FROM (SELECT page_id FROM withholding_page
              WHERE withholding_page.withholding_id = withholding.withholding_id ORDER BY page_id)) AS pages,
       (SELECT json_group_array(json_array(path, sha256)) FROM (SELECT path, sha256 FROM withholding_file
              WHERE withholding_file.withholding_id = withholding.withholding_id ORDER BY path)) AS files,
       withholding.*
FROM withholding WHERE withholding_id BETWEEN $1 AND $2 ORDER BY withholding_id

-- name: seal_conf
SELECT name, 'setting ' || name, conf_told.* FROM conf_told WHERE name BETWEEN $1 AND $2 ORDER BY name
