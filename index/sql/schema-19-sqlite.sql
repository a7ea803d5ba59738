CREATE TRIGGER frozen_return_no_update BEFORE UPDATE ON frozen_return
BEGIN SELECT RAISE(ABORT, 'returns are never changed'); END;
CREATE TRIGGER frozen_return_no_delete BEFORE DELETE ON frozen_return
BEGIN SELECT RAISE(ABORT, 'returns are never removed'); END;
-- Changes of counts of pages, which are few.
CREATE INDEX event_pages ON event (number) WHERE act = 'record.changed' AND instr(detail, '_pages') > 0;
