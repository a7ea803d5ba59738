/* The plan in the progress return: by what it is measured. */
#include "index/answer.h"
#include "index/member.h"
#include "index/plan-private.h"
#include "index/progress-private.h"
#include "index/row.h"
#include "index/store-private.h"

#define FIELDS_MAX 11

static const struct {
    const char *member, *statement;
    AnswerField fields[FIELDS_MAX];
} YARDSTICKS[] = {
    {"target",
     "drive_target_of",
     {{"records", ANSWER_INT},
      {"pages", ANSWER_INT},
      {"start", ANSWER_TEXT},
      {"deadline", ANSWER_TEXT},
      {"first_deadline", ANSWER_TEXT}}},
    {"census",
     "drive_census_of",
     {{"records", ANSWER_INT},
      {"pages", ANSWER_INT},
      {"counted_on", ANSWER_TEXT},
      {"own", ANSWER_INT}}},
};

static guint fields_count(const AnswerField *fields)
{
    guint n = 0;
    while (n < FIELDS_MAX && fields[n].key)
        n++;
    return n;
}

/* Of an office; untouched where there is none. */
static gboolean yardstick_add(JsonObject *row, guint kind, Db *db, const char *office,
                              GError **error)
{
    const AnswerField *fields = YARDSTICKS[kind].fields;
    g_autoptr(DbRows) found = NULL;
    if (!db_query_row(db, YARDSTICKS[kind].statement, DB_VALUES(DB_TEXT(office)), &found, error))
        return FALSE;
    if (!found)
        return TRUE;
    JsonObject *object = json_object_new();
    answer_add_fields(object, found, 0, fields, fields_count(fields));
    json_object_set_object_member(row, YARDSTICKS[kind].member, object);
    return TRUE;
}

static gboolean yardsticks_add(JsonObject *row, Db *db, const char *office, GError **error)
{
    for (guint kind = 0; kind < G_N_ELEMENTS(YARDSTICKS); kind++)
        if (!yardstick_add(row, kind, db, office, error))
            return FALSE;
    return TRUE;
}

gboolean progress_add_yardsticks(JsonObject *row, Store *store, GError **error)
{
    static const AnswerField place[] = {
        {"level", ANSWER_TEXT}, {"parent", ANSWER_TEXT}, {"lgd", ANSWER_TEXT}};
    g_autoptr(DbRows) found = NULL;
    if (!db_query_row(index_store_db(store), "drive_place",
                      DB_VALUES(DB_TEXT(index_store_office(store))), &found, error))
        return FALSE;
    if (found)
        answer_add_fields(row, found, 0, place, G_N_ELEMENTS(place));
    return yardsticks_add(row, index_store_db(store), index_store_office(store), error);
}

/* Lists of the progress item, by statements of plan.sql; n_values 1: of the store's office. */
static const struct {
    const char *key, *statement;
    guint n_values;
    AnswerField fields[FIELDS_MAX];
} LISTS[] = {
    {"plan",
     "drive_held",
     0,
     {{"kind", ANSWER_TEXT},
      {"version", ANSWER_INT},
      {"imported_at", ANSWER_TEXT},
      {"sha256", ANSWER_TEXT}}},
    {"tree", "drive_offices", 0, DRIVE_OFFICE_FIELDS},
    {"holidays", "drive_holidays", 0, DRIVE_HOLIDAY_FIELDS},
    {"holidays_late", "drive_holidays_late", 0, DRIVE_HOLIDAY_LATE_FIELDS},
    {"categories",
     "drive_categories",
     1,
     {{"office", ANSWER_TEXT},
      {"priority", ANSWER_TEXT},
      {"category", ANSWER_TEXT},
      {"target_records", ANSWER_INT},
      {"target_pages", ANSWER_INT},
      {"deadline", ANSWER_TEXT},
      {"first_deadline", ANSWER_TEXT},
      {"registered", ANSWER_INT},
      {"scanned", ANSWER_INT},
      {"imported", ANSWER_INT},
      {"pages", ANSWER_INT}}},
};

/* What is to be done of all of them: of one that sends nothing only the others can say so. */
static gboolean tree_measure(JsonArray *tree, Db *db, GError **error)
{
    for (guint i = 0; i < json_array_get_length(tree); i++) {
        JsonObject *office = json_array_get_object_element(tree, i);
        if (!yardsticks_add(office, db, json_object_get_string_member(office, "office"), error))
            return FALSE;
    }
    return TRUE;
}

gboolean progress_add_plan(JsonObject *progress, Store *store, GError **error)
{
    const DbValue office[] = {DB_TEXT(index_store_office(store))};
    for (guint i = 0; i < G_N_ELEMENTS(LISTS); i++) {
        JsonArray *array =
            answer_array(index_store_db(store), LISTS[i].statement, office, LISTS[i].n_values,
                         LISTS[i].fields, fields_count(LISTS[i].fields), error);
        if (!array)
            return FALSE;
        json_object_set_array_member(progress, LISTS[i].key, array);
    }
    return tree_measure(json_object_get_array_member(progress, "tree"), index_store_db(store),
                        error);
}

/* The store's own office, and those above it in the plan's tree. */
static GHashTable *offices_above(Store *store, GError **error)
{
    GHashTable *offices = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    const char *own = index_store_office(store);
    g_hash_table_add(offices, g_strdup(own));
    g_autoptr(DbRows) rows =
        db_query(index_store_db(store), "drive_above", DB_VALUES(DB_TEXT(own)), error);
    while (rows && db_rows_next(rows, error))
        g_hash_table_add(offices, g_strdup(db_rows_text(rows, 0)));
    if (rows && !db_rows_failed(rows))
        return offices;
    g_hash_table_unref(offices);
    return NULL;
}

GArray *progress_holidays(Store *store, JsonArray *holidays, GError **error)
{
    g_autoptr(GHashTable) offices = offices_above(store, error);
    if (!offices)
        return NULL;
    GArray *days = g_array_new(FALSE, FALSE, sizeof(gint32));
    for (guint i = 0; i < member_length(holidays); i++) {
        JsonObject *holiday = member_element(holidays, i);
        const char *of = json_object_get_string_member_with_default(holiday, "office", NULL);
        gint32 day = index_day_parse(json_object_get_string_member(holiday, "day"));
        if (day && (!of || g_hash_table_contains(offices, of)))
            g_array_append_val(days, day);
    }
    return days;
}
