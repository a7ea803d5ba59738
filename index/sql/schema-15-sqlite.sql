UPDATE batch SET serial = scanner.serial
FROM (SELECT object, json_extract(detail, '$.serial') AS serial FROM event
      WHERE act = 'batch.scanner' ORDER BY number) AS scanner
WHERE scanner.object = 'batch ' || batch.batch_id AND scanner.serial IS NOT NULL;

-- What makes the counts of a record due.
CREATE TRIGGER progress_record_added AFTER INSERT ON record
BEGIN INSERT INTO progress_due VALUES (new.record_id) ON CONFLICT DO NOTHING; END;
CREATE TRIGGER progress_record_changed
AFTER UPDATE OF kind, note_pages, correspondence_pages, availability ON record
WHEN old.kind <> new.kind OR old.note_pages IS NOT new.note_pages
  OR old.correspondence_pages IS NOT new.correspondence_pages OR old.availability <> new.availability
BEGIN INSERT INTO progress_due VALUES (new.record_id) ON CONFLICT DO NOTHING; END;
CREATE TRIGGER progress_provisional_added AFTER INSERT ON provisional
BEGIN INSERT INTO progress_due VALUES (new.record_id) ON CONFLICT DO NOTHING; END;
CREATE TRIGGER progress_provisional_ended AFTER DELETE ON provisional
BEGIN INSERT INTO progress_due VALUES (old.record_id) ON CONFLICT DO NOTHING; END;
CREATE TRIGGER progress_exclusion_added AFTER INSERT ON exclusion
BEGIN INSERT INTO progress_due VALUES (new.record_id) ON CONFLICT DO NOTHING; END;
CREATE TRIGGER progress_exclusion_changed AFTER UPDATE ON exclusion
BEGIN INSERT INTO progress_due VALUES (new.record_id) ON CONFLICT DO NOTHING; END;
CREATE TRIGGER progress_feeding_added AFTER INSERT ON feeding
BEGIN INSERT INTO progress_due VALUES (new.record_id) ON CONFLICT DO NOTHING; END;
CREATE TRIGGER progress_feeding_changed AFTER UPDATE ON feeding
BEGIN INSERT INTO progress_due VALUES (new.record_id) ON CONFLICT DO NOTHING; END;

CREATE TRIGGER progress_side_added AFTER INSERT ON side
BEGIN INSERT INTO progress_due VALUES (new.record_id) ON CONFLICT DO NOTHING; END;
CREATE TRIGGER progress_side_removed AFTER DELETE ON side
BEGIN INSERT INTO progress_due VALUES (old.record_id) ON CONFLICT DO NOTHING; END;
CREATE TRIGGER progress_side_changed AFTER UPDATE OF closed_at, closed_pages, revision, assembled ON side
BEGIN INSERT INTO progress_due VALUES (new.record_id) ON CONFLICT DO NOTHING; END;
-- Pages that stand in it and were fed to another record count there, or here once it is closed.
CREATE TRIGGER progress_side_closed AFTER UPDATE OF closed_at ON side
WHEN (old.closed_at IS NULL) <> (new.closed_at IS NULL)
BEGIN INSERT INTO progress_due
      SELECT fed.record_id FROM page JOIN side AS fed ON fed.side_id = page.fed_side_id
      WHERE page.side_id = new.side_id AND page.fed_side_id <> page.side_id ON CONFLICT DO NOTHING; END;

CREATE TRIGGER progress_page_added AFTER INSERT ON page WHEN new.side_id IS NOT NULL
BEGIN INSERT INTO progress_due SELECT record_id FROM side WHERE side_id IN (new.side_id, new.fed_side_id)
      ON CONFLICT DO NOTHING; END;
CREATE TRIGGER progress_page_changed AFTER UPDATE OF role, side_id, seq, state, fed_side_id, accepted_at ON page
BEGIN INSERT INTO progress_due
      SELECT record_id FROM side WHERE side_id IN (old.side_id, new.side_id, old.fed_side_id, new.fed_side_id)
      ON CONFLICT DO NOTHING; END;
-- The same picture counts where it was fed first: what becomes of that one is told to those that came later.
CREATE TRIGGER progress_page_first AFTER UPDATE OF role, side_id, seq, state ON page
WHEN old.role <> new.role OR (old.side_id IS NULL) <> (new.side_id IS NULL) OR (old.seq IS NULL) <> (new.seq IS NULL)
  OR (old.state = 'replaced') <> (new.state = 'replaced')
BEGIN INSERT INTO progress_due
      SELECT side.record_id FROM page AS twin JOIN side ON side.side_id IN (twin.side_id, twin.fed_side_id)
      WHERE twin.sha256 = new.sha256 AND twin.page_id > new.page_id ON CONFLICT DO NOTHING; END;
CREATE TRIGGER progress_flag_added AFTER INSERT ON flag
BEGIN INSERT INTO progress_due
      SELECT record_id FROM page JOIN side ON side.side_id IN (page.side_id, page.fed_side_id)
      WHERE page.page_id = new.page_id ON CONFLICT DO NOTHING; END;
CREATE TRIGGER progress_flag_removed AFTER DELETE ON flag
BEGIN INSERT INTO progress_due
      SELECT record_id FROM page JOIN side ON side.side_id IN (page.side_id, page.fed_side_id)
      WHERE page.page_id = old.page_id ON CONFLICT DO NOTHING; END;
CREATE TRIGGER progress_batch_ended AFTER UPDATE OF ended_at ON batch
BEGIN INSERT INTO progress_due
      SELECT DISTINCT side.record_id FROM page JOIN side ON side.side_id = page.side_id
      WHERE page.batch_id = new.batch_id ON CONFLICT DO NOTHING; END;

CREATE TRIGGER progress_package_added AFTER INSERT ON package
BEGIN INSERT INTO progress_due VALUES (new.record_id) ON CONFLICT DO NOTHING; END;
CREATE TRIGGER progress_package_changed AFTER UPDATE ON package
BEGIN INSERT INTO progress_due VALUES (new.record_id) ON CONFLICT DO NOTHING; END;
CREATE TRIGGER progress_lot_record_added AFTER INSERT ON lot_record
BEGIN INSERT INTO progress_due VALUES (new.record_id) ON CONFLICT DO NOTHING; END;
CREATE TRIGGER progress_lot_record_changed AFTER UPDATE ON lot_record
BEGIN INSERT INTO progress_due VALUES (new.record_id) ON CONFLICT DO NOTHING; END;
CREATE TRIGGER progress_lot_decided AFTER UPDATE OF verdict, is_own_work ON lot
BEGIN INSERT INTO progress_due SELECT record_id FROM lot_record WHERE lot_id = new.lot_id ON CONFLICT DO NOTHING; END;
CREATE TRIGGER progress_lot_page_changed AFTER UPDATE OF defect ON lot_page
BEGIN INSERT INTO progress_due VALUES (new.record_id) ON CONFLICT DO NOTHING; END;
CREATE TRIGGER progress_look_added AFTER INSERT ON lot_look
BEGIN INSERT INTO progress_due
      SELECT record_id FROM lot_page WHERE lot_id = new.lot_id AND page_id = new.page_id ON CONFLICT DO NOTHING; END;
