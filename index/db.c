/* Connections and transactions, over one engine; db-query.c has the statements. */
#include <string.h>

#include "index/db-private.h"
#include "index/db-sql.h"
#include "scan/scan.h"

static const DbEngine *const engines[] = {&db_engine_sqlite};

/* ---------------------------------------------------------------------------------- opening -- */

static const DbEngine *engine_find(const char *url, const char **location)
{
    for (guint i = 0; i < G_N_ELEMENTS(engines); i++) {
        gsize length = strlen(engines[i]->name);
        if (g_str_has_prefix(url, engines[i]->name) && url[length] == ':') {
            *location = url + length + 1;
            return engines[i];
        }
    }
    return NULL;
}

/* Without migration: statements and a connection. */
static Db *db_connect(const char *url, gboolean is_still, GError **error)
{
    const char *location;
    const DbEngine *engine = engine_find(url, &location);
    if (!engine) {
        g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE,
                    "index \"%s\": not known; write sqlite:/PATH/TO/FILE.db", url);
        return NULL;
    }
    gpointer connection = (is_still ? engine->open_still : engine->open)(location, error);
    if (!connection)
        return NULL;
    g_autoptr(Db) db = g_new0(Db, 1);
    db->engine = engine;
    db->connection = connection;
    db->is_still = is_still;
    db->sql = db_sql_statements(engine, error);
    db->ready = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, engine->finalize);
    return db->sql ? g_steal_pointer(&db) : NULL;
}

Db *db_open_other(const char *url, const char *other, GError **error)
{
    g_autoptr(Db) db = db_connect(url, FALSE, error);
    return db && db_sql_migrate(db->engine, db->connection, other, error) ? g_steal_pointer(&db)
                                                                          : NULL;
}

Db *db_open(const char *url, GError **error)
{
    return db_open_other(url, NULL, error);
}

Db *db_open_still(const char *url, GError **error)
{
    gint64 present;
    g_autoptr(Db) db = db_connect(url, TRUE, error);
    if (!db || !db->engine->get_version(db->connection, &present, error))
        return NULL;
    if (present == db_sql_newest(NULL))
        return g_steal_pointer(&db);
    g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE,
                "the index has schema %" G_GINT64_FORMAT
                ", and this Muhafiz reads %" G_GINT64_FORMAT
                ": open it once with this version where it can be written, or use the version that "
                "wrote it",
                present, db_sql_newest(NULL));
    return NULL;
}

void db_on_wait(Db *db, DbWaitFunc tell, gpointer user_data)
{
    db->wait = (DbWait){.tell = tell, .user_data = user_data};
    db->engine->wait(db->connection, &db->wait);
}

gboolean db_is_still(const Db *db)
{
    return db->is_still;
}

void db_close(Db *db)
{
    if (!db)
        return;
    g_assert(db->n_open_rows == 0);
    g_hash_table_unref(db->ready);
    g_clear_pointer(&db->sql, g_hash_table_unref);
    db->engine->unwatch(db->connection, db->watching);
    db->engine->close(db->connection);
    g_free(db);
}

/* ----------------------------------------------------------------------------- transactions -- */

void db_set_still_reason(Db *db, const char *reason)
{
    db->still_reason = reason;
}

gboolean db_may_write(const Db *db, GError **error)
{
    if (!db->still_reason)
        return TRUE;
    g_set_error_literal(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_IO, db->still_reason);
    return FALSE;
}

gboolean db_begin(Db *db, GError **error)
{
    /* Rows that are still being read outside a transaction hold an old snapshot, from which no
     * engine can go on to write once somebody else has written. */
    g_assert(db->depth > 0 || db->n_open_rows == 0);
    if (db->depth == 0) {
        if (!db_may_write(db, error) || !db->engine->run(db->connection, db->engine->begin, error))
            return FALSE;
        db->is_doomed = FALSE;
        db->is_reading = FALSE;
        if (db->watching)
            db->watch.begin(db->watch.user_data);
    }
    g_assert(!db->is_reading);
    db->depth++;
    return TRUE;
}

