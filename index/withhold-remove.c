/* Removing what is held of a confidential record, where the office keeps such records in its register alone.
 *
 * Its pages are those that stand or stood in it, those that no record took behind its cover, and those that a person
 * names: what lay behind a cover that could not be read or that another contradicts is in no record, or in another
 * one, and only a person can see whose it is. Of a named page, the volumes of the other record that bind it and the packages
 * that carry those go with it, and are made anew without it.
 *
 *     set its pages aside --> one transaction: what goes, the words, event "record.withheld" --> files --> the index
 *
 * Masters are never changed or deleted, but for this: a nodal officer's act, with a reason. Rows of pages, volumes and
 * packages stay, so that what was there can be told; the event and withholding_file name every file with its hash, so
 * verify does not call it missing, and backup copies it no more and takes it off the disks that still have it
 * (backup-purge.c). The transaction comes first: what a crash leaves of the files is removed by the next command of
 * any kind (withhold-finish.c), and when this one is given again, which does no harm.
 *
 * In the index, words stay readable in what SQLite has freed or full-text search has only marked as gone. So the index of
 * words is merged and the file written anew at the end (db_scrub).
 *
 * What went out already, in packages on other disks or into e-Office, is named, and so is what other records hold of the same
 * pictures: people must see to it. */
#include <errno.h>
#include <glib/gstdio.h>
#include <unistd.h>

#include "index/answer.h"
#include "index/correction.h"
#include "index/exclusion.h"
#include "index/register.h"
#include "index/store-private.h"
#include "index/unplaced.h"

typedef struct {
    Store *store;
    Db *db;
    Record *record;
    const GArray *named, *compared; /* gint64 page_id; NULL: none */
    GArray *alike;                  /* what looked like its pages while they stood */
    char *reason, *at;
    gint64 withholding_id, n_pages, n_files;
    GPtrArray *left; /* char*: what people must see to */
    int lock;        /* of withhold-finish.c */
} Removal;

static void removal_clear(Removal *removal)
{
    index_record_free(removal->record);
    g_free(removal->reason);
    g_free(removal->at);
    g_ptr_array_unref(removal->left);
    g_clear_pointer(&removal->alike, g_array_unref);
    if (removal->lock >= 0)
        close(removal->lock);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Removal, removal_clear)

/* ------------------------------------------------------------------------------ whether it may be -- */

static gboolean refuse(GError **error, const char *file_no, const char *why)
{
    g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE, "%s: %s", file_no, why);
    return FALSE;
}

static gboolean removal_check(const Removal *removal, GError **error)
{
    const char *file_no = removal->record->file_no;
    if (!index_record_is_confidential(removal->record))
        return refuse(error, file_no,
                      "it is Normal by classification, and pages are removed only of confidential "
                      "records: set its classification first (muhafiz register set)");
    if (!g_str_equal(index_store_conf_text(removal->store, "policy", "confidential"),
                     "register-only"))
        return refuse(error, file_no,
                      "this office keeps the pages of confidential records (confidential=keep in "
                      "muhafiz.conf)");
    return *removal->reason ? TRUE
                            : refuse(error, file_no,
                                     "say why, in words that will be read in years: --reason TEXT");
}

/* ------------------------------------------------------------------------------------------ rows -- */

/* Frees the rows. */
static gboolean pages_read(DbRows *rows, GArray *pages, GError **error)
{
    g_autoptr(DbRows) all = rows;
    while (all && db_rows_next(all, error)) {
        gint64 page_id = db_rows_int(all, 0);
        g_array_append_val(pages, page_id);
    }
    return all && !db_rows_failed(all);
}

static gboolean page_is_in(const GArray *pages, gint64 page_id)
{
    for (guint i = 0; i < pages->len; i++)
        if (g_array_index(pages, gint64, i) == page_id)
            return TRUE;
    return FALSE;
}

/* Those of the named that somebody set aside already are left as they are. */
static gboolean named_add(const Removal *removal, GArray *pages, GError **error)
{
    for (guint i = 0; removal->named && i < removal->named->len; i++) {
        gint64 page_id = g_array_index(removal->named, gint64, i), n = 0;
        if (!db_query_int(removal->db, "withhold_page_is_up", DB_VALUES(DB_INT(page_id)), &n, NULL,
                          error))
            return FALSE;
        if (n && !page_is_in(pages, page_id))
            g_array_append_val(pages, page_id);
    }
    return TRUE;
}

