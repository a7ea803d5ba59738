/* Pages that came twice (alike.h). What looks alike is measured by a worker; here is what to compare, and what came of it. */
#include "index/alike.h"

#include "index/alike-traits.h"
#include "index/answer.h"
#include "index/store-private.h"

#include <string.h>

#define LIKENESS_MAX 0.999 /* 1 is the same master */
#define PAGES_COMMON 64
#define PROPOSED_MAX 24 /* forms of one print share nearly as much as the same form twice */
#define TRIED_MAX 48    /* of which most may be gone, or flagged */

JsonNode *index_batch_twins(Store *store, gint64 batch_id, GError **error)
{
    static const AnswerField fields[] = {
        {"sheet", ANSWER_INT},       {"face", ANSWER_TEXT},        {"file_no", ANSWER_TEXT},
        {"side", ANSWER_TEXT},       {"folio", ANSWER_TEXT},       {"other_file_no", ANSWER_TEXT},
        {"other_side", ANSWER_TEXT}, {"other_folio", ANSWER_TEXT},
    };
    JsonArray *twins =
        answer_array(index_store_db(store), "alike_twins", DB_VALUES(DB_INT(batch_id)), fields,
                     G_N_ELEMENTS(fields), error);
    return twins ? answer_node_of_array(twins) : NULL;
}

/* ---------------------------------------------------------------------------------- to compare -- */

void alike_page_free(gpointer data)
{
    AlikePage *page = data;
    g_free(page->path);
    g_free(page->name);
    g_clear_pointer(&page->like, g_ptr_array_unref);
    g_free(page);
}

AlikePage *alike_page_of_row(Store *store, DbRows *row)
{
    AlikePage *page = g_new0(AlikePage, 1);
    page->page_id = db_rows_int(row, 0);
    page->path = index_store_file(store, "pages", db_rows_text(row, 1), ".tif");
    page->sheet = (guint)db_rows_int(row, 2);
    page->name = g_strdup_printf("%s, %s folio %s", db_rows_text(row, 3), db_rows_text(row, 4),
                                 db_rows_text(row, 5));
    page->batch_id = db_rows_int(row, 6);
    return page;
}

static void traits_read(AlikePage *page, DbRows *row, guint column)
{
    g_autoptr(GBytes) bytes = db_rows_bytes(row, column);
    page->has_traits = bytes != NULL;
    gsize size = 0;
    const guint8 *data = bytes ? g_bytes_get_data(bytes, &size) : NULL;
    for (gsize i = 0; i + 8 <= size && page->n_traits < SCAN_TRAITS_MAX; i += 8) {
        guint64 trait;
        memcpy(&trait, data + i, sizeof trait);
        page->traits[page->n_traits++] = GUINT64_FROM_LE(trait);
    }
}

GPtrArray *index_alike_due(Store *store, gboolean is_old, gint64 after_id, guint n_max,
                           GError **error)
{
    g_autoptr(GPtrArray) due = g_ptr_array_new_with_free_func(alike_page_free);
    g_autoptr(DbRows) rows =
        db_query(index_store_db(store), "alike_due",
                 DB_VALUES(DB_INT(is_old), DB_INT(n_max), DB_INT(after_id)), error);
    while (rows && db_rows_next(rows, error)) {
        AlikePage *page = alike_page_of_row(store, rows);
        traits_read(page, rows, 7);
        page->is_flagged = db_rows_int(rows, 8) > 0;
        g_ptr_array_add(due, page);
    }
    return rows && !db_rows_failed(rows) ? g_steal_pointer(&due) : NULL;
}

gboolean index_alike_left(Store *store, gint64 *n_left, GError **error)
{
    return db_query_int(index_store_db(store), "alike_left", DB_NO_VALUES, n_left, NULL, error);
}

