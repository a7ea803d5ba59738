/* A row of the progress return as the store has it. */
#include "index/progress-private.h"

#include <string.h>

#include "index/answer.h"
#include "index/jump.h"
#include "index/member.h"
#include "index/projection.h"
#include "index/row.h"
#include "index/store-private.h"

static JsonObject *row_new(const char *office, const char *name)
{
    static const char *const nothing[] = {"level",  "parent", "lgd",    "figures_at", "target",
                                          "census", "chain",  "frozen", "heads",      NULL};
    JsonObject *row = json_object_new();
    json_object_set_string_member(row, "office", office);
    json_object_set_string_member(row, "name", name);
    for (guint i = 0; nothing[i]; i++)
        json_object_set_null_member(row, nothing[i]);
    json_object_set_int_member(row, "depth", 0);
    json_object_set_boolean_member(row, "silent", FALSE);
    index_row_add_nothing(row);
    return row;
}

/* ------------------------------------------------------------------------------- from the store -- */

/* The columns of statement progress_GROUP (progress.sql) are the group's members. $1 of the statement for what is out of
 * the room is today; the others have none. */
static gboolean counts_read(JsonObject *row, Db *db, const RowGroup *group, const char *today,
                            GError **error)
{
    g_autofree char *statement = g_strconcat("progress_", group->group, NULL);
    g_autoptr(DbRows) counts = NULL;
    const DbValue values[] = {DB_TEXT(today)};
    if (!db_query_row(db, statement, values, g_str_equal(group->group, "custody"), &counts, error))
        return FALSE;
    for (guint i = 0; group->members[i]; i++)
        json_object_set_int_member(json_object_get_object_member(row, group->group),
                                   group->members[i], db_rows_int(counts, i));
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

static JsonObject *day_find(JsonArray *days, const char *name)
{
    for (guint i = 0; i < json_array_get_length(days); i++) {
        JsonObject *day = json_array_get_object_element(days, i);
        if (g_str_equal(json_object_get_string_member(day, "day"), name))
            return day;
    }
    return NULL;
}

/* Days that cannot be believed, as the clock was set. */
static gboolean days_flag(JsonArray *days, Store *store, GError **error)
{
    g_autoptr(GError) failure = NULL;
    g_autoptr(JsonObject) clock = index_jump_list(store, &failure);
    JsonArray *wrong = clock ? json_object_get_array_member(clock, "days") : NULL;
    for (guint i = 0; wrong && i < json_array_get_length(wrong); i++) {
        JsonObject *day = day_find(days, json_array_get_string_element(wrong, i));
        if (day)
            json_object_set_boolean_member(day, "flagged", TRUE);
    }
    if (!failure)
        return TRUE;
    g_propagate_error(error, g_steal_pointer(&failure));
    return FALSE;
}

static void days_mark_working(JsonArray *days, const GArray *holidays)
{
    for (guint i = 0; i < json_array_get_length(days); i++) {
        JsonObject *day = json_array_get_object_element(days, i);
        gint32 julian = index_day_parse(json_object_get_string_member(day, "day"));
        json_object_set_boolean_member(
            day, "working",
            index_day_is_working(julian, (const gint32 *)(gpointer)holidays->data, holidays->len));
    }
}

static gboolean row_read(JsonObject *row, Store *store, const char *today, const GArray *holidays,
                         GError **error)
{
    Db *db = index_store_db(store);
    for (const RowGroup *group = index_row_groups; group->group; group++)
        if (!counts_read(row, db, group, today, error))
            return FALSE;
    JsonArray *days = days_read(db, error);
    if (!days)
        return FALSE;
    json_object_set_array_member(row, "days", days);
    days_mark_working(days, holidays);
    return days_flag(days, store, error) && progress_add_yardsticks(row, store, error);
}

/* What an auditor can check at the station: how far its chain of events is, and the newest return that was frozen. */
static gboolean evidence_add(JsonObject *row, Store *store, GError **error)
{
    g_autoptr(DbRows) last = NULL;
    char head[SCAN_SHA256_SIZE];
    gint64 number = 0;
    if (!index_event_head(store, &number, head, error) ||
        !db_query_row(index_store_db(store), "return_last", DB_NO_VALUES, &last, error))
        return FALSE;
    JsonObject *chain = json_object_new(), *frozen = last ? json_object_new() : NULL;
    json_object_set_int_member(chain, "number", number);
    json_object_set_string_member(chain, "hash", head);
    json_object_set_object_member(row, "chain", chain);
    if (!frozen)
        return TRUE;
    json_object_set_int_member(frozen, "return", db_rows_int(last, 0));
    json_object_set_string_member(frozen, "at", db_rows_text(last, 1));
    json_object_set_string_member(frozen, "sha256", db_rows_text(last, 2));
    json_object_set_object_member(row, "frozen", frozen);
    return TRUE;
}

JsonObject *progress_row_load(Store *store, const char *at, JsonObject *item, GError **error)
{
    g_autoptr(GArray) free_days = progress_holidays(store, member_array(item, "holidays"), error);
    if (!free_days)
        return NULL;
    g_autofree char *today = g_strndup(at, strlen("2026-11-28"));
    const RowContext context = {.today = index_day_parse(at),
                                .holidays = (const gint32 *)(gpointer)free_days->data,
                                .n_holidays = free_days->len,
                                .scanners = member_array(item, "scanners"),
                                .n_lately = index_row_lately(member_object(item, "lists"),
                                                             index_store_office(store),
                                                             index_day_parse(at))};
    g_autoptr(JsonObject) row =
        row_new(index_store_office(store), index_store_conf_text(store, "office", "name"));
    json_object_set_string_member(row, "figures_at", at);
    if (!row_read(row, store, today, free_days, error) || !evidence_add(row, store, error))
        return NULL;
    index_row_measure(row);
    index_row_judge(row, &context);
    return g_steal_pointer(&row);
}
