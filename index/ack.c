/* Receipts of the import job: JSON lines, each about one package.
 *
 * A line counts only for the package it names, under the manifest hash that we wrote; so a receipt
 * for an older version marks that version and no newer one. Answers are ordered by their "at", not
 * by when they reach us:
 *
 *     what the row says   the line says   and its "at" is    then
 *     exported            anything                           it is taken
 *     the same                                               repeated
 *     accepted            accepted under another number      refused, and kept as disputed (ack-dispute.c)
 *     rejected            accepted        not before         it is taken: a second try went well
 *     accepted            rejected        not before         refused, and kept as disputed
 *     otherwise                                              repeated: overtaken
 *
 * A Computer No. belongs to one record: an acceptance under the number of another is refused, and so is one under an
 * empty number. One without the member is taken, as some import jobs do not know it.
 *
 * An "at" of more than a day ahead is refused: the import job's clock is wrong, or ours is, and the report would count the import on a day
 * that nobody has seen. It is kept as this computer's zone writes it, so that it has the day that it had here.
 *
 * One of a day before its export keeps its "at" and counts on the day of the export, as nothing is imported before; that is
 * told (ack-note.c) and listed, as one of the two clocks was wrong.
 *
 * The import job takes packages out, or copies them: an acceptance of one that lies where it was put is true or made up, and
 * nobody here can tell. It is taken, told, and listed for as long as the package lies there.
 *
 * What came late, for a version that was superseded, or of which the record was changed since, is taken for that
 * version, for so much is true, and told as late: it says nothing of the record as it is now.
 *
 * All lines of a file are taken in one transaction; bad ones are refused by line.
 */
#include <string.h>
#include <time.h>

#include "index/ack-private.h"
#include "index/answer.h"
#include "index/package.h"
#include "index/store-private.h"

typedef struct {
    Store *store;
    AckReport *report;
    GHashTable *numbers;  /* as package_numbers_load has them */
    GHashTable *disputes; /* as ack_disputes_load has them */
    GPtrArray *untaken;   /* names of packages that were accepted where they lie */
} Ack;

typedef enum { ANSWER_TAKEN, ANSWER_REPEATED, ANSWER_CONTRADICTS } Verdict;

void index_ack_report_clear(AckReport *report)
{
    g_clear_pointer(&report->problems, g_ptr_array_unref);
    g_clear_pointer(&report->notes, g_ptr_array_unref);
    *report = (AckReport){0};
}

void ack_row_clear(PackageRow *row)
{
    g_free(row->manifest_sha256);
    g_free(row->status);
    g_free(row->answered_at);
    g_free(row->exported_at);
    g_free(row->file_no);
    g_free(row->computer_no);
    g_free(row->reason);
    g_free(row->path);
}

static gboolean refuse(GError **error, const char *format, ...) G_GNUC_PRINTF(2, 3);

static gboolean refuse(GError **error, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    *error = g_error_new_valist(MUHAFIZ_ERROR, MUHAFIZ_ERROR_DATA, format, arguments);
    va_end(arguments);
    return FALSE;
}

/* ----------------------------------------------------------------------------------- reading -- */

/* A text that must be there, or (is_needed FALSE) may be missing or null. */
static gboolean member_read_text(JsonObject *object, const char *key, gboolean is_needed,
                                 const char **text, GError **error)
{
    JsonNode *node = json_object_get_member(object, key);
    *text = NULL;
    if (node && JSON_NODE_HOLDS_VALUE(node) && json_node_get_value_type(node) == G_TYPE_STRING)
        *text = json_node_get_string(node);
    else if (is_needed || (node && !JSON_NODE_HOLDS_NULL(node)))
        return refuse(error, "\"%s\" is not a text: the import job must write one", key);
    return TRUE;
}

/* RFC 3339, of this century: GLib reads other forms of ISO 8601 as well, whose first ten letters are no day, as reports count it. */
#define AT_FORM                                                                                    \
    "^20[0-9]{2}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\\.[0-9]+)?(Z|[+-][0-9]{2}:[0-9]{2}" \
    ")$"

#define AHEAD_S (24 * 3600) /* clocks may be so far off */

static char *time_here(GDateTime *time)
{
    g_autoptr(GDateTime) here = g_date_time_to_local(time);
    return g_date_time_format(here, "%Y-%m-%dT%H:%M:%S%:z");
}

