/* The seal of one row (seal.h): a hash over all its columns, and a hint for each. */
#include <string.h>

#include "index/seal.h"

static char digit_of(guint value)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    return digits[value & 63];
}

/* Reals by their bits, as engines do not write them alike. Borrowed; NULL for NULL. */
static const void *value_bytes(DbRows *rows, guint column, DbType type, double *real, gsize *size)
{
    if (type != DB_TYPE_REAL)
        return db_rows_peek(rows, column, size);
    *real = db_rows_real(rows, column);
    *size = sizeof *real;
    return real;
}

/* FNV-1a; which column, not whether it is the same, hangs on it. */
static char hint_of(const guint8 *bytes, gsize size, DbType type)
{
    guint32 hash = 2166136261u + type;
    for (gsize i = 0; i < size; i++)
        hash = (hash ^ bytes[i]) * 16777619u;
    return digit_of(hash >> 6 ^ hash >> 16 ^ hash);
}

static void size_append(GString *text, gsize size)
{
    char digits[24];
    guint n = 0;
    do
        digits[n++] = (char)('0' + size % 10);
    while ((size /= 10) > 0);
    while (n > 0)
        g_string_append_c(text, digits[--n]);
}

/* "name type size:" and the bytes: what is hashed. Not by printf, as an import seals lakhs of columns. NULL counts as no
 * column at all, so that one may be added. */
static void column_seal(DbRows *rows, guint column, GString *text, GString *hints)
{
    DbType type = db_rows_type(rows, column);
    gsize size = 0;
    double real;
    const guint8 *bytes = value_bytes(rows, column, type, &real, &size);
    g_string_append_c(hints, hint_of(bytes, size, type));
    if (!bytes)
        return;
    g_string_append(text, db_rows_name(rows, column));
    g_string_append_c(text, ' ');
    size_append(text, type);
    g_string_append_c(text, ' ');
    size_append(text, size);
    g_string_append_c(text, ':');
    g_string_append_len(text, (const char *)bytes, (gssize)size);
}

char *seals_of_row(DbRows *rows)
{
    g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_SHA256);
    g_autoptr(GString) text = g_string_sized_new(1024);
    g_autoptr(GString) hints = g_string_new(NULL);
    GString *seal = g_string_new(NULL);
    guint8 digest[32];
    gsize size = sizeof digest;
    for (guint i = 2; i < db_rows_n_columns(rows); i++)
        column_seal(rows, i, text, hints);
    g_checksum_update(sum, (const guchar *)text->str, (gssize)text->len);
    g_checksum_get_digest(sum, digest, &size);
    for (guint i = 0; i < SEAL_HASH_DIGITS; i++) { /* four digits of three bytes */
        const guint8 *three = digest + i / 4 * 3;
        guint32 bits = (guint32)three[0] << 16 | (guint32)three[1] << 8 | three[2];
        g_string_append_c(seal, digit_of(bits >> (18 - i % 4 * 6)));
    }
    g_string_append(seal, hints->str);
    return g_string_free(seal, FALSE);
}
