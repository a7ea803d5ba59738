/* The chain of events (event.c): every hash follows from the event and the hash before it, and the
 * numbers have no gaps. After a break the chain is followed on from what is stored, so one change
 * is one problem. */
#include "index/store-private.h"
#include "index/verify.h"

#define NO_HASH "0000000000000000000000000000000000000000000000000000000000000000"

typedef struct {
    char office[32], hash[SCAN_SHA256_SIZE];
    gint64 number;
} ChainEnd;

static void chain_start(ChainEnd *end, const char *office)
{
    *end = (ChainEnd){.hash = NO_HASH};
    g_strlcpy(end->office, office, sizeof end->office);
}

static void event_check(VerifyReport *report, const ChainEnd *end, const Event *event,
                        const char *stored)
{
    char hash[SCAN_SHA256_SIZE];
    if (event->number != end->number + 1) {
        verify_problem_add(report,
                           "events %" G_GINT64_FORMAT " to %" G_GINT64_FORMAT
                           " are missing: somebody removed them; compare with the last backup",
                           end->number + 1, event->number - 1);
        return; /* the hash before it is gone too */
    }
    index_event_hash(event, end->hash, hash);
    if (!g_str_equal(hash, stored))
        verify_problem_add(report,
                           "event %" G_GINT64_FORMAT " (%s, %s, %s by %s) or the one before it was "
                           "changed: its hash does not fit; compare with the last backup",
                           event->number, event->at, event->object, event->act, event->person);
}

gboolean verify_events(Store *store, VerifyReport *report, GError **error)
{
    ChainEnd end = {0};
    gint64 number;
    g_autoptr(DbRows) rows = db_query(index_store_db(store), "verify_events", DB_NO_VALUES, error);
    while (rows && db_rows_next(rows, error)) {
        Event event = {.office = db_rows_text(rows, 0),
                       .number = db_rows_int(rows, 1),
                       .at = db_rows_text(rows, 2),
                       .person = db_rows_text(rows, 3),
                       .act = db_rows_text(rows, 4),
                       .object = db_rows_text(rows, 5),
                       .detail = db_rows_text(rows, 6)};
        if (!g_str_equal(event.office, end.office))
            chain_start(&end, event.office);
        event_check(report, &end, &event, db_rows_text(rows, 7));
        end.number = event.number;
        g_strlcpy(end.hash, db_rows_text(rows, 7), sizeof end.hash);
        report->events++;
    }
    if (!rows || db_rows_failed(rows))
        return FALSE;
    return index_event_head(store, &number, report->event_head, error);
}