/* A correction as any other: the record has no pages then, and its volumes are retired. */
static gboolean pages_set_aside(Removal *removal, GError **error)
{
    g_autoptr(GArray) pages = g_array_new(FALSE, FALSE, sizeof(gint64));
    const gint64 record_id = removal->record->record_id;
    if (!pages_read(
            db_query(removal->db, "withhold_pages_standing", DB_VALUES(DB_INT(record_id)), error),
            pages, error) ||
        !pages_read(unplaced_behind(removal->store, record_id, 0, FALSE, error), pages, error) ||
        !named_add(removal, pages, error))
        return FALSE;
    g_autoptr(JsonNode) edit =
        pages->len ? edit_pages_withhold(removal->store, pages, removal->reason, error) : NULL;
    return pages->len == 0 || edit;
}

/* Before they are set aside: what looks like a page that stands nowhere is flagged no more. */
static gboolean alike_load(Removal *removal, GError **error)
{
    g_autoptr(GArray) seeds = g_array_new(FALSE, FALSE, sizeof(gint64));
    const GArray *const parts[] = {removal->named, removal->compared};
    for (guint i = 0; i < G_N_ELEMENTS(parts); i++)
        if (parts[i])
            g_array_append_vals(seeds, parts[i]->data, parts[i]->len);
    removal->alike = withhold_alike(removal->db, removal->record->record_id, seeds, error);
    return removal->alike != NULL;
}

static gboolean pages_insert(const Removal *removal, const GArray *pages, GError **error)
{
    for (guint i = 0; pages && i < pages->len; i++)
        if (!db_exec(
                removal->db, "withhold_page",
                DB_VALUES(DB_INT(g_array_index(pages, gint64, i)), DB_INT(removal->withholding_id)),
                error))
            return FALSE;
    return TRUE;
}

/* What no record took, as it lies behind the cover of this one. */
static gboolean unplaced_insert(const Removal *removal, GError **error)
{
    g_autoptr(GArray) pages = g_array_new(FALSE, FALSE, sizeof(gint64));
    return pages_read(unplaced_behind(removal->store, removal->record->record_id, 0, TRUE, error),
                      pages, error) &&
           pages_insert(removal, pages, error);
}

/* Volumes of other records that are due to be bound anew without these pages: who binds them now has them still. */
static gboolean stale_volumes_drop(const Removal *removal, GError **error)
{
    g_autoptr(GArray) sides = g_array_new(FALSE, FALSE, sizeof(gint64));
    g_autoptr(GPtrArray) paths = g_ptr_array_new_with_free_func(g_free);
    gboolean ok = pages_read(db_query(removal->db, "withhold_stale_sides",
                                      DB_VALUES(DB_INT(removal->withholding_id)), error),
                             sides, error);
    for (guint i = 0; ok && i < sides->len; i++) {
        gint64 side_id = g_array_index(sides, gint64, i);
        ok = index_volumes_drop(removal->store, side_id, paths, error) &&
             db_exec(removal->db, "edit_side_job_forget", DB_VALUES(DB_INT(side_id)), error);
    }
    return ok;
}

/* Those of other records that nobody has taken; what is not where it was put is told of (recall.c). */
static gboolean packages_note(const Removal *removal, GError **error)
{
    g_autoptr(DbRows) rows = db_query(
        removal->db, "withhold_packages_elsewhere",
        DB_VALUES(DB_INT(removal->record->record_id), DB_INT(removal->withholding_id)), error);
    while (rows && db_rows_next(rows, error)) {
        const WithheldPackage package = {db_rows_int(rows, 0), db_rows_int(rows, 1),
                                         db_rows_text(rows, 2), db_rows_text(rows, 3)};
        g_autofree char *folder = index_store_path(removal->store, db_rows_text(rows, 4));
        if (g_file_test(folder, G_FILE_TEST_EXISTS) &&
            !withhold_package_note(removal->store, removal->at, &package, "pages removed", error))
            return FALSE;
    }
    return rows && !db_rows_failed(rows);
}

