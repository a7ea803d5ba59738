/* Receipts of the import job: JSON lines, each about one package.
 *
 * A line counts only for the package it names, under the manifest hash that we wrote; so a receipt
 * for an older version marks that version and no newer one. Answers are ordered by their "at", not
 * by when they reach us:
 *
 *     what the row says   the line says   and its "at" is    then
 *     exported            anything                           it is taken
 *     the same                                               repeated
 *     accepted            accepted under another number      refused: people must look at it
 *     rejected            accepted        not before         it is taken: a second try went well
 *     accepted            rejected        not before         refused: people must look at it
 *     otherwise                                              repeated: overtaken
 *
 * An "at" of more than a day ahead is refused: the import job's clock is wrong, or ours is, and the report would count the import on a day
 * that nobody has seen. It is kept as this computer's zone writes it, so that it has the day that it had here.
 *
 * One that is older than its export keeps its "at" and counts on the day of the export: nothing is imported before.
 *
 * What came late, for a version that was superseded, or of which the record was changed since, is taken for that
 * version, for so much is true, and told as late: it says nothing of the record as it is now.
 *
 * All lines of a file are taken in one transaction; bad ones are refused by line.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "index/answer.h"
#include "index/store-private.h"

#define RECEIPTS_BYTES_MAX (64 * 1024 * 1024)

typedef struct {
    const char *package, *manifest_sha256, *status, *computer_no, *reason, *at; /* lent by JSON */
    char *at_here; /* owned: "at" in our zone */
    gint64 version;
    GDateTime *at_time;
} Receipt;

typedef struct {
    gint64 package_id, record_id, version;
    gint64 latest; /* version */
    gboolean is_changed;
    char *manifest_sha256, *status, *answered_at, *file_no, *computer_no;
} PackageRow;

typedef enum { ANSWER_TAKEN, ANSWER_REPEATED, ANSWER_REFUSED } Verdict;

void index_ack_report_clear(AckReport *report)
{
    g_clear_pointer(&report->problems, g_ptr_array_unref);
    g_clear_pointer(&report->notes, g_ptr_array_unref);
    *report = (AckReport){0};
}

