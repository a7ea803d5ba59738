/* Whether alike.db has what was put there: whoever empties it lets a copy of a page count as another.
 *
 * Each page that was put there has, beside its traits, a row with their sum. So a page whose rows were taken out, added to
 * or edited is told, and one that is neither due nor flagged and has none. Who knows the sum can still put there what no
 * master has; but only the index could tell that, which holds no traits. */
#include "index/alike.h"

#include <string.h>

#include "index/alike-traits.h"
#include "index/store-private.h"

#define SUM_FIRST (G_GINT64_CONSTANT(1) << 32) /* keys of traits are signed numbers of 32 bits */

gint64 alike_key(guint64 key)
{
    return (gint32)(guint32)key;
}

/* Of each row another number: SplitMix64. */
static guint32 key_mix(gint64 page_id, gint64 key)
{
    guint64 z = (guint64)key + (guint64)page_id * G_GUINT64_CONSTANT(0x9e3779b97f4a7c15);
    z = (z ^ (z >> 30)) * G_GUINT64_CONSTANT(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * G_GUINT64_CONSTANT(0x94d049bb133111eb);
    return (guint32)(z ^ (z >> 31));
}

static gboolean keys_have(const gint64 *keys, guint n, gint64 key)
{
    for (guint i = 0; i < n; i++)
        if (keys[i] == key)
            return TRUE;
    return FALSE;
}

guint alike_keys_of(const AlikePage *page, gint64 keys[ALIKE_KEYS_MAX])
{
    guint n = 0;
    guint32 sum = 0;
    for (guint i = 0; i < page->n_traits; i += SCAN_TRAIT_SIZES) {
        const gint64 key = alike_key(scan_trait_key(page->traits[i]));
        if (keys_have(keys, n, key))
            continue;
        keys[n++] = key;
        sum += key_mix(page->page_id, key);
    }
    keys[n++] = SUM_FIRST + sum;
    return n;
}

/* ---------------------------------------------------------------------------------- comparing -- */

/* The rows of a page. */
typedef struct {
    gint64 page_id;
    guint32 sum;
    gint64 said; /* 0: nothing yet; -1: more than once */
} Held;

static gboolean rows_read(Db *traits, gpointer data, GError **error)
{
    GHashTable *held = data;
    g_autoptr(DbRows) rows = db_query(traits, "alike_traits_all", DB_NO_VALUES, error);
    while (rows && db_rows_next(rows, error)) {
        const gint64 key = db_rows_int(rows, 0), page_id = db_rows_int(rows, 1);
        Held *page = g_hash_table_lookup(held, &page_id);
        if (!page) {
            page = g_new0(Held, 1);
            page->page_id = page_id;
            g_hash_table_insert(held, &page->page_id, page);
        }
        if (key >= SUM_FIRST)
            page->said = page->said ? -1 : key;
        else
            page->sum += key_mix(page_id, key);
    }
    return rows && !db_rows_failed(rows);
}

typedef struct {
    GString *all;   /* "[1,2": pages whose rows are to go */
    GArray *lost;   /* gint64: pages that must have some, and are due again */
    gint64 n_wrong; /* pages */
} Wrong;

static void wrong_add(Wrong *wrong, gint64 page_id, gboolean must_be_there)
{
    g_string_append_printf(wrong->all, "%s%" G_GINT64_FORMAT, wrong->n_wrong++ ? "," : "[",
                           page_id);
    if (must_be_there)
        g_array_append_val(wrong->lost, page_id);
}

/* Takes out of held what is compared: left are pages that the index has not. */
static gboolean pages_compare(Db *db, GHashTable *held, Wrong *wrong, GError **error)
{
    g_autoptr(DbRows) rows = db_query(db, "alike_pages", DB_NO_VALUES, error);
    while (rows && db_rows_next(rows, error)) {
        const gint64 page_id = db_rows_int(rows, 0);
        const gboolean is_due = db_rows_int(rows, 1) != 0, must = db_rows_int(rows, 2) != 0;
        const Held *page = g_hash_table_lookup(held, &page_id);
        if (!is_due && (page ? page->said != SUM_FIRST + page->sum : must))
            wrong_add(wrong, page_id, must);
        g_hash_table_remove(held, &page_id);
    }
    return rows && !db_rows_failed(rows);
}

static gboolean wrong_find(Store *store, Wrong *wrong, GError **error)
{
    GHashTableIter each;
    gpointer page;
    gboolean is_own = FALSE;
    g_autoptr(GHashTable) held = g_hash_table_new_full(g_int64_hash, g_int64_equal, NULL, g_free);
    if (!alike_traits_look(store, rows_read, held, &is_own, error) ||
        (is_own && !pages_compare(index_store_db(store), held, wrong, error)))
        return FALSE;
    g_hash_table_iter_init(&each, held);
    while (is_own && g_hash_table_iter_next(&each, NULL, &page))
        wrong_add(wrong, ((Held *)page)->page_id, FALSE);
    return TRUE;
}

/* ------------------------------------------------------------------------------------- mending -- */

static gboolean rows_forget(Db *traits, gpointer pages, GError **error)
{
    return db_exec(traits, "alike_traits_forget", DB_VALUES(DB_TEXT(pages)), error);
}

static gboolean wrong_mend(Store *store, Wrong *wrong, GError **error)
{
    gint64 n_anew;
    if (wrong->n_wrong == 0)
        return TRUE;
    g_string_append_c(wrong->all, ']');
    if (!alike_traits_do(store, rows_forget, wrong->all->str, &n_anew, error))
        return FALSE;
    for (guint i = 0; i < wrong->lost->len; i++)
        if (!db_exec(index_store_db(store), "alike_put",
                     DB_VALUES(DB_INT(g_array_index(wrong->lost, gint64, i)), DB_NULL, DB_INT(1)),
                     error))
            return FALSE;
    return TRUE;
}

gboolean index_alike_check(Store *store, gboolean is_mended, gint64 *n_wrong, GError **error)
{
    Db *db = index_store_db(store);
    g_autoptr(GString) all = g_string_new(NULL);
    g_autoptr(GArray) lost = g_array_new(FALSE, FALSE, sizeof(gint64));
    Wrong wrong = {all, lost, 0};
    gboolean done =
        db_begin(db, error) &&
        db_end(db,
               wrong_find(store, &wrong, error) && (!is_mended || wrong_mend(store, &wrong, error)),
               error);
    *n_wrong = wrong.n_wrong;
    return done;
}
