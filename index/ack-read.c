/* A line of a receipt: what may stand in it. ack.c says why. */
#include <string.h>
#include <time.h>

#include "index/ack-private.h"
#include "index/answer.h"

gboolean ack_refuse(GError **error, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    *error = g_error_new_valist(MUHAFIZ_ERROR, MUHAFIZ_ERROR_DATA, format, arguments);
    va_end(arguments);
    return FALSE;
}

/* A text that must be there, or (is_needed FALSE) may be missing or null. */
static gboolean member_read_text(JsonObject *object, const char *key, gboolean is_needed,
                                 const char **text, GError **error)
{
    JsonNode *node = json_object_get_member(object, key);
    *text = NULL;
    if (node && JSON_NODE_HOLDS_VALUE(node) && json_node_get_value_type(node) == G_TYPE_STRING)
        *text = json_node_get_string(node);
    else if (is_needed || (node && !JSON_NODE_HOLDS_NULL(node)))
        return ack_refuse(error, "\"%s\" is not a text: the import job must write one", key);
    return TRUE;
}

/* RFC 3339, of this century: GLib reads other forms of ISO 8601 as well, whose first ten letters are no day, as reports count it. */
#define AT_FORM                                                                                    \
    "^20[0-9]{2}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\\.[0-9]+)?(Z|[+-][0-9]{2}:[0-9]{2}" \
    ")$"

#define AHEAD_S (24 * 3600) /* clocks may be so far off */

static char *time_here(GDateTime *time)
{
    g_autoptr(GDateTime) here = g_date_time_to_local(time);
    return g_date_time_format(here, "%Y-%m-%dT%H:%M:%S%:z");
}

static gboolean number_check(const Receipt *receipt, GError **error)
{
    if (!g_str_equal(receipt->status, "accepted") || !receipt->computer_no || *receipt->computer_no)
        return TRUE;
    return ack_refuse(error,
                      "\"computer_no\" is empty, and the file was accepted: ask the import job "
                      "which Computer No. it has in e-Office");
}

static gboolean reason_check(const Receipt *receipt, GError **error)
{
    g_autofree char *reason = g_strstrip(g_strdup(receipt->reason ? receipt->reason : ""));
    return g_str_equal(receipt->status, "accepted") || *reason ||
           ack_refuse(error,
                      "\"reason\" is empty, and the package was rejected: ask the import job "
                      "what is wrong with it, and for a receipt that says so");
}

static gboolean receipt_check(Receipt *receipt, GError **error)
{
    if (!g_str_equal(receipt->status, "accepted") && !g_str_equal(receipt->status, "rejected"))
        return ack_refuse(error, "\"status\" is \"%s\": it must be accepted or rejected",
                          receipt->status);
    receipt->at_time = g_regex_match_simple(AT_FORM, receipt->at, G_REGEX_DOLLAR_ENDONLY, 0)
                           ? g_date_time_new_from_iso8601(receipt->at, NULL)
                           : NULL;
    if (!receipt->at_time)
        return ack_refuse(error,
                          "\"at\" is \"%s\": it must be a time such as 2024-05-06T10:11:12+05:30",
                          receipt->at);
    if (g_date_time_to_unix(receipt->at_time) > time(NULL) + AHEAD_S)
        return ack_refuse(error,
                          "\"at\" is \"%s\", which is more than a day ahead: set the clock of the "
                          "import job, or of this computer, and ask for the receipt again",
                          receipt->at);
    receipt->at_here = time_here(receipt->at_time);
    return number_check(receipt, error) && reason_check(receipt, error);
}

gboolean ack_receipt_read(JsonNode *root, Receipt *receipt, GError **error)
{
    if (!JSON_NODE_HOLDS_OBJECT(root))
        return ack_refuse(error, "is not a JSON object");
    JsonObject *object = json_node_get_object(root);
    JsonNode *version = json_object_get_member(object, "version");
    if (!version || !JSON_NODE_HOLDS_VALUE(version) ||
        json_node_get_value_type(version) != G_TYPE_INT64)
        return ack_refuse(error, "\"version\" is not a whole number");
    receipt->version = json_node_get_int(version);
    return member_read_text(object, "package", TRUE, &receipt->package, error) &&
           member_read_text(object, "manifest_sha256", TRUE, &receipt->manifest_sha256, error) &&
           member_read_text(object, "status", TRUE, &receipt->status, error) &&
           member_read_text(object, "at", TRUE, &receipt->at, error) &&
           member_read_text(object, "computer_no", FALSE, &receipt->computer_no, error) &&
           member_read_text(object, "reason", FALSE, &receipt->reason, error) &&
           receipt_check(receipt, error);
}