static gboolean number_check(const Receipt *receipt, GError **error)
{
    if (!g_str_equal(receipt->status, "accepted") || !receipt->computer_no || *receipt->computer_no)
        return TRUE;
    return refuse(error, "\"computer_no\" is empty, and the file was accepted: ask the import job "
                         "which Computer No. it has in e-Office");
}

static gboolean receipt_check(Receipt *receipt, GError **error)
{
    if (!g_str_equal(receipt->status, "accepted") && !g_str_equal(receipt->status, "rejected"))
        return refuse(error, "\"status\" is \"%s\": it must be accepted or rejected",
                      receipt->status);
    receipt->at_time = g_regex_match_simple(AT_FORM, receipt->at, G_REGEX_DOLLAR_ENDONLY, 0)
                           ? g_date_time_new_from_iso8601(receipt->at, NULL)
                           : NULL;
    if (!receipt->at_time)
        return refuse(error,
                      "\"at\" is \"%s\": it must be a time such as 2024-05-06T10:11:12+05:30",
                      receipt->at);
    if (g_date_time_to_unix(receipt->at_time) > time(NULL) + AHEAD_S)
        return refuse(error,
                      "\"at\" is \"%s\", which is more than a day ahead: set the clock of the "
                      "import job, or of this computer, and ask for the receipt again",
                      receipt->at);
    receipt->at_here = time_here(receipt->at_time);
    return number_check(receipt, error);
}

static gboolean receipt_read(JsonNode *root, Receipt *receipt, GError **error)
{
    if (!JSON_NODE_HOLDS_OBJECT(root))
        return refuse(error, "is not a JSON object");
    JsonObject *object = json_node_get_object(root);
    JsonNode *version = json_object_get_member(object, "version");
    if (!version || !JSON_NODE_HOLDS_VALUE(version) ||
        json_node_get_value_type(version) != G_TYPE_INT64)
        return refuse(error, "\"version\" is not a whole number");
    receipt->version = json_node_get_int(version);
    return member_read_text(object, "package", TRUE, &receipt->package, error) &&
           member_read_text(object, "manifest_sha256", TRUE, &receipt->manifest_sha256, error) &&
           member_read_text(object, "status", TRUE, &receipt->status, error) &&
           member_read_text(object, "at", TRUE, &receipt->at, error) &&
           member_read_text(object, "computer_no", FALSE, &receipt->computer_no, error) &&
           member_read_text(object, "reason", FALSE, &receipt->reason, error) &&
           receipt_check(receipt, error);
}

/* -------------------------------------------------------------------------------- comparing -- */

gboolean ack_row_load(Store *store, const char *name, PackageRow *package, gboolean *found,
                      GError **error)
{
    g_autoptr(DbRows) row = NULL;
    if (!db_query_row(index_store_db(store), "package_find", DB_VALUES(DB_TEXT(name)), &row, error))
        return FALSE;
    *found = row != NULL;
    if (row)
        *package = (PackageRow){.package_id = db_rows_int(row, 0),
                                .record_id = db_rows_int(row, 1),
                                .version = db_rows_int(row, 2),
                                .latest = db_rows_int(row, 8),
                                .is_changed = db_rows_int(row, 9) != 0,
                                .manifest_sha256 = g_strdup(db_rows_text(row, 3)),
                                .status = g_strdup(db_rows_text(row, 4)),
                                .answered_at = g_strdup(db_rows_text(row, 5)),
                                .file_no = g_strdup(db_rows_text(row, 6)),
                                .computer_no = g_strdup(db_rows_text(row, 7)),
                                .exported_at = g_strdup(db_rows_text(row, 10)),
                                .reason = g_strdup(db_rows_text(row, 11)),
                                .path = g_strdup(db_rows_text(row, 12))};
    return TRUE;
}

static gboolean receipt_fits(const Receipt *receipt, const PackageRow *row, GError **problem)
{
    if (receipt->version != row->version)
        return refuse(problem,
                      "version %" G_GINT64_FORMAT
                      " is not that of package %s, which is %" G_GINT64_FORMAT
                      ": ask for the receipt again",
                      receipt->version, receipt->package, row->version);
    if (!g_str_equal(receipt->manifest_sha256, row->manifest_sha256))
        return refuse(problem,
                      "the manifest hash is not that of package %s as it was exported: what was "
                      "imported is something else; have the package fetched again",
                      receipt->package);
    return TRUE;
}

