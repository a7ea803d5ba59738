/* Receipts that are refused and kept: those that contradict others, until the nodal officer settles which is true, and those
 * that are late, until a later version is accepted or, where they reject, answered: else e-Office may have the earlier one.
 *
 *   package.disputed  {package, status, at, computer_no, reason, late}: what the receipt said; once, however often it comes
 *   package.settled   {package, status, computer_no, reason}: what is true, and why; ends the package's disputes before it
 *
 * Where what is true was not what was taken, the row has it as of a receipt of the moment of the settling (package.accepted,
 * package.rejected), and what was taken is kept as one that was disputed.
 */
#include "index/ack-private.h"
#include "index/package.h"
#include "index/store-private.h"

/* With what became of the package, which the act does not say. */
static GVariant *said_detail(const Receipt *receipt, gboolean is_late)
{
    g_autoptr(GVariant) answer = g_variant_ref_sink(ack_answer_detail(receipt));
    GVariantDict detail;
    g_variant_dict_init(&detail, answer);
    g_variant_dict_insert(&detail, "status", "s", receipt->status);
    if (is_late)
        g_variant_dict_insert(&detail, "late", "b", TRUE);
    return g_variant_dict_end(&detail);
}

gboolean ack_dispute_write(Store *store, const Said *said, const PackageRow *row, GError **error)
{
    const Receipt receipt = {.package = row->name,
                             .status = said->status,
                             .computer_no = said->computer_no,
                             .reason = said->reason,
                             .at_here = said->at};
    g_autofree char *object = index_file_object(row->file_no);
    return index_event_put(store, "package.disputed", object, row->record_id,
                           said_detail(&receipt, said->is_late), error);
}

/* ---------------------------------------------------------------------------------- settling -- */

static gboolean refuse(GError **error, const char *format, ...) G_GNUC_PRINTF(2, 3);

static gboolean refuse(GError **error, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    *error = g_error_new_valist(MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE, format, arguments);
    va_end(arguments);
    return FALSE;
}

/* The row of a package that is disputed, or of which a receipt is late. */
static gboolean disputed_load(Store *store, const char *package, PackageRow *row, GError **error)
{
    gboolean found = FALSE, is_disputed = FALSE;
    g_autoptr(DbRows) rows =
        db_query(index_store_db(store), "package_disputes", DB_NO_VALUES, error);
    while (rows && db_rows_next(rows, error))
        is_disputed |= g_str_equal(db_rows_text(rows, 0), package);
    if (!rows || db_rows_failed(rows) || !ack_row_load(store, package, row, &found, error))
        return FALSE;
    return (found && is_disputed) ||
           refuse(error,
                  "%s: no receipt contradicts another, and none is late: muhafiz export --list "
                  "names the packages of which some do",
                  package);
}

static gboolean settlement_check(Store *store, const Receipt *settled, const PackageRow *row,
                                 GError **error)
{
    gboolean is_accepted = g_str_equal(settled->status, "accepted");
    if (!*settled->reason || !g_utf8_validate(settled->reason, -1, NULL))
        return refuse(error, "say why, in words that will be read in years: --reason TEXT");
    if (!is_accepted && settled->computer_no)
        return refuse(error, "what was rejected has no Computer No.: leave --computer-no away");
    if (!settled->computer_no)
        return TRUE;
    if (!*settled->computer_no)
        return refuse(error, "--computer-no is empty: give the number that e-Office shows");
    g_autoptr(GHashTable) numbers = package_numbers_load(store, error);
    return numbers && package_number_check(numbers, settled->computer_no, row->record_id,
                                           settled->package, error);
}

/* What was taken turned out not to be true. */
static gboolean answer_overrule(Store *store, const Receipt *settled, const PackageRow *row,
                                GError **error)
{
    const Said taken = {.status = row->status,
                        .computer_no = row->computer_no,
                        .reason = row->reason,
                        .at = row->answered_at},
               answer = {.status = (char *)settled->status,
                         .computer_no = (char *)settled->computer_no,
                         .reason = (char *)settled->reason,
                         .at = settled->at_here};
    gboolean was_answered = !g_str_equal(row->status, "exported"); /* else one was late */
    return (!was_answered || ack_dispute_write(store, &taken, row, error)) &&
           ack_answer_write(store, settled, &answer, row, error);
}

static gboolean settlement_write(Store *store, const Receipt *settled, const PackageRow *row,
                                 GError **error)
{
    g_autofree char *object = index_file_object(row->file_no);
    gboolean is_as_taken = g_str_equal(settled->status, row->status) &&
                           g_strcmp0(settled->computer_no, row->computer_no) == 0;
    return (is_as_taken || answer_overrule(store, settled, row, error)) &&
           index_event_put(store, "package.settled", object, row->record_id,
                           said_detail(settled, FALSE), error);
}

/* A number that nobody gives stays; so does the day of an import that was one. */
static gboolean settle(Store *store, Receipt *settled, GError **error)
{
    g_auto(PackageRow) row = {0};
    g_autofree char *now = index_now();
    if (!disputed_load(store, settled->package, &row, error) ||
        !settlement_check(store, settled, &row, error))
        return FALSE;
    gboolean is_same = g_str_equal(settled->status, row.status);
    settled->at_here = is_same ? row.answered_at : now;
    if (!settled->computer_no && is_same)
        settled->computer_no = row.computer_no;
    return settlement_write(store, settled, &row, error);
}

gboolean index_ack_settle(Store *store, const char *package, const Settlement *settlement,
                          GError **error)
{
    Db *db = index_store_db(store);
    g_autofree char *reason = g_strstrip(g_strdup(settlement->reason ? settlement->reason : ""));
    Receipt settled = {.package = package,
                       .status = settlement->is_accepted ? "accepted" : "rejected",
                       .computer_no = settlement->computer_no,
                       .reason = reason};
    return db_begin(db, error) && db_end(db, settle(store, &settled, error), error);
}
