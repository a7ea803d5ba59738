-- Schema version 17: rows are sealed by events (seal.h).

-- The version of seals that all rows have; 0: none have any yet.
CREATE TABLE seal_state (version BIGINT NOT NULL);
INSERT INTO seal_state VALUES (0);
