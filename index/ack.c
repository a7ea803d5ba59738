/* Receipts of the import job: JSON lines, each about one package.
 *
 * A line counts only for the package it names, under the manifest hash that we wrote. Each distinct one leaves an event, so
 * that it is known when it comes again, and what the package is taken for does not depend on the order (ack-said.c).
 * One that contradicts another is refused, and both are kept until it is settled which is true (ack-dispute.c).
 *
 * One for a version that was superseded before it was answered is late: it is refused, and kept and listed until a later
 * version is accepted, as only that one tells what e-Office has in the end.
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
 * Of a record that was changed since, but not exported, it is taken, and told: it says nothing of the record as it is now.
 *
 * A rejection says why: nobody could put it right else.
 *
 * All lines of a file are taken in one transaction; bad ones are refused by line.
 */
#include <string.h>

#include "index/ack-private.h"
#include "index/answer.h"
#include "index/package.h"
#include "index/store-private.h"

typedef struct {
    Store *store;
    AckReport *report;
    GHashTable *numbers; /* as package_numbers_load has them */
    GPtrArray *untaken;  /* names of packages that were accepted where they lie */
} Ack;

void index_ack_report_clear(AckReport *report)
{
    g_clear_pointer(&report->problems, g_ptr_array_unref);
    g_clear_pointer(&report->notes, g_ptr_array_unref);
    *report = (AckReport){0};
}

void ack_row_clear(PackageRow *row)
{
    g_free(row->name);
    g_free(row->manifest_sha256);
    g_free(row->status);
    g_free(row->answered_at);
    g_free(row->exported_at);
    g_free(row->file_no);
    g_free(row->computer_no);
    g_free(row->reason);
    g_free(row->path);
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
                                .is_overtaken = db_rows_int(row, 13) != 0,
                                .name = g_strdup(name),
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
        return ack_refuse(problem,
                          "version %" G_GINT64_FORMAT
                          " is not that of package %s, which is %" G_GINT64_FORMAT
                          ": ask for the receipt again",
                          receipt->version, receipt->package, row->version);
    if (!g_str_equal(receipt->manifest_sha256, row->manifest_sha256))
        return ack_refuse(
            problem,
            "the manifest hash is not that of package %s as it was exported: what was "
            "imported is something else; have the package fetched again",
            receipt->package);
    return TRUE;
}

/* "accepted at 2024-05-06T10:11:12+05:30 as Computer No. 77"; owned. */
static char *said_text(const Said *said)
{
    return g_strdup_printf("%s at %s%s%s", said->status, said->at,
                           said->computer_no ? " as Computer No. " : "",
                           said->computer_no ? said->computer_no : "");
}

static gboolean contradiction_refuse(const Said *one, const Said *other, const PackageRow *row,
                                     GError **problem)
{
    g_autofree char *now = said_text(one), *before = said_text(other);
    return ack_refuse(problem,
                      "package %s is %s, and %s: ask the import job which is true. Both are kept "
                      "(muhafiz export --list) until the nodal officer settles it (muhafiz ack "
                      "settle); until then it counts as accepted, and is not handed over again",
                      row->name, now, before);
}

