#include "index/db-sql.h"

#include <string.h>

#include "index/index-sql.h"
#include "scan/scan.h"

#define SQL_FOLDER "/muhafiz/sql/"
#define NAME_LINE "-- name: "
#define SCHEMA_PREFIX "schema-"

static gboolean sql_load(const char *file, GBytes **bytes, GError **error)
{
    g_autofree char *path = g_strconcat(SQL_FOLDER, file, NULL);
    *bytes = g_resource_lookup_data(index_sql_get_resource(), path, 0, error);
    return *bytes != NULL;
}

/* "-- name: a\nSELECT ...\n-- name: b\n..." -> {a: "SELECT ...", b: ...} */
static void statements_add(GHashTable *sql, const char *text)
{
    g_auto(GStrv) parts = g_strsplit(text, NAME_LINE, -1);
    for (guint i = 1; parts[i - 1] && parts[i]; i++) {
        char *body = strchr(parts[i], '\n');
        g_assert(body);
        *body++ = '\0';
        g_hash_table_replace(sql, g_strdup(g_strstrip(parts[i])), g_strdup(body));
    }
}

static gboolean statements_load(const DbEngine *engine, gboolean is_own, GHashTable *sql,
                                GError **error)
{
    g_auto(GStrv) files =
        g_resource_enumerate_children(index_sql_get_resource(), SQL_FOLDER, 0, error);
    g_autofree char *own_suffix = g_strdup_printf("-%s.sql", engine->name);
    for (guint i = 0; files && files[i]; i++) {
        gboolean matches =
            is_own ? g_str_has_suffix(files[i], own_suffix) : strchr(files[i], '-') == NULL;
        g_autoptr(GBytes) bytes = NULL;
        if (!matches || g_str_has_prefix(files[i], SCHEMA_PREFIX))
            continue;
        if (!sql_load(files[i], &bytes, error))
            return FALSE;
        statements_add(sql, g_bytes_get_data(bytes, NULL)); /* glib ends resources with a zero */
    }
    return files != NULL;
}

GHashTable *db_sql_statements(const DbEngine *engine, GError **error)
{
    g_autoptr(GHashTable) sql = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    if (!statements_load(engine, FALSE, sql, error) || !statements_load(engine, TRUE, sql, error))
        return NULL;
    return g_steal_pointer(&sql);
}

static gboolean schema_exists(const char *file)
{
    g_autofree char *path = g_strconcat(SQL_FOLDER, file, NULL);
    return g_resource_get_info(index_sql_get_resource(), path, 0, NULL, NULL, NULL);
}

static gboolean schema_run(const DbEngine *engine, gpointer connection, const char *file,
                           GError **error)
{
    g_autoptr(GBytes) bytes = NULL;
    if (!schema_exists(file))
        return TRUE;
    if (!sql_load(file, &bytes, error))
        return FALSE;
    if (engine->run(connection, g_bytes_get_data(bytes, NULL), error))
        return TRUE;
    g_prefix_error(error, "index/sql/%s: ", file);
    return FALSE;
}

/* own: "", or "-" and the name of an engine; owned. */
static char *schema_file(const char *other, gint64 version, const char *own)
{
    return g_strdup_printf(SCHEMA_PREFIX "%s%s%" G_GINT64_FORMAT "%s.sql", other ? other : "",
                           other ? "-" : "", version, own);
}

gint64 db_sql_newest(const char *other)
{
    for (gint64 version = 1;; version++) {
        g_autofree char *file = schema_file(other, version, "");
        if (!schema_exists(file))
            return version - 1;
    }
}

static gboolean schema_run_all(const DbEngine *engine, gpointer connection, const char *other,
                               gint64 version, GError **error)
{
    g_autofree char *suffix = g_strconcat("-", engine->name, NULL);
    g_autofree char *shared = schema_file(other, version, "");
    g_autofree char *own = schema_file(other, version, suffix);
    return schema_run(engine, connection, shared, error) &&
           schema_run(engine, connection, own, error) &&
           engine->set_version(connection, version, error);
}

static gboolean migrate_to(const DbEngine *engine, gpointer connection, const char *other,
                           gint64 version, GError **error)
{
    gint64 present;
    if (!engine->run(connection, engine->begin, error))
        return FALSE;
    gboolean ok = engine->get_version(connection, &present, error);
    if (ok && present < version) /* another process may have done it while we waited */
        ok = schema_run_all(engine, connection, other, version, error);
    if (ok && engine->run(connection, "COMMIT", error))
        return TRUE;
    engine->roll_back(connection);
    return FALSE;
}

gboolean db_sql_migrate(const DbEngine *engine, gpointer connection, const char *other,
                        GError **error)
{
    gint64 present, newest = db_sql_newest(other);
    if (!engine->get_version(connection, &present, error))
        return FALSE;
    if (present > newest) {
        g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE,
                    "the index was made by a newer Muhafiz (schema %" G_GINT64_FORMAT
                    ", this one knows %" G_GINT64_FORMAT "): update Muhafiz on this computer",
                    present, newest);
        return FALSE;
    }
    while (present < newest)
        if (!migrate_to(engine, connection, other, ++present, error))
            return FALSE;
    return TRUE;
}
