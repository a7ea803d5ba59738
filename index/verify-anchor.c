/* What carries the head of the chain elsewhere, so that a chain that was cut off, or written anew with
 * hashes that fit, is found.
 *
 *     HASH        as somebody noted it
 *     DIR         a package, or a backup: event number and hash stand in data/events.jsonl or backup.json
 *     FILE.json   such a file alone, or a progress report (report --format json, joined ones too): the office's row has them,
 *                 and what each frozen return counted; a frozen return itself is compared with the store's of that number
 *     FILE        a hand-over slip or a certificate (PDF, its text by pdftotext), or any text: one of the hashes
 *                 in it must be that of an event
 */
#include <json-glib/json-glib.h>
#include <string.h>

#include "index/answer.h"
#include "index/backup.h"
#include "index/member.h"
#include "index/progress-private.h"
#include "index/store-private.h"
#include "index/verify.h"

#define HASH_DIGITS (SCAN_SHA256_SIZE - 1)
#define FILE_BYTES_MAX (64 * 1024 * 1024)

void verify_anchor_free(VerifyAnchor *anchor)
{
    g_free(anchor->name);
    g_ptr_array_unref(anchor->hashes);
    g_clear_pointer(&anchor->heads, json_array_unref);
    g_clear_pointer(&anchor->frozen, json_node_unref);
    g_free(anchor);
}

static gboolean has_no_head(const char *name, const char *why, GError **error)
{
    g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE,
                "%s carries no head of a chain of events%s: name a hand-over slip, a package, a "
                "backup, the office's progress report (JSON), or the %d digits of a hash",
                name, why, HASH_DIGITS);
    return FALSE;
}

/* Every run of exactly 64 hex digits, of either case. */
static void hashes_add(VerifyAnchor *anchor, const char *written)
{
    static const char digits[] = "0123456789abcdef";
    g_autofree char *text = g_ascii_strdown(written, -1);
    for (const char *p = text + strcspn(text, digits); *p; p += strcspn(p, digits)) {
        gsize n = strspn(p, digits);
        if (n == HASH_DIGITS && (p == text || !g_ascii_isalnum(p[-1])) && !g_ascii_isalnum(p[n]))
            g_ptr_array_add(anchor->hashes, g_strndup(p, n));
        p += n;
    }
}

/* {"number", "hash"} or {"event_number", "event_head"} */
static gboolean head_read(VerifyAnchor *anchor, JsonObject *head)
{
    const char *hash = json_object_get_string_member_with_default(
        head, "hash", json_object_get_string_member_with_default(head, "event_head", NULL));
    gint64 number = json_object_get_int_member_with_default(
        head, "number", json_object_get_int_member_with_default(head, "event_number", 0));
    if (!hash || number < 1)
        return FALSE;
    anchor->number = number;
    g_ptr_array_add(anchor->hashes, g_strdup(hash));
    return TRUE;
}

static gboolean dir_read(VerifyAnchor *anchor, GError **error)
{
    g_autoptr(JsonNode) head = verify_package_head_load(anchor->name);
    if (!head)
        head = backup_marker_load(anchor->name, NULL, NULL);
    return (head && head_read(anchor, json_node_get_object(head))) ||
           has_no_head(anchor->name, " (it is neither a package nor a whole backup)", error);
}

static char *pdf_text_load(const char *path, GError **error)
{
    char *text = NULL;
    g_autoptr(GSubprocess) child =
        g_subprocess_new(G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_SILENCE, error,
                         "pdftotext", "-enc", "UTF-8", "--", path, "-", NULL);
    if (child && g_subprocess_communicate_utf8(child, NULL, NULL, &text, NULL, error) && text)
        return text;
    g_prefix_error(error, "%s: ", path);
    return NULL;
}

/* The row of an office in a progress report (progress.h); NULL: it has none. */
static JsonObject *report_row(JsonObject *report, const char *office)
{
    JsonArray *items = member_array(report, "items");
    for (guint i = 0; i < member_length(items); i++) {
        JsonArray *rows = member_array(member_element(items, i), "offices");
        for (guint r = 0; r < member_length(rows); r++)
            if (g_strcmp0(member_text(member_element(rows, r), "office"), office) == 0)
                return member_element(rows, r);
    }
    return NULL;
}

/* The frozen return that the report is, where it is one of this office; owned. */
static JsonNode *report_frozen(JsonObject *report, const char *office)
{
    JsonNode *item = json_array_get_element(member_array(report, "items"), 0);
    JsonObject *object = json_node_get_object(item);
    return g_strcmp0(member_text(object, "office"), office) == 0 && member_int(object, "return", 0)
               ? json_node_ref(item)
               : NULL;
}

/* What a report says of this office; other hashes in it are of no event. */
static gboolean report_read(VerifyAnchor *anchor, JsonObject *report, const char *office,
                            GError **error)
{
    JsonObject *row = report_row(report, office), *chain = member_object(row, "chain");
    JsonArray *heads = member_array(row, "heads");
    anchor->heads = heads ? json_array_ref(heads) : NULL;
    anchor->frozen = row ? report_frozen(report, office) : NULL;
    return (chain && head_read(anchor, chain)) ||
           has_no_head(anchor->name, " of this office", error);
}

