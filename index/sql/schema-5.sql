-- Schema version 5: cuts between volumes stay where they were, whatever is inserted before them.

-- volume: number of the volume that the page stood in when its side was last written; NULL: in none yet.
ALTER TABLE page ADD COLUMN volume BIGINT;
UPDATE page SET volume = (
    SELECT MAX(number) FROM volume
    WHERE volume.side_id = page.side_id AND retired_at IS NULL
      AND page.seq BETWEEN volume.first_seq AND volume.last_seq)
WHERE seq IS NOT NULL;
