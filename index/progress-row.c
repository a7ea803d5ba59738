/* A row of the progress return as the store has it. */
#include "index/progress-private.h"

#include "index/answer.h"
#include "index/store-private.h"

#define COUNTS_MAX 16

/* The groups that hold counts alone, and the statement (progress.sql) whose columns they are. */
static const struct {
    const char *group, *statement;
    const char *members[COUNTS_MAX];
} COUNTS[] = {
    {"records",
     "progress_records",
     {"registered", "provisional", "uncounted", "short", "scanned", "recognised", "assembled",
      "checked", "examined", "by_lot", "exported", "imported", "rejected"}},
    {"availability", "progress_availability", {"excluded", "missing", "damaged", "pages"}},
    {"custody", "progress_custody", {"taken", "overnight"}},
    {"pages",
     "progress_pages",
     {"expected", "scanned", "recognised", "failed", "surplus", "blank", "duplicate"}},
    {"checking",
     "progress_checking",
     {"pages_examined", "pages_by_lot", "own_work", "lots_waiting", "lots_accepted",
      "lots_rejected"}},
};

/* --------------------------------------------------------------------------------- an empty row -- */

static JsonObject *counts_new(const char *const *members)
{
    JsonObject *counts = json_object_new();
    for (; *members; members++)
        json_object_set_int_member(counts, *members, 0);
    return counts;
}

JsonObject *progress_row_new(const char *office, const char *name)
{
    static const char *const nothing[] = {"level",  "parent", "lgd", "figures_at",
                                          "target", "census", NULL};
    JsonObject *row = json_object_new();
    json_object_set_string_member(row, "office", office);
    json_object_set_string_member(row, "name", name);
    for (guint i = 0; nothing[i]; i++)
        json_object_set_null_member(row, nothing[i]);
    json_object_set_int_member(row, "depth", 0);
    json_object_set_boolean_member(row, "silent", FALSE);
    for (guint i = 0; i < G_N_ELEMENTS(COUNTS); i++)
        json_object_set_object_member(row, COUNTS[i].group, counts_new(COUNTS[i].members));
    json_object_set_array_member(row, "days", json_array_new());
    return row;
}

/* ------------------------------------------------------------------------------- from the store -- */

static gboolean counts_read(JsonObject *counts, Db *db, const char *statement,
                            const char *const *members, GError **error)
{
    g_autoptr(DbRows) row = NULL;
    if (!db_query_row(db, statement, DB_NO_VALUES, &row, error))
        return FALSE;
    for (guint i = 0; members[i]; i++)
        json_object_set_int_member(counts, members[i], db_rows_int(row, i));
    return TRUE;
}

static JsonArray *days_read(Db *db, GError **error)
{
    static const AnswerField fields[] = {
        {"day", ANSWER_TEXT},     {"pages", ANSWER_INT},    {"scanned", ANSWER_INT},
        {"checked", ANSWER_INT},  {"exported", ANSWER_INT}, {"imported", ANSWER_INT},
        {"working", ANSWER_BOOL}, {"flagged", ANSWER_BOOL},
    };
    return answer_array(db, "progress_days", DB_NO_VALUES, fields, G_N_ELEMENTS(fields), error);
}

gboolean progress_row_read(JsonObject *row, Store *store, GError **error)
{
    Db *db = index_store_db(store);
    for (guint i = 0; i < G_N_ELEMENTS(COUNTS); i++)
        if (!counts_read(json_object_get_object_member(row, COUNTS[i].group), db,
                         COUNTS[i].statement, COUNTS[i].members, error))
            return FALSE;
    JsonArray *days = days_read(db, error);
    if (days)
        json_object_set_array_member(row, "days", days);
    return days != NULL;
}