gboolean db_begin_read(Db *db, GError **error)
{
    if (db->depth == 0) {
        if (!db->engine->run(db->connection, db->engine->begin_read, error))
            return FALSE;
        db->is_doomed = FALSE;
        db->is_reading = TRUE;
    }
    db->depth++;
    return TRUE;
}

/* What belongs to the transaction is added before it ends. */
static gboolean commit_settle(Db *db, GError **error)
{
    if (!db->watching || db->depth > 1 || db->is_doomed || db->is_reading ||
        db->watch.settle(db->watch.user_data, error))
        return TRUE;
    db_rollback(db);
    return FALSE;
}

gboolean db_commit(Db *db, GError **error)
{
    g_assert(db->depth > 0);
    if (!commit_settle(db, error))
        return FALSE;
    if (--db->depth > 0)
        return TRUE;
    if (db->is_doomed) {
        db->engine->roll_back(db->connection);
        g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_FAILED,
                    "index: a step of this transaction failed and was not heeded");
        return FALSE;
    }
    if (db->engine->run(db->connection, "COMMIT", error))
        return TRUE;
    db->engine->roll_back(db->connection);
    return FALSE;
}

void db_rollback(Db *db)
{
    g_assert(db->depth > 0);
    db->is_doomed = TRUE;
    if (--db->depth == 0)
        db->engine->roll_back(db->connection);
}

gboolean db_end(Db *db, gboolean ok, GError **error)
{
    if (ok)
        return db_commit(db, error);
    db_rollback(db);
    return FALSE;
}

gboolean db_step_begin(Db *db, GError **error)
{
    g_assert(db->depth > 0 && !db->is_in_step);
    db->was_doomed = db->is_doomed;
    return db->is_in_step = db_exec_within(db, "step_begin", DB_NO_VALUES, error);
}

/* What a nested transaction within the step doomed is gone with it. */
gboolean db_step_end(Db *db, gboolean ok, GError **error)
{
    g_assert(db->is_in_step);
    db->is_in_step = FALSE;
    if (ok)
        return db_exec_within(db, "step_end", DB_NO_VALUES, error);
    db->is_doomed = db->was_doomed;
    return db_exec_within(db, "step_undo", DB_NO_VALUES, error) &&
           db_exec_within(db, "step_end", DB_NO_VALUES, error);
}

/* ------------------------------------------------------------------------------- all of it -- */

gboolean db_watch(Db *db, const DbWatch *watch, GError **error)
{
    db->watch = *watch;
    db->watching = db->engine->watch(db->connection, &db->watch, error);
    return db->watching != NULL;
}

guint64 db_changes(const Db *db)
{
    return db->engine->changes(db->connection);
}

GPtrArray *db_check(Db *db, GError **error)
{
    return db->engine->check(db->connection, error);
}

/* Names of what is built cannot be bound; this one stands in the engine's own list, and is quoted. */
gboolean db_part_make(Db *db, const char *what, const char *sql, GError **error)
{
    g_auto(GStrv) parts = g_strsplit(what, " ", 2);
    static const char *const kinds[] = {"view", "trigger", "index", NULL};
    g_assert(db->depth > 0);
    if (!parts[0] || !parts[1] || !g_strv_contains(kinds, parts[0]) || strchr(parts[1], '"')) {
        g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE, "%s cannot be made anew", what);
        return FALSE;
    }
    g_autofree char *drop = g_strdup_printf("DROP %s IF EXISTS \"%s\"", parts[0], parts[1]);
    return db->engine->run(db->connection, drop, error) &&
           (!sql || db->engine->run(db->connection, sql, error));
}

gboolean db_scrub(Db *db, GError **error)
{
    return db->engine->run(db->connection, db->engine->scrub, error);
}

gboolean db_copy(Db *db, const char *path, GError **error)
{
    return db->engine->copy(db->connection, path, error);
}
