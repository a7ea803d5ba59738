/* muhafiz show batch:N: what came in with a batch, and why pages of it stand in no record. */
#include <string.h>

#include "batch/item.h"
#include "batch/ledger.h"
#include "batch/output.h"
#include "batch/place.h"
#include "batch/show-batch.h"
#include "index/member.h"

#define BATCH_PREFIX "batch:"

static PageOrder page_order(JsonObject *page)
{
    JsonArray *flags = member_array(page, "flags");
    for (guint i = 0; i < member_length(flags); i++) {
        JsonObject *flag = member_element(flags, i);
        if (g_strcmp0(member_text(flag, "flag"), "order") == 0)
            return (PageOrder)member_double(flag, "value", 0);
    }
    return PAGE_ORDER_NO_RECORD;
}

/* The run of sheets without a record that the page is in, or NULL. */
static JsonObject *page_run(JsonArray *runs, JsonObject *page)
{
    gint64 sheet = member_int(page, "sheet", 0);
    for (guint i = 0; i < member_length(runs); i++) {
        JsonObject *run = member_element(runs, i);
        if (sheet >= member_int(run, "first_sheet", 0) && sheet <= member_int(run, "last_sheet", 0))
            return run;
    }
    return NULL;
}

/* "set aside in A-12/2008: fed twice", "a cover of an excluded record", "behind the cover of ..." */
static char *reason_text(JsonArray *runs, JsonObject *page)
{
    const char *file_no = member_text(page, "file_no"), *reason = member_text(page, "reason");
    JsonObject *run = page_run(runs, page);
    PageOrder order = page_order(page);
    if (g_strcmp0(member_text(page, "state"), "set-aside") == 0)
        return g_strconcat("set aside", file_no ? " in " : "", file_no ? file_no : "",
                           reason ? ": " : "", reason, NULL);
    return order == PAGE_ORDER_NO_RECORD && run
               ? ledger_run_reason(run)
               : g_strconcat(place_order_text(order), file_no ? ", " : NULL, file_no, NULL);
}

static void page_tell(const Context *context, JsonArray *runs, JsonObject *page)
{
    const char *role = member_text(page, "role");
    g_autofree char *why = reason_text(runs, page);
    output_line(context, "  sheet %" G_GINT64_FORMAT " %s%s%s (id:%" G_GINT64_FORMAT "): %s; %s",
                member_int(page, "sheet", 0), member_text(page, "face"),
                g_strcmp0(role, "folio") ? ", " : "", g_strcmp0(role, "folio") ? role : "",
                member_int(page, "page_id", 0), why, member_text(page, "path"));
}

static gboolean any_is_refused(JsonArray *runs)
{
    for (guint i = 0; i < member_length(runs); i++)
        if (ledger_run_is_refused(member_element(runs, i)))
            return TRUE;
    return FALSE;
}

static void batch_tell(const Context *context, JsonObject *item)
{
    g_autofree char *ledger = ledger_text(member_object(item, "ledger"));
    JsonArray *pages = member_array(item, "without_place");
    JsonArray *runs = member_array(item, "unplaced_sheets");
    output_line(context, "%s", ledger);
    if (any_is_refused(runs))
        output_line(context,
                    "Without a place in a record. Some lie behind the cover of a record that takes "
                    "no pages. " LEDGER_ASK_OFFICER ":",
                    "PAGES");
    else if (member_length(pages))
        output_line(
            context,
            "Without a place in a record (\"muhafiz page move id:N --to FILE_NO\" gives one):");
    for (guint i = 0; i < member_length(pages); i++)
        page_tell(context, runs, member_element(pages, i));
}

gboolean show_is_batch(const char *word)
{
    return g_str_has_prefix(word, BATCH_PREFIX);
}

gboolean show_batch(const Context *context, const char *word, GError **error)
{
    guint64 batch_id;
    if (!g_ascii_string_to_unsigned(word + strlen(BATCH_PREFIX), 10, 1, G_MAXINT64, &batch_id,
                                    NULL)) {
        g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE,
                    "\"%s\" names no batch: write batch:7", word);
        return FALSE;
    }
    g_autoptr(JsonNode) item = index_batch_show(context->store, (gint64)batch_id, error);
    if (!item)
        return FALSE;
    if (context->json)
        output_items(g_steal_pointer(&item));
    else
        batch_tell(context, json_node_get_object(item));
    return TRUE;
}
