/* index/db-engine.h - what an engine gives to db.c. Private to index/.
 *
 * db.c knows statements by name and transactions, db-sql.c migrations; an engine knows one connection. Its
 * functions set errors in the terms of db.h and never report.
 */
#pragma once

#include "index/db.h"

/* What a connection does where another writes; it is lent until the connection is closed. */
typedef struct {
    DbWaitFunc tell;
    gpointer user_data;
    gpointer connection; /* the engine's, as are those below */
    gint64 began_us;
    gboolean is_told;
} DbWait;

typedef struct {
    const char *name;       /* scheme of its URLs and suffix of its files: "sqlite" */
    const char *begin;      /* starts a transaction that may write without losing a race later */
    const char *begin_read; /* one that only reads, of one moment */
    const char *scrub;      /* writes the file anew, without what was removed */

    gpointer (*open)(const char *location, GError **error);
    gpointer (*open_still)(const char *location, GError **error); /* db_open_still */
    void (*close)(gpointer connection);
    gboolean (*run)(gpointer connection, const char *script, GError **error);
    void (*roll_back)(gpointer connection);
    gboolean (*get_version)(gpointer connection, gint64 *version, GError **error);
    gboolean (*set_version)(gpointer connection, gint64 version, GError **error);
    guint64 (*changes)(gpointer connection);
    void (*wait)(gpointer connection, DbWait *wait);
    gpointer (*watch)(gpointer connection, const DbWatch *watch, GError **error);
    void (*unwatch)(gpointer connection, gpointer watching); /* what watch gave; may be NULL */
    GPtrArray *(*check)(gpointer connection, GError **error);
    gboolean (*copy)(gpointer connection, const char *path, GError **error);

    gpointer (*prepare)(gpointer connection, const char *sql, GError **error);
    gboolean (*writes)(gpointer statement);
    gboolean (*bind)(gpointer statement, const DbValue *values, guint n_values, GError **error);
    gboolean (*step)(gpointer statement, gboolean *has_row, GError **error);
    gint64 (*column_int)(gpointer statement, guint column);
    double (*column_real)(gpointer statement, guint column);
    const char *(*column_text)(gpointer statement, guint column);
    /* Borrowed until the next step or column function of that column; NULL for NULL. */
    const void *(*column_peek)(gpointer statement, guint column, gsize *size);
    gboolean (*column_is_null)(gpointer statement, guint column);
    DbType (*column_type)(gpointer statement, guint column);
    guint (*n_columns)(gpointer statement);
    const char *(*column_name)(gpointer statement, guint column);
    void (*reset)(gpointer statement); /* ready to be bound anew */
    void (*finalize)(gpointer statement);
} DbEngine;

extern const DbEngine db_engine_sqlite;