#define SETTLE                                                                                     \
    "ask the import job which is true. Both are kept (muhafiz export --list) until the nodal "     \
    "officer settles it (muhafiz ack settle)"

/* The same answer again, unless it gives the file another number in e-Office. */
static Verdict number_judge(const Receipt *receipt, const PackageRow *row, GError **problem)
{
    const char *before = row->computer_no ? row->computer_no : "";
    const char *now = receipt->computer_no ? receipt->computer_no : "";
    if (!*before || !*now || g_str_equal(before, now))
        return ANSWER_REPEATED;
    refuse(problem, "package %s was accepted under computer number %s and now under %s: " SETTLE,
           receipt->package, before, now);
    return ANSWER_CONTRADICTS;
}

/* See the table at the head of this file. */
static Verdict receipt_judge(const Receipt *receipt, const PackageRow *row, GError **problem)
{
    if (g_str_equal(row->status, "exported"))
        return ANSWER_TAKEN;
    if (g_str_equal(row->status, receipt->status))
        return number_judge(receipt, row, problem);
    g_autoptr(GDateTime) before = g_date_time_new_from_iso8601(row->answered_at, NULL);
    int order = before ? g_date_time_compare(receipt->at_time, before) : 1;
    if (g_str_equal(receipt->status, "accepted"))
        return order >= 0 ? ANSWER_TAKEN : ANSWER_REPEATED;
    if (order < 0)
        return ANSWER_REPEATED;
    refuse(problem, "package %s is rejected at %s but was accepted at %s: " SETTLE,
           receipt->package, receipt->at, row->answered_at);
    return ANSWER_CONTRADICTS;
}

/* ------------------------------------------------------------------------------------ taking -- */

GVariant *ack_answer_detail(const Receipt *receipt)
{
    GVariantDict detail;
    g_variant_dict_init(&detail, NULL);
    g_variant_dict_insert(&detail, "package", "s", receipt->package);
    g_variant_dict_insert(&detail, "at", "s", receipt->at_here);
    if (receipt->computer_no)
        g_variant_dict_insert(&detail, "computer_no", "s", receipt->computer_no);
    if (receipt->reason)
        g_variant_dict_insert(&detail, "reason", "s", receipt->reason);
    if (receipt->is_untaken)
        g_variant_dict_insert(&detail, "untaken", "b", TRUE);
    return g_variant_dict_end(&detail);
}

gboolean ack_answer_write(Store *store, const Receipt *receipt, const PackageRow *row,
                          GError **error)
{
    g_autofree char *object = index_file_object(row->file_no);
    g_autofree char *act = g_strconcat("package.", receipt->status, NULL);
    return db_exec(index_store_db(store), "package_answer",
                   DB_VALUES(DB_INT(row->package_id), DB_TEXT(receipt->status),
                             DB_TEXT(receipt->computer_no), DB_TEXT(receipt->reason),
                             DB_TEXT(receipt->at_here)),
                   error) &&
           index_event_put(store, act, object, row->record_id, ack_answer_detail(receipt), error);
}

static void report_count(AckReport *report, const Receipt *receipt, Verdict verdict)
{
    if (verdict == ANSWER_REPEATED)
        report->repeated++;
    else if (g_str_equal(receipt->status, "accepted"))
        report->accepted++;
    else
        report->rejected++;
}

static gboolean answer_take(const Ack *ack, Receipt *receipt, const PackageRow *row,
                            const char *where, GError **problem, GError **error)
{
    gboolean is_numbered = receipt->computer_no && g_str_equal(receipt->status, "accepted");
    if (is_numbered && !package_number_check(ack->numbers, receipt->computer_no, row->record_id,
                                             receipt->package, problem))
        return FALSE;
    if (is_numbered)
        package_number_give(ack->numbers, receipt->computer_no, row->record_id, row->file_no,
                            receipt->package);
    receipt->is_untaken = package_is_untaken(ack->store, receipt->status, row->path);
    if (receipt->is_untaken)
        g_ptr_array_add(ack->untaken, g_strdup(receipt->package));
    return ack_answer_write(ack->store, receipt, row, error) &&
           ack_note(ack->store, receipt, row, where, ack->report->notes, error);
}

