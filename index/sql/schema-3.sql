-- Schema version 3: pages are turned upright by reading, too, and say why they came out as they did.

-- turn: quarter turns clockwise that make the master upright. turn_set: a person ordered it, so reading
-- does not look for it. findings: what reading measured and decided, a JSON object; NULL: not read since.
ALTER TABLE page ADD COLUMN turn_set BIGINT NOT NULL DEFAULT 0;
ALTER TABLE page ADD COLUMN findings TEXT;
ALTER TABLE edit_page ADD COLUMN turn_set BIGINT NOT NULL DEFAULT 0;
UPDATE page SET turn_set = 1 WHERE turn <> 0;
UPDATE edit_page SET turn_set = 1 WHERE turn <> 0;
