/* Rows against the events that wrote them: a row that was edited behind Muhafiz's back does not say any
 * more what its event says, and one that was put in or taken out has no event or is missed by one.
 *
 * Compared are: masters and the words on them, volumes, packages with the answers of the import job
 * (verify-sqlite.sql); what people decided, that is lots, plans, slips, exclusions, provisional numbers, persons,
 * hands, corrections, where pages stand, which sides are closed, and the days on which the clock was set
 * (verify-told-sqlite.sql); and what the register says of each record, whose events name only what changed and are
 * followed here.
 *
 * These say what was edited and what it should be; that no row was edited at all, in whichever column, the seals say that
 * events carry (verify-seals.c). */
#include <json-glib/json-glib.h>
#include <string.h>

#include "index/register.h"
#include "index/store-private.h"
#include "index/verify.h"

#define ADVICE VERIFY_ADVICE_ROW

/* Statements give rows of a text and a number; where they stand in words. What is before the colon calls the row as its
 * seal does (verify-seals.c): so each is told once, and taken by that (verify --take). */
typedef enum {
    PAGE_NUMBER,
    AS_IT_IS,
    EVENT_NUMBER,
    RECORD_NUMBER,
    PAGE_GONE,
    PACKAGE_GONE
} NumberKind;

static const struct {
    const char *statement;
    NumberKind kind;
    const char *problem;
} COMPARISONS[] = {
    {"verify_rows_masters", PAGE_NUMBER, "its row does not name the master that was scanned"},
    {"verify_rows_masters_gone", PAGE_GONE, "its row is gone"},
    {"verify_rows_masters_new", PAGE_NUMBER, "no event brought it in"},
    {"verify_rows_texts", PAGE_NUMBER, "its row does not name the words that were read"},
    {"verify_rows_volumes", AS_IT_IS, "no event wrote this volume as its row says"},
    {"verify_rows_packages_gone", PACKAGE_GONE, "its row is gone"},
    {"verify_rows_packages", EVENT_NUMBER, "its row is not what its event says of it"},
    {"verify_rows_packages_new", EVENT_NUMBER, "no event exported it as its row says"},
    {"verify_rows_answers", EVENT_NUMBER,
     "its row does not say what the import job answered by the event"},
    {"verify_rows_offices", AS_IT_IS, "there are none"},
    {"verify_rows_records_new", RECORD_NUMBER, "no event put it into the register"},
};

/* Statements of verify-told-sqlite.sql: rows of an object, and what of it differs. */
static const char *const DECISIONS[] = {
    "verify_told_lots",       "verify_told_plans",       "verify_told_slips",
    "verify_told_persons",    "verify_told_batches",     "verify_told_jumps",
    "verify_told_exclusions", "verify_told_provisional", "verify_told_pages",
    "verify_told_closings",   "verify_told_edits",
};

static char *number_label(NumberKind kind, const char *text, gint64 number)
{
    switch (kind) {
    case PAGE_NUMBER:
        return g_strdup_printf("page %" G_GINT64_FORMAT " (%s)", number, text);
    case AS_IT_IS:
        return g_strdup(text);
    case RECORD_NUMBER:
        return index_file_object(text);
    case PAGE_GONE:
        return g_strdup_printf("page %" G_GINT64_FORMAT, number);
    case PACKAGE_GONE:
        return g_strdup_printf("package %" G_GINT64_FORMAT, number);
    case EVENT_NUMBER:
        break;
    }
    return g_strconcat("package ", text, NULL);
}

/* What the label leaves out; owned. */
static char *number_rest(NumberKind kind, const char *text, gint64 number)
{
    if (kind == PAGE_GONE || kind == PACKAGE_GONE)
        return g_strdup_printf(" (%s)", text);
    if (kind == AS_IT_IS || kind == EVENT_NUMBER)
        return g_strdup_printf(" (%s %" G_GINT64_FORMAT ")",
                               kind == EVENT_NUMBER ? "event" : "volume", number);
    return g_strdup("");
}

static const char *kind_advice(const Verify *verify, NumberKind kind)
{
    if (kind == PAGE_GONE || kind == PACKAGE_GONE)
        return verify_gone_advice(verify, kind == PAGE_GONE ? "page" : "package");
    return ADVICE;
}

static gboolean comparison_run(Verify *verify, guint which, GError **error)
{
    NumberKind kind = COMPARISONS[which].kind;
    g_autoptr(DbRows) rows =
        db_query(index_store_db(verify->store), COMPARISONS[which].statement, DB_NO_VALUES, error);
    while (rows && db_rows_next(rows, error)) {
        const char *text = db_rows_text(rows, 0);
        g_autofree char *label = number_label(kind, text, db_rows_int(rows, 1));
        g_autofree char *rest = number_rest(kind, text, db_rows_int(rows, 1));
        verify_problem_add(verify->report, "%s: %s%s: %s", label, COMPARISONS[which].problem, rest,
                           kind_advice(verify, kind));
    }
    return rows && !db_rows_failed(rows);
}

