CREATE TRIGGER frozen_return_no_update BEFORE UPDATE ON frozen_return
BEGIN SELECT RAISE(ABORT, 'returns are never changed'); END;
CREATE TRIGGER frozen_return_no_delete BEFORE DELETE ON frozen_return
BEGIN SELECT RAISE(ABORT, 'returns are never removed'); END;
