/* Keeping the index of words in step with pages and register.
 *
 * It holds the pages that may be found, and no others: in a place of a side, of a record that is
 * neither confidential nor excluded (the views page_findable, record_findable). So what is withheld
 * is in no answer, and its words are in no vocabulary from which words are suggested.
 *
 * Triggers write down what has changed, whoever changed it; index_search_settle makes the index
 * agree. The index does not keep the texts it was made of (they would be half of the database), so
 * a page is taken out by giving the same words again: its text as it stands in page_text, folded,
 * and the register's words as record_search holds them. Hence the order: records first, each
 * with its pages taken out before its words change; a text is replaced only after its page is out;
 * and where folding has changed (another Muhafiz, another Unicode), all is made anew.
 *
 * At 1,00,000 simulated pages of 1.3 kB (tests/bench/finding.c; words glued in Urdu among them), in a file with pages of
 * 16 KiB, the whole database is 2.01 of the plain text, with events and seals: texts 0.38, this index 0.46 (0.48 before its
 * small parts were brought together, which index_search_merge does), vocabulary 0.30, rows of pages 0.32, events 0.48, and
 * 0.03 of it free, as a merge left it, for the pages to come. At 10,00,000 it was 1.76 before there were merges. Positions
 * are kept (detail=none saves a tenth of the index and costs phrases and file numbers),
 * an index of beginnings is not (it is half as large as this one; beginnings of four letters take 14 ms without it), and
 * FTS5's own copy of the text is not either (it would be 1.0). How long questions take, that bench tells and binds.
 */
#include "index/normalise.h"
#include "index/pack.h"
#include "index/search-words.h"
#include "index/shape.h"
#include "index/store-private.h"

#define SETTLE_PER_TRANSACTION 500 /* pages */
#define RECORDS_PER_PAGE 4         /* that take as long */

/* Of one transaction. */
typedef struct {
    Db *db;
    GHashTable *
        known; /* words of the vocabulary, as far as it was asked: a register says the same words again and again */
} Settling;

static void settling_clear(Settling *work)
{
    g_hash_table_unref(work->known);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Settling, settling_clear)

static Settling settling_of(Db *db)
{
    return (Settling){db, g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL)};
}

/* ---------------------------------------------------------------------------------- vocabulary -- */

/* Most words are known, and asking is cheaper than trying to put them in. */
static gboolean word_note(Settling *work, const char *word, GError **error)
{
    gint64 word_id;
    gboolean is_known;
    if (!g_hash_table_add(work->known, g_strdup(word)))
        return TRUE;
    if (!db_query_int(work->db, "word_find", DB_VALUES(DB_TEXT(word)), &word_id, &is_known, error))
        return FALSE;
    if (is_known)
        return TRUE;
    g_autofree char *shape = index_word_shape(word);
    return db_exec(work->db, "word_insert", DB_VALUES(DB_TEXT(word)), error) &&
           db_query_int(work->db, "word_last", DB_NO_VALUES, &word_id, NULL, error) &&
           db_exec(work->db, "shape_insert", DB_VALUES(DB_INT(word_id), DB_TEXT(shape)), error);
}

/* The word goes where no page and no record has it any more. */
static gboolean word_release(Settling *work, const char *word, GError **error)
{
    gint64 is_used, word_id;
    gboolean found;
    g_autofree char *quoted = g_strdup_printf("\"%s\"", word);
    g_hash_table_remove(work->known, word);
    if (!db_query_int(work->db, "word_is_used", DB_VALUES(DB_TEXT(quoted)), &is_used, NULL, error))
        return FALSE;
    if (is_used)
        return TRUE;
    if (!db_query_int(work->db, "word_delete", DB_VALUES(DB_TEXT(word)), &word_id, &found, error))
        return FALSE;
    g_autofree char *shape = index_word_shape(word);
    return !found ||
           db_exec(work->db, "shape_delete", DB_VALUES(DB_INT(word_id), DB_TEXT(shape)), error);
}

/* Each word of folded text once, of those that can be suggested. */
static gboolean words_each(Settling *work, const char *folded,
                           gboolean (*func)(Settling *, const char *word, GError **),
                           GError **error)
{
    g_autoptr(GPtrArray) words = search_words_of(folded);
    for (guint i = 0; i < words->len; i++)
        if (index_word_is_suggested(words->pdata[i]) && !func(work, words->pdata[i], error))
            return FALSE;
    return TRUE;
}

/* --------------------------------------------------------------------------------------- pages -- */

static gboolean page_write(Db *db, const char *statement, gint64 page_id, gint64 record_id,
                           const char *folded, GError **error)
{
    g_auto(SearchFields) fields = {{0}};
    return search_fields_load(db, "search_record_held", record_id, &fields, error) &&
           db_exec(db, statement,
                   DB_VALUES(
                       DB_INT(page_id), DB_TEXT(folded), DB_TEXT(fields.texts[SEARCH_FILE_NO]),
                       DB_TEXT(fields.texts[SEARCH_SUBJECTS]),
                       DB_TEXT(fields.texts[SEARCH_SECTIONS]), DB_TEXT(fields.texts[SEARCH_YEARS])),
                   error);
}

