/* Numbers of files that are typed without any separator: A122008 for A-12/2008. Where one word ends in the other nobody can
 * tell by it, so the register is asked for numbers of the same letters and digits. Only where nothing else was found:
 * it looks at every number. */
#include <string.h>

#include "index/search.h"
#include "index/store-private.h"

#define MARKS_MIN 3

static gboolean part_is_number(const SearchPart *part, const char *typed)
{
    gboolean is_of_number = part->field == SEARCH_ANYWHERE || part->field == SEARCH_NUMBER;
    return is_of_number && !part->is_prefix && strpbrk(typed, "0123456789") &&
           g_utf8_strlen(typed, -1) >= MARKS_MIN;
}

/* All forms of the number, as if it had been typed. */
static void forms_add(SearchPart *part, const char *number)
{
    g_autofree char *plain = g_strdelimit(g_strdup(number), "\"", ' ');
    g_autofree char *phrase = g_strdup_printf("\"%s\"", plain);
    g_autoptr(GPtrArray) parts = search_query_parse(phrase);
    for (guint i = 0; i < parts->len; i++) {
        const SearchPart *typed = g_ptr_array_index(parts, i);
        for (guint k = 0; k < typed->forms->len; k++)
            g_ptr_array_add(part->forms, g_strdupv(g_ptr_array_index(typed->forms, k)));
    }
    part->n_exact = part->forms->len; /* it is that number */
}

gboolean search_query_add_numbers(Db *db, const GPtrArray *parts, gboolean *added, GError **error)
{
    *added = FALSE;
    for (guint i = 0; i < parts->len; i++) {
        SearchPart *part = g_ptr_array_index(parts, i);
        g_autofree char *typed = g_strjoinv("", g_ptr_array_index(part->forms, 0));
        if (!part_is_number(part, typed))
            continue;
        g_autoptr(GPtrArray) near = record_near_numbers(db, typed, error);
        if (!near)
            return FALSE;
        for (guint k = 0; k < near->len; k++)
            forms_add(part, near->pdata[k]);
        *added |= near->len > 0;
    }
    return TRUE;
}