static void package_row_clear(PackageRow *row)
{
    g_free(row->manifest_sha256);
    g_free(row->status);
    g_free(row->answered_at);
    g_free(row->file_no);
    g_free(row->computer_no);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(PackageRow, package_row_clear)

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
    return TRUE;
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

/* *found FALSE: no such package. FALSE: the index failed. */
static gboolean row_load(Store *store, const char *name, PackageRow *package, gboolean *found,
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
                                .computer_no = g_strdup(db_rows_text(row, 7))};
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

/* The same answer again, unless it gives the file another number in e-Office. */
static Verdict number_judge(const Receipt *receipt, const PackageRow *row, GError **problem)
{
    const char *before = row->computer_no ? row->computer_no : "";
    const char *now = receipt->computer_no ? receipt->computer_no : "";
    if (!*before || !*now || g_str_equal(before, now))
        return ANSWER_REPEATED;
    refuse(problem,
           "package %s was accepted under computer number %s and now under %s: ask the import job "
           "which is true",
           receipt->package, before, now);
    return ANSWER_REFUSED;
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
    refuse(problem,
           "package %s is rejected at %s but was accepted at %s: ask the import job which is true",
           receipt->package, receipt->at, row->answered_at);
    return ANSWER_REFUSED;
}

/* ------------------------------------------------------------------------------------ taking -- */

static GVariant *answer_detail(const Receipt *receipt)
{
    GVariantDict detail;
    g_variant_dict_init(&detail, NULL);
    g_variant_dict_insert(&detail, "package", "s", receipt->package);
    g_variant_dict_insert(&detail, "at", "s", receipt->at_here);
    if (receipt->computer_no)
        g_variant_dict_insert(&detail, "computer_no", "s", receipt->computer_no);
    if (receipt->reason)
        g_variant_dict_insert(&detail, "reason", "s", receipt->reason);
    return g_variant_dict_end(&detail);
}

static gboolean answer_write(Store *store, const Receipt *receipt, const PackageRow *row,
                             GError **error)
{
    g_autofree char *object = index_file_object(row->file_no);
    g_autofree char *act = g_strconcat("package.", receipt->status, NULL);
    return db_exec(index_store_db(store), "package_answer",
                   DB_VALUES(DB_INT(row->package_id), DB_TEXT(receipt->status),
                             DB_TEXT(receipt->computer_no), DB_TEXT(receipt->reason),
                             DB_TEXT(receipt->at_here)),
                   error) &&
           index_event_put(store, act, object, row->record_id, answer_detail(receipt), error);
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

static void late_note(AckReport *report, const Receipt *receipt, const PackageRow *row,
                      const char *where)
{
    if (row->version < row->latest)
        g_ptr_array_add(report->notes,
                        g_strdup_printf("%s: %s is late: version %" G_GINT64_FORMAT
                                        " of %s superseded it, and needs its own receipt",
                                        where, receipt->package, row->latest, row->file_no));
    else if (row->is_changed)
        g_ptr_array_add(report->notes,
                        g_strdup_printf("%s: %s is late: %s was changed since it was exported, and "
                                        "its next export supersedes it",
                                        where, receipt->package, row->file_no));
}

/* FALSE with *problem: the line is refused; with *error: the index failed. */
static gboolean receipt_take(Store *store, const Receipt *receipt, const char *where,
                             AckReport *report, GError **problem, GError **error)
{
    g_auto(PackageRow) row = {0};
    gboolean found = FALSE;
    if (!row_load(store, receipt->package, &row, &found, error))
        return FALSE;
    if (!found)
        return refuse(problem,
                      "package %s is not known here: if it lies in the outbox, export its record "
                      "again and take this receipt in again; else it is another office's",
                      receipt->package);
    if (!receipt_fits(receipt, &row, problem))
        return FALSE;
    Verdict verdict = receipt_judge(receipt, &row, problem);
    if (verdict == ANSWER_REFUSED ||
        (verdict == ANSWER_TAKEN && !answer_write(store, receipt, &row, error)))
        return FALSE;
    report_count(report, receipt, verdict);
    if (verdict == ANSWER_TAKEN)
        late_note(report, receipt, &row, where);
    return TRUE;
}

static gboolean line_take(Store *store, const char *line, const char *where, AckReport *report,
                          GError **problem, GError **error)
{
    Receipt receipt = {0};
    g_autoptr(JsonNode) root = index_json_parse(line, strlen(line), NULL);
    if (!root)
        return refuse(problem, "is not JSON: the line is broken, ask for the receipt again");
    gboolean done = receipt_read(root, &receipt, problem) &&
                    receipt_take(store, &receipt, where, report, problem, error);
    g_clear_pointer(&receipt.at_time, g_date_time_unref);
    g_free(receipt.at_here);
    return done;
}

static gboolean lines_take(Store *store, char **lines, const char *name, AckReport *report,
                           GError **error)
{
    for (guint i = 0; lines[i]; i++) {
        g_autoptr(GError) problem = NULL, failure = NULL;
        g_autofree char *where = g_strdup_printf("%s:%u", name, i + 1);
        if (!*g_strstrip(lines[i]) || line_take(store, lines[i], where, report, &problem, &failure))
            continue;
        if (failure) {
            g_propagate_error(error, g_steal_pointer(&failure));
            return FALSE;
        }
        report->refused++;
        g_ptr_array_add(report->problems, g_strdup_printf("%s: %s", where, problem->message));
    }
    return TRUE;
}

/* ------------------------------------------------------------------------------------- files -- */

static gboolean receipts_refuse(GError **error)
{
    g_set_error(
        error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_DATA,
        "is not a receipt (a file of one JSON object a line, at most %d MiB): name the file "
        "that the import job wrote",
        RECEIPTS_BYTES_MAX >> 20);
    return FALSE;
}

/* Looks at what it is before anything is read; a pipe would have no end. */
static FILE *receipts_open(const char *path, gsize *size, GError **error)
{
    struct stat status;
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0 || fstat(fd, &status) != 0) {
        scan_set_errno(error, errno, "open", path);
    } else if (!S_ISREG(status.st_mode) || status.st_size > RECEIPTS_BYTES_MAX) {
        receipts_refuse(error);
    } else {
        *size = (gsize)status.st_size;
        return fdopen(fd, "r");
    }
    if (fd >= 0)
        close(fd);
    return NULL;
}

static char *receipts_load(const char *path, GError **error)
{
    gsize size;
    FILE *file = receipts_open(path, &size, error);
    if (!file)
        return NULL;
    g_autofree char *text = g_malloc(size + 1);
    gsize length = fread(text, 1, size, file);
    gboolean failed = ferror(file) != 0;
    if (failed)
        scan_set_errno(error, errno, "read", path);
    fclose(file);
    text[length] = '\0';
    if (failed)
        return NULL;
    for (gsize i = 0; i < length; i++) /* zeros that a power cut left: no line is lost for them */
        if (text[i] == '\0')
            text[i] = '\n';
    return g_str_has_prefix(text, "\xEF\xBB\xBF") ? g_strdup(text + 3) : g_steal_pointer(&text);
}

gboolean index_ack(Store *store, const char *receipt_path, AckReport *report, GError **error)
{
    AckReport found = {.problems = g_ptr_array_new_with_free_func(g_free),
                       .notes = g_ptr_array_new_with_free_func(g_free)};
    g_autofree char *name = g_path_get_basename(receipt_path);
    g_autofree char *text = receipts_load(receipt_path, error);
    g_auto(GStrv) lines = text ? g_strsplit(text, "\n", -1) : NULL;
    Db *db = index_store_db(store);
    if (!lines || !db_begin(db, error) ||
        !db_end(db, lines_take(store, lines, name, &found, error), error)) {
        index_ack_report_clear(&found);
        return FALSE;
    }
    *report = found;
    return TRUE;
}
