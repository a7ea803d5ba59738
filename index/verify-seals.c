/* Rows against their seals (seal.h): the last event that changed a row says what it held then, in every column.
 *
 * Events are read from first to last into a table of last seals (seal-table.h); then the rows of each unit and their
 * seals are gone through side by side, as both stand in the order of their keys. So memory does not grow with the store.
 * Events and rows are read from one state of the index, though others go on to write. */
#include <string.h>

#include <json-glib/json-glib.h>

#include "index/seal-table.h"
#include "index/seal.h"
#include "index/store-private.h"
#include "index/verify.h"

#define ADVICE VERIFY_ADVICE
#define ADVICE_ROW VERIFY_ADVICE_ROW

typedef struct {
    Verify *verify;
    SealTable *seals;
    GHashTable *named; /* set of "page 17 (A-12/2008)": of which something was told already */
    GHashTable *taken; /* "page:17" -> who took it as it stood, when and why */
    GChecksum *events; /* over the records of events so far */
    GArray *strangers; /* gint64: events whose record is not the one they name */
    gint64 version;    /* of the last "rows.sealed"; 0: none */
    gboolean has_seals;
} Told;

/* ------------------------------------------------------------------------------------- events -- */

/* "page 17"; owned. */
static char *key_label(const char *unit, const char *key)
{
    const char *label = seals_label(unit);
    return g_strdup_printf("%s %s", label ? label : unit, key ? key : "?");
}

/* Of "page:17"; owned. */
static char *name_label(const char *name)
{
    g_auto(GStrv) parts = g_strsplit(name, ":", 2);
    g_autofree char *key = g_uri_unescape_string(parts[1] ? parts[1] : "", NULL);
    return key_label(parts[0], key);
}

/* What an act found there is what the last one had left. */
static gboolean found_check(const Told *told, const char *name, const char *found, gint64 number,
                            GError **error)
{
    g_autofree char *said = NULL;
    if (!seal_table_get(told->seals, name, &said, error))
        return FALSE;
    const char *left = said ? said : SEAL_REMOVED;
    gsize n = strcspn(found, " \""), n_left = MIN(strlen(left), SEAL_HASH_DIGITS);
    if (n == n_left && strncmp(left, found, n) == 0)
        return TRUE;
    g_autofree char *label = name_label(name);
    verify_problem_add(told->verify->report,
                       "%s: its row was edited before event %" G_GINT64_FORMAT
                       ", which changed it after that: " ADVICE_ROW,
                       label, number);
    return TRUE;
}

static gboolean seal_take(Told *told, const char *token, const char *end, gint64 number,
                          GError **error)
{
    const char *sign = memchr(token, '=', (gsize)(end - token));
    if (!sign)
        return TRUE;
    const char *found = memchr(sign, SEAL_FOUND[0], (gsize)(end - sign));
    g_autofree char *name = g_strndup(token, (gsize)(sign - token));
    g_autofree char *seal = g_strndup(sign + 1, (gsize)((found ? found : end) - sign - 1));
    return (!found || found_check(told, name, found + 1, number, error)) &&
           seal_table_put(told->seals, name, seal, error);
}

/* *record_id: that the event itself names. */
static gboolean rows_take(Told *told, const char *rows, gint64 number, gint64 *record_id,
                          GError **error)
{
    const char *end = strchr(rows, '"');
    for (const char *at = rows; end && at < end; at++) {
        const char *stop = memchr(at, ' ', (gsize)(end - at));
        stop = stop ? stop : end;
        if (*at == '@')
            *record_id = g_ascii_strtoll(at + 1, NULL, 10);
        else if (!seal_take(told, at, stop, number, error))
            return FALSE;
        at = stop;
    }
    return told->has_seals = TRUE;
}

/* What follows "name": in an event of our own making. */
static const char *member_find(const char *detail, const char *name)
{
    const char *found = strstr(detail, name);
    return found ? found + strlen(name) : "";
}