static gboolean page_take_out(Settling *work, gint64 page_id, gint64 record_id, GError **error)
{
    g_autofree char *folded = search_page_fold(work->db, page_id, error);
    return folded &&
           page_write(work->db, "search_page_delete", page_id, record_id, folded, error) &&
           db_exec(work->db, "search_found_delete", DB_VALUES(DB_INT(page_id)), error) &&
           words_each(work, folded, word_release, error);
}

/* A page without words is not held. */
static gboolean page_put_in(Settling *work, gint64 page_id, gint64 record_id, GError **error)
{
    g_autofree char *folded = search_page_fold(work->db, page_id, error);
    if (!folded)
        return FALSE;
    return !search_has_words(folded) ||
           (page_write(work->db, "search_page_insert", page_id, record_id, folded, error) &&
            db_exec(work->db, "search_found_insert", DB_VALUES(DB_INT(page_id), DB_INT(record_id)),
                    error) &&
            words_each(work, folded, word_note, error));
}

/* 0: under no record. */
static gboolean page_state(Db *db, gint64 page_id, gint64 *held, gint64 *wanted, GError **error)
{
    g_autoptr(DbRows) row = NULL;
    if (!db_query_row(db, "search_page_state", DB_VALUES(DB_INT(page_id)), &row, error))
        return FALSE;
    *held = db_rows_int(row, 0);
    *wanted = db_rows_int(row, 1);
    return TRUE;
}

static gboolean page_settle(Settling *work, gint64 page_id, GError **error)
{
    gint64 held, wanted;
    if (!page_state(work->db, page_id, &held, &wanted, error))
        return FALSE;
    return (held == wanted || !held || page_take_out(work, page_id, held, error)) &&
           (held == wanted || !wanted || page_put_in(work, page_id, wanted, error)) &&
           db_exec(work->db, "search_due_page_done", DB_VALUES(DB_INT(page_id)), error);
}

/* ------------------------------------------------------------------------------------- records -- */

static gboolean record_pages_take_out(Settling *work, gint64 record_id, GError **error)
{
    g_autoptr(GArray) pages = g_array_new(FALSE, FALSE, sizeof(gint64));
    g_autoptr(DbRows) rows =
        db_query(work->db, "search_pages_held", DB_VALUES(DB_INT(record_id)), error);
    while (rows && db_rows_next(rows, error)) {
        gint64 page_id = db_rows_int(rows, 0);
        g_array_append_val(pages, page_id);
    }
    gboolean ok = rows && !db_rows_failed(rows);
    for (guint i = 0; ok && i < pages->len; i++)
        ok = page_take_out(work, g_array_index(pages, gint64, i), record_id, error);
    return ok;
}

static gboolean fields_each_word(Settling *work, const SearchFields *fields,
                                 gboolean (*func)(Settling *, const char *, GError **),
                                 GError **error)
{
    return words_each(work, fields->texts[SEARCH_SUBJECTS], func, error) &&
           words_each(work, fields->texts[SEARCH_SECTIONS], func, error);
}

static gboolean record_write(Settling *work, gint64 record_id, const SearchFields *now,
                             GError **error)
{
    return db_exec(work->db, "search_record_insert",
                   DB_VALUES(DB_INT(record_id), DB_TEXT(now->texts[SEARCH_FILE_NO]),
                             DB_TEXT(now->texts[SEARCH_SUBJECTS]),
                             DB_TEXT(now->texts[SEARCH_SECTIONS]),
                             DB_TEXT(now->texts[SEARCH_YEARS])),
                   error) &&
           fields_each_word(work, now, word_note, error);
}

static gboolean record_change(Settling *work, gint64 record_id, const SearchFields *held,
                              const SearchFields *now, GError **error)
{
    if (held->texts[0] &&
        (!record_pages_take_out(work, record_id, error) ||
         !db_exec(work->db, "search_record_delete", DB_VALUES(DB_INT(record_id)), error) ||
         !fields_each_word(work, held, word_release, error)))
        return FALSE;
    return !now->texts[0] ||
           (record_write(work, record_id, now, error) &&
            db_exec(work->db, "search_due_pages_of", DB_VALUES(DB_INT(record_id)), error));
}

static gboolean record_settle(Settling *work, gint64 record_id, GError **error)
{
    g_auto(SearchFields) held = {{0}};
    g_auto(SearchFields) now = {{0}};
    return search_fields_load(work->db, "search_record_held", record_id, &held, error) &&
           search_fields_load(work->db, "search_record_now", record_id, &now, error) &&
           (search_fields_agree(&held, &now) ||
            record_change(work, record_id, &held, &now, error)) &&
           db_exec(work->db, "search_due_record_done", DB_VALUES(DB_INT(record_id)), error);
}

