/* The chain of events (event.c): every hash follows from the event and the hash before it, and the
 * numbers have no gaps. After a break the chain is followed on from what is stored, so one change
 * is one problem.
 *
 * An event that does not fit where it stands is tried at the places of the others that do not fit: if it
 * fits there, events were put in another order. One that fits behind another than its present
 * predecessor is itself untouched. */
#include <string.h>

#include "index/store-private.h"
#include "index/verify.h"

#define NO_HASH "0000000000000000000000000000000000000000000000000000000000000000"
#define BREAKS_MAX 40 /* of more, only so many are compared with each other */

typedef struct {
    char office[32], hash[SCAN_SHA256_SIZE];
    gint64 number;
} ChainEnd;

/* An event that does not follow from the one before it; strings are owned. */
typedef struct {
    Event event;
    char previous[SCAN_SHA256_SIZE], hash[SCAN_SHA256_SIZE]; /* as stored */
} Break;

static void break_free(Break *one)
{
    g_free((char *)one->event.office);
    g_free((char *)one->event.at);
    g_free((char *)one->event.person);
    g_free((char *)one->event.act);
    g_free((char *)one->event.object);
    g_free((char *)one->event.detail);
    g_free(one);
}

static void break_add(GPtrArray *breaks, const Event *event, const char *previous, const char *hash)
{
    Break *one = g_new0(Break, 1);
    one->event = (Event){.office = g_strdup(event->office),
                         .number = event->number,
                         .at = g_strdup(event->at),
                         .person = g_strdup(event->person),
                         .act = g_strdup(event->act),
                         .object = g_strdup(event->object),
                         .detail = g_strdup(event->detail)};
    g_strlcpy(one->previous, previous, sizeof one->previous);
    g_strlcpy(one->hash, hash, sizeof one->hash);
    g_ptr_array_add(breaks, one);
}

static void chain_start(ChainEnd *end, const char *office)
{
    *end = (ChainEnd){.hash = NO_HASH};
    g_strlcpy(end->office, office, sizeof end->office);
}

static void chain_problem(Verify *verify, char *text)
{
    verify->problems_of_chain++;
    verify_problem_add(verify->report, "%s", text);
    g_free(text);
}

/* ---------------------------------------------------------------------------------- breaks -- */

/* Whether the event has its hash under another number or behind another event of those that broke. */
static gint64 break_fits_at(const GPtrArray *breaks, const Break *one)
{
    for (guint i = 0; i < breaks->len * breaks->len * 2; i++) {
        const Break *place = breaks->pdata[i / 2 / breaks->len];
        const Break *before = breaks->pdata[i / 2 % breaks->len];
        Event event = one->event;
        char hash[SCAN_SHA256_SIZE];
        event.number = place->event.number;
        index_event_hash(&event, i % 2 ? before->hash : before->previous, hash);
        if (g_str_equal(hash, one->hash))
            return event.number;
    }
    return 0;
}

static void break_tell(Verify *verify, const Event *event, gint64 fits_at)
{
    const char *what = "or the one before it was changed: its hash does not fit";
    g_autofree char *moved =
        fits_at ? g_strdup_printf("was event %" G_GINT64_FORMAT ": somebody changed their order",
                                  fits_at)
                : NULL;
    chain_problem(verify, g_strdup_printf("event %" G_GINT64_FORMAT " (%s, %s, %s by %s) %s; "
                                          "compare with the last backup",
                                          event->number, event->at, event->object, event->act,
                                          event->person, moved ? moved : what));
}

static void event_check(Verify *verify, const ChainEnd *end, const Event *event, const char *stored,
                        GPtrArray *breaks)
{
    char hash[SCAN_SHA256_SIZE];
    if (event->number != end->number + 1) {
        chain_problem(
            verify,
            g_strdup_printf("events %" G_GINT64_FORMAT " to %" G_GINT64_FORMAT
                            " are missing: somebody removed them; compare with the last backup",
                            end->number + 1, event->number - 1));
        return; /* the hash before it is gone too */
    }
    index_event_hash(event, end->hash, hash);
    if (g_str_equal(hash, stored))
        return;
    if (breaks->len < BREAKS_MAX && strlen(stored) == strlen(hash))
        break_add(breaks, event, end->hash, stored);
    else
        break_tell(verify, event, 0);
}

static void breaks_tell(Verify *verify, const GPtrArray *breaks)
{
    for (guint i = 0; i < breaks->len; i++) {
        const Break *one = breaks->pdata[i];
        gint64 fits_at = break_fits_at(breaks, one);
        if (fits_at != one->event.number) /* else only those before it moved */
            break_tell(verify, &one->event, fits_at);
    }
}

/* ------------------------------------------------------------------------------------ anchors -- */

static void anchors_find(Verify *verify, gint64 number, const char *hash)
{
    for (guint i = 0; i < verify->anchors->len; i++) {
        VerifyAnchor *anchor = verify->anchors->pdata[i];
        if ((anchor->number == 0 || anchor->number == number) &&
            g_ptr_array_find_with_equal_func(anchor->hashes, hash, g_str_equal, NULL))
            anchor->is_found = TRUE;
    }
}

static gboolean events_read(Verify *verify, GPtrArray *breaks, GError **error)
{
    ChainEnd end = {0};
    g_autoptr(DbRows) rows =
        db_query(index_store_db(verify->store), "verify_events", DB_NO_VALUES, error);
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
        event_check(verify, &end, &event, db_rows_text(rows, 7), breaks);
        end.number = event.number;
        g_strlcpy(end.hash, db_rows_text(rows, 7), sizeof end.hash);
        anchors_find(verify, end.number, end.hash);
        verify->report->events++;
    }
    return rows && !db_rows_failed(rows);
}

gboolean verify_events(Verify *verify, GError **error)
{
    g_autoptr(GPtrArray) breaks = g_ptr_array_new_with_free_func((GDestroyNotify)break_free);
    VerifyReport *report = verify->report;
    if (!events_read(verify, breaks, error) ||
        !index_event_head(verify->store, &report->event_number, report->event_head, error))
        return FALSE;
    breaks_tell(verify, breaks);
    verify_anchors_check(verify);
    return TRUE;
}
