/* What was said of a package, and what that comes to: it does not depend on the order in which the receipts came.
 *
 *     rejected by all         rejected, with the reason of the last one (by "at")
 *     accepted by one         accepted, on the day of the first acceptance, under the first number that one gives
 *     rejected by others too  the same, and disputed: what may be in e-Office is not handed over again
 *     under two numbers       the same, and disputed
 *
 * "First" and "last" are those of the receipts' "at", whose clock may be wrong; so it never tells which of two that
 * contradict is true: the nodal officer does (ack-dispute.c). What was settled holds against all that was said before,
 * and contradicts what is said otherwise afterwards.
 */
#include "index/ack-private.h"
#include "index/store-private.h"

static void said_free(gpointer data)
{
    Said *said = data;
    g_free(said->status);
    g_free(said->computer_no);
    g_free(said->reason);
    g_free(said->at);
    g_free(said);
}

static Said *said_new(const char *status, const char *computer_no, const char *reason,
                      const char *at)
{
    Said *said = g_new0(Said, 1);
    g_autoptr(GDateTime) time = at ? g_date_time_new_from_iso8601(at, NULL) : NULL;
    said->status = g_strdup(status ? status : "");
    said->computer_no = computer_no && *computer_no ? g_strdup(computer_no) : NULL;
    said->reason = g_strdup(reason);
    said->at = g_strdup(at ? at : "");
    said->at_unix = time ? g_date_time_to_unix(time) : 0;
    return said;
}

static Said *said_of_receipt(const Receipt *receipt)
{
    return said_new(receipt->status, receipt->computer_no, receipt->reason, receipt->at_here);
}

static gboolean said_is_same(const Said *one, const Said *other)
{
    return g_str_equal(one->status, other->status) && one->at_unix == other->at_unix &&
           g_strcmp0(one->computer_no, other->computer_no) == 0 &&
           g_strcmp0(one->reason ? one->reason : "", other->reason ? other->reason : "") == 0;
}

static Said *said_find(GPtrArray *all, const Said *wanted)
{
    for (guint i = 0; i < all->len; i++)
        if (said_is_same(all->pdata[i], wanted))
            return all->pdata[i];
    return NULL;
}

Said *ack_said_find(GPtrArray *said, const Receipt *receipt)
{
    Said *wanted = said_of_receipt(receipt), *found = said_find(said, wanted);
    said_free(wanted);
    return found;
}

Said *ack_said_add(GPtrArray *said, const Receipt *receipt)
{
    Said *one = said_of_receipt(receipt);
    g_ptr_array_add(said, one);
    return one;
}

/* Takes one. What came again, or turned out to be disputed, stands there once. */
static void said_take(GPtrArray *all, Said *one)
{
    Said *known = one->is_settled ? NULL : said_find(all, one);
    if (!known) {
        g_ptr_array_add(all, one);
        return;
    }
    known->is_disputed |= one->is_disputed;
    said_free(one);
}

GPtrArray *ack_said_load(Store *store, const PackageRow *row, GError **error)
{
    g_autoptr(GPtrArray) all = g_ptr_array_new_with_free_func(said_free);
    g_autoptr(DbRows) rows = db_query(index_store_db(store), "package_said",
                                      DB_VALUES(DB_INT(row->record_id), DB_TEXT(row->name)), error);
    while (rows && db_rows_next(rows, error)) {
        Said *one = said_new(db_rows_text(rows, 1), db_rows_text(rows, 2), db_rows_text(rows, 3),
                             db_rows_text(rows, 4));
        const char *act = db_rows_text(rows, 0);
        one->is_settled = g_str_equal(act, "package.settled");
        one->is_late = db_rows_int(rows, 5) != 0;
        one->is_disputed = g_str_equal(act, "package.disputed");
        said_take(all, one);
    }
    return rows && !db_rows_failed(rows) ? g_steal_pointer(&all) : NULL;
}

guint ack_said_first(GPtrArray *said)
{
    for (guint i = said->len; i-- > 0;)
        if (((Said *)said->pdata[i])->is_settled)
            return i;
    return 0;
}

static gboolean is_accepted(const Said *said)
{
    return !said->is_late && g_str_equal(said->status, "accepted");
}

gboolean ack_said_contradicts(const Said *one, const Said *other)
{
    if (one->is_late || other->is_late)
        return FALSE;
    if (!g_str_equal(one->status, other->status))
        return TRUE;
    return is_accepted(one) && one->computer_no && other->computer_no &&
           !g_str_equal(one->computer_no, other->computer_no);
}

/* Of two that say the same, whatever came first: what was settled, then by time. */
static gboolean is_before(const Said *one, const Said *other)
{
    if (one->is_settled != other->is_settled)
        return one->is_settled;
    if (one->at_unix != other->at_unix)
        return one->at_unix < other->at_unix;
    int order = g_strcmp0(one->computer_no, other->computer_no);
    return (order ? order : g_strcmp0(one->reason, other->reason)) < 0;
}

Said ack_said_sum(GPtrArray *said)
{
    const Said *accepted = NULL, *numbered = NULL, *rejected = NULL;
    for (guint i = ack_said_first(said); i < said->len; i++) {
        const Said *one = said->pdata[i];
        if (is_accepted(one) && (!accepted || is_before(one, accepted)))
            accepted = one;
        if (is_accepted(one) && one->computer_no && (!numbered || is_before(one, numbered)))
            numbered = one;
        if (g_str_equal(one->status, "rejected") && !one->is_late &&
            (!rejected || (!rejected->is_settled && is_before(rejected, one))))
            rejected = one;
    }
    Said sum = *(accepted ? accepted : rejected);
    if (accepted && numbered)
        sum.computer_no = numbered->computer_no;
    return sum;
}
