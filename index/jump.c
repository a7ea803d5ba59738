#include "index/jump.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "index/answer.h"

#define BACK_MAX_S                                                                                 \
    60 /* time servers put a clock back by seconds, which moves no event before another */
#define BACK_SEEN_S 5 /* and this much is seen in the times of events */
#define OFF_MAX_S (24 * 3600)
#define HOSTS_OFF_MAX_S 3600 /* clocks of one office differ by minutes */
#define BACK_SUM_MAX_S                                                                             \
    (15 * 60) /* of such steps since the computer was switched on, and forward after a jump */
#define BACK_TOLD_MAX_S (366 * 86400) /* further back, the clock is wrong now and was not before */
#define STEPS_MAX_S                                                                                \
    (2 * OFF_MAX_S)          /* steps are added up until they are too many: more is one step */
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

gint64 index_jump_measure_sum(const ClockReading *first, const ClockReading *now)
{
    gint64 off_s = now->wall_s - first->wall_s - (now->running_s - first->running_s);
    return g_str_equal(first->boot, now->boot) && (off_s < -BACK_SUM_MAX_S || off_s > OFF_MAX_S)
               ? off_s
               : 0;
}

/* Events that were written while the clock was ahead stand at times that have not come yet: since when. Owned; NULL: there
 * are none, or the clock is wrong now, as one is whose battery died. */
static gboolean since_find(Store *store, const char *to, gint64 off_s, char **since, GError **error)
{
    g_autoptr(DbRows) row = NULL;
    *since = NULL;
    if (off_s > 0 || off_s < -BACK_TOLD_MAX_S)
        return TRUE;
    if (!db_query_row(index_store_db(store), "jump_since",
                      DB_VALUES(DB_TEXT(index_store_office(store)), DB_TEXT(to)), &row, error))
        return FALSE;
    *since = row ? g_strdup(db_rows_text(row, 0)) : NULL;
    return TRUE;
}

/* since: NULL: no event stands at a time that had not come. */
static gboolean jump_write(Store *store, const ClockReading *now, const char *from, gint64 off_s,
                           const char *since, GError **error)
{
    g_autofree char *to = index_time_text(now->wall_s);
    return db_exec(index_store_db(store), "jump_insert",
                   DB_VALUES(DB_TEXT(now->host), DB_TEXT(to), DB_TEXT(from), DB_TEXT(to),
                             DB_INT(off_s), DB_TEXT(since)),
                   error) &&
           index_event_put_at(
               store, to, "clock.jumped", "clock", 0,
               g_variant_new_parsed("{'from': <%s>, 'to': <%s>, 'seconds': <%x>}", from, to, off_s),
               error);
}

/* Where steps were told of as one jump already, somebody is at the clock: what is added to it counts though it is less than a
 * day. */
static gboolean further_look(Db *db, const ClockReading *first, const ClockReading *now,
                             gint64 *off_s, GError **error)
{
    gint64 further_s = now->wall_s - first->wall_s - (now->running_s - first->running_s), n = 0;
    g_autofree char *at = index_time_text(first->wall_s);
    if (further_s <= BACK_SUM_MAX_S)
        return TRUE;
    if (!db_query_int(db, "jump_is_told", DB_VALUES(DB_TEXT(now->host), DB_TEXT(at)), &n, NULL,
                      error))
        return FALSE;
    *off_s = n ? further_s : 0;
    return TRUE;
}

/* The clock would have said something else. */
static gboolean set_write(Store *store, const ClockReading *now, gint64 off_s, GError **error)
{
    g_autofree char *from = index_time_text(now->wall_s - off_s);
    g_autofree char *to = index_time_text(now->wall_s), *since = NULL;
    return since_find(store, to, off_s, &since, error) &&
           jump_write(store, now, from, off_s, since, error);
}

/* -------------------------------------------------------------------------------- the newest event -- */

typedef struct {
    char at[40]; /* "": there is none that says anything */
    gint64 at_s;
    gint64 offset_s;     /* of its time zone */
    gboolean has_others; /* computers that work with the store */
} Newest;

