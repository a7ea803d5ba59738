/* What became of a file: for people, and for other programs. */
#include "batch/ingest.h"

#include <string.h>

#include "batch/ledger.h"
#include "batch/output.h"

char *ingest_name_other(const char *name, gboolean *is_fronts)
{
    static const char *const halves[] = {"-fronts", "-backs"};
    const char *dot = strrchr(name, '.');
    for (guint i = 0; dot && i < G_N_ELEMENTS(halves); i++) {
        gsize length = strlen(halves[i]);
        if ((gsize)(dot - name) <= length ||
            g_ascii_strncasecmp(dot - length, halves[i], length) != 0)
            continue;
        *is_fronts = i == 0;
        return g_strdup_printf("%.*s%s%s", (int)((gsize)(dot - name) - length), name, halves[1 - i],
                               dot);
    }
    return NULL;
}

gboolean ingest_tell(Context *context, const char *path, const Ingested *result, GError **error)
{
    if (result->known) {
        output_line(context, "%s: in already, as batch %" G_GINT64_FORMAT, path, result->batch_id);
        return TRUE;
    }
    g_autofree char *prefix = g_strconcat(path, ": ", NULL);
    output_line(context, "%s: %u %s", path, COUNTED(result->n_pages, "page"));
    if (result->n_unplaced && !ledger_tell_unplaced(context, result->batch_id, prefix, error))
        return FALSE;
    g_autoptr(JsonNode) ledger = ledger_tell(context, result->batch_id, error);
    return ledger != NULL;
}

JsonObject *ingest_item(const char *path, const Ingested *result, const GError *failure,
                        const char *moved_to)
{
    JsonObject *item = json_object_new();
    json_object_set_string_member(item, "path", path);
    json_object_set_string_member(item, "status",
                                  failure         ? "refused"
                                  : result->known ? "known"
                                                  : "taken");
    json_object_set_int_member(item, "batch", result->batch_id);
    json_object_set_int_member(item, "pages", result->n_pages);
    json_object_set_string_member(item, "reason",
                                  failure           ? failure->message
                                  : result->problem ? result->problem
                                                    : "");
    json_object_set_string_member(item, "moved_to", moved_to);
    return item;
}