static gboolean late_refuse(const Receipt *receipt, const PackageRow *row, GError **problem)
{
    return ack_refuse(
        problem,
        "package %s is late: version %" G_GINT64_FORMAT
        " of %s superseded it before this receipt (%s) came, and needs its own. The "
        "receipt is kept (muhafiz export --list) until a later one is accepted: see that the "
        "import job puts the later version in the place of this one",
        receipt->package, row->latest, row->file_no, receipt->status);
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

gboolean ack_answer_write(Store *store, const Receipt *receipt, const Said *answer,
                          const PackageRow *row, GError **error)
{
    g_autofree char *object = index_file_object(row->file_no);
    g_autofree char *act = g_strconcat("package.", receipt->status, NULL);
    return db_exec(index_store_db(store), "package_answer",
                   DB_VALUES(DB_INT(row->package_id), DB_TEXT(answer->status),
                             DB_TEXT(answer->computer_no), DB_TEXT(answer->reason),
                             DB_TEXT(answer->at)),
                   error) &&
           index_event_put(store, act, object, row->record_id, ack_answer_detail(receipt), error);
}

/* What changes nothing was known. */
static void report_count(AckReport *report, const Said *answer, const PackageRow *row)
{
    if (g_str_equal(answer->status, row->status) &&
        g_strcmp0(answer->computer_no, row->computer_no) == 0 &&
        g_strcmp0(answer->reason, row->reason) == 0)
        report->repeated++;
    else if (g_str_equal(answer->status, "accepted"))
        report->accepted++;
    else
        report->rejected++;
}

/* FALSE with *problem: the number is another record's. */
static gboolean number_take(const Ack *ack, const Receipt *receipt, const PackageRow *row,
                            GError **problem)
{
    if (!receipt->computer_no || !g_str_equal(receipt->status, "accepted"))
        return TRUE;
    if (!package_number_check(ack->numbers, receipt->computer_no, row->record_id, receipt->package,
                              problem))
        return FALSE;
    package_number_give(ack->numbers, receipt->computer_no, row->record_id, row->file_no,
                        receipt->package);
    return TRUE;
}

/* A new receipt that the answer agrees with. */
static gboolean answer_take(const Ack *ack, Receipt *receipt, const Said *answer,
                            const PackageRow *row, const char *where, GError **error)
{
    gboolean is_first = !g_str_equal(row->status, answer->status);
    receipt->is_untaken = package_is_untaken(ack->store, receipt->status, row->path);
    if (receipt->is_untaken && is_first)
        g_ptr_array_add(ack->untaken, g_strdup(receipt->package));
    return ack_answer_write(ack->store, receipt, answer, row, error) &&
           (!is_first || ack_note(ack->store, receipt, row, where, ack->report->notes, error));
}

/* Keeps what contradicts answer and is not kept yet. */
static gboolean disputes_keep(const Ack *ack, GPtrArray *said, const Said *answer,
                              const PackageRow *row, GError **error)
{
    for (guint i = ack_said_first(said); i < said->len; i++) {
        const Said *one = said->pdata[i];
        if (!one->is_disputed && ack_said_contradicts(one, answer) &&
            !ack_dispute_write(ack->store, one, row, error))
            return FALSE;
    }
    return TRUE;
}

/* What contradicts one; NULL: nothing. */
static const Said *contradiction_find(GPtrArray *said, const Said *one)
{
    for (guint i = ack_said_first(said); i < said->len; i++)
        if (ack_said_contradicts(one, said->pdata[i]))
            return said->pdata[i];
    return NULL;
}

static gboolean new_take(const Ack *ack, GPtrArray *said, Receipt *receipt, const PackageRow *row,
                         const char *where, GError **problem, GError **error)
{
    if (!number_take(ack, receipt, row, problem))
        return FALSE;
    const Said *one = ack_said_add(said, receipt);
    const Said answer = ack_said_sum(said), *other = contradiction_find(said, one);
    if (!disputes_keep(ack, said, &answer, row, error) ||
        (!ack_said_contradicts(one, &answer) &&
         !answer_take(ack, receipt, &answer, row, where, error)))
        return FALSE;
    if (other)
        return contradiction_refuse(one, other, row, problem);
    report_count(ack->report, &answer, row);
    return TRUE;
}

/* Refused again for as long as what counts is something else. */
static gboolean known_take(const Ack *ack, GPtrArray *said, const Said *one, const PackageRow *row,
                           GError **problem, GError **error)
{
    guint place = 0;
    if (one->is_late) { /* and the later version's row is gone */
        ack->report->repeated++;
        return TRUE;
    }
    g_ptr_array_find(said, one, &place);
    const Said answer = ack_said_sum(said);
    if (!disputes_keep(ack, said, &answer, row, error))
        return FALSE;
    if (place >= ack_said_first(said) && ack_said_contradicts(one, &answer))
        return contradiction_refuse(one, &answer, row, problem);
    ack->report->repeated++;
    return TRUE;
}

/* Nobody could tell by it what e-Office has now. FALSE unless it was told and is over. */
static gboolean late_take(const Ack *ack, GPtrArray *said, const Receipt *receipt,
                          const PackageRow *row, GError **problem, GError **error)
{
    Said *one = ack_said_find(said, receipt);
    gboolean is_new = !one;
    if (!is_new && row->is_overtaken) {
        ack->report->repeated++;
        return TRUE;
    }
    if (is_new) {
        one = ack_said_add(said, receipt);
        one->is_late = TRUE;
    }
    return (!is_new || ack_dispute_write(ack->store, one, row, error)) &&
           late_refuse(receipt, row, problem);
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
        return ack_refuse(
            problem,
            "package %s is not known here: if it lies in the outbox, export its record "
            "again and take this receipt in again; else it is another office's",
            receipt->package);
    if (!receipt_fits(receipt, &row, problem))
        return FALSE;
    g_autoptr(GPtrArray) said = ack_said_load(ack->store, &row, error);
    if (!said)
        return FALSE;
    gboolean is_late = g_str_equal(row.status, "exported") && row.version < row.latest;
    if (is_late)
        return late_take(ack, said, receipt, &row, problem, error);
    const Said *known = ack_said_find(said, receipt);
    return known ? known_take(ack, said, known, &row, problem, error)
                 : new_take(ack, said, receipt, &row, where, problem, error);
}

static gboolean line_take(const Ack *ack, const char *line, const char *where, GError **problem,
                          GError **error)
{
    Receipt receipt = {0};
    g_autoptr(JsonNode) root = index_json_parse(line, strlen(line), NULL);
    if (!root)
        return ack_refuse(problem, "is not JSON: the line is broken, ask for the receipt again");
    gboolean done = ack_receipt_read(root, &receipt, problem) &&
                    receipt_take(ack, &receipt, where, problem, error);
    g_clear_pointer(&receipt.at_time, g_date_time_unref);
    g_free(receipt.at_here);
    return done;
}

static gboolean lines_take(Ack *ack, char **lines, const char *name, GError **error)
{
    ack->numbers = package_numbers_load(ack->store, error);
    if (!ack->numbers)
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
    if (!ok) {
        index_ack_report_clear(&found);
        return FALSE;
    }
    *report = found;
    return TRUE;
}
