-- Schema version 30: a side that was taken off its count after feeding, and the correspondence of which nobody said how
-- much there is, are told of as uncounted: what was fed so far is counted anew by that.
DROP INDEX progress_side_odd;
CREATE INDEX progress_side_odd ON progress_side (side_id)
WHERE state IN ('closed', 'uncounted', 'moved', 'repeated', 'corrected') OR pages > counted OR moved > 0 OR elsewhere > 0;
INSERT INTO progress_due SELECT record_id FROM feeding WHERE true ON CONFLICT DO NOTHING;