gboolean alike_put_due(Db *db, gint64 page_id, const Page *page, GError **error)
{
    guint64 traits[SCAN_TRAITS_MAX] = {0};
    for (guint i = 0; page && i < page->n_flags; i++)
        if (g_str_equal(page->flags[i].flag, "blank"))
            return TRUE;
    for (guint i = 0; page && i < page->n_traits; i++)
        traits[i] = GUINT64_TO_LE(page->traits[i]);
    const guint n = page ? page->n_traits : 0;
    g_autoptr(GBytes) bytes = g_bytes_new(traits, n * sizeof *traits);
    return db_exec(db, "alike_put",
                   DB_VALUES(DB_INT(page_id), n ? DB_BYTES(bytes) : DB_NULL, DB_INT(page && !n)),
                   error);
}

/* ------------------------------------------------------------------------------------- proposing -- */

typedef struct {
    gint64 page_id;
    guint n;       /* traits that both have */
    double weight; /* what fewer pages have tells more */
} Share;

static void share_add(GHashTable *shares, gint64 page_id, double weight)
{
    Share *share = g_hash_table_lookup(shares, &page_id);
    if (!share) {
        share = g_new0(Share, 1);
        share->page_id = page_id;
        g_hash_table_insert(shares, &share->page_id, share);
    }
    share->n++;
    share->weight += weight;
}

static gboolean key_ask(Db *traits, guint64 key, gint64 own_id, GHashTable *shares, GError **error)
{
    gint64 ids[PAGES_COMMON];
    guint n = 0;
    g_autoptr(DbRows) rows = db_query(
        traits, "alike_trait", DB_VALUES(DB_INT(alike_key(key)), DB_INT(PAGES_COMMON)), error);
    while (rows && db_rows_next(rows, error))
        ids[n++] = db_rows_int(rows, 0);
    for (guint i = 0; i < n && n < PAGES_COMMON; i++)
        if (ids[i] != own_id)
            share_add(shares, ids[i], 1.0 / n);
    return rows && !db_rows_failed(rows);
}

static int share_compare(gconstpointer a, gconstpointer b)
{
    const Share *one = *(Share *const *)a, *other = *(Share *const *)b;
    if (one->weight != other->weight)
        return one->weight < other->weight ? 1 : -1;
    return (one->page_id > other->page_id) - (one->page_id < other->page_id);
}

/* Those that may be looked at, the likeliest first (Share *, of shares). */
static GPtrArray *shares_sort(GHashTable *shares)
{
    GHashTableIter each;
    gpointer share;
    GPtrArray *sorted = g_ptr_array_new();
    g_hash_table_iter_init(&each, shares);
    while (g_hash_table_iter_next(&each, NULL, &share))
        if (((Share *)share)->n >= SCAN_TRAITS_SHARED)
            g_ptr_array_add(sorted, share);
    g_ptr_array_sort(sorted, share_compare);
    return sorted;
}

/* Those of the page's own batch, or the others. */
static gboolean likes_choose(Store *store, AlikePage *page, const GPtrArray *shares,
                             gboolean is_own, GError **error)
{
    for (guint i = 0; i < MIN(shares->len, TRIED_MAX) && page->like->len < PROPOSED_MAX; i++) {
        g_autoptr(DbRows) row = NULL;
        const Share *share = shares->pdata[i];
        if (!db_query_row(index_store_db(store), "alike_candidate",
                          DB_VALUES(DB_INT(share->page_id), DB_INT(page->page_id)), &row, error))
            return FALSE;
        if (row && (db_rows_int(row, 6) == page->batch_id) == is_own)
            g_ptr_array_add(page->like, alike_page_of_row(store, row));
    }
    return TRUE;
}

/* Of others that have traits of its own; NULL and *error. */
static GHashTable *page_ask(Db *traits, const AlikePage *page, GError **error)
{
    g_autoptr(GHashTable) shares = g_hash_table_new_full(g_int64_hash, g_int64_equal, NULL, g_free);
    for (guint i = 0; i < page->n_traits && !page->is_flagged; i += SCAN_TRAIT_SIZES) {
        guint64 keys[SCAN_TRAIT_KEYS];
        const guint n = scan_trait_keys(page->traits + i, keys);
        for (guint k = 0; k < n; k++)
            if (!key_ask(traits, keys[k], page->page_id, shares, error))
                return NULL;
    }
    return g_steal_pointer(&shares);
}