static gboolean events_fit(const Told *told, const char *digest)
{
    g_autoptr(GChecksum) sum = g_checksum_copy(told->events);
    return g_str_has_prefix(digest, g_checksum_get_string(sum));
}

/* The first event of a sealing: once, when the store was first opened by a Muhafiz that seals, and where the way to
 * seal was changed. */
static gboolean sealing_check(Told *told, gint64 number, gint64 version, const char *digest,
                              GError **error)
{
    VerifyReport *report = told->verify->report;
    if (version <= told->version || (told->version == 0 && told->has_seals))
        verify_problem_add(report,
                           "event %" G_GINT64_FORMAT ": all rows were sealed anew without need, "
                           "whatever was edited before: " ADVICE,
                           number);
    if (!events_fit(told, digest))
        verify_problem_add(report,
                           "events before %" G_GINT64_FORMAT ": the records that they concern are "
                           "not those of then: " ADVICE,
                           number);
    if (told->version == 0)
        g_array_set_size(told->strangers, 0); /* they could not name any */
    told->version = version;
    report->covered_from = number;
    report->uncovered = 0;
    return seal_table_forget(told->seals, NULL, error);
}

static gboolean sealing_take(Told *told, gint64 number, const char *detail, GError **error)
{
    const char *digest = member_find(detail, "\"events\":\"");
    gint64 version = g_ascii_strtoll(member_find(detail, "\"version\":"), NULL, 10);
    if (*digest && *digest != '"' && !sealing_check(told, number, version, digest, error))
        return FALSE;
    told->verify->report->uncovered += g_ascii_strtoll(member_find(detail, "\"n\":"), NULL, 10);
    return TRUE;
}

/* What was edited before an admin took the row is told with that, and no more by itself. */
static void taking_note(Told *told, DbRows *event)
{
    g_autoptr(JsonNode) detail =
        index_json_parse(db_rows_text(event, 3), strlen(db_rows_text(event, 3)), NULL);
    JsonObject *object =
        detail && JSON_NODE_HOLDS_OBJECT(detail) ? json_node_get_object(detail) : NULL;
    const char *name =
        object ? json_object_get_string_member_with_default(object, "row", NULL) : NULL;
    if (!name)
        return;
    g_autofree char *label = name_label(name);
    verify_problems_drop(told->verify->report, label);
    g_hash_table_remove(told->named, label); /* what was done to it after that is told */
    g_hash_table_replace(
        told->taken, g_strdup(name),
        g_strdup_printf("taken as it stood by %s at %s: %s", db_rows_text(event, 5),
                        db_rows_text(event, 4),
                        json_object_get_string_member_with_default(object, "reason", "?")));
}

static gboolean event_take(Told *told, DbRows *event, GError **error)
{
    gint64 number = db_rows_int(event, 0), record_id = db_rows_int(event, 1), named = 0;
    const char *detail = db_rows_text(event, 3), *rows = g_strrstr(detail, SEAL_ROWS);
    if ((g_str_equal(db_rows_text(event, 2), "rows.sealed") &&
         !sealing_take(told, number, detail, error)) ||
        (rows && !rows_take(told, rows + strlen(SEAL_ROWS), number, &named, error)))
        return FALSE;
    if (g_str_equal(db_rows_text(event, 2), "row.taken"))
        taking_note(told, event);
    if (named != record_id)
        g_array_append_val(told->strangers, number);
    seals_add_event(told->events, number, record_id);
    return TRUE;
}

static gboolean events_take(Told *told, GError **error)
{
    Store *store = told->verify->store;
    g_autoptr(DbRows) rows = db_query(index_store_db(store), "seal_events",
                                      DB_VALUES(DB_TEXT(index_store_office(store))), error);
    while (rows && db_rows_next(rows, error))
        if (!event_take(told, rows, error))
            return FALSE;
    for (guint i = 0; i < told->strangers->len; i++)
        verify_problem_add(told->verify->report,
                           "event %" G_GINT64_FORMAT ": its row does not name the record that it "
                           "concerns: " ADVICE,
                           g_array_index(told->strangers, gint64, i));
    return rows && !db_rows_failed(rows);
}

