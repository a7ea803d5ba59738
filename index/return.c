/* Frozen returns: the progress return of a moment, numbered, kept as the bytes that it was.
 *
 * Bytes: the item of index_progress as JSON without blanks, members in the order of their names (by byte), numbers as json-glib
 * writes them. Their SHA-256 stands in the event "return.frozen", so that a row that was changed is found out; triggers
 * refuse to change one. What came late of days that an earlier return had told is in "corrections" of the next one: the
 * earlier stays as it is. The day on which a return was frozen goes on after it, so only what was taken back of it counts
 * as a correction. */
#include <string.h>

#include "index/answer.h"
#include "index/member.h"
#include "index/progress-private.h"
#include "index/row.h"
#include "index/store-private.h"

#define DAY_LENGTH 10 /* "2026-11-28" */

/* ----------------------------------------------------------------------------------------- bytes -- */

static JsonNode *node_sort(JsonNode *node);

static JsonNode *object_sort(JsonObject *object)
{
    JsonObject *sorted = json_object_new();
    g_autoptr(GList) names =
        g_list_sort(json_object_get_members(object), (GCompareFunc)(GCallback)strcmp);
    for (GList *name = names; name; name = name->next)
        json_object_set_member(sorted, name->data,
                               node_sort(json_object_get_member(object, name->data)));
    return answer_node_of_object(sorted);
}

static JsonNode *node_sort(JsonNode *node)
{
    if (JSON_NODE_HOLDS_OBJECT(node))
        return object_sort(json_node_get_object(node));
    if (!JSON_NODE_HOLDS_ARRAY(node))
        return json_node_copy(node);
    JsonArray *array = json_node_get_array(node), *sorted = json_array_new();
    for (guint i = 0; i < json_array_get_length(array); i++)
        json_array_add_element(sorted, node_sort(json_array_get_element(array, i)));
    return answer_node_of_array(sorted);
}

/* ----------------------------------------------------------------------------------- corrections -- */

typedef struct {
    Store *store;
    JsonArray *corrections;
    const char *frozen_at,
        *frozen_on; /* when, and the day on which the return before this one was frozen */
    gint64 before;  /* its number */
} Corrections;

static JsonArray *days_of(JsonObject *item)
{
    return member_array(member_object(item, "grand_total"), "days");
}

static JsonObject *day_find(JsonArray *days, const char *name)
{
    for (guint i = 0; i < member_length(days); i++)
        if (g_strcmp0(member_text(member_element(days, i), "day"), name) == 0)
            return member_element(days, i);
    return NULL;
}

/* The return in whose period the day ends. */
static gboolean return_of_day(Store *store, const char *day, gint64 *number, GError **error)
{
    return db_query_int(index_store_db(store), "return_of_day", DB_VALUES(DB_TEXT(day)), number,
                        NULL, error);
}

/* day: NULL where it has none. */
/* Of what has no day: NULL. */
static JsonObject *correction_new(Corrections *found, gint64 number, const char *day,
                                  const char *column)
{
    JsonObject *correction = json_object_new();
    json_object_set_int_member(correction, "return", number);
    json_object_set_string_member(correction, "office", index_store_office(found->store));
    answer_set_text(correction, "day", day);
    json_object_set_string_member(correction, "column", column);
    json_array_add_object_element(found->corrections, correction);
    return correction;
}

static JsonObject *correction_put(Corrections *found, gint64 number, const char *day,
                                  const char *column, gint64 was, gint64 is)
{
    JsonObject *correction = correction_new(found, number, day, column);
    json_object_set_int_member(correction, "was", was);
    json_object_set_int_member(correction, "is", is);
    return correction;
}

static gboolean correction_add(Corrections *found, const char *day, const char *column, gint64 was,
                               gint64 is, GError **error)
{
    gint64 number = 0;
    if (!return_of_day(found->store, day, &number, error))
        return FALSE;
    correction_put(found, number, day, column, was, is);
    return TRUE;
}

