/* Numbers of the register that a person may have meant: the same letters and digits, however they are separated and
 * written, "a12-2008" for "A-12/2008". A number that is simply unknown would be added a second time. */
#include <string.h>

#include "index/normalise.h"
#include "index/record.h"
#include "index/store-private.h"

#define NUMBER_MAX 64 /* longer ones are no slip of the pen */
#define NEAR_SHOWN 3

/* Letters and digits; with between, each has it before it, and all end in it. */
static char *number_marks(const char *text, const char *between)
{
    GString *marks = g_string_new(NULL);
    for (const char *p = text; *p; p = g_utf8_next_char(p)) {
        gunichar c = g_utf8_get_char(p);
        if (!g_unichar_isalnum(c) && !g_unichar_ismark(c))
            continue;
        g_string_append(marks, between);
        g_string_append_unichar(marks, c);
    }
    if (marks->len)
        g_string_append(marks, between);
    return g_string_free(marks, FALSE);
}

static char *number_key(const char *number)
{
    g_autofree char *folded = index_text_fold(number, NULL);
    return number_marks(folded, "");
}

GPtrArray *record_near_numbers(Db *db, const char *number, GError **error)
{
    g_autoptr(GPtrArray) near = g_ptr_array_new_with_free_func(g_free);
    if (strlen(number) > NUMBER_MAX || !g_utf8_validate(number, -1, NULL))
        return g_steal_pointer(&near);
    g_autofree char *key = number_key(number), *pattern = number_marks(number, "%");
    if (!*key)
        return g_steal_pointer(&near);
    g_autoptr(DbRows) rows = db_query(db, "record_near", DB_VALUES(DB_TEXT(pattern)), error);
    while (rows && near->len < NEAR_SHOWN && db_rows_next(rows, error)) {
        g_autofree char *other = number_key(db_rows_text(rows, 0));
        if (g_str_equal(other, key))
            g_ptr_array_add(near, g_strdup(db_rows_text(rows, 0)));
    }
    return rows && (near->len == NEAR_SHOWN || !db_rows_failed(rows)) ? g_steal_pointer(&near)
                                                                      : NULL;
}

char *index_record_near(Store *store, const char *number, GError **error)
{
    g_autoptr(GPtrArray) near = record_near_numbers(index_store_db(store), number, error);
    if (!near)
        return NULL;
    g_ptr_array_add(near, NULL);
    return g_strjoinv(" or ", (char **)near->pdata);
}