/* ------------------------------------------------------------------------------------ settling -- */

/* All anew, where the index was made with another folding. */
static gboolean folding_check(Db *db, GError **error)
{
    static const char *const clearing[] = {
        "search_clear_pages",        "search_merge_sooner",    "search_clear_records",
        "search_clear_record_words", "search_clear_words",     "search_clear_shapes",
        "search_clear_found",        "search_due_all_records",
    };
    gint64 is_same;
    g_autofree char *version = index_text_fold_version();
    if (!db_query_int(db, "search_state_is", DB_VALUES(DB_TEXT(version)), &is_same, NULL, error))
        return FALSE;
    for (guint i = 0; !is_same && i < G_N_ELEMENTS(clearing); i++)
        if (!db_exec(db, clearing[i], DB_NO_VALUES, error))
            return FALSE;
    return is_same || db_exec(db, "search_state_set", DB_VALUES(DB_TEXT(version)), error);
}

/* Records first. *found: there was one; *done grows by what it takes. */
static gboolean settle_next(Settling *work, guint *done, gboolean *found, GError **error)
{
    gint64 id;
    if (!db_query_int(work->db, "search_due_record_next", DB_NO_VALUES, &id, found, error))
        return FALSE;
    *done += *found ? 1 : RECORDS_PER_PAGE;
    if (*found)
        return record_settle(work, id, error);
    if (!db_query_int(work->db, "search_due_page_next", DB_NO_VALUES, &id, found, error))
        return FALSE;
    return !*found || page_settle(work, id, error);
}

static gboolean settle_some(Db *db, GError **error)
{
    gboolean found = TRUE;
    gboolean ok = folding_check(db, error);
    g_auto(Settling) work = settling_of(db);
    for (guint done = 0; ok && found && done < SETTLE_PER_TRANSACTION * RECORDS_PER_PAGE;)
        ok = settle_next(&work, &done, &found, error);
    return ok;
}

/* --------------------------------------------------------------------------------- all of it -- */

gboolean index_search_scrub(Store *store, GError **error)
{
    Db *db = index_store_db(store);
    return index_search_settle(store, error) &&
           db_exec(db, "search_merge_pages", DB_NO_VALUES, error) &&
           db_exec(db, "search_merge_shapes", DB_NO_VALUES, error) &&
           db_exec(db, "search_merge_records", DB_NO_VALUES, error) && db_scrub(db, error);
}

static char *parts_load(Db *db, GError **error)
{
    g_autoptr(DbRows) row = NULL;
    if (!db_query_row(db, "search_parts", DB_NO_VALUES, &row, error))
        return NULL;
    return g_strdup(row ? db_rows_text(row, 0) : "");
}

static gboolean merge_some(Db *db, gboolean *is_done, GError **error)
{
    g_autofree char *before = parts_load(db, error);
    if (!before || !db_exec(db, "search_merge_some", DB_NO_VALUES, error))
        return FALSE;
    g_autofree char *after = parts_load(db, error);
    *is_done = after && g_str_equal(before, after);
    return after != NULL;
}

gboolean index_search_merge(Store *store, GError **error)
{
    Db *db = index_store_db(store);
    if (!db_exec(db, "search_merge_sooner", DB_NO_VALUES,
                 error)) /* an older store did not know it */
        return FALSE;
    for (gboolean is_done = FALSE; !is_done;)
        if (!db_begin(db, error) || !db_end(db, merge_some(db, &is_done, error), error))
            return FALSE;
    return TRUE;
}

/* A folding that nobody has. */
gboolean index_search_make_anew(Store *store, GError **error)
{
    return db_exec(index_store_db(store), "search_state_set", DB_VALUES(DB_TEXT("")), error);
}

gboolean index_search_settle(Store *store, GError **error)
{
    Db *db = index_store_db(store);
    g_autofree char *version = index_text_fold_version();
    gint64 is_due;
    for (;;) {
        if (!db_query_int(db, "search_is_due", DB_VALUES(DB_TEXT(version)), &is_due, NULL, error))
            return FALSE;
        if (!is_due)
            return TRUE;
        if (!db_begin(db, error) || !db_end(db, settle_some(db, error), error))
            return FALSE;
    }
}

gboolean index_search_put(Store *store, gint64 page_id, const char *text, GError **error)
{
    Db *db = index_store_db(store);
    gint64 held, wanted;
    g_autoptr(GBytes) packed = index_text_pack(text);
    g_auto(Settling) work = settling_of(db);
    return index_search_settle(store, error) && page_state(db, page_id, &held, &wanted, error) &&
           (!held || page_take_out(&work, page_id, held, error)) &&
           db_exec(db, "text_set", DB_VALUES(DB_INT(page_id), DB_BYTES(packed)), error) &&
           db_exec(db, "search_due_page_add", DB_VALUES(DB_INT(page_id)), error) &&
           index_search_settle(store, error);
}