/* was, is: NULL where nothing was done on that day. */
static gboolean day_compare(Corrections *found, const char *day, JsonObject *was, JsonObject *is,
                            GError **error)
{
    static const char *const columns[] = {"pages", "scanned", "checked", "exported", "imported"};
    int order = strcmp(day, found->frozen_on);
    for (guint i = 0; order <= 0 && i < G_N_ELEMENTS(columns); i++) {
        gint64 before = member_int(was, columns[i], 0), now = member_int(is, columns[i], 0);
        if ((order < 0 ? before != now : now < before) &&
            !correction_add(found, day, columns[i], before, now, error))
            return FALSE;
    }
    return TRUE;
}

static gboolean days_compare(Corrections *found, JsonArray *was, JsonArray *is, GError **error)
{
    for (guint i = 0; i < member_length(was); i++) {
        const char *day = member_text(member_element(was, i), "day");
        if (!day_compare(found, day, member_element(was, i), day_find(is, day), error))
            return FALSE;
    }
    for (guint i = 0; i < member_length(is); i++) {
        const char *day = member_text(member_element(is, i), "day");
        if (!day_find(was, day) && !day_compare(found, day, NULL, member_element(is, i), error))
            return FALSE;
    }
    return TRUE;
}

/* By what it was measured, and what was not there to be scanned: no day has it. */
static void totals_compare(Corrections *found, JsonObject *was, JsonObject *is)
{
    static const struct {
        const char *column, *group, *member;
    } totals[] = {
        {"registered", "records", "registered"}, {"expected", "pages", "expected"},
        {"short", "records", "short"},           {"excluded", "availability", "excluded"},
        {"missing", "availability", "missing"},  {"damaged", "availability", "damaged"},
        {"target_records", "target", "records"}, {"target_pages", "target", "pages"},
        {"census_records", "census", "records"}, {"census_pages", "census", "pages"},
    };
    for (guint i = 0; i < G_N_ELEMENTS(totals); i++) {
        gint64 before = index_row_count(was, totals[i].group, totals[i].member);
        gint64 now = index_row_count(is, totals[i].group, totals[i].member);
        if (before != now)
            correction_put(found, found->before, NULL, totals[i].column, before, now);
    }
}

/* Days of the plan: "was" and "is" are such, or null. NULL: they are the same. */
static JsonObject *date_compare(Corrections *found, const char *column, JsonObject *was,
                                JsonObject *is)
{
    const char *before = member_text(was, column), *now = member_text(is, column);
    if (g_strcmp0(before, now) == 0)
        return NULL;
    JsonObject *correction = correction_new(found, found->before, NULL, column);
    answer_set_text(correction, "was", before);
    answer_set_text(correction, "is", now);
    return correction;
}

static JsonObject *category_find(JsonArray *categories, JsonObject *like)
{
    for (guint i = 0; i < member_length(categories); i++) {
        JsonObject *one = member_element(categories, i);
        if (g_strcmp0(member_text(one, "category"), member_text(like, "category")) == 0 &&
            g_strcmp0(member_text(one, "priority"), member_text(like, "priority")) == 0)
            return one;
    }
    return NULL;
}

/* Of the office, and of each of its targets that was there before. */
static void dates_compare(Corrections *found, JsonObject *was, JsonObject *is)
{
    JsonObject *before = member_object(member_object(was, "grand_total"), "target");
    JsonObject *now = member_object(member_object(is, "grand_total"), "target");
    JsonArray *targets = member_array(is, "categories");
    date_compare(found, "start", before, now);
    date_compare(found, "deadline", before, now);
    for (guint i = 0; i < member_length(targets); i++) {
        JsonObject *one = member_element(targets, i);
        JsonObject *held = category_find(member_array(was, "categories"), one);
        const char *name = member_text(one, "category");
        name = name ? name : member_text(one, "priority");
        JsonObject *moved = held && name ? date_compare(found, "deadline", held, one) : NULL;
        if (moved)
            json_object_set_string_member(moved, "category", name);
    }
}

/* The version of a table of the plan; 0: it had none. */
static gint64 plan_version(JsonObject *item, const char *kind)
{
    JsonArray *plan = member_array(item, "plan");
    for (guint i = 0; i < member_length(plan); i++)
        if (g_strcmp0(member_text(member_element(plan, i), "kind"), kind) == 0)
            return member_int(member_element(plan, i), "version", 0);
    return 0;
}