/* Time zones as no office has them ("-24:00") are read, too. */
static void newest_read(Newest *newest, const char *at)
{
    int year, month, day, hour, minute, second, zone_hour, zone_minute;
    char sign;
    if (sscanf(at, "%4d-%2d-%2dT%2d:%2d:%2d%c%2d:%2d", &year, &month, &day, &hour, &minute, &second,
               &sign, &zone_hour, &zone_minute) != 9)
        return;
    g_autoptr(GDateTime) wall = g_date_time_new_utc(year, month, day, hour, minute, second);
    if (!wall)
        return;
    g_strlcpy(newest->at, at, sizeof newest->at);
    newest->offset_s = (sign == '-' ? -1 : 1) * (zone_hour * 3600 + zone_minute * 60);
    newest->at_s = g_date_time_to_unix(wall) - newest->offset_s;
}

static gboolean newest_load(Store *store, Newest *newest, GError **error)
{
    g_autoptr(DbRows) row = NULL;
    if (!db_query_row(index_store_db(store), "jump_newest",
                      DB_VALUES(DB_TEXT(index_store_office(store)), DB_TEXT(g_get_host_name())),
                      &row, error))
        return FALSE;
    if (row)
        newest_read(newest, db_rows_text(row, 0));
    newest->has_others = row && db_rows_int(row, 1) > 0;
    return TRUE;
}

/* Whatever became of the reading, no event may stand before an earlier one. */
static gint64 newest_measure(const Newest *newest, const ClockReading *now)
{
    gint64 off_s = *newest->at ? now->wall_s - newest->at_s : 0;
    return off_s < (newest->has_others ? -HOSTS_OFF_MAX_S : -BACK_SEEN_S) ? off_s : 0;
}

static gint64 offset_now(gint64 wall_s)
{
    struct tm local;
    time_t at = wall_s;
    localtime_r(&at, &local);
    return local.tm_gmtoff;
}

/* From the time of now as it was in the time zone of the newest event. */
static gboolean zone_look(Store *store, const ClockReading *now, const Newest *newest,
                          GError **error)
{
    gint64 off_s = *newest->at ? offset_now(now->wall_s) - newest->offset_s : 0;
    if (off_s == 0)
        return TRUE;
    g_autoptr(GDateTime) then = g_date_time_new_from_unix_utc(now->wall_s + newest->offset_s);
    g_autofree char *wall = g_date_time_format(then, "%Y-%m-%dT%H:%M:%S");
    g_autofree char *from = g_strconcat(wall, newest->at + strlen(wall), NULL);
    return jump_write(store, now, from, off_s, NULL, error);
}

/* ----------------------------------------------------------------------------------------- looking -- */

/* first: the reading that steps are added up against; now's where there is none, or it is of another time. */
static gboolean row_look(Db *db, const ClockReading *now, ClockReading *first, gint64 *off_s,
                         gboolean *is_there, GError **error)
{
    g_autoptr(DbRows) row = NULL;
    *off_s = 0;
    *first = *now;
    if (!db_query_row(db, "jump_last", DB_VALUES(DB_TEXT(now->host), DB_TEXT(now->boot)), &row,
                      error))
        return FALSE;
    *is_there = row != NULL;
    if (!row)
        return TRUE;
    const ClockReading before = {now->host, db_rows_text(row, 0), db_rows_int(row, 1),
                                 db_rows_int(row, 2)};
    const ClockReading of_boot = {now->host, before.boot, db_rows_int(row, 3), db_rows_int(row, 4)};
    *off_s = index_jump_measure(&before, now);
    if (*off_s || db_rows_is_null(row, 3) || !g_str_equal(before.boot, now->boot))
        return TRUE;
    *off_s = index_jump_measure_sum(&of_boot, now);
    if (*off_s == 0 && !further_look(db, &of_boot, now, off_s, error))
        return FALSE;
    if (*off_s == 0) {
        first->wall_s = of_boot.wall_s;
        first->running_s = of_boot.running_s;
    }
    return TRUE;
}

static gboolean jump_look(Store *store, const ClockReading *now, const Newest *newest,
                          GError **error)
{
    Db *db = index_store_db(store);
    ClockReading first;
    gint64 off_s;
    gboolean is_there;
    if (!row_look(db, now, &first, &off_s, &is_there, error))
        return FALSE;
    off_s = off_s ? off_s : newest_measure(newest, now);
    const gboolean is_lost = !is_there && !newest->has_others && *newest->at;
    return db_exec(db, "jump_keep",
                   DB_VALUES(DB_TEXT(now->host), DB_TEXT(now->boot), DB_INT(now->wall_s),
                             DB_INT(now->running_s), DB_INT(first.wall_s), DB_INT(first.running_s)),
                   error) &&
           (off_s == 0 || set_write(store, now, off_s, error)) &&
           (off_s != 0 || !is_lost || jump_write(store, now, newest->at, 0, NULL, error)) &&
           zone_look(store, now, newest, error);
}

