#include "batch/identify.h"

#include "batch/child.h"
#include "batch/paper.h"
#include "index/member.h"

#define TIMEOUT_MS 60000

gboolean identify_master(const char *path, gboolean measure, Page *page, GError **error)
{
    const ChildSettings settings = {.worker = "scan-worker", .memory_bytes = SCAN_WORKER_BYTES};
    JsonObject *request = json_object_new();
    json_object_set_string_member(request, "do", "identify");
    json_object_set_string_member(request, "path", path);
    json_object_set_boolean_member(request, "measure", measure);
    g_autoptr(JsonObject) answer = child_call(&settings, request, TIMEOUT_MS, NULL, NULL, error);
    return answer &&
           paper_page_parse(member_element(member_array(answer, "pages"), 0), page, error);
}
