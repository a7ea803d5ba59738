-- Schema version 20: what the office's own list brought, and was taken out of the register.

-- is_listed: an import had brought it; NULL: nobody kept it then. With the pages that were expected of it.
ALTER TABLE removal ADD COLUMN is_listed BIGINT;
ALTER TABLE removal ADD COLUMN note_pages BIGINT;
ALTER TABLE removal ADD COLUMN correspondence_pages BIGINT;
