#include "index/jump.h"

#include <stdio.h>
#include <time.h>

#include "index/answer.h"

#define BACK_MAX_S 60 /* time servers put a clock back by seconds */
#define OFF_MAX_S (24 * 3600)
#define MARKED_DAYS_MAX 3660 /* of one wrong date; a battery that died leaves the year 2000 */

gint64 index_jump_measure(const ClockReading *before, const ClockReading *now)
{
    gboolean is_same = g_str_equal(before->boot, now->boot);
    gint64 passed_s = is_same ? now->running_s - before->running_s : 0;
    gint64 off_s = now->wall_s - before->wall_s - passed_s;
    if (off_s < -BACK_MAX_S || (is_same && off_s > OFF_MAX_S))
        return off_s;
    return 0;
}

static char *time_text(gint64 wall_s)
{
    g_autoptr(GDateTime) at = g_date_time_new_from_unix_local(wall_s);
    return at ? g_date_time_format_iso8601(at) : g_strdup("");
}

/* from: what the clock would have said. */
static gboolean jump_write(Store *store, const ClockReading *now, gint64 off_s, GError **error)
{
    g_autofree char *from = time_text(now->wall_s - off_s), *to = time_text(now->wall_s);
    return db_exec(index_store_db(store), "jump_insert",
                   DB_VALUES(DB_TEXT(now->host), DB_TEXT(to), DB_TEXT(from), DB_TEXT(to),
                             DB_INT(off_s)),
                   error) &&
           index_event_put_at(
               store, to, "clock.jumped", "clock", 0,
               g_variant_new_parsed("{'from': <%s>, 'to': <%s>, 'seconds': <%x>}", from, to, off_s),
               error);
}

gboolean index_jump_look(Store *store, const ClockReading *now, GError **error)
{
    Db *db = index_store_db(store);
    g_autoptr(DbRows) row = NULL;
    if (!db_query_row(db, "jump_last", DB_VALUES(DB_TEXT(now->host)), &row, error))
        return FALSE;
    gint64 off_s = 0;
    if (row) {
        const ClockReading before = {now->host, db_rows_text(row, 0), db_rows_int(row, 1),
                                     db_rows_int(row, 2)};
        off_s = index_jump_measure(&before, now);
    }
    g_clear_pointer(&row, db_rows_free);
    return db_exec(db, "jump_keep",
                   DB_VALUES(DB_TEXT(now->host), DB_TEXT(now->boot), DB_INT(now->wall_s),
                             DB_INT(now->running_s)),
                   error) &&
           (off_s == 0 || jump_write(store, now, off_s, error));
}

gboolean index_jump_watch(Store *store, GError **error)
{
    struct timespec running = {0};
    gint64 *seen_s = index_store_clock_seen(store);
    clock_gettime(CLOCK_BOOTTIME, &running);
    if (*seen_s == (gint64)running.tv_sec)
        return TRUE;
    *seen_s = (gint64)running.tv_sec;
    g_autofree char *boot = index_owner_boot();
    const ClockReading now = {g_get_host_name(), boot, (gint64)time(NULL), (gint64)running.tv_sec};
    return index_jump_look(store, &now, error);
}

/* ------------------------------------------------------------------------------------- the days -- */

static gboolean day_of(const char *at, GDate *day)
{
    int year, month, day_of_month;
    if (sscanf(at, "%4d-%2d-%2d", &year, &month, &day_of_month) != 3 ||
        !g_date_valid_dmy((GDateDay)day_of_month, (GDateMonth)month, (GDateYear)year))
        return FALSE;
    g_date_clear(day, 1);
    g_date_set_dmy(day, (GDateDay)day_of_month, (GDateMonth)month, (GDateYear)year);
    return TRUE;
}

static void days_mark(GHashTable *days, const char *first_at, const char *last_at)
{
    GDate day, last;
    if (!day_of(first_at, &day) || !day_of(last_at, &last))
        return;
    for (int i = 0; i < MARKED_DAYS_MAX && g_date_compare(&day, &last) <= 0; i++) {
        g_hash_table_add(days, g_strdup_printf("%04d-%02d-%02d", g_date_get_year(&day),
                                               g_date_get_month(&day), g_date_get_day(&day)));
        g_date_add_days(&day, 1);
    }
}

/* Between a jump and the next one of the other sign the clock was wrong. */
static void jumps_mark(GHashTable *days, JsonArray *jumps)
{
    for (guint i = 0; i < json_array_get_length(jumps); i++) {
        JsonObject *jump = json_array_get_object_element(jumps, i);
        const char *host = json_object_get_string_member(jump, "host");
        const char *from = json_object_get_string_member(jump, "from");
        const char *to = json_object_get_string_member(jump, "to");
        days_mark(days, from, from);
        days_mark(days, to, to);
        if (i + 1 == json_array_get_length(jumps))
            continue;
        JsonObject *next = json_array_get_object_element(jumps, i + 1);
        gboolean is_back = json_object_get_int_member(jump, "seconds") < 0;
        if (g_str_equal(host, json_object_get_string_member(next, "host")) &&
            is_back != (json_object_get_int_member(next, "seconds") < 0))
            days_mark(days, to, json_object_get_string_member(next, "from"));
    }
}

static JsonArray *days_sorted(GHashTable *days)
{
    JsonArray *sorted = json_array_new();
    g_autoptr(GList) keys = g_list_sort(g_hash_table_get_keys(days), (GCompareFunc)g_strcmp0);
    for (GList *key = keys; key; key = key->next)
        json_array_add_string_element(sorted, key->data);
    return sorted;
}

JsonObject *index_jump_list(Store *store, GError **error)
{
    static const AnswerField fields[] = {{"host", ANSWER_TEXT},
                                         {"at", ANSWER_TEXT},
                                         {"from", ANSWER_TEXT},
                                         {"to", ANSWER_TEXT},
                                         {"seconds", ANSWER_INT}};
    g_autoptr(JsonArray) jumps = answer_array(index_store_db(store), "jump_list", DB_NO_VALUES,
                                              fields, G_N_ELEMENTS(fields), error);
    if (!jumps || json_array_get_length(jumps) == 0)
        return NULL;
    g_autoptr(GHashTable) days = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    jumps_mark(days, jumps);
    JsonObject *clock = json_object_new();
    json_object_set_array_member(clock, "days", days_sorted(days));
    json_object_set_array_member(clock, "jumps", g_steal_pointer(&jumps));
    return clock;
}
