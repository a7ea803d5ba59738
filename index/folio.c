#include "index/folio.h"

#include <string.h>

#include "scan/scan.h"

#define DIGITS_MAX 9 /* of a number that is believed: a typing slip must not make a million gaps */

/* ---------------------------------------------------------------------------------- checking -- */

static gboolean folio_refuse(GError **error, const char *label, const char *why)
{
    g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE, "\"%s\" cannot be a folio label: %s",
                label, why);
    return FALSE;
}

/* Controls, and marks that turn the text around them, would garble lists and bookmarks. */
static gboolean characters_are_plain(const char *label)
{
    for (const char *at = label; *at; at = g_utf8_next_char(at)) {
        gunichar c = g_utf8_get_char(at);
        if (g_unichar_iscntrl(c) || c == 0x2028 || c == 0x2029 || (c >= 0x202a && c <= 0x202e) ||
            (c >= 0x2066 && c <= 0x2069))
            return FALSE;
    }
    return TRUE;
}

static gboolean folio_is_fit(const char *label, GError **error)
{
    g_autofree char *limit =
        g_strdup_printf("it is longer than %d characters", FOLIO_CHARACTERS_MAX);
    if (!*label)
        return folio_refuse(error, label, "it is empty");
    if (g_utf8_strlen(label, -1) > FOLIO_CHARACTERS_MAX)
        return folio_refuse(error, label, limit);
    return characters_are_plain(label) || folio_refuse(error, label, "it holds control characters");
}

char *folio_check(const char *label, GError **error)
{
    if (!g_utf8_validate(label, -1, NULL)) {
        folio_refuse(error, "...", "it is not UTF-8 text");
        return NULL;
    }
    g_autofree char *normal = g_utf8_normalize(label, -1, G_NORMALIZE_NFC);
    g_strstrip(normal);
    return folio_is_fit(normal, error) ? g_steal_pointer(&normal) : NULL;
}

/* ------------------------------------------------------------------------------------ series -- */

/* One more in the same script; carry says whether the digit before must follow. */
static gunichar digit_next(gunichar digit, gboolean *carry)
{
    int value = g_unichar_digit_value(digit);
    *carry = value == 9;
    return *carry ? digit - 9 : digit + 1;
}

/* The label with the run of digits it ends with counted one up. */
static char *number_next(const gunichar *label, glong n)
{
    g_autofree gunichar *next = g_memdup2(label, (gsize)n * sizeof *label);
    glong i = n;
    gboolean carry = TRUE;
    while (carry && i > 0 && g_unichar_isdigit(next[i - 1])) {
        i--;
        next[i] = digit_next(next[i], &carry);
    }
    if (!carry)
        return g_ucs4_to_utf8(next, n, NULL, NULL, NULL);
    gunichar zero = next[i]; /* of 99 that became 00 */
    g_autofree char *head = g_ucs4_to_utf8(next, i, NULL, NULL, NULL);
    g_autofree char *one = g_ucs4_to_utf8((gunichar[]){zero + 1}, 1, NULL, NULL, NULL);
    g_autofree char *tail = g_ucs4_to_utf8(next + i, n - i, NULL, NULL, NULL);
    return g_strconcat(head, one, tail, NULL);
}

/* 12A, but not 12-reverse: one letter behind a digit. */
static gboolean ends_with_letter(const gunichar *label, glong n)
{
    gunichar last = label[n - 1];
    return n >= 2 && g_unichar_isdigit(label[n - 2]) &&
           ((last >= 'A' && last < 'Z') || (last >= 'a' && last < 'z'));
}

char *folio_next(const char *label, GError **error)
{
    glong n;
    g_autofree gunichar *characters = g_utf8_to_ucs4_fast(label, -1, &n);
    if (n > 0 && g_unichar_isdigit(characters[n - 1]))
        return number_next(characters, n);
    if (n > 0 && ends_with_letter(characters, n)) {
        characters[n - 1]++;
        return g_ucs4_to_utf8(characters, n, NULL, NULL, NULL);
    }
    g_set_error(
        error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE,
        "nothing says what comes after \"%s\" in a series: let it end with a number (12) or "
        "with a number and a letter (12A)",
        label);
    return NULL;
}

/* -------------------------------------------------------------------------------------- odd -- */

/* -1: it begins with no digit, or with too many. */
static gint64 folio_number(const char *label)
{
    gint64 number = 0;
    guint n = 0;
    for (const char *at = label; g_unichar_isdigit(g_utf8_get_char(at));
         at = g_utf8_next_char(at)) {
        number = number * 10 + g_unichar_digit_value(g_utf8_get_char(at));
        if (++n > DIGITS_MAX)
            return -1;
    }
    return n ? number : -1;
}

/* With digits as 0-9. */
static char *folio_key(const char *label)
{
    GString *key = g_string_new(NULL);
    for (const char *at = label; *at; at = g_utf8_next_char(at)) {
        gunichar c = g_utf8_get_char(at);
        if (g_unichar_isdigit(c))
            g_string_append_c(key, (char)('0' + g_unichar_digit_value(c)));
        else
            g_string_append_unichar(key, c);
    }
    return g_string_free(key, FALSE);
}

static gint compare_numbers(gconstpointer a, gconstpointer b)
{
    gint64 x = *(const gint64 *)a, y = *(const gint64 *)b;
    return (x > y) - (x < y);
}

static GPtrArray *find_missing(const GPtrArray *labels)
{
    GPtrArray *missing = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GArray) numbers = g_array_new(FALSE, FALSE, sizeof(gint64));
    for (guint i = 0; i < labels->len; i++) {
        gint64 number = folio_number(labels->pdata[i]);
        if (number >= 0)
            g_array_append_val(numbers, number);
    }
    g_array_sort(numbers, compare_numbers);
    for (guint i = 1; i < numbers->len; i++) {
        gint64 from = g_array_index(numbers, gint64, i - 1) + 1;
        gint64 to = g_array_index(numbers, gint64, i) - 1;
        if (from == to)
            g_ptr_array_add(missing, g_strdup_printf("%" G_GINT64_FORMAT, from));
        else if (from < to)
            g_ptr_array_add(missing,
                            g_strdup_printf("%" G_GINT64_FORMAT "-%" G_GINT64_FORMAT, from, to));
    }
    return missing;
}

static GPtrArray *find_doubled(const GPtrArray *labels)
{
    GPtrArray *doubled = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    for (guint i = 0; i < labels->len; i++) {
        char *key = folio_key(labels->pdata[i]);
        guint n = GPOINTER_TO_UINT(g_hash_table_lookup(seen, key)) + 1;
        if (n == 2)
            g_ptr_array_add(doubled, g_strdup(labels->pdata[i]));
        g_hash_table_replace(seen, key, GUINT_TO_POINTER(n));
    }
    return doubled;
}

void folio_find_odd(const GPtrArray *labels, GPtrArray **missing, GPtrArray **doubled)
{
    *missing = find_missing(labels);
    *doubled = find_doubled(labels);
}
