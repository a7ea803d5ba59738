/* muhafiz show --page: which master a page of a volume was made of, and what became of it. */
#include "batch/show-page.h"

#include <string.h>

#include "batch/item.h"
#include "batch/output.h"
#include "index/member.h"

#define N G_GINT64_FORMAT

static void volume_tell(const Context *context, JsonObject *item)
{
    g_auto(GStrv) packages = member_texts(item, "packages");
    g_autofree char *names = g_strjoinv(", ", packages);
    output_line(context, "  Volume %" N "%s: %s", member_int(item, "volume", 0),
                member_flag(item, "volume_retired") ? " (corrected since)" : "",
                member_text(item, "volume_path"));
    output_line(context, "    SHA-256 %s", member_text(item, "volume_sha256"));
    if (*names)
        output_line(context, "    handed over in %s", names);
}

static void scanner_tell(const Context *context, JsonObject *item)
{
    const char *device = member_text(item, "device"), *serial = member_text(item, "serial");
    if (device)
        output_line(context, "    device %s%s%s", device, serial ? ", serial number " : "",
                    serial ? serial : "");
}

static void master_tell(const Context *context, JsonObject *item)
{
    g_autofree char *dpi = item_text(item, "dpi");
    output_line(context, "  Master (page id %" N "): %s", member_int(item, "page_id", 0),
                member_text(item, "path"));
    output_line(context, "    SHA-256 %s, %s", member_text(item, "sha256"),
                member_text(item, "master"));
    output_line(context, "    %s dpi; batch %" N ", sheet %" N " %s; %s %s", dpi,
                member_int(item, "batch", 0), member_int(item, "sheet", 0),
                member_text(item, "face"),
                g_str_equal(member_text(item, "kind"), "scan") ? "scanner" : "file",
                member_text(item, "source"));
    scanner_tell(context, item);
    output_line(context, "    taken in %s by %s", member_text(item, "scanned_at"),
                member_text(item, "operator"));
}

static void events_tell(const Context *context, JsonArray *events)
{
    for (guint i = 0; i < member_length(events); i++) {
        JsonObject *event = member_element(events, i);
        output_line(context, "  Event %" N ", %s: %s by %s (%s)", member_int(event, "number", 0),
                    member_text(event, "at"), member_text(event, "act"),
                    member_text(event, "person"), member_text(event, "object"));
    }
}

static void page_tell(const Context *context, const char *path, JsonObject *item)
{
    const char *folio = member_text(item, "folio");
    output_line(context, "Page %" N " of %s is %s, %s folio %s (place %" N ")",
                member_int(item, "page", 0), path, member_text(item, "file_no"),
                member_text(item, "side"), folio ? folio : "-", member_int(item, "seq", 0));
    volume_tell(context, item);
    master_tell(context, item);
    events_tell(context, member_array(item, "events"));
}

gboolean show_page(Context *context, const char *path, gint64 page, GError **error)
{
    JsonNode *node = index_page_trace(context->store, path, (guint)page, error);
    if (!node)
        return FALSE;
    JsonObject *item = json_node_get_object(node);
    page_tell(context, path, item);
    if (!g_str_equal(member_text(item, "master"), "intact"))
        output_problem(context,
                       "%s is %s: \"muhafiz verify --mend DIR\" brings it back from a backup",
                       member_text(item, "path"), member_text(item, "master"));
    if (context->json)
        output_items(node);
    else
        json_node_unref(node);
    return TRUE;
}
