/* Records that are missing or damaged: why is kept as long as they are so, and asked of who says it where the office
 * has persons. So is why a classification is lifted. */
#include "index/register.h"
#include "index/store-private.h"

static gboolean is_absent(const Row *row)
{
    const char *availability = row->values[COLUMN_AVAILABILITY];
    return g_str_equal(availability, "missing") || g_str_equal(availability, "damaged");
}

static gboolean note(Register *reg, const Row *row, const char *act, GError **error)
{
    g_autofree char *object = index_file_object(row->values[COLUMN_FILE_NO]);
    return index_event_put_at(
        reg->store, reg->now, act, object, row->record_id,
        g_variant_new_parsed("{'reason': <%s>}", reg->reason ? reg->reason : ""), error);
}

static gboolean absence_begin(Register *reg, const Row *after, GError **error)
{
    g_autofree char *act = g_strconcat("record.", after->values[COLUMN_AVAILABILITY], NULL);
    return register_reason_require(reg, after, COLUMN_AVAILABILITY, error) &&
           db_exec(reg->db, "absence_set",
                   DB_VALUES(DB_INT(after->record_id), DB_TEXT(reg->reason ? reg->reason : ""),
                             DB_TEXT(reg->now), DB_TEXT(index_store_user(reg->store))),
                   error) &&
           note(reg, after, act, error);
}

static gboolean absence_end(Register *reg, const Row *after, GError **error)
{
    if (!db_exec(reg->db, "absence_end", DB_VALUES(DB_INT(after->record_id)), error))
        return FALSE;
    return db_changes(reg->db) == 0 || note(reg, after, "record.found", error);
}

/* What was damaged before it was excluded is so again when that ends, for the reason that was given then. */
static gboolean is_known(Register *reg, const Row *before, const Row *after, gboolean *is,
                         GError **error)
{
    g_autoptr(DbRows) row = NULL;
    if (!db_query_row(reg->db, "absence_list", DB_VALUES(DB_INT(after->record_id)), &row, error))
        return FALSE;
    *is = row && g_str_equal(before->values[COLUMN_AVAILABILITY], "excluded");
    return TRUE;
}

gboolean register_absence_follow(Register *reg, const Row *before, const Row *after, GError **error)
{
    gboolean is = FALSE;
    if (g_str_equal(before->values[COLUMN_AVAILABILITY], after->values[COLUMN_AVAILABILITY]))
        return TRUE;
    if (g_str_equal(after->values[COLUMN_AVAILABILITY], "available"))
        return absence_end(reg, after, error);
    return !is_absent(after) ||
           (is_known(reg, before, after, &is, error) && (is || absence_begin(reg, after, error)));
}

gboolean register_lifting_follow(Register *reg, const Row *before, const Row *after, GError **error)
{
    const char *was = before->values[COLUMN_CLASSIFICATION];
    if (g_str_equal(was, "Normal") || !g_str_equal(after->values[COLUMN_CLASSIFICATION], "Normal"))
        return TRUE;
    return register_reason_require(reg, after, COLUMN_CLASSIFICATION, error) &&
           note(reg, after, "classification.lifted", error);
}