gboolean index_jump_look(Store *store, const ClockReading *now, GError **error)
{
    return jump_look(store, now, &(Newest){0}, error);
}

gboolean index_jump_watch(Store *store, GError **error)
{
    struct timespec running = {0};
    Newest newest = {0};
    gint64 *seen_s = index_store_clock_seen(store);
    clock_gettime(CLOCK_BOOTTIME, &running);
    if (*seen_s == (gint64)running.tv_sec)
        return TRUE;
    *seen_s = (gint64)running.tv_sec;
    g_autofree char *boot = index_owner_boot();
    const ClockReading now = {g_get_host_name(), boot, (gint64)time(NULL), (gint64)running.tv_sec};
    return newest_load(store, &newest, error) && jump_look(store, &now, &newest, error);
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

/* Between a jump and the next one of the other sign the clock was wrong. One that only went back was ahead before: since
 * the first event at a time that had not come. One ahead that may be the sum of steps had some of them on the days between. */
static void jumps_mark(GHashTable *days, JsonArray *jumps)
{
    for (guint i = 0; i < json_array_get_length(jumps); i++) {
        JsonObject *jump = json_array_get_object_element(jumps, i);
        const char *host = json_object_get_string_member(jump, "host");
        const char *from = json_object_get_string_member(jump, "from");
        const char *to = json_object_get_string_member(jump, "to");
        days_mark(days, from, from);
        days_mark(days, to, to);
        if (json_object_get_int_member(jump, "seconds") <= STEPS_MAX_S)
            days_mark(days, from, to);
        if (!json_object_get_null_member(jump, "since"))
            days_mark(days, json_object_get_string_member(jump, "since"), from);
        if (i + 1 == json_array_get_length(jumps))
            continue;
        JsonObject *next = json_array_get_object_element(jumps, i + 1);
        gboolean is_back = json_object_get_int_member(jump, "seconds") < 0;
        if (g_str_equal(host, json_object_get_string_member(next, "host")) &&
            is_back != (json_object_get_int_member(next, "seconds") < 0))
            days_mark(days, to, json_object_get_string_member(next, "from"));
    }
}

/* A clock that was put back to before the store began is wrong until then. */
static gboolean before_mark(Store *store, GHashTable *days, JsonArray *jumps, GError **error)
{
    GDate first, to;
    g_autoptr(DbRows) row = NULL;
    if (!db_query_row(index_store_db(store), "jump_first",
                      DB_VALUES(DB_TEXT(index_store_office(store))), &row, error))
        return FALSE;
    if (!row || !day_of(db_rows_text(row, 0), &first))
        return TRUE;
    for (guint i = 0; i < json_array_get_length(jumps); i++) {
        JsonObject *jump = json_array_get_object_element(jumps, i);
        const char *at = json_object_get_string_member(jump, "to");
        if (day_of(at, &to) && g_date_days_between(&to, &first) <= BACK_TOLD_MAX_S / 86400)
            days_mark(days, at, db_rows_text(row, 0));
    }
    return TRUE;
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
    static const AnswerField fields[] = {{"host", ANSWER_TEXT},   {"at", ANSWER_TEXT},
                                         {"from", ANSWER_TEXT},   {"to", ANSWER_TEXT},
                                         {"seconds", ANSWER_INT}, {"since", ANSWER_TEXT}};
    g_autoptr(JsonArray) jumps = answer_array(index_store_db(store), "jump_list", DB_NO_VALUES,
                                              fields, G_N_ELEMENTS(fields), error);
    if (!jumps || json_array_get_length(jumps) == 0)
        return NULL;
    g_autoptr(GHashTable) days = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    jumps_mark(days, jumps);
    if (!before_mark(store, days, jumps, error))
        return NULL;
    JsonObject *clock = json_object_new();
    json_object_set_array_member(clock, "days", days_sorted(days));
    json_object_set_array_member(clock, "jumps", g_steal_pointer(&jumps));
    return clock;
}
