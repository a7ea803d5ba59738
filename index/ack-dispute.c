/* Receipts that contradict the answer that was taken: kept as events until the nodal officer settles which is true.
 *
 *   package.disputed  {package, status, at, computer_no, reason}: what the receipt said; once, however often it comes
 *   package.settled   {package, status, computer_no, reason}: what is true, and why; ends the package's disputes before it
 *
 * Until then the package counts as it did. Where what is true was not what was taken, the row has it as of a receipt of the
 * moment of the settling (package.accepted, package.rejected), so that receipts of before are overtaken; and what was taken
 * is kept as one that was disputed, so that it is known when the import job's file of receipts comes again.
 */
#include "index/ack-private.h"
#include "index/package.h"
#include "index/store-private.h"

/* The same receipt, whatever zone its time is written in; owned. */
static char *dispute_key(const char *package, const char *status, const char *computer_no,
                         const char *reason, const char *at)
{
    g_autoptr(GDateTime) time = g_date_time_new_from_iso8601(at, NULL);
    return g_strdup_printf("%s\n%s\n%s\n%" G_GINT64_FORMAT "\n%s", package, status,
                           computer_no ? computer_no : "",
                           time ? g_date_time_to_unix(time) : G_MININT64, reason ? reason : "");
}

static void dispute_set(GHashTable *disputes, char *key, DisputeState state)
{
    g_hash_table_insert(disputes, key, GINT_TO_POINTER(state));
}

GHashTable *ack_disputes_load(Store *store, GError **error)
{
    g_autoptr(GHashTable) disputes = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_autoptr(DbRows) rows =
        db_query(index_store_db(store), "package_disputes", DB_NO_VALUES, error);
    while (rows && db_rows_next(rows, error))
        dispute_set(disputes,
                    dispute_key(db_rows_text(rows, 0), db_rows_text(rows, 2), db_rows_text(rows, 3),
                                db_rows_text(rows, 4), db_rows_text(rows, 5)),
                    db_rows_int(rows, 8) ? DISPUTE_SETTLED : DISPUTE_OPEN);
    return rows && !db_rows_failed(rows) ? g_steal_pointer(&disputes) : NULL;
}

static char *receipt_key(const Receipt *receipt)
{
    return dispute_key(receipt->package, receipt->status, receipt->computer_no, receipt->reason,
                       receipt->at_here);
}

DisputeState ack_dispute_state(GHashTable *disputes, const Receipt *receipt)
{
    g_autofree char *key = receipt_key(receipt);
    return GPOINTER_TO_INT(g_hash_table_lookup(disputes, key));
}

/* With what became of the package, which the act does not say. */
static GVariant *said_detail(const Receipt *receipt)
{
    g_autoptr(GVariant) answer = g_variant_ref_sink(ack_answer_detail(receipt));
    GVariantDict detail;
    g_variant_dict_init(&detail, answer);
    g_variant_dict_insert(&detail, "status", "s", receipt->status);
    return g_variant_dict_end(&detail);
}

static gboolean dispute_write(Store *store, const Receipt *receipt, const PackageRow *row,
                              GError **error)
{
    g_autofree char *object = index_file_object(row->file_no);
    return index_event_put(store, "package.disputed", object, row->record_id, said_detail(receipt),
                           error);
}

gboolean ack_dispute_keep(Store *store, GHashTable *disputes, const Receipt *receipt,
                          const PackageRow *row, GError **error)
{
    if (!dispute_write(store, receipt, row, error))
        return FALSE;
    dispute_set(disputes, receipt_key(receipt), DISPUTE_OPEN);
    return TRUE;
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

/* The row of a package that is disputed. */
static gboolean disputed_load(Store *store, const char *package, PackageRow *row, GError **error)
{
    gboolean found = FALSE, is_disputed = FALSE;
    g_autoptr(DbRows) rows =
        db_query(index_store_db(store), "package_disputes", DB_NO_VALUES, error);
    while (rows && db_rows_next(rows, error))
        is_disputed |= g_str_equal(db_rows_text(rows, 0), package) && !db_rows_int(rows, 8);
    if (!rows || db_rows_failed(rows) || !ack_row_load(store, package, row, &found, error))
        return FALSE;
    return (found && is_disputed) ||
           refuse(error,
                  "%s: no receipt contradicts another: muhafiz export --list names the "
                  "packages of which some do",
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
    const Receipt taken = {.package = settled->package,
                           .status = row->status,
                           .computer_no = row->computer_no,
                           .reason = row->reason,
                           .at_here = row->answered_at};
    return dispute_write(store, &taken, row, error) && ack_answer_write(store, settled, row, error);
}

static gboolean settlement_write(Store *store, const Receipt *settled, const PackageRow *row,
                                 GError **error)
{
    g_autofree char *object = index_file_object(row->file_no);
    gboolean is_as_taken = g_str_equal(settled->status, row->status) &&
                           g_strcmp0(settled->computer_no, row->computer_no) == 0;
    return (is_as_taken || answer_overrule(store, settled, row, error)) &&
           index_event_put(store, "package.settled", object, row->record_id, said_detail(settled),
                           error);
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