static gboolean decisions_compare(Verify *verify, const char *statement, GError **error)
{
    g_autoptr(DbRows) rows =
        db_query(index_store_db(verify->store), statement, DB_NO_VALUES, error);
    while (rows && db_rows_next(rows, error))
        verify_problem_add(verify->report, "%s: its %s is not what the events say: " ADVICE,
                           db_rows_text(rows, 0), db_rows_text(rows, 1));
    return rows && !db_rows_failed(rows);
}

/* ----------------------------------------------------------------------------------- register -- */

/* The register as its events tell it; values are owned, NULL where none tells. */
typedef struct {
    gint64 record_id;
    char *values[N_COLUMNS], *nic_no;
} Told;

static void told_clear(Told *told)
{
    for (guint i = 0; i < N_COLUMNS; i++)
        g_clear_pointer(&told->values[i], g_free);
    g_clear_pointer(&told->nic_no, g_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Told, told_clear)

/* "value", or what came after in ["before", "after"]. */
static const char *told_value(JsonNode *node)
{
    if (JSON_NODE_HOLDS_ARRAY(node)) {
        JsonArray *array = json_node_get_array(node);
        node = json_array_get_length(array) == 2 ? json_array_get_element(array, 1) : NULL;
    }
    return node && JSON_NODE_HOLDS_VALUE(node) && json_node_get_value_type(node) == G_TYPE_STRING
               ? json_node_get_string(node)
               : NULL;
}

/* The first event tells all that is not empty; a later one only what changed, as pairs. */
static void told_take(char **value, JsonObject *detail, const char *name, gboolean is_first)
{
    JsonNode *node = json_object_get_member(detail, name);
    if (!node || (!is_first && !JSON_NODE_HOLDS_ARRAY(node)) || !told_value(node))
        return;
    g_free(*value);
    *value = g_strdup(told_value(node));
}

static void told_add(Told *told, const char *act, const char *detail)
{
    g_autoptr(JsonNode) root = index_json_parse(detail, strlen(detail), NULL);
    gboolean is_first = g_str_equal(act, "record.registered");
    if (!root || !JSON_NODE_HOLDS_OBJECT(root) ||
        (is_first && !json_object_has_member(json_node_get_object(root), "file_no")))
        return; /* meddled with: the chain tells */
    for (guint i = 0; i < N_COLUMNS; i++) {
        if (is_first && !told->values[i])
            told->values[i] = g_strdup("");
        told_take(&told->values[i], json_node_get_object(root), column_name(i), is_first);
    }
    told_take(&told->nic_no, json_node_get_object(root), "nic_no", is_first);
}

/* What the events say may be unknown (NULL). */
static void value_compare(Verify *verify, const Row *row, const char *name, const char *value,
                          const char *said)
{
    if (said && g_strcmp0(said, value) != 0)
        verify_problem_add(verify->report,
                           "record %s: its %s is \"%s\", but its events say \"%s\": " ADVICE,
                           row->values[COLUMN_FILE_NO], name, value, said);
}

static void told_compare(Verify *verify, const Told *told, const Row *row, const char *nic_no)
{
    for (guint i = 0; i < N_COLUMNS; i++)
        value_compare(verify, row, column_name(i), row->values[i], told->values[i]);
    value_compare(verify, row, "nic_no", nic_no, told->nic_no);
}

static gboolean told_end(Verify *verify, Told *told, GError **error)
{
    g_auto(Row) row = {0};
    g_autoptr(DbRows) found = NULL;
    if (!told->record_id)
        return TRUE;
    if (!db_query_row(index_store_db(verify->store), "register_load",
                      DB_VALUES(DB_INT(told->record_id)), &found, error))
        return FALSE;
    if (found) {
        register_row_read(&row, found);
        told_compare(verify, told, &row, db_rows_text(found, N_COLUMNS + 1));
    } else {
        verify_problem_add(verify->report, "record %" G_GINT64_FORMAT ": its row is gone (%s): %s",
                           told->record_id,
                           told->values[COLUMN_FILE_NO] ? told->values[COLUMN_FILE_NO] : "?",
                           verify_gone_advice(verify, "record"));
    }
    told_clear(told);
    return TRUE;
}

static gboolean register_check(Verify *verify, GError **error)
{
    g_auto(Told) told = {0};
    g_autoptr(DbRows) rows =
        db_query(index_store_db(verify->store), "verify_register_events", DB_NO_VALUES, error);
    while (rows && db_rows_next(rows, error)) {
        if (db_rows_int(rows, 0) != told.record_id && !told_end(verify, &told, error))
            return FALSE;
        told.record_id = db_rows_int(rows, 0);
        told_add(&told, db_rows_text(rows, 1), db_rows_text(rows, 2));
    }
    return rows && !db_rows_failed(rows) && told_end(verify, &told, error);
}

gboolean verify_rows(Verify *verify, GError **error)
{
    for (guint i = 0; i < G_N_ELEMENTS(COMPARISONS); i++)
        if (!comparison_run(verify, i, error))
            return FALSE;
    for (guint i = 0; i < G_N_ELEMENTS(DECISIONS); i++)
        if (!decisions_compare(verify, DECISIONS[i], error))
            return FALSE;
    return register_check(verify, error);
}
