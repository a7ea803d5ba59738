/* Which office lags most. */
#include "index/behind.h"
#include "index/member.h"
#include "index/progress.h"

static const char *state_of(JsonObject *row)
{
    const char *state = member_text(member_object(row, "projection"), "state");
    return state ? state : "unknown";
}

/* What could not be scanned is more than can be put up with. */
static gboolean is_much_unscanned(JsonObject *row)
{
    return index_row_unscanned(row) * 100 >= index_row_count(row, "of", "records");
}

gboolean index_row_is_behind(JsonObject *row)
{
    const char *state = state_of(row);
    if (g_str_equal(state, "nothing-left") && is_much_unscanned(row))
        return TRUE;
    return g_str_equal(state, "stopped") || g_str_equal(state, "late") ||
           member_flag(row, "silent") || !member_text(row, "figures_at");
}

/* What nobody can believe comes before all: it is the weightiest reason. */
static gboolean is_rewritten(JsonObject *row)
{
    const char *reason = member_text(member_element(member_array(row, "behind"), 0), "reason");
    return reason && (g_str_equal(reason, "rewritten") || g_str_equal(reason, "offices-rewritten"));
}

static guint rank_of(JsonObject *row)
{
    static const char *const states[] = {"stopped", "late",         "",    "unknown", "open",
                                         "in-time", "nothing-left", "done"};
    const char *state = state_of(row);
    guint rank = 0;
    while (rank + 1 < G_N_ELEMENTS(states) && !g_str_equal(states[rank], state))
        rank++;
    return index_row_is_behind(row) ? MIN(rank, 2) : rank;
}

/* Days that the end lies after the deadline; what has no end is the latest. */
static gint64 lateness_of(JsonObject *row)
{
    gint32 end = index_day_parse(member_text(member_object(row, "projection"), "end"));
    return end ? end - index_day_parse(member_text(member_object(row, "target"), "deadline"))
               : G_MAXINT32;
}

static double share_of(JsonObject *row)
{
    gint64 of = index_row_count(row, "of", "records");
    return of > 0 ? (double)index_row_count(row, "records", "scanned") / (double)of : 0;
}

int index_row_compare(JsonObject *one, JsonObject *other)
{
    int first = is_rewritten(other) - is_rewritten(one);
    if (first)
        return first;
    guint rank = rank_of(one), other_rank = rank_of(other);
    if (rank != other_rank)
        return rank < other_rank ? -1 : 1;
    gint64 late = rank == 1 ? lateness_of(one) - lateness_of(other) : 0;
    if (late != 0)
        return late > 0 ? -1 : 1;
    double ahead = share_of(one) - share_of(other);
    if (ahead < 0 || ahead > 0)
        return ahead < 0 ? -1 : 1;
    return g_strcmp0(member_text(one, "office"), member_text(other, "office"));
}