static gboolean files_insert(const Removal *removal, GError **error)
{
    static const char *const of_pages[] = {"withhold_masters", "withhold_texts", "withhold_layers",
                                           "withhold_originals", "withhold_volumes_elsewhere"};
    static const char *const of_record[] = {"withhold_volumes", "withhold_outbox"};
    const DbValue record = DB_INT(removal->record->record_id), id = DB_INT(removal->withholding_id);
    for (guint i = 0; i < G_N_ELEMENTS(of_pages); i++)
        if (!db_exec(removal->db, of_pages[i], DB_VALUES(id), error))
            return FALSE;
    for (guint i = 0; i < G_N_ELEMENTS(of_record); i++)
        if (!db_exec(removal->db, of_record[i], DB_VALUES(record, id), error))
            return FALSE;
    return TRUE;
}

static gboolean rows_insert(Removal *removal, GError **error)
{
    const DbValue record = DB_INT(removal->record->record_id);
    if (!db_query_int(removal->db, "withhold_insert",
                      DB_VALUES(record, DB_TEXT(removal->reason), DB_TEXT(removal->at),
                                DB_TEXT(index_store_user(removal->store))),
                      &removal->withholding_id, NULL, error))
        return FALSE;
    const DbValue id = DB_INT(removal->withholding_id);
    return db_exec(removal->db, "withhold_pages", DB_VALUES(record, id), error) &&
           unplaced_insert(removal, error) && pages_insert(removal, removal->named, error) &&
           files_insert(removal, error) && packages_note(removal, error) &&
           stale_volumes_drop(removal, error) &&
           db_exec(removal->db, "withhold_words_drop", DB_VALUES(id), error) &&
           db_exec(removal->db, "withhold_due_drop", DB_VALUES(id), error) &&
           db_query_int(removal->db, "withhold_page_count", DB_VALUES(id), &removal->n_pages, NULL,
                        error) &&
           db_query_int(removal->db, "withhold_file_count", DB_VALUES(id), &removal->n_files, NULL,
                        error);
}

static GVariant *files_variant(DbRows *rows, GError **error)
{
    g_autoptr(GVariantBuilder) files = g_variant_builder_new(G_VARIANT_TYPE("aa{sv}"));
    while (rows && db_rows_next(rows, error))
        g_variant_builder_add_parsed(files, "{'path': <%s>, 'sha256': <%s>}", db_rows_text(rows, 0),
                                     db_rows_text(rows, 1));
    return rows && !db_rows_failed(rows) ? g_variant_builder_end(files) : NULL;
}

static GVariant *alike_variant(const Removal *removal)
{
    return g_variant_new_fixed_array(G_VARIANT_TYPE_INT64, removal->alike->data,
                                     removal->alike->len, sizeof(gint64));
}

static gboolean event_write(const Removal *removal, GError **error)
{
    g_autofree char *object = index_record_object(removal->record);
    g_autoptr(DbRows) rows =
        db_query(removal->db, "withhold_files", DB_VALUES(DB_INT(removal->withholding_id)), error);
    GVariant *files = files_variant(rows, error);
    g_clear_pointer(&rows, db_rows_free);
    return files &&
           index_event_put_at(removal->store, removal->at, "record.withheld", object,
                              removal->record->record_id,
                              g_variant_new_parsed("{'reason': <%s>, 'classification': <%s>, "
                                                   "'pages': <%x>, 'alike': <%@ax>, "
                                                   "'files': <%@aa{sv}>}",
                                                   removal->reason, removal->record->classification,
                                                   removal->n_pages, alike_variant(removal), files),
                              error);
}

/* The words leave the index of words before they are gone from the rows, and packages the outbox before this is committed. */
static gboolean rows_write(Removal *removal, GError **error)
{
    return index_search_settle(removal->store, error) && rows_insert(removal, error) &&
           (removal->n_pages == 0 ||
            (event_write(removal, error) &&
             withhold_due_set(removal->store, removal->lock, removal->record->file_no, error) &&
             withhold_packages_move(removal->store, removal->withholding_id, error)));
}

/* Nothing new is held of it: then the row that names nothing is not kept. */
static gboolean rows_commit(Removal *removal, GError **error)
{
    if (!db_begin(removal->db, error))
        return FALSE;
    gboolean ok = rows_write(removal, error);
    if (ok && removal->n_pages == 0) {
        db_rollback(removal->db);
        return TRUE;
    }
    return db_end(removal->db, ok, error);
}

/* ----------------------------------------------------------------------------------------- files -- */

