/* index/db-private.h - a connection, as db.c and db-query.c see it. Private to these. */
#pragma once

#include "index/db-engine.h"

struct Db {
    const DbEngine *engine;
    gpointer connection;
    GHashTable *sql;     /* name -> text */
    GHashTable *ready;   /* name -> prepared statement that nobody uses now */
    guint depth;         /* of nested transactions */
    gboolean is_reading; /* the outermost of them only reads */
    gboolean is_doomed;
    gboolean is_in_step, was_doomed; /* was: before the step */
    guint n_open_rows;
    gboolean is_still;        /* opened to read what nobody writes ... */
    const char *still_reason; /* ... because; NULL: the engine says it */
    DbWait wait;
    DbWatch watch;
    gpointer watching; /* the engine's; NULL: nothing is watched */
};

/* db_exec that begins no transaction of its own. */
gboolean db_exec_within(Db *db, const char *statement, const DbValue *values, guint n_values,
                        GError **error);
/* IO: as db_set_still_reason has it. */
gboolean db_may_write(const Db *db, GError **error);
