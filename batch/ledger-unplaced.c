/* Sheets of no record: why, and what to do. What came behind the cover of a record that takes no pages
 * must go: for those no command is named that would give them to some other record. */
#include "batch/ledger.h"

#include "batch/output.h"
#include "batch/place.h"
#include "index/member.h"

#define N G_GINT64_FORMAT

char *ledger_run_sheets(JsonObject *run)
{
    gint64 first = member_int(run, "first_sheet", 0), last = member_int(run, "last_sheet", 0);
    GString *text = g_string_new(NULL);
    g_string_printf(text, "batch:%" N ":%" N, member_int(run, "batch", 0), first);
    if (last > first)
        g_string_append_printf(text, "-%" N, last);
    return g_string_free(text, FALSE);
}

gboolean ledger_run_is_refused(JsonObject *run)
{
    return member_flag(run, "refused");
}

/* "the cover of A-12/2008 (sheet 3), which is excluded from scanning" */
static void cover_append(GString *text, JsonObject *run)
{
    const char *file_no = member_text(run, "cover_file_no");
    PageOrder order = (PageOrder)member_int(run, "reason", 0);
    g_string_append_printf(text, "%s%s (sheet %" N ")",
                           file_no ? "the cover of " : "the cover of a record",
                           file_no ? file_no : "", member_int(run, "cover_sheet", 0));
    if (!ledger_run_is_refused(run))
        return;
    g_string_append(text, order == PAGE_ORDER_RECORD_EXCLUDED ? ", which is excluded from scanning"
                          : order == PAGE_ORDER_RECORD_CONFIDENTIAL
                              ? ", which is confidential: the office keeps no pages of it"
                              : ", of which no pages may be taken in (excluded or confidential)");
}

/* A sheet that may be a cover, a separator, or a page. */
static void doubt_append(GString *text, JsonObject *run, PageOrder order, gint64 sheet)
{
    if (sheet == member_int(run, "first_sheet", 0))
        g_string_append_printf(
            text, "sheet %" N " carries a code that cannot be read (a page, or a cover)", sheet);
    else if (order == PAGE_ORDER_CODE_DAMAGED)
        g_string_append_printf(text,
                               "behind a sheet of ours whose code cannot be read (sheet %" N
                               ", a cover or separator)",
                               sheet);
    else
        g_string_append_printf(text, "behind sheet %" N ", %s", sheet, place_order_text(order));
    if (!member_text(run, "cover_file_no") && !ledger_run_is_refused(run))
        return;
    g_string_append(text, "; the last cover before it is ");
    cover_append(text, run);
    if (!ledger_run_is_refused(run))
        g_string_append_printf(
            text, ": if no other file begins at sheet %" N ", this is of that one", sheet);
}

/* No sheet in between: there was no cover, or its record is closed since. */
static void none_append(GString *text, JsonObject *run)
{
    if (member_int(run, "cover_sheet", 0) == 0) {
        g_string_append(text, "no cover sheet that could be used came before");
        return;
    }
    g_string_append(text, "behind ");
    cover_append(text, run);
}

static void backs_append(GString *text, JsonObject *run)
{
    g_string_append(text, "backs that were not put behind fronts of a record");
    if (!ledger_run_is_refused(run))
        return;
    g_string_append(text, "; among the fronts lies ");
    cover_append(text, run);
}

char *ledger_run_reason(JsonObject *run)
{
    GString *text = g_string_new(NULL);
    PageOrder order = (PageOrder)member_int(run, "reason", 0);
    gint64 sheet = member_int(run, "reason_sheet", 0);
    switch (order) {
    case PAGE_ORDER_NONE:
    case PAGE_ORDER_RECORD_EXCLUDED:
    case PAGE_ORDER_RECORD_CONFIDENTIAL:
        none_append(text, run);
        break;
    case PAGE_ORDER_CODE_DAMAGED:
    case PAGE_ORDER_CODE_UNKNOWN:
    case PAGE_ORDER_CODES_DIFFER:
        doubt_append(text, run, order, sheet);
        break;
    case PAGE_ORDER_BACK:
        backs_append(text, run);
        break;
    default:
        g_string_append_printf(text, "behind sheet %" N ", %s", sheet, place_order_text(order));
    }
    return g_string_free(text, FALSE);
}

static void run_tell(Context *context, JsonObject *run, const char *prefix)
{
    gint64 n = member_int(run, "pages", 0), batch = member_int(run, "batch", 0);
    g_autofree char *sheets = ledger_run_sheets(run);
    g_autofree char *reason = ledger_run_reason(run);
    const char *have = n == 1 ? "has" : "have";
    if (ledger_run_is_refused(run))
        output_problem(context,
                       "%s%" N " %s %s no record (%s): %s. " LEDGER_ASK_OFFICER
                       "; muhafiz show batch:%" N " lists %s",
                       prefix, COUNTED(n, "page"), have, sheets, reason, sheets, batch,
                       n == 1 ? "it" : "them");
    else
        output_problem(context,
                       "%s%" N " %s %s no record: %s. %s kept: look which record it is (muhafiz "
                       "show batch:%" N
                       "), then \"muhafiz page move %s --to FILE_NO\" puts %s there",
                       prefix, COUNTED(n, "page"), have, reason, n == 1 ? "It is" : "They are",
                       batch, sheets, n == 1 ? "it" : "them");
}

gboolean ledger_note_refused(const Context *context, const char *what, GError **error)
{
    g_autoptr(JsonNode) node = index_batch_unplaced_sheets(context->store, 0, error);
    JsonArray *runs = node ? json_node_get_array(node) : NULL;
    for (guint i = 0; runs && i < member_length(runs); i++) {
        g_autofree char *sheets = ledger_run_sheets(member_element(runs, i));
        g_autofree char *reason = ledger_run_reason(member_element(runs, i));
        if (ledger_run_is_refused(member_element(runs, i)))
            output_note("%s %s, %s. " LEDGER_ASK_OFFICER, what, sheets, reason, sheets);
    }
    return node != NULL;
}

gboolean ledger_tell_unplaced(Context *context, gint64 batch_id, const char *prefix, GError **error)
{
    g_autoptr(JsonNode) node = index_batch_unplaced_sheets(context->store, batch_id, error);
    if (!node)
        return FALSE;
    JsonArray *runs = json_node_get_array(node);
    for (guint i = 0; i < member_length(runs); i++)
        run_tell(context, member_element(runs, i), prefix);
    return TRUE;
}