static void plans_compare(Corrections *found, JsonObject *was, JsonObject *is)
{
    JsonArray *plan = member_array(is, "plan");
    for (guint i = 0; i < member_length(plan); i++) {
        const char *kind = member_text(member_element(plan, i), "kind");
        gint64 before = plan_version(was, kind), now = plan_version(is, kind);
        if (before != now)
            correction_put(found, found->before, NULL, kind, before, now);
    }
}

/* Records that went from one category to another since, as if they had been there: what the return before this one would have
 * counted for both. */
static gboolean categories_compare(Corrections *found, GError **error)
{
    g_autoptr(DbRows) rows =
        db_query(index_store_db(found->store), "return_recategorised",
                 DB_VALUES(DB_TEXT(found->frozen_on), DB_TEXT(found->frozen_at)), error);
    while (rows && db_rows_next(rows, error))
        for (guint i = 0; i < 2; i++) {
            gint64 was = db_rows_int(rows, 1 + 2 * i), is = db_rows_int(rows, 2 + 2 * i);
            if (was == is)
                continue;
            JsonObject *correction = correction_put(
                found, found->before, NULL, i ? "category_pages" : "category_scanned", was, is);
            json_object_set_string_member(correction, "category", db_rows_text(rows, 0));
        }
    return rows && !db_rows_failed(rows);
}

/* -------------------------------------------------------------------------------------- freezing -- */

static char *return_object(gint64 number)
{
    return g_strdup_printf("return %" G_GINT64_FORMAT, number);
}

typedef struct {
    gint64 number;
    char *before_at; /* when the return before it was frozen; NULL: it is the first */
} Frozen;

/* A return of no time would only repeat the one before it. */
static gboolean period_check(JsonObject *item, const Frozen *frozen, GError **error)
{
    if (g_strcmp0(frozen->before_at, member_text(item, "at")) != 0)
        return TRUE;
    g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_DATA,
                "return %" G_GINT64_FORMAT " was frozen at this very moment, and there is nothing "
                "between: muhafiz return show %" G_GINT64_FORMAT
                " prints it, the next is for the next week",
                frozen->number - 1, frozen->number - 1);
    return FALSE;
}

/* What the item has of the return before this one. */
static gboolean item_compare(JsonObject *item, Store *store, const Frozen *frozen, GError **error)
{
    if (!frozen->before_at)
        return TRUE;
    g_autoptr(JsonNode) before = index_return_load(store, frozen->number - 1, error);
    if (!before)
        return FALSE;
    g_autofree char *frozen_on = g_strndup(frozen->before_at, DAY_LENGTH);
    JsonObject *was = json_node_get_object(before);
    Corrections found = {store, member_array(item, "corrections"), frozen->before_at, frozen_on,
                         frozen->number - 1};
    plans_compare(&found, was, item);
    dates_compare(&found, was, item);
    totals_compare(&found, member_object(was, "grand_total"), member_object(item, "grand_total"));
    return categories_compare(&found, error) &&
           days_compare(&found, days_of(was), days_of(item), error);
}

static void item_number(JsonObject *item, const Frozen *frozen)
{
    JsonObject *period = json_object_new();
    json_object_set_string_member(period, "from", frozen->before_at);
    json_object_set_string_member(period, "to", member_text(item, "at"));
    json_object_set_int_member(item, "return", frozen->number);
    json_object_set_object_member(item, "period", period);
}

static gboolean frozen_write(Store *store, JsonObject *item, const char *text, const Frozen *frozen,
                             GError **error)
{
    const char *at = member_text(item, "at");
    g_autofree char *object = return_object(frozen->number);
    g_autofree char *sha256 = g_compute_checksum_for_string(G_CHECKSUM_SHA256, text, -1);
    return db_exec(index_store_db(store), "return_insert",
                   DB_VALUES(DB_INT(frozen->number), DB_TEXT(at), DB_TEXT(index_store_user(store)),
                             DB_TEXT(frozen->before_at), DB_TEXT(sha256), DB_TEXT(text)),
                   error) &&
           index_event_put_at(
               store, at, "return.frozen", object, 0,
               g_variant_new_parsed("{'return': <%x>, 'sha256': <%s>}", frozen->number, sha256),
               error);
}