/* The last line of events.jsonl, or all of backup.json. */
static gboolean json_read(VerifyAnchor *anchor, JsonNode *whole, const char *text)
{
    g_autofree char *copy = g_strchomp(g_strdup(text));
    const char *end = strrchr(copy, '\n');
    g_autoptr(JsonNode) line = end ? index_json_parse(end + 1, strlen(end + 1), NULL) : NULL;
    JsonNode *root = whole ? whole : line;
    if (!root || !JSON_NODE_HOLDS_OBJECT(root))
        return FALSE;
    JsonObject *object = json_node_get_object(root);
    JsonNode *head = json_object_get_member(object, "head");
    return head_read(anchor,
                     head && JSON_NODE_HOLDS_OBJECT(head) ? json_node_get_object(head) : object);
}

static gboolean text_read(VerifyAnchor *anchor, const char *text, const char *office,
                          GError **error)
{
    g_autoptr(JsonNode) whole = index_json_parse(text, strlen(text), NULL);
    JsonObject *object =
        whole && JSON_NODE_HOLDS_OBJECT(whole) ? json_node_get_object(whole) : NULL;
    if (member_array(object, "items"))
        return report_read(anchor, object, office, error);
    if (!json_read(anchor, whole, text))
        hashes_add(anchor, text);
    return anchor->hashes->len || has_no_head(anchor->name, "", error);
}

static gboolean file_read(VerifyAnchor *anchor, const char *office, GError **error)
{
    g_autofree char *bytes = NULL, *text = NULL;
    gsize length;
    if (!g_file_get_contents(anchor->name, &bytes, &length, NULL))
        return has_no_head(anchor->name, " (it cannot be read as a file, and is no hash)", error);
    if (length > FILE_BYTES_MAX)
        return has_no_head(anchor->name, " (it is too large)", error);
    if (g_str_has_prefix(bytes, "%PDF-") && !(text = pdf_text_load(anchor->name, error)))
        return FALSE;
    return text_read(anchor, text ? text : bytes, office, error);
}

static gboolean anchor_read(VerifyAnchor *anchor, const char *office, GError **error)
{
    hashes_add(anchor, anchor->name);
    if (anchor->hashes->len && !g_file_test(anchor->name, G_FILE_TEST_EXISTS))
        return TRUE;
    g_ptr_array_set_size(anchor->hashes, 0);
    return g_file_test(anchor->name, G_FILE_TEST_IS_DIR) ? dir_read(anchor, error)
                                                         : file_read(anchor, office, error);
}

gboolean verify_anchors_load(Verify *verify, GError **error)
{
    const char *const *names = verify->settings->anchors;
    for (guint i = 0; names && names[i]; i++) {
        VerifyAnchor *anchor = g_new0(VerifyAnchor, 1);
        anchor->name = g_strdup(names[i]);
        anchor->hashes = g_ptr_array_new_with_free_func(g_free);
        g_ptr_array_add(verify->anchors, anchor);
        if (!anchor_read(anchor, index_store_office(verify->store), error))
            return FALSE;
    }
    return TRUE;
}

/* ----------------------------------------------------------------------------------- departing -- */

/* The last event that an anchor knows as we do, and the first that it knows otherwise; 0: none. */
typedef struct {
    gint64 same, other;
} Departure;

static void event_compare(Verify *verify, gint64 number, const char *hash, Departure *at)
{
    g_autoptr(DbRows) row = NULL;
    if (!db_query_row(index_store_db(verify->store), "package_event_hash",
                      DB_VALUES(DB_TEXT(index_store_office(verify->store)), DB_INT(number)), &row,
                      NULL))
        return;
    if (row && g_strcmp0(db_rows_text(row, 0), hash) == 0)
        at->same = MAX(at->same, number);
    else if (!at->other || number < at->other)
        at->other = number;
}

/* A backup has the whole chain of then. */
static void backup_compare(Verify *verify, const char *folder, Departure *at)
{
    g_autofree char *url = g_strdup_printf("sqlite:%s/" INDEX_DB_NAME, folder);
    g_autoptr(Db) db = db_open_still(url, NULL);
    g_autoptr(DbRows) rows = db ? db_query(db, "verify_events", DB_NO_VALUES, NULL) : NULL;
    while (rows && !at->other && db_rows_next(rows, NULL))
        event_compare(verify, db_rows_int(rows, 1), db_rows_text(rows, 7), at);
}

/* A package has the events of its record. */
static void package_compare(Verify *verify, const char *dir, Departure *at)
{
    g_autofree char *path = g_build_filename(dir, "data/events.jsonl", NULL), *text = NULL;
    g_auto(GStrv) lines =
        g_file_get_contents(path, &text, NULL, NULL) ? g_strsplit(text, "\n", -1) : NULL;
    for (char **line = lines; line && *line; line++) {
        g_autoptr(JsonNode) root = index_json_parse(*line, strlen(*line), NULL);
        JsonObject *event =
            root && JSON_NODE_HOLDS_OBJECT(root) ? json_node_get_object(root) : NULL;
        gint64 number = event ? json_object_get_int_member_with_default(event, "number", 0) : 0;
        if (number)
            event_compare(verify, number,
                          json_object_get_string_member_with_default(event, "hash", ""), at);
    }
}