static gboolean traits_write(Db *traits, const AlikePage *page, const char *statement,
                             GError **error)
{
    gint64 keys[ALIKE_KEYS_MAX];
    const guint n = alike_keys_of(page, keys);
    for (guint i = 0; i < n; i++)
        if (!db_exec(traits, statement, DB_VALUES(DB_INT(keys[i]), DB_INT(page->page_id)), error))
            return FALSE;
    return TRUE;
}

/* Later pages that are due look for this one themselves; among those that are asked for nobody looks. */
static void shares_drop_later(GHashTable *shares, const AlikePage *page, const GPtrArray *due)
{
    for (guint i = 0; i < due->len; i++) {
        const AlikePage *other = due->pdata[i];
        if (page->is_asked || other->page_id > page->page_id)
            g_hash_table_remove(shares, &other->page_id);
    }
}

static gboolean page_propose(Store *store, AlikePage *page, GHashTable *shares,
                             const GPtrArray *due, GError **error)
{
    page->like = g_ptr_array_new_with_free_func(alike_page_free);
    shares_drop_later(shares, page, due);
    g_autoptr(GPtrArray) sorted = shares_sort(shares);
    return likes_choose(store, page, sorted, FALSE, error) &&
           likes_choose(store, page, sorted, TRUE, error);
}

typedef struct {
    const GPtrArray *due;
    GPtrArray *shares; /* of each: GHashTable of Share */
} Proposal;

static gboolean proposal_work(Db *traits, gpointer data, GError **error)
{
    const Proposal *proposal = data;
    g_ptr_array_set_size(proposal->shares, 0);
    for (guint i = 0; i < proposal->due->len; i++) {
        const AlikePage *page = proposal->due->pdata[i];
        if (!page->is_flagged && !page->is_unseen && !page->is_asked &&
            !traits_write(traits, page, "alike_trait_put", error))
            return FALSE;
    }
    for (guint i = 0; i < proposal->due->len; i++) {
        GHashTable *shares = page_ask(traits, proposal->due->pdata[i], error);
        if (!shares)
            return FALSE;
        g_ptr_array_add(proposal->shares, shares);
    }
    return TRUE;
}

static gboolean due_propose(Store *store, Proposal *proposal, gint64 *n_anew, GError **error)
{
    gint64 token;
    if (!alike_traits_do(store, proposal_work, proposal, n_anew, error) ||
        !alike_traits_token(store, &token, error))
        return FALSE;
    for (guint i = 0; i < proposal->due->len; i++) {
        AlikePage *page = proposal->due->pdata[i];
        page->token = token;
        if (!page_propose(store, page, proposal->shares->pdata[i], proposal->due, error))
            return FALSE;
    }
    return TRUE;
}

gboolean index_alike_propose(Store *store, const GPtrArray *due, gint64 *n_anew, GError **error)
{
    Db *db = index_store_db(store);
    g_autoptr(GPtrArray) shares =
        g_ptr_array_new_with_free_func((GDestroyNotify)g_hash_table_unref);
    Proposal proposal = {due, shares};
    return db_begin(db, error) && db_end(db, due_propose(store, &proposal, n_anew, error), error);
}

/* ---------------------------------------------------------------------------------- what was found -- */

static gboolean pairs_have(const GArray *pairs, gint64 page_id)
{
    for (guint i = 0; i < pairs->len; i++)
        if (g_array_index(pairs, AlikePair, i).page_id == page_id)
            return TRUE;
    return FALSE;
}

/* *is_meant: the flag tells something that nobody knows better. Forms with the same printed back are other pages, as the fronts of
 * the two sheets tell; of a sheet that was scanned on one side nothing tells that it is another. */
