/* muhafiz show batch:N: what came in with a batch, and why pages of it stand in no record. */
#include <string.h>

#include "batch/item.h"
#include "batch/ledger.h"
#include "batch/member.h"
#include "batch/output.h"
#include "batch/place.h"
#include "batch/show-batch.h"

#define BATCH_PREFIX "batch:"

static const char *order_text(JsonArray *flags)
{
    for (guint i = 0; i < member_length(flags); i++) {
        JsonObject *flag = member_element(flags, i);
        if (g_strcmp0(member_text(flag, "flag"), "order") == 0)
            return place_order_text((PageOrder)member_double(flag, "value", 0));
    }
    return "no record was known";
}

/* "set aside in A-12/2008: fed twice", "a cover of an excluded record" */
static char *reason_text(JsonObject *page)
{
    const char *file_no = member_text(page, "file_no"), *reason = member_text(page, "reason");
    if (g_strcmp0(member_text(page, "state"), "set-aside") != 0)
        return g_strdup(order_text(member_array(page, "flags")));
    return g_strconcat("set aside", file_no ? " in " : "", file_no ? file_no : "",
                       reason ? ": " : "", reason, NULL);
}

static void page_tell(const Context *context, JsonObject *page)
{
    const char *role = member_text(page, "role");
    g_autofree char *why = reason_text(page);
    output_line(context, "  sheet %" G_GINT64_FORMAT " %s%s%s (id:%" G_GINT64_FORMAT "): %s; %s",
                member_int(page, "sheet", 0), member_text(page, "face"),
                g_strcmp0(role, "folio") ? ", " : "", g_strcmp0(role, "folio") ? role : "",
                member_int(page, "page_id", 0), why, member_text(page, "path"));
}

static void batch_tell(const Context *context, JsonObject *item)
{
    g_autofree char *ledger = ledger_text(member_object(item, "ledger"));
    JsonArray *pages = member_array(item, "without_place");
    output_line(context, "%s", ledger);
    if (member_length(pages))
        output_line(
            context,
            "Without a place in a record (\"muhafiz page move id:N --to FILE_NO\" gives one):");
    for (guint i = 0; i < member_length(pages); i++)
        page_tell(context, member_element(pages, i));
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
