/* Two stacks into one, and what the operator hears of it. */
#include "batch/backs.h"

#include "batch/output.h"

BacksOrder backs_order_parse(const char *text)
{
    return g_str_equal(text, "same")       ? BACKS_SAME
           : g_str_equal(text, "reversed") ? BACKS_REVERSED
                                           : BACKS_AUTO;
}

static gboolean is_unreadable(const Page *faces, guint n_faces)
{
    for (guint i = 0; i < n_faces; i++)
        if (faces[i].has_damaged_code)
            return TRUE;
    return FALSE;
}

void backs_place_sheet(const Page *faces, guint n_faces, Placed *placed)
{
    *placed = (Placed){.role = PAGE_ROLE_FOLIO, .order = PAGE_ORDER_BACK};
    if (place_is_our_sheet(faces, n_faces)) {
        placed->role = PAGE_ROLE_COVER;
    } else if (is_unreadable(faces, n_faces)) {
        placed->order = PAGE_ORDER_CODE_DAMAGED;
        placed->advice = g_strdup("it carries a code that cannot be read, or could not be looked "
                                  "at: kept as the back of its "
                                  "sheet. If it is a cover sheet, it lay face down among the "
                                  "fronts, and another file begins there");
    }
}

/* Why this order, so that a wrong one is seen at once. */
static void order_tell(const Context *context, const BacksReport *report)
{
    gboolean is_same = report->order == BACKS_SAME;
    const char *how = is_same ? "in the same order" : "in reverse order, as a stack turned over";
    guint n_blank = is_same ? report->n_same : report->n_reversed;
    if (report->n_marks && report->n_same != report->n_reversed)
        output_line(context, "%s: %u of %u covers and separators with a blank back that way.", how,
                    n_blank, report->n_marks);
    else
        output_line(context,
                    "%s: nothing in the stacks tells. Look at the first pages; say "
                    "--backs-order if it is wrong.",
                    how);
}

static void report_tell(Context *context, gint64 backs_batch, const BacksReport *report)
{
    output_line(context,
                "Batch %" G_GINT64_FORMAT ": %u %s put behind the fronts of batch "
                "%" G_GINT64_FORMAT ",",
                backs_batch, COUNTED(report->n_backs, "back"), report->fronts_batch);
    order_tell(context, report);
    if (report->n_replaced)
        output_note("%u %s given before for the same fronts: replaced by these",
                    COUNTED(report->n_replaced, "back"));
    if (report->n_without_place)
        output_note("%u %s without a record, because the fronts have none",
                    COUNTED(report->n_without_place, "back"));
}

gboolean backs_settle(Context *context, gint64 backs_batch, BacksOrder order, gboolean *settled,
                      char **problem, GError **error)
{
    BacksReport report;
    g_autoptr(GError) failure = NULL;
    *settled = index_backs_interleave(context->store, backs_batch, order, &report, &failure);
    if (*settled) {
        if (!report.was_done_already)
            report_tell(context, backs_batch, &report);
        return TRUE;
    }
    if (!g_error_matches(failure, MUHAFIZ_ERROR, MUHAFIZ_ERROR_DATA) &&
        !g_error_matches(failure, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE)) {
        g_propagate_error(error, g_steal_pointer(&failure));
        return FALSE;
    }
    output_problem(context, "%s", failure->message);
    if (problem)
        *problem = g_strdup(failure->message);
    return TRUE;
}
