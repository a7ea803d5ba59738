/* What the last checks found, for status: verified.json in the store, which no backup carries, as a copy is not what was
 * checked.
 *
 *     {"at", "person", "hashed", "is_sample", "problems": n, "full_at": of the last that hashed all files,
 *      "damaged_at", "damaged": n, "taken": n, rows that an admin took as they stood}
 *
 * Damage is told until a check of all files finds none: one of a sample may not have looked there. The file says less
 * than the event "store.verified", but is written also where the chain of events was meddled with and nothing may
 * be put behind it. */
#include <json-glib/json-glib.h>
#include <string.h>

#include "index/answer.h"
#include "index/store-private.h"
#include "index/verify.h"

#define FILE_NAME "verified.json"
#define DUE_AFTER_US (30 * G_TIME_SPAN_DAY)

static JsonObject *last_load(Store *store)
{
    g_autofree char *path = index_store_path(store, FILE_NAME), *text = NULL;
    gsize length;
    if (!g_file_get_contents(path, &text, &length, NULL))
        return NULL;
    g_autoptr(JsonNode) root = index_json_parse(text, length, NULL);
    return root && JSON_NODE_HOLDS_OBJECT(root) ? json_object_ref(json_node_get_object(root))
                                                : NULL;
}

static void damage_note(JsonObject *last, const VerifyReport *report, const char *at)
{
    if (report->problems->len) {
        json_object_set_string_member(last, "damaged_at", at);
        json_object_set_int_member(last, "damaged", report->problems->len);
    } else if (!report->seed) {
        json_object_remove_member(last, "damaged_at");
        json_object_remove_member(last, "damaged");
    }
}

void verify_last_note(const Verify *verify)
{
    const VerifyReport *report = verify->report;
    g_autoptr(JsonObject) last = last_load(verify->store);
    g_autofree char *path = index_store_path(verify->store, FILE_NAME);
    g_autofree char *spool = index_store_path(verify->store, "spool"), *at = index_now();
    if (!last)
        last = json_object_new();
    json_object_set_string_member(last, "at", at);
    json_object_set_string_member(last, "person", index_store_user(verify->store));
    json_object_set_int_member(last, "hashed", (gint64)report->files_hashed);
    json_object_set_boolean_member(last, "is_sample", report->seed != NULL);
    json_object_set_int_member(last, "problems", report->problems->len);
    if (!report->seed)
        json_object_set_string_member(last, "full_at", at);
    json_object_remove_member(last, "taken");
    if (report->taken->len)
        json_object_set_int_member(last, "taken", report->taken->len);
    damage_note(last, report, at);
    g_autoptr(JsonNode) node = answer_node_of_object(g_steal_pointer(&last));
    g_autofree char *text = json_to_string(node, FALSE);
    scan_file_publish_bytes(spool, path, text, strlen(text),
                            NULL); /* a full disk must not hide it */
}

/* A time to come says nothing: the clock was set. */
static gboolean is_due(const char *full_at)
{
    g_autoptr(GDateTime) at = full_at ? g_date_time_new_from_iso8601(full_at, NULL) : NULL;
    g_autoptr(GDateTime) now = g_date_time_new_now_utc();
    GTimeSpan age = at ? g_date_time_difference(now, at) : -1;
    return age < 0 || age > DUE_AFTER_US;
}

JsonObject *index_verified(Store *store)
{
    static const char *const names[] = {"at",         "person",  "hashed", "is_sample", "full_at",
                                        "damaged_at", "damaged", "taken",  NULL};
    g_autoptr(JsonObject) last = last_load(store);
    JsonObject *verified = json_object_new();
    if (last)
        answer_copy_members(verified, last, names);
    json_object_set_boolean_member(
        verified, "is_due",
        is_due(json_object_get_string_member_with_default(verified, "full_at", NULL)));
    return verified;
}