/* What contradicts is kept and refused; what was settled is known already. */
static gboolean contradiction_take(const Ack *ack, const Receipt *receipt, const PackageRow *row,
                                   GError **problem, GError **error)
{
    DisputeState state = ack_dispute_state(ack->disputes, receipt);
    if (state == DISPUTE_SETTLED) {
        g_clear_error(problem);
        report_count(ack->report, receipt, ANSWER_REPEATED);
    } else if (state == DISPUTE_NONE) {
        ack_dispute_keep(ack->store, ack->disputes, receipt, row, error);
    }
    return state == DISPUTE_SETTLED;
}

/* FALSE with *problem: the line is refused; with *error: the index failed. */
static gboolean receipt_take(const Ack *ack, Receipt *receipt, const char *where, GError **problem,
                             GError **error)
{
    g_auto(PackageRow) row = {0};
    gboolean found = FALSE;
    if (!ack_row_load(ack->store, receipt->package, &row, &found, error))
        return FALSE;
    if (!found)
        return refuse(problem,
                      "package %s is not known here: if it lies in the outbox, export its record "
                      "again and take this receipt in again; else it is another office's",
                      receipt->package);
    if (!receipt_fits(receipt, &row, problem))
        return FALSE;
    Verdict verdict = receipt_judge(receipt, &row, problem);
    if (verdict == ANSWER_CONTRADICTS)
        return contradiction_take(ack, receipt, &row, problem, error);
    if (verdict == ANSWER_TAKEN && !answer_take(ack, receipt, &row, where, problem, error))
        return FALSE;
    report_count(ack->report, receipt, verdict);
    return TRUE;
}

static gboolean line_take(const Ack *ack, const char *line, const char *where, GError **problem,
                          GError **error)
{
    Receipt receipt = {0};
    g_autoptr(JsonNode) root = index_json_parse(line, strlen(line), NULL);
    if (!root)
        return refuse(problem, "is not JSON: the line is broken, ask for the receipt again");
    gboolean done =
        receipt_read(root, &receipt, problem) && receipt_take(ack, &receipt, where, problem, error);
    g_clear_pointer(&receipt.at_time, g_date_time_unref);
    g_free(receipt.at_here);
    return done;
}

static gboolean lines_take(Ack *ack, char **lines, const char *name, GError **error)
{
    ack->numbers = package_numbers_load(ack->store, error);
    ack->disputes = ack->numbers ? ack_disputes_load(ack->store, error) : NULL;
    if (!ack->disputes)
        return FALSE;
    for (guint i = 0; lines[i]; i++) {
        g_autoptr(GError) problem = NULL, failure = NULL;
        g_autofree char *where = g_strdup_printf("%s:%u", name, i + 1);
        if (!*g_strstrip(lines[i]) || line_take(ack, lines[i], where, &problem, &failure))
            continue;
        if (failure) {
            g_propagate_error(error, g_steal_pointer(&failure));
            return FALSE;
        }
        ack->report->refused++;
        g_ptr_array_add(ack->report->problems, g_strdup_printf("%s: %s", where, problem->message));
    }
    ack_note_untaken(ack->untaken, name, ack->report->notes);
    return TRUE;
}

gboolean index_ack(Store *store, const char *receipt_path, AckReport *report, GError **error)
{
    AckReport found = {.problems = g_ptr_array_new_with_free_func(g_free),
                       .notes = g_ptr_array_new_with_free_func(g_free)};
    g_autofree char *name = g_path_get_basename(receipt_path);
    g_autofree char *text = package_receipts_load(receipt_path, error);
    g_auto(GStrv) lines = text ? g_strsplit(text, "\n", -1) : NULL;
    g_autoptr(GPtrArray) untaken = g_ptr_array_new_with_free_func(g_free);
    Ack ack = {.store = store, .report = &found, .untaken = untaken};
    Db *db = index_store_db(store);
    gboolean ok =
        lines && db_begin(db, error) && db_end(db, lines_take(&ack, lines, name, error), error);
    g_clear_pointer(&ack.numbers, g_hash_table_unref);
    g_clear_pointer(&ack.disputes, g_hash_table_unref);
    if (!ok) {
        index_ack_report_clear(&found);
        return FALSE;
    }
    *report = found;
    return TRUE;
}