/* --------------------------------------------------------------------------------------- rows -- */

/* " (confidence, flags)": the columns whose digits differ; none may. */
static char *columns_text(DbRows *row, const char *seal, const char *said)
{
    GString *text = g_string_new(NULL);
    gsize n = MIN(strlen(seal), strlen(said));
    for (gsize i = SEAL_HASH_DIGITS; i < n; i++)
        if (seal[i] != said[i])
            g_string_append_printf(text, "%s%s", text->len ? ", " : " (",
                                   db_rows_name(row, (guint)(i - SEAL_HASH_DIGITS) + 2));
    if (text->len)
        g_string_append_c(text, ')');
    return g_string_free(text, FALSE);
}

/* One that was taken as it stood, and stands so still, is no problem, whatever events say of it in words. */
static gboolean is_taken(Told *told, const char *unit, DbRows *row, gboolean is_sealed)
{
    const char *label = db_rows_text(row, 1);
    if (g_hash_table_size(told->taken) == 0 || !is_sealed)
        return FALSE;
    g_autofree char *name = seals_name(unit, db_rows_text(row, 0));
    const char *text = g_hash_table_lookup(told->taken, name);
    if (!text)
        return FALSE;
    verify_problems_drop(told->verify->report, label);
    g_ptr_array_add(told->verify->report->taken, g_strdup_printf("%s: %s", label, text));
    return g_hash_table_remove(told->taken, name);
}

/* said: its last seal; NULL: there is none. */
static void row_compare(Told *told, const char *unit, DbRows *row, const char *said)
{
    g_autofree char *seal = seals_of_row(row);
    VerifyReport *report = told->verify->report;
    const char *label = db_rows_text(row, 1);
    gboolean is_sealed = said && strncmp(said, seal, SEAL_HASH_DIGITS) == 0;
    report->rows++;
    if (is_taken(told, unit, row, is_sealed) || g_hash_table_contains(told->named, label))
        return;
    if (!said || g_str_equal(said, SEAL_REMOVED)) {
        verify_problem_add(report, "%s: no event put its row there: " ADVICE_ROW, label);
    } else if (!is_sealed) {
        g_autofree char *columns = columns_text(row, seal, said);
        verify_problem_add(report, "%s: its row was edited%s: " ADVICE_ROW, label, columns);
    }
}

static void left_tell(const Told *told, const char *unit, DbRows *left)
{
    g_autofree char *label = key_label(unit, db_rows_text(left, 0));
    if (!g_str_equal(db_rows_text(left, 1), SEAL_REMOVED) &&
        !g_hash_table_contains(told->named, label))
        verify_problem_add(told->verify->report, "%s: its row is gone: %s", label,
                           verify_gone_advice(told->verify, unit));
}

/* The seals of a unit, or its rows, one after the other; what is past the last stands behind all. */
typedef struct {
    DbRows *rows;
    gboolean is_there, is_numbered;
} Course;

static gboolean course_step(Course *course, GError **error)
{
    course->is_there = db_rows_next(course->rows, error);
    return course->is_there || !db_rows_failed(course->rows);
}

static int courses_order(const Course *seals, const Course *rows)
{
    if (!seals->is_there || !rows->is_there)
        return seals->is_there ? -1 : 1;
    if (!seals->is_numbered)
        return strcmp(db_rows_text(seals->rows, 0), db_rows_text(rows->rows, 0));
    gint64 left = db_rows_int(seals->rows, 0), right = db_rows_int(rows->rows, 0);
    return (left > right) - (left < right);
}

/* Both stand in the order of the key. */
static gboolean courses_compare(Told *told, const char *unit, Course *seals, Course *rows,
                                GError **error)
{
    if (!course_step(seals, error) || !course_step(rows, error))
        return FALSE;
    while (seals->is_there || rows->is_there) {
        int order = courses_order(seals, rows);
        if (order < 0)
            left_tell(told, unit, seals->rows);
        else
            row_compare(told, unit, rows->rows, order == 0 ? db_rows_text(seals->rows, 1) : NULL);
        if ((order <= 0 && !course_step(seals, error)) || (order >= 0 && !course_step(rows, error)))
            return FALSE;
    }
    return TRUE;
}