static gboolean pair_is_meant(Db *db, const GArray *pairs, const AlikePair *pair,
                              gboolean *is_meant, GError **error)
{
    gint64 n_said = 0, back_id = 0, n_faces = 0;
    gboolean has_back = FALSE;
    if (!db_query_int(db, "alike_is_said_unlike", DB_VALUES(DB_INT(pair->page_id)), &n_said, NULL,
                      error) ||
        !db_query_int(db, "alike_back", DB_VALUES(DB_INT(pair->page_id)), &back_id, &has_back,
                      error) ||
        !db_query_int(db, "alike_faces", DB_VALUES(DB_INT(pair->like_id)), &n_faces, NULL, error))
        return FALSE;
    const gboolean is_whole = !has_back || pairs_have(pairs, back_id);
    *is_meant = n_said == 0 && (is_whole || n_faces == 1);
    return TRUE;
}

static gboolean pair_write(Store *store, const AlikePair *pair, GError **error)
{
    Db *db = index_store_db(store);
    g_autoptr(DbRows) row = NULL;
    const double likeness = MIN(pair->likeness, LIKENESS_MAX);
    if (!db_query_row(db, "alike_record", DB_VALUES(DB_INT(pair->page_id)), &row, error) || !row)
        return row != NULL;
    const gint64 record_id = db_rows_int(row, 0);
    g_autofree char *object = index_file_object(db_rows_text(row, 1));
    g_clear_pointer(&row, db_rows_free);
    return db_exec(db, "flag_set",
                   DB_VALUES(DB_INT(pair->page_id), DB_TEXT("duplicate"), DB_REAL(likeness)),
                   error) &&
           index_event_put(store, "pages.alike", object, record_id,
                           g_variant_new_parsed("{'page_id': <%x>, 'like': <%x>}", pair->page_id,
                                                pair->like_id),
                           error);
}

/* Takes out of pairs what is not meant. */
static gboolean pairs_sift(Db *db, GArray *pairs, GError **error)
{
    g_autoptr(GArray) meant = g_array_new(FALSE, FALSE, sizeof(AlikePair));
    for (guint i = 0; i < pairs->len; i++) {
        gboolean is_meant = FALSE;
        const AlikePair *pair = &g_array_index(pairs, AlikePair, i);
        if (!pair_is_meant(db, pairs, pair, &is_meant, error))
            return FALSE;
        if (is_meant && !pairs_have(meant, pair->page_id))
            g_array_append_val(meant, *pair);
    }
    g_array_set_size(pairs, 0);
    g_array_append_vals(pairs, meant->data, meant->len);
    return TRUE;
}

typedef struct {
    const GPtrArray *due;
    const GArray *pairs;
} Found;

static gboolean found_forget(Db *traits, gpointer data, GError **error)
{
    const Found *found = data;
    for (guint i = 0; i < found->due->len; i++) {
        const AlikePage *page = found->due->pdata[i];
        if (pairs_have(found->pairs, page->page_id) &&
            !traits_write(traits, page, "alike_trait_forget", error))
            return FALSE;
    }
    return TRUE;
}

static gboolean due_settle(Store *store, const GPtrArray *due, GArray *pairs, GError **error)
{
    Db *db = index_store_db(store);
    Found found = {due, pairs};
    gint64 n_anew;
    if (!pairs_sift(db, pairs, error))
        return FALSE;
    for (guint i = 0; i < pairs->len; i++)
        if (!pair_write(store, &g_array_index(pairs, AlikePair, i), error))
            return FALSE;
    if (pairs->len > 0 && due->len > 0 &&
        !alike_traits_do(store, found_forget, &found, &n_anew, error))
        return FALSE;
    for (guint i = 0; i < due->len; i++) {
        const AlikePage *page = due->pdata[i];
        if (!page->is_unseen &&
            !db_exec(db, "alike_done", DB_VALUES(DB_INT(page->page_id), DB_INT(page->token)),
                     error))
            return FALSE;
    }
    return TRUE;
}

gboolean index_alike_settle(Store *store, const GPtrArray *due, GArray *pairs, GError **error)
{
    Db *db = index_store_db(store);
    return db_begin(db, error) && db_end(db, due_settle(store, due, pairs, error), error);
}
