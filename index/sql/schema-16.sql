-- Schema version 16: lots that are dissolved.

-- Its records left it then (lot_record.withheld_at); reason, decided_at and decided_by say why, when and who.
ALTER TABLE lot ADD COLUMN dissolved_at TEXT;
-- What stays drawn when its lot is dissolved.
CREATE INDEX lot_page_random ON lot_page (page_id, lot_id) WHERE is_random = 1;
