/* Rows of the database as JSON text at once: of 1,00,000 records, a tree of nodes (json-glib) takes
 * longer than all else. The form is that of json_to_string: no blanks, and escapes for what RFC 8259
 * wants escaped. */
#include <string.h>

#include "index/answer.h"

static void char_print(GString *text, char c)
{
    static const char named[] = "\"\"\\\\\bb\ff\nn\rr\tt"; /* the character and its name */
    for (guint i = 0; named[i]; i += 2)
        if (named[i] == c) {
            g_string_append_printf(text, "\\%c", named[i + 1]);
            return;
        }
    g_string_append_printf(text, "\\u%04x", (guchar)c);
}

static gboolean char_is_escaped(char c)
{
    return (guchar)c < 0x20 || c == '"' || c == '\\' || c == 0x7f;
}

static void string_print(GString *text, const char *value)
{
    g_string_append_c(text, '"');
    while (*value) {
        const char *end = value;
        while (*end && !char_is_escaped(*end))
            end++;
        g_string_append_len(text, value, end - value);
        if (*end)
            char_print(text, *end++);
        value = end;
    }
    g_string_append_c(text, '"');
}

static void column_print(GString *text, DbRows *rows, guint column, AnswerType type)
{
    char number[G_ASCII_DTOSTR_BUF_SIZE];
    if (db_rows_is_null(rows, column)) {
        g_string_append(text, "null");
        return;
    }
    switch (type) {
    case ANSWER_INT:
        g_string_append_printf(text, "%" G_GINT64_FORMAT, db_rows_int(rows, column));
        break;
    case ANSWER_REAL:
        g_string_append(text, g_ascii_dtostr(number, sizeof number, db_rows_real(rows, column)));
        break;
    case ANSWER_BOOL:
        g_string_append(text, db_rows_int(rows, column) ? "true" : "false");
        break;
    case ANSWER_JSON:
        g_string_append(text, db_rows_text(rows, column));
        break;
    case ANSWER_TEXT:
        string_print(text, db_rows_text(rows, column));
    }
}

static void row_print(GString *text, DbRows *rows, const AnswerField *fields, guint n_fields)
{
    g_string_append(text, text->len > 1 ? ",{" : "{");
    for (guint i = 0; i < n_fields; i++) {
        g_string_append_printf(text, "%s\"%s\":", i ? "," : "", fields[i].key);
        column_print(text, rows, i, fields[i].type);
    }
    g_string_append_c(text, '}');
}

char *answer_text(Db *db, const char *statement, const AnswerField *fields, guint n_fields,
                  GError **error)
{
    GString *text = g_string_new("[");
    g_autoptr(DbRows) rows = db_query(db, statement, DB_NO_VALUES, error);
    while (rows && db_rows_next(rows, error))
        row_print(text, rows, fields, n_fields);
    g_string_append_c(text, ']');
    return g_string_free(text, !rows || db_rows_failed(rows));
}