static JsonNode *freeze(Store *store, GError **error)
{
    g_autoptr(DbRows) last = NULL;
    g_autoptr(JsonNode) item = NULL;
    if (!db_query_row(index_store_db(store), "return_last", DB_NO_VALUES, &last, error))
        return NULL;
    g_autofree char *before_at = last ? g_strdup(db_rows_text(last, 1)) : NULL;
    const Frozen frozen = {last ? db_rows_int(last, 0) + 1 : 1, before_at};
    g_clear_pointer(&last, db_rows_free);
    item = index_progress(store, FALSE, error);
    if (!item || !period_check(json_node_get_object(item), &frozen, error) ||
        !item_compare(json_node_get_object(item), store, &frozen, error))
        return NULL;
    item_number(json_node_get_object(item), &frozen);
    g_autoptr(JsonNode) sorted = node_sort(item);
    g_autofree char *text = json_to_string(sorted, FALSE);
    return frozen_write(store, json_node_get_object(item), text, &frozen, error)
               ? g_steal_pointer(&sorted)
               : NULL;
}

/* Counted anew first: kept counts have no seals. */
JsonNode *index_return_freeze(Store *store, GError **error)
{
    Db *db = index_store_db(store);
    if (!progress_count_anew(store, error) || !db_begin(db, error))
        return NULL;
    g_autoptr(JsonNode) item = freeze(store, error);
    return db_end(db, item != NULL, error) ? g_steal_pointer(&item) : NULL;
}

/* --------------------------------------------------------------------------------------- reading -- */

static gboolean refuse(gint64 number, GError **error)
{
    g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_DATA,
                "return %" G_GINT64_FORMAT
                " is not what was frozen: its bytes do not fit its event. "
                "Run muhafiz verify, and take it from a backup",
                number);
    return FALSE;
}

/* The event names the bytes. */
static gboolean text_check(Store *store, DbRows *row, gint64 number, GError **error)
{
    g_autoptr(DbRows) event = NULL;
    g_autofree char *object = return_object(number);
    g_autofree char *sha256 =
        g_compute_checksum_for_string(G_CHECKSUM_SHA256, db_rows_text(row, 0), -1);
    if (!db_query_row(index_store_db(store), "return_event",
                      DB_VALUES(DB_TEXT(index_store_office(store)), DB_TEXT(object)), &event,
                      error))
        return FALSE;
    g_autoptr(JsonNode) detail = event ? json_from_string(db_rows_text(event, 0), NULL) : NULL;
    JsonObject *told =
        detail && JSON_NODE_HOLDS_OBJECT(detail) ? json_node_get_object(detail) : NULL;
    return g_strcmp0(member_text(told, "sha256"), sha256) == 0 &&
                   member_int(told, "return", 0) == number
               ? TRUE
               : refuse(number, error);
}

char *index_return_text(Store *store, gint64 number, GError **error)
{
    g_autoptr(DbRows) row = NULL;
    if (!db_query_row(index_store_db(store), "return_load", DB_VALUES(DB_INT(number)), &row, error))
        return NULL;
    if (!row) {
        g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE,
                    "there is no return %" G_GINT64_FORMAT ": muhafiz return list says which there "
                    "are",
                    number);
        return NULL;
    }
    return text_check(store, row, number, error) ? g_strdup(db_rows_text(row, 0)) : NULL;
}

JsonNode *index_return_load(Store *store, gint64 number, GError **error)
{
    g_autofree char *text = index_return_text(store, number, error);
    return text ? json_from_string(text, error) : NULL;
}

JsonNode *index_return_list(Store *store, GError **error)
{
    static const AnswerField fields[] = {
        {"return", ANSWER_INT}, {"at", ANSWER_TEXT}, {"person", ANSWER_TEXT},
        {"from", ANSWER_TEXT},  {"to", ANSWER_TEXT}, {"sha256", ANSWER_TEXT},
    };
    JsonArray *returns = answer_array(index_store_db(store), "return_list", DB_NO_VALUES, fields,
                                      G_N_ELEMENTS(fields), error);
    return returns ? answer_node_of_array(returns) : NULL;
}
