/* brief.h in SQL. What is no text (or no brief) is given back as it is; a brief that is damaged is an empty text, which
 * fits no seal and no hash. */
#include "index/db-sqlite-brief.h"

#include <string.h>

#include "index/brief.h"

static void pack(sqlite3_context *context, sqlite3_value *value, BriefKind kind)
{
    gboolean is_text = sqlite3_value_type(value) == SQLITE_TEXT;
    const char *text = is_text ? (const char *)sqlite3_value_text(value) : NULL;
    gboolean is_whole = text && strlen(text) == (gsize)sqlite3_value_bytes(value);
    g_autoptr(GBytes) brief = is_whole ? brief_pack(text, kind) : NULL;
    gsize size = 0;
    const void *data = brief ? g_bytes_get_data(brief, &size) : NULL;
    if (data)
        sqlite3_result_blob64(context, data, size, SQLITE_TRANSIENT);
    else
        sqlite3_result_value(context, value);
}

static void sql_brief(sqlite3_context *context, int n, sqlite3_value **values)
{
    (void)n;
    pack(context, values[0], BRIEF_ALL);
}

static void sql_brief_letters(sqlite3_context *context, int n, sqlite3_value **values)
{
    (void)n;
    pack(context, values[0], BRIEF_LETTERS);
}

static void sql_plain(sqlite3_context *context, int n, sqlite3_value **values)
{
    (void)n;
    if (sqlite3_value_type(values[0]) != SQLITE_BLOB) {
        sqlite3_result_value(context, values[0]);
        return;
    }
    const void *data = sqlite3_value_blob(values[0]);
    char *text = brief_text(data, (gsize)sqlite3_value_bytes(values[0]));
    if (text)
        sqlite3_result_text(context, text, -1, g_free);
    else
        sqlite3_result_text(context, "", -1, SQLITE_STATIC);
}

gboolean sqlite_brief_register(sqlite3 *connection)
{
    static const struct {
        const char *name;
        void (*function)(sqlite3_context *, int, sqlite3_value **);
    } functions[] = {
        {"brief", sql_brief}, {"brief_letters", sql_brief_letters}, {"plain", sql_plain}};
    const int flags = SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS;
    int result = SQLITE_OK;
    for (guint i = 0; result == SQLITE_OK && i < G_N_ELEMENTS(functions); i++)
        result = sqlite3_create_function_v2(connection, functions[i].name, 1, flags, NULL,
                                            functions[i].function, NULL, NULL, NULL);
    return result == SQLITE_OK;
}
