-- Persons, and whose hands a record went through.

-- name: people_count
SELECT count(*) FROM person;

-- name: people_load
SELECT name, role, pin, pin_is_own, n_wrong, tried_at, disabled_at FROM person WHERE name = $1;

-- name: people_find_key
SELECT name FROM person WHERE name_key = $1;

-- name: people_list
SELECT name, role, disabled_at,
       CASE WHEN pin IS NULL THEN 'none' WHEN pin_is_own = 1 THEN 'own' ELSE 'first' END,
       added_at, added_by
FROM person ORDER BY person_id;

-- name: people_checkers
SELECT name FROM person WHERE role = 'checker' AND disabled_at IS NULL ORDER BY person_id;

-- name: people_item
SELECT name, role, disabled_at,
       CASE WHEN pin IS NULL THEN 'none' WHEN pin_is_own = 1 THEN 'own' ELSE 'first' END,
       added_at, added_by
FROM person WHERE name = $1;

-- name: people_insert
INSERT INTO person (name, name_key, role, added_at, added_by) VALUES ($1, $2, $3, $4, $5);

-- name: people_set_role
UPDATE person SET role = $2 WHERE name = $1;

-- name: people_set_disabled
UPDATE person SET disabled_at = $2 WHERE name = $1;

-- name: people_set_pin
UPDATE person SET pin = $2, pin_is_own = $3, n_wrong = 0, tried_at = 0 WHERE name = $1;

-- name: people_add_setter
INSERT INTO person_pin_setter (name, setter) VALUES ($1, $2) ON CONFLICT (name, setter) DO NOTHING;

-- name: people_set_tries
UPDATE person SET n_wrong = $2, tried_at = $3 WHERE name = $1;

-- Those who can decide who the others are.
-- name: people_count_admins
SELECT count(*) FROM person WHERE role = 'admin' AND disabled_at IS NULL AND pin IS NOT NULL AND name <> $1;

-- Both: everyone whose PIN $1 has known, by way of others too, and everyone who has known that of $1. UNION
-- ends where it goes in a circle.
-- name: people_could_act_as
WITH RECURSIVE knows(name) AS (
    SELECT $1
    UNION
    SELECT setter.name FROM person_pin_setter AS setter JOIN knows ON setter.setter = knows.name),
known_by(name) AS (
    SELECT $1
    UNION
    SELECT setter.setter FROM person_pin_setter AS setter JOIN known_by ON setter.name = known_by.name)
SELECT count(*) FROM (SELECT name FROM knows UNION SELECT name FROM known_by) AS linked WHERE name = $2;

-- name: hand_add_batch
INSERT INTO batch_hand (batch_id, person, login, is_proven) VALUES ($1, $2, $3, $4)
ON CONFLICT (batch_id, person, login) DO UPDATE SET is_proven = batch_hand.is_proven * excluded.is_proven;

-- name: hand_add_edit
INSERT INTO edit_hand (edit_id, person, login, is_proven) VALUES ($1, $2, $3, $4)
ON CONFLICT (edit_id, person, login) DO UPDATE SET is_proven = edit_hand.is_proven * excluded.is_proven;

-- Who brought in pages that stand in a record, or stood there, or corrected it.
-- name: hand_list
SELECT hand.person, hand.login, min(hand.is_proven)
FROM (SELECT batch_hand.person, batch_hand.login, batch_hand.is_proven
      FROM side JOIN page ON page.side_id = side.side_id
      JOIN batch_hand ON batch_hand.batch_id = page.batch_id
      WHERE side.record_id = $1
      UNION ALL
      SELECT edit_hand.person, edit_hand.login, edit_hand.is_proven
      FROM side JOIN edit_side ON edit_side.side_id = side.side_id
      JOIN edit_hand ON edit_hand.edit_id = edit_side.edit_id
      WHERE side.record_id = $1) AS hand
GROUP BY hand.person, hand.login;
