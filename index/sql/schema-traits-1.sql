-- Schema version 1 of alike.db (alike-traits.h): which index it belongs to.
CREATE TABLE alike_state (token BIGINT NOT NULL, written BIGINT NOT NULL);
INSERT INTO alike_state (token, written) VALUES (0, 0);
