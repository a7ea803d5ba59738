-- Schema version 2 of alike.db: each page has a row with the sum of its traits, key 2^32 and more (alike-check.c). All is begun
-- anew, as what has none cannot be told from what somebody edited.
UPDATE alike_state SET token = 0;
