/* Pages that came twice (alike.h). What looks alike is measured by a worker; here is what to compare, and what came of it. */
#include "index/alike.h"

#include "index/answer.h"
#include "index/store-private.h"

#define LIKENESS_MAX 0.999 /* 1 is the same master */

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

static void page_clear(gpointer data)
{
    AlikePage *page = data;
    g_free(page->path);
    g_free(page->name);
}

static void side_free(gpointer data)
{
    AlikeSide *side = data;
    g_clear_pointer(&side->now, g_array_unref);
    g_clear_pointer(&side->before, g_array_unref);
    g_free(side);
}

static GArray *pages_load(Store *store, gint64 side_id, gint64 batch_id, gboolean is_now,
                          GError **error)
{
    g_autoptr(GArray) pages = g_array_new(FALSE, FALSE, sizeof(AlikePage));
    g_array_set_clear_func(pages, page_clear);
    g_autoptr(DbRows) rows =
        db_query(index_store_db(store), "alike_pages",
                 DB_VALUES(DB_INT(side_id), DB_INT(batch_id), DB_INT(is_now ? 1 : 0)), error);
    while (rows && db_rows_next(rows, error)) {
        AlikePage page = {.page_id = db_rows_int(rows, 0),
                          .path = index_store_file(store, "pages", db_rows_text(rows, 1), ".tif"),
                          .name = g_strdup_printf("%s, %s folio %s", db_rows_text(rows, 3),
                                                  db_rows_text(rows, 4), db_rows_text(rows, 5)),
                          .sheet = (guint)db_rows_int(rows, 2)};
        g_array_append_val(pages, page);
    }
    return rows && !db_rows_failed(rows) ? g_steal_pointer(&pages) : NULL;
}

static AlikeSide *side_load(Store *store, gint64 side_id, gint64 batch_id, GError **error)
{
    AlikeSide *side = g_new0(AlikeSide, 1);
    side->now = pages_load(store, side_id, batch_id, TRUE, error);
    side->before = side->now ? pages_load(store, side_id, batch_id, FALSE, error) : NULL;
    if (side->before)
        return side;
    side_free(side);
    return NULL;
}

GPtrArray *index_alike_sides(Store *store, gint64 batch_id, gboolean is_correction, GError **error)
{
    g_autoptr(GPtrArray) sides = g_ptr_array_new_with_free_func(side_free);
    g_autoptr(DbRows) rows = db_query(index_store_db(store), "alike_sides",
                                      DB_VALUES(DB_INT(batch_id), DB_INT(is_correction)), error);
    while (rows && db_rows_next(rows, error)) {
        AlikeSide *side = side_load(store, db_rows_int(rows, 0), batch_id, error);
        if (!side)
            return NULL;
        g_ptr_array_add(sides, side);
    }
    return rows && !db_rows_failed(rows) ? g_steal_pointer(&sides) : NULL;
}

/* ---------------------------------------------------------------------------------- what was found -- */

static gboolean pairs_write(Store *store, gint64 batch_id, const GArray *pairs, GError **error)
{
    GVariantBuilder pages;
    g_autofree char *object = g_strdup_printf("batch %" G_GINT64_FORMAT, batch_id);
    g_variant_builder_init(&pages, G_VARIANT_TYPE("aa{sv}"));
    for (guint i = 0; i < pairs->len; i++) {
        const AlikePair *pair = &g_array_index(pairs, AlikePair, i);
        g_variant_builder_add_parsed(&pages, "{'page_id': <%x>, 'like': <%x>}", pair->page_id,
                                     pair->like_id);
        if (!db_exec(index_store_db(store), "flag_set",
                     DB_VALUES(DB_INT(pair->page_id), DB_TEXT("duplicate"),
                               DB_REAL(MIN(pair->likeness, LIKENESS_MAX))),
                     error)) {
            g_variant_builder_clear(&pages);
            return FALSE;
        }
    }
    return index_event_put(
        store, "pages.alike", object, 0,
        g_variant_new_parsed("{'pages': <%@aa{sv}>}", g_variant_builder_end(&pages)), error);
}

gboolean index_alike_flag(Store *store, gint64 batch_id, const GArray *pairs, GError **error)
{
    Db *db = index_store_db(store);
    if (!db_begin(db, error))
        return FALSE;
    return db_end(db, pairs_write(store, batch_id, pairs, error), error);
}