static gboolean unit_compare(Told *told, guint which, gboolean *is_last, GError **error)
{
    const char *statement, *first, *last;
    const char *unit = seals_unit(which, &statement, &first, &last);
    *is_last = !unit;
    if (!unit)
        return TRUE;
    g_autoptr(DbRows) seals = seal_table_query(told->seals, unit, error);
    g_autoptr(DbRows) rows = db_query(index_store_db(told->verify->store), statement,
                                      DB_VALUES(DB_TEXT(first), DB_TEXT(last)), error);
    Course left = {.rows = seals, .is_numbered = seals_is_numbered(unit)}, right = {.rows = rows};
    if (!seals || !rows || !courses_compare(told, unit, &left, &right, error))
        return FALSE;
    g_clear_pointer(&seals, db_rows_free);
    return seal_table_forget(told->seals, unit, error);
}

/* Of units that there are none of: no Muhafiz made such. */
static gboolean units_left_tell(const Told *told, GError **error)
{
    g_autoptr(DbRows) left = seal_table_query(told->seals, NULL, error);
    while (left && db_rows_next(left, error)) {
        g_autofree char *label = key_label(db_rows_text(left, 0), db_rows_text(left, 1));
        verify_problem_add(told->verify->report, "%s: there are no such rows: " ADVICE, label);
    }
    return left && !db_rows_failed(left);
}

/* Those that are gone, and those that were edited again, which is a problem besides. */
static void taken_left_tell(gpointer name, gpointer text, gpointer data)
{
    const Told *told = data;
    g_autofree char *label = name_label(name);
    g_ptr_array_add(told->verify->report->taken, g_strdup_printf("%s: %s", label, (char *)text));
}

static gboolean version_check(Told *told, GError **error)
{
    gint64 n;
    gboolean found;
    if (!db_query_int(index_store_db(told->verify->store), "seal_state_is",
                      DB_VALUES(DB_INT(seals_version())), &n, &found, error))
        return FALSE;
    if (!found)
        verify_problem_add(told->verify->report, "seal_state: its row was edited: " ADVICE);
    return TRUE;
}

static gboolean told_compare(Told *told, GError **error)
{
    gboolean is_last = FALSE;
    if (!events_take(told, error) || !version_check(told, error))
        return FALSE;
    for (guint i = 0; !is_last; i++)
        if (!unit_compare(told, i, &is_last, error))
            return FALSE;
    g_hash_table_foreach(told->taken, taken_left_tell, told);
    return units_left_tell(told, error);
}

/* What the events' own words told of a row says more than its seal. */
static GHashTable *named_make(const GPtrArray *problems)
{
    GHashTable *named = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    for (guint i = 0; i < problems->len; i++) {
        const char *problem = problems->pdata[i], *end = strstr(problem, ": ");
        if (end)
            g_hash_table_add(named, g_strndup(problem, (gsize)(end - problem)));
    }
    return named;
}

gboolean verify_seals(Verify *verify, GError **error)
{
    g_autoptr(GHashTable) named = named_make(verify->report->problems);
    g_autoptr(SealTable) seals = seal_table_new(verify->store, error);
    g_autoptr(GHashTable) taken = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    g_autoptr(GChecksum) events = g_checksum_new(G_CHECKSUM_SHA256);
    g_autoptr(GArray) strangers = g_array_new(FALSE, FALSE, sizeof(gint64));
    g_autoptr(DbRows) moment = NULL; /* while it is being read, this connection sees one state */
    Told told = {.verify = verify,
                 .seals = seals,
                 .named = named,
                 .taken = taken,
                 .events = events,
                 .strangers = strangers};
    return seals &&
           db_query_row(index_store_db(verify->store), "event_last_at",
                        DB_VALUES(DB_TEXT(index_store_office(verify->store))), &moment, error) &&
           told_compare(&told, error);
}
