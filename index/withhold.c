/* Records of which nobody may read or hand over what is held: those that are not Normal by
 * classification, and those that are excluded. At once, nothing of them is found by a search, worked on or exported, and
 * packages that nobody has taken leave the outbox. Masters and what was made of them stay: whoever marked the record by
 * mistake takes it back, and the work is due again. Removing them is the nodal officer's act (withhold-remove.c). */
#include <glib/gstdio.h>

#include "index/register.h"
#include "index/store-private.h"

gboolean register_row_is_withheld(const Row *row)
{
    return !g_str_equal(row->values[COLUMN_CLASSIFICATION], "Normal") ||
           g_str_equal(row->values[COLUMN_AVAILABILITY], "excluded");
}

static gboolean rows_agree(const Row *before, const Row *after, ColumnId id)
{
    return g_str_equal(before->values[id], after->values[id]);
}

static gboolean work_plan(Register *reg, gint64 record_id, gboolean is_withheld, GError **error)
{
    const DbValue id = DB_INT(record_id);
    if (!db_exec(reg->db, "record_pages_unfail", DB_VALUES(id), error))
        return FALSE;
    return is_withheld
               ? db_exec(reg->db, "record_jobs_drop", DB_VALUES(id), error)
               : db_exec(reg->db, "record_pages_queue", DB_VALUES(id, DB_TEXT(reg->now)), error);
}

/* "Secret", "excluded", or both. */
static char *withheld_name(const Row *row)
{
    const char *classification = row->values[COLUMN_CLASSIFICATION];
    if (!g_str_equal(row->values[COLUMN_AVAILABILITY], "excluded"))
        return g_strdup(classification);
    return g_str_equal(classification, "Normal")
               ? g_strdup("excluded")
               : g_strconcat(classification, " and excluded", NULL);
}

/* ", 1 package was withdrawn from the outbox" */
static char *withdrawn_text(guint n)
{
    return n ? g_strdup_printf(", %u %s taken out of the outbox", n,
                               n == 1 ? "package was" : "packages were")
             : g_strdup("");
}

/* What comes next: the office may want to hold nothing of it. */
static const char *advice_of(const Register *reg, const Row *row)
{
    gboolean is_confidential = !g_str_equal(row->values[COLUMN_CLASSIFICATION], "Normal");
    return is_confidential &&
                   g_str_equal(index_store_conf_text(reg->store, "policy", "confidential"),
                               "register-only")
               ? "This office keeps such records in its register alone: muhafiz record withhold, "
                 "by "
                 "the nodal officer, removes"
               : "Ask the nodal officer what is to become of";
}

static char *withheld_note(const Register *reg, const Row *row, guint n_pages, guint n_withdrawn)
{
    const char *file_no = row->values[COLUMN_FILE_NO];
    g_autofree char *name = withheld_name(row), *withdrawn = withdrawn_text(n_withdrawn);
    if (!register_row_is_withheld(row))
        return g_strdup_printf("%s may be worked on again, %u %s: next muhafiz run", file_no,
                               COUNTED(n_pages, "page"));
    return g_strdup_printf(
        "%s is %s now, and %u %s of it %s held here%s: nothing more is read, bound, "
        "found by a search or exported of it, and no page is deleted. %s %s",
        file_no, name, COUNTED(n_pages, "page"), n_pages == 1 ? "is" : "are", withdrawn,
        advice_of(reg, row), n_pages == 1 ? "it" : "them");
}

/* ------------------------------------------------------------------------------------- the outbox -- */

/* Out of sight in one step. *was_there: the import job had not taken it. */
static gboolean folder_withdraw(Store *store, const char *path, const char *name,
                                gboolean *was_there, GError **error)
{
    g_autofree char *folder = index_store_path(store, path);
    g_autofree char *spool = index_store_path(store, "spool");
    g_autofree char *gone = g_strdup_printf("%s/%s.withdrawn", spool, name);
    if (!scan_dir_remove(gone, error))
        return FALSE;
    *was_there = g_rename(folder, gone) == 0;
    return scan_dir_remove(gone, error);
}

gboolean withhold_package_note(Store *store, const char *at, const WithheldPackage *package,
                               const char *why, GError **error)
{
    g_autofree char *object = index_file_object(package->file_no);
    g_autofree char *reason = g_strconcat("withdrawn from the outbox: ", why, NULL);
    return db_exec(index_store_db(store), "withhold_package_note",
                   DB_VALUES(DB_INT(package->package_id), DB_TEXT(reason)), error) &&
           index_event_put_at(store, at, "package.withdrawn", object, package->record_id,
                              g_variant_new_parsed("{'package': <%s>}", package->name), error);
}

/* Where all is taken back, the next export writes the same packages again. */
static gboolean packages_withdraw(Register *reg, const Row *row, guint *n, GError **error)
{
    g_autofree char *why = withheld_name(row);
    g_autoptr(DbRows) rows =
        db_query(reg->db, "withhold_packages", DB_VALUES(DB_INT(row->record_id)), error);
    while (rows && db_rows_next(rows, error)) {
        gboolean was_there = FALSE;
        const WithheldPackage package = {db_rows_int(rows, 0), row->record_id,
                                         row->values[COLUMN_FILE_NO], db_rows_text(rows, 1)};
        if (!folder_withdraw(reg->store, db_rows_text(rows, 2), package.name, &was_there, error) ||
            (was_there && !withhold_package_note(reg->store, reg->now, &package, why, error)))
            return FALSE;
        *n += was_there;
    }
    return rows && !db_rows_failed(rows);
}

static gboolean same_tell(Register *reg, const Row *row, GError **error)
{
    g_autoptr(GArray) alike = withhold_alike(reg->db, row->record_id, NULL, error);
    return alike && withhold_tell_same(reg->db, row->record_id, row->values[COLUMN_FILE_NO], alike,
                                       reg->notes, error);
}

gboolean register_withhold(Register *reg, const Row *before, const Row *after, GError **error)
{
    gint64 n_pages;
    guint n_withdrawn = 0;
    gboolean is_other = register_row_is_withheld(before) != register_row_is_withheld(after);
    if (rows_agree(before, after, COLUMN_CLASSIFICATION) &&
        rows_agree(before, after, COLUMN_AVAILABILITY))
        return TRUE;
    if (!is_other &&
        !register_row_is_withheld(after)) /* missing, damaged, available: the work goes on */
        return TRUE;
    if (register_row_is_withheld(after) && !packages_withdraw(reg, after, &n_withdrawn, error))
        return FALSE;
    if ((is_other && !work_plan(reg, before->record_id, register_row_is_withheld(after), error)) ||
        !db_query_int(reg->db, "record_pages_held", DB_VALUES(DB_INT(before->record_id)), &n_pages,
                      NULL, error))
        return FALSE;
    if (n_pages == 0)
        return TRUE;
    g_ptr_array_add(reg->notes, withheld_note(reg, after, (guint)n_pages, n_withdrawn));
    return !register_row_is_withheld(after) || same_tell(reg, after, error);
}
