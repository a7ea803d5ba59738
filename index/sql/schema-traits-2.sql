-- Schema version 2 of alike.db: traits tell pages that lie sideways, are crooked or of another size, and are other numbers. It is
-- nobody's, so that it is begun anew.
UPDATE alike_state SET token = 0;