gboolean withhold_file_remove(const char *root, const char *path, guint *n, GError **error)
{
    g_autofree char *full = g_build_filename(root, path, NULL);
    if (g_file_test(full, G_FILE_TEST_IS_DIR)) {
        ++*n;
        return scan_dir_remove(full, error);
    }
    if (g_unlink(full) == 0)
        ++*n;
    else if (errno != ENOENT && errno != ENOTDIR)
        return scan_set_errno(error, errno, "remove", full);
    return TRUE;
}

/* ------------------------------------------------------------------------------------ what is left -- */

static gboolean recalls_tell(const Removal *removal, GError **error)
{
    g_autoptr(JsonArray) recalls = recalls_load(removal->store, removal->record->record_id, error);
    for (guint i = 0; recalls && i < json_array_get_length(recalls); i++)
        g_ptr_array_add(removal->left, recall_text(json_array_get_object_element(recalls, i)));
    return recalls != NULL;
}

static gboolean left_load(const Removal *removal, GError **error)
{
    if (!recalls_tell(removal, error))
        return FALSE;
    g_autoptr(DbRows) backups = db_query(removal->db, "withhold_backups", DB_NO_VALUES, error);
    while (backups && db_rows_next(backups, error))
        g_ptr_array_add(removal->left,
                        g_strdup_printf("the backup in %s of %s may hold it: muhafiz backup %s "
                                        "removes it there",
                                        db_rows_text(backups, 0), db_rows_text(backups, 1),
                                        db_rows_text(backups, 0)));
    return backups && !db_rows_failed(backups) &&
           withhold_tell_same(removal->db, removal->record->record_id, removal->record->file_no,
                              removal->alike, removal->left, error);
}

static void index_scrub(const Removal *removal)
{
    g_autoptr(GError) failure = NULL;
    if (!index_search_scrub(removal->store, &failure))
        g_ptr_array_add(removal->left, g_strdup_printf("words of it may stand in the file of the "
                                                       "index still (%s): give the command again",
                                                       failure->message));
}

static void traits_forget(const Removal *removal)
{
    g_autoptr(GError) failure = NULL;
    if (!alike_forget_withheld(removal->store, removal->record->record_id, &failure))
        g_ptr_array_add(removal->left,
                        g_strdup_printf("by what its pages are found again may stand in alike.db "
                                        "still (%s): give the command again, or delete that file",
                                        failure->message));
}

/* n_left: files that an act before named and that were there still, where nothing new is held. */
static JsonNode *removal_answer(const Removal *removal, guint n_left)
{
    JsonObject *item = json_object_new();
    JsonArray *left = json_array_new();
    for (guint i = 0; i < removal->left->len; i++)
        json_array_add_string_element(left, removal->left->pdata[i]);
    json_object_set_string_member(item, "file_no", removal->record->file_no);
    json_object_set_string_member(item, "classification", removal->record->classification);
    json_object_set_string_member(item, "reason", removal->reason);
    json_object_set_int_member(item, "pages", removal->n_pages);
    json_object_set_int_member(item, "files", removal->n_pages ? removal->n_files : n_left);
    json_object_set_array_member(item, "left", left);
    return answer_node_of_object(item);
}

JsonNode *index_record_withhold(Store *store, const char *file_no, const GArray *page_ids,
                                const GArray *alike_ids, const char *reason, GError **error)
{
    guint n_files = 0;
    g_auto(Removal) removal = {.store = store,
                               .db = index_store_db(store),
                               .named = page_ids,
                               .compared = alike_ids,
                               .record = index_record_load(store, file_no, error),
                               .reason = g_strstrip(g_strdup(reason ? reason : "")),
                               .at = index_now(),
                               .left = g_ptr_array_new_with_free_func(g_free),
                               .lock = -1};
    if (!removal.record || !removal_check(&removal, error) ||
        (removal.lock = withhold_lock(store, TRUE, error)) < 0 || !alike_load(&removal, error) ||
        !pages_set_aside(&removal, error) || !rows_commit(&removal, error) ||
        !withhold_files_remove(store, removal.record->record_id, &n_files, error) ||
        !left_load(&removal, error))
        return NULL;
    traits_forget(&removal);
    index_scrub(&removal);
    return withhold_due_clear(removal.lock, error) ? removal_answer(&removal, n_files) : NULL;
}
