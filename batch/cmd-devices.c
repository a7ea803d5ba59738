/* muhafiz devices: the scanners SANE finds. */
#include "batch/child.h"
#include "batch/output.h"
#include "batch/paper.h"

#define DEVICES_TIMEOUT_MS 30000

static char *names_join(JsonArray *array)
{
    GString *text = g_string_new(NULL);
    for (guint i = 0; i < json_array_get_length(array); i++)
        g_string_append_printf(text, "%s%s", i ? ", " : "",
                               json_array_get_string_element(array, i));
    return g_string_free(text, FALSE);
}

static void device_print(Context *context, JsonObject *device)
{
    const char *trouble = json_object_get_string_member(device, "trouble");
    g_autofree char *sources = names_join(json_object_get_array_member(device, "sources"));
    g_autofree char *modes = names_join(json_object_get_array_member(device, "modes"));
    output_line(context, "%s", json_object_get_string_member(device, "name"));
    output_line(context, "  %s %s (%s)", json_object_get_string_member(device, "vendor"),
                json_object_get_string_member(device, "model"),
                json_object_get_string_member(device, "type"));
    if (*trouble)
        output_line(context, "  cannot be used now: %s", trouble);
    else
        output_line(context, "  sources: %s\n  modes: %s\n  resolutions: %s dpi",
                    *sources ? sources : "one", modes,
                    json_object_get_string_member(device, "resolutions"));
}

/* The worker's private SANE configuration lives only as long as the question. */
static JsonObject *devices_ask(GError **error)
{
    const ChildSettings settings = {.worker = "scan-worker",
                                    .memory_bytes = SCAN_WORKER_BYTES,
                                    .environment = child_sane_environment};
    g_autofree char *dir = g_dir_make_tmp("muhafiz-sane-XXXXXX", error);
    if (!dir)
        return NULL;
    JsonObject *request = json_object_new();
    json_object_set_string_member(request, "do", "devices");
    json_object_set_string_member(request, "dir", dir);
    JsonObject *answer = child_call(&settings, request, DEVICES_TIMEOUT_MS, NULL, NULL, error);
    scan_dir_remove(dir, NULL);
    return answer;
}

static int devices_run(Context *context, const Arguments *arguments, GError **error)
{
    (void)arguments;
    g_autoptr(JsonObject) answer = devices_ask(error);
    if (!answer) {
        g_prefix_error(error, "looking for scanners: ");
        return -1;
    }
    JsonArray *devices = json_object_get_array_member(answer, "devices");
    for (guint i = 0; i < json_array_get_length(devices); i++)
        device_print(context, json_array_get_object_element(devices, i));
    if (json_array_get_length(devices) == 0)
        output_line(context,
                    "No scanner found. Is it switched on and plugged in? A network scanner "
                    "can be named in muhafiz.conf: [scanner NAME] airscan=http://HOST/eSCL");
    if (context->json)
        output_items(json_node_init_array(json_node_alloc(), devices));
    return json_array_get_length(devices) ? 0 : 3;
}

const Command cmd_devices = {
    .name = "devices",
    .arguments = "",
    .summary = "Lists scanners",
    .run = devices_run,
    .no_store = TRUE,
};
