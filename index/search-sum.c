/* What the index of words has of each page, against its text and the register: every word in its place, and no other.
 *
 * Method: of each page the sum of a hash of each word with its place; over the index as it stands, which is sorted by
 * words, less the same over the texts, page by page. So each is gone through once, and of a page eight bytes are kept. The
 * key of the hash (SipHash-2-4, Aumasson and Bernstein 2012) is drawn anew each time: nobody can put words in whose sum
 * is nothing. Pages that wait to be settled are left out. It takes 0.12 ms CPU a page, so two minutes for a million, whose
 * masters take hours to hash; like all that verify does in the index alone, it is done anew each time.
 */
#include <sodium.h>
#include <string.h>

#include "index/search-words.h"

typedef struct {
    Db *db;
    guint8 key[crypto_shorthash_KEYBYTES];
    guint64 *of_page; /* by page_id */
    gint64 n_pages;
    guint64 n_beyond; /* words of pages that there cannot be */
    gint64 record_id; /* whose fields these are */
    guint64 of_fields;
} Sums;

static void sums_clear(Sums *sums)
{
    g_clear_pointer(&sums->of_page, g_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Sums, sums_clear)

static gboolean sums_init(Sums *sums, Db *db, GError **error)
{
    gint64 last;
    *sums = (Sums){.db = db};
    if (!db_query_int(db, "search_pages_last", DB_NO_VALUES, &last, NULL, error))
        return FALSE;
    crypto_shorthash_keygen(sums->key);
    sums->n_pages = last + 1;
    sums->of_page = g_new0(guint64, (gsize)sums->n_pages);
    return TRUE;
}

static guint64 hash_of(const Sums *sums, const void *data, gsize size)
{
    guint64 hash;
    crypto_shorthash((guint8 *)&hash, data, size, sums->key);
    return hash;
}

static guint64 place_hash(const Sums *sums, guint64 of_word, guint column, guint64 place)
{
    const guint64 place_of_word[] = {of_word, (guint64)column << 32 | place};
    return hash_of(sums, place_of_word, sizeof place_of_word);
}

/* ---------------------------------------------------------------------------------- the index -- */

static guint64 *sum_of(Sums *sums, gint64 page_id)
{
    return page_id >= 0 && page_id < sums->n_pages ? &sums->of_page[page_id] : &sums->n_beyond;
}

/* One word after the other, each in all its places. */
static gboolean index_add(Sums *sums, GError **error)
{
    g_autoptr(GString) word = g_string_new(NULL);
    guint64 of_word = hash_of(sums, "", 0);
    g_autoptr(DbRows) rows = db_query(sums->db, "search_words", DB_NO_VALUES, error);
    while (rows && db_rows_next(rows, error)) {
        const char *next = db_rows_text(rows, 0);
        if (!g_str_equal(next, word->str)) {
            g_string_assign(word, next);
            of_word = hash_of(sums, word->str, word->len);
        }
        *sum_of(sums, db_rows_int(rows, 1)) +=
            place_hash(sums, of_word, (guint)db_rows_int(rows, 2), (guint64)db_rows_int(rows, 3));
    }
    return rows && !db_rows_failed(rows);
}

/* ---------------------------------------------------------------------------------- the texts -- */

static gboolean text_sum(const Sums *sums, const char *folded, guint column, guint64 *sum,
                         GError **error)
{
    g_autoptr(DbRows) row = NULL;
    guint64 place = 0;
    if (!db_query_row(sums->db, "search_words_of", DB_VALUES(DB_TEXT(folded)), &row, error))
        return FALSE;
    for (const char *word = db_rows_text(row, 0), *end; (end = strchr(word, '\n')); word = end + 1)
        *sum += place_hash(sums, hash_of(sums, word, (gsize)(end - word)), column, place++);
    return TRUE;
}

/* Pages of one record come one after the other, mostly. */
static gboolean record_sum(Sums *sums, gint64 record_id, GError **error)
{
    g_auto(SearchFields) fields = {{0}};
    if (record_id == sums->record_id)
        return TRUE;
    sums->record_id = record_id;
    sums->of_fields = 0;
    if (!search_fields_load(sums->db, "search_record_held", record_id, &fields, error))
        return FALSE;
    for (guint i = 0; i < SEARCH_N_FIELDS; i++)
        if (fields.texts[i] && !text_sum(sums, fields.texts[i], 1 + i, &sums->of_fields, error))
            return FALSE;
    return TRUE;
}

static gboolean page_subtract(Sums *sums, gint64 page_id, gint64 record_id, GError **error)
{
    guint64 sum = 0;
    g_autofree char *folded = search_page_fold(sums->db, page_id, error);
    if (!folded || !record_sum(sums, record_id, error) || !text_sum(sums, folded, 0, &sum, error))
        return FALSE;
    *sum_of(sums, page_id) -= sum + sums->of_fields;
    return TRUE;
}

static gboolean texts_subtract(Sums *sums, GError **error)
{
    g_autoptr(DbRows) rows = db_query(sums->db, "search_pages_summed", DB_NO_VALUES, error);
    while (rows && db_rows_next(rows, error)) {
        const gint64 page_id = db_rows_int(rows, 0);
        if (db_rows_int(rows, 2))
            *sum_of(sums, page_id) = 0;
        else if (!page_subtract(sums, page_id, db_rows_int(rows, 1), error))
            return FALSE;
    }
    return rows && !db_rows_failed(rows);
}

/* ----------------------------------------------------------------------- which pages there are -- */

/* Whatever its sum is. */
static gboolean astray_mark(Sums *sums, GError **error)
{
    g_autoptr(DbRows) rows = db_query(sums->db, "search_pages_astray", DB_NO_VALUES, error);
    while (rows && db_rows_next(rows, error))
        *sum_of(sums, db_rows_int(rows, 0)) = 1;
    return rows && !db_rows_failed(rows);
}

/* A page without words is not held. */
static gboolean lacking_mark(Sums *sums, GError **error)
{
    g_autoptr(DbRows) rows = db_query(sums->db, "search_pages_lacking", DB_NO_VALUES, error);
    while (rows && db_rows_next(rows, error)) {
        g_autofree char *folded = search_page_fold(sums->db, db_rows_int(rows, 0), error);
        if (!folded)
            return FALSE;
        if (search_has_words(folded))
            *sum_of(sums, db_rows_int(rows, 0)) = 1;
    }
    return rows && !db_rows_failed(rows);
}

gboolean search_pages_compare(Db *db, guint64 *n, GError **error)
{
    g_auto(Sums) sums = {0};
    if (!sums_init(&sums, db, error) || !index_add(&sums, error) || !texts_subtract(&sums, error) ||
        !astray_mark(&sums, error) || !lacking_mark(&sums, error))
        return FALSE;
    *n = sums.n_beyond > 0;
    for (gint64 i = 0; i < sums.n_pages; i++)
        *n += sums.of_page[i] != 0;
    return TRUE;
}
