-- Schema version 2 of alike.db: traits tell pages that lie sideways, are crooked or of another size, and are other numbers; and each
-- page has a row with the sum of its traits, key 2^32 and more (alike-check.c), as what has none cannot be told from what somebody
-- edited. It is nobody's, so that it is begun anew.
UPDATE alike_state SET token = 0;