/* " It departs at event 17", or " ... between event 12 and event 17"; "" where the anchor cannot tell. */
static char *departure_text(Verify *verify, const VerifyAnchor *anchor)
{
    Departure at = {0};
    g_autofree char *folder = NULL;
    g_autoptr(JsonNode) marker = backup_marker_load(anchor->name, &folder, NULL);
    if (marker)
        backup_compare(verify, folder, &at);
    else
        package_compare(verify, anchor->name, &at);
    if (!at.other)
        return g_strdup("");
    if (at.same + 1 >= at.other)
        return g_strdup_printf("; it departs at event %" G_GINT64_FORMAT, at.other);
    return g_strdup_printf("; it departs behind event %" G_GINT64_FORMAT
                           " and at event %" G_GINT64_FORMAT
                           " at the latest (a backup tells exactly)",
                           at.same, at.other);
}

static JsonObject *head_find(JsonArray *heads, gint64 number)
{
    for (guint i = 0; i < member_length(heads); i++)
        if (member_int(member_element(heads, i), "return", 0) == number)
            return member_element(heads, i);
    return NULL;
}

/* What the store has otherwise; NULL: nothing. */
static const char *head_differs(JsonObject *head, JsonObject *own)
{
    static const char *const counts[] = {"number", "registered", "scanned", "pages"};
    for (guint i = 0; i < G_N_ELEMENTS(counts); i++)
        if (member_int(head, counts[i], -1) != member_int(own, counts[i], -1))
            return counts[i];
    return g_strcmp0(member_text(head, "hash"), member_text(own, "hash")) == 0 ? NULL : "hash";
}

/* The first of its returns that the store has otherwise; those after it mostly follow. */
static void heads_check(Verify *verify, const VerifyAnchor *anchor, JsonArray *own)
{
    for (guint i = 0; i < member_length(anchor->heads); i++) {
        JsonObject *head = member_element(anchor->heads, i);
        gint64 number = member_int(head, "return", 0);
        JsonObject *ours = head_find(own, number);
        const char *differs = ours ? head_differs(head, ours) : "there is none";
        if (!differs)
            continue;
        verify->problems_of_chain++;
        verify_problem_add(verify->report,
                           "return %" G_GINT64_FORMAT " is not what %s says of it (%s): that "
                           "report was changed, or this store. Keep both as they are for the "
                           "inquiry, and compare with muhafiz return show %" G_GINT64_FORMAT,
                           number, anchor->name, differs, number);
        return;
    }
}

/* A return never changes: what was rolled back and frozen anew is another one. */
static void frozen_check(Verify *verify, const VerifyAnchor *anchor)
{
    if (!anchor->frozen)
        return;
    gint64 number = member_int(json_node_get_object(anchor->frozen), "return", 0);
    g_autoptr(JsonNode) ours = index_return_load(verify->store, number, NULL);
    if (ours && json_node_equal(ours, anchor->frozen))
        return;
    verify->problems_of_chain++;
    verify_problem_add(
        verify->report,
        "return %" G_GINT64_FORMAT " is not the one in %s: that file was changed, "
        "or this store was put back and the return frozen anew. Keep both as they "
        "are for the inquiry, and compare with muhafiz return show %" G_GINT64_FORMAT,
        number, anchor->name, number);
}

static void returns_check(Verify *verify)
{
    g_autoptr(JsonArray) own = progress_heads(verify->store, NULL);
    for (guint i = 0; own && i < verify->anchors->len; i++) {
        heads_check(verify, verify->anchors->pdata[i], own);
        frozen_check(verify, verify->anchors->pdata[i]);
    }
}

void verify_anchors_check(Verify *verify)
{
    returns_check(verify);
    gint64 last = verify->report->event_number;
    for (guint i = 0; i < verify->anchors->len; i++) {
        const VerifyAnchor *anchor = verify->anchors->pdata[i];
        g_autofree char *what = NULL, *where = NULL;
        if (anchor->is_found)
            continue;
        where = departure_text(verify, anchor);
        if (anchor->number > last)
            what = g_strdup_printf("was cut off: events %" G_GINT64_FORMAT " to %" G_GINT64_FORMAT
                                   " are gone",
                                   last + 1, anchor->number);
        else if (anchor->number)
            what = g_strdup_printf("was written anew: event %" G_GINT64_FORMAT " is not the one "
                                   "it had then",
                                   anchor->number);
        else
            what = g_strdup("was cut off or written anew: no event has its hash");
        verify->problems_of_chain++;
        verify_problem_add(
            verify->report,
            "the chain of events is not the one whose head %s carries. It %s%s. Stop "
            "work, keep the store as it is for the inquiry, and restore the latest "
            "backup from before",
            anchor->name, what, where);
    }
}
