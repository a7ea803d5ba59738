-- A step within a transaction (db_step_begin), of which there may be lakhs.

-- name: step_begin
SAVEPOINT step

-- name: step_end
RELEASE step

-- name: step_undo
ROLLBACK TO step
