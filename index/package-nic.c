/* The layout of a package for e-Office: the folder of NIC's "Guidelines for Migration Process"
 * (2013) as the payload of a BagIt 1.0 bag.
 *
 *     data/Notes, Receipts, Issues, References   the PDFs; all four are there, also when empty
 *     data/metadata.csv     one row per PDF (RFC 4180), the columns of the register, of the PDF, and of the letter
 *                           that it is, if it is one
 *     data/efile.json       the whole description; tests/schemas/efile.json is its schema
 *     data/events.jsonl     the record's events, and last the head of the office's chain
 *     data/text/            the words of each page, ALTO, by side and place
 *
 * A cell of metadata.csv that begins with = + - @, a tab or a line end would be a formula where somebody opens the
 * table in a spreadsheet (CWE-1236); quotes do not prevent that. Such a text is written with an apostrophe before it,
 * as OWASP ASVS 1.2.10 has it, and so is one that begins with an apostrophe itself: so whoever reads the table, the
 * importer at NIC, drops one apostrophe at the beginning of a cell and has what the office wrote. Numbers, hashes and
 * dates never begin so; efile.json has all values as they are.
 *
 * Correspondence goes to Receipts. So do the openings of a register and the sheets of a map: they
 * are the record itself, and Receipts is where e-Office shows the body of a file.
 */
#include <string.h>

#include "index/answer.h"
#include "index/package.h"
#include "index/store-private.h"

#define EFILE_SCHEMA 1
#define PATH_EFILE "data/efile.json"

const char *const PACKAGE_FOLDERS[] = {"Notes", "Receipts", "Issues", "References", NULL};

static const struct {
    const char *side, *folder;
} FOLDERS[] = {
    {"notes", "Notes"},           {"correspondence", "Receipts"}, {"issues", "Issues"},
    {"references", "References"}, {"openings", "Receipts"},       {"sheets", "Receipts"},
};

static const char *const CSV_RECORD[] = {
    "file_no",      "nic_no", "subject",        "section",   "category",
    "sub_category", "year",   "classification", "retention", "language",
    "opened",       "closed", "previous_ref",   "later_ref", "remarks"};
static const char *const CSV_VOLUME[] = {"volume",      "first_folio", "last_folio", "n_pages",
                                         "bytes",       "sha256",      "item",       "letter_no",
                                         "letter_date", "sender"};

static const char *side_folder(const char *side)
{
    for (guint i = 0; i < G_N_ELEMENTS(FOLDERS); i++)
        if (strcmp(FOLDERS[i].side, side) == 0)
            return FOLDERS[i].folder;
    return "References";
}

static gboolean bag_add_json(Bag *bag, const char *path, JsonObject *object, GError **error)
{
    g_autoptr(JsonNode) node = answer_node_of_object(json_object_ref(object));
    g_autofree char *text = json_to_string(node, TRUE);
    g_autofree char *line = g_strconcat(text, "\n", NULL);
    return bag_add_bytes(bag, path, line, strlen(line), error);
}

/* ---------------------------------------------------------------------------------- payload -- */

/* The volume's path in the store becomes "file", its path in data/. */
static gboolean volume_add(Store *store, Bag *bag, const char *side, JsonObject *volume,
                           GError **error)
{
    g_autofree char *source =
        index_store_path(store, json_object_get_string_member(volume, "path"));
    g_autofree char *file = g_strdup_printf("%s/%s-%03" G_GINT64_FORMAT ".pdf", side_folder(side),
                                            side, json_object_get_int_member(volume, "volume"));
    g_autofree char *path = g_strconcat("data/", file, NULL);
    const char *sha256 = json_object_get_string_member(volume, "sha256");
    if (!bag_add_file(bag, path, source, sha256, error))
        return FALSE;
    json_object_remove_member(volume, "path");
    json_object_set_string_member(volume, "file", file);
    return TRUE;
}

/* The page's ALTO file comes along as "text", its path in data/. */
static gboolean page_add(Store *store, Bag *bag, const char *side, JsonObject *page, GError **error)
{
    const char *sha256 = json_object_get_string_member_with_default(page, "alto_sha256", NULL);
    json_object_set_null_member(page, "text");
    if (!sha256)
        return TRUE;
    g_autofree char *source = index_store_file(store, "text", sha256, ".alto.xml");
    g_autofree char *file = g_strdup_printf("text/%s-%04" G_GINT64_FORMAT ".alto.xml", side,
                                            json_object_get_int_member(page, "seq"));
    g_autofree char *path = g_strconcat("data/", file, NULL);
    if (!bag_add_file(bag, path, source, sha256, error))
        return FALSE;
    json_object_set_string_member(page, "text", file);
    return TRUE;
}

typedef gboolean (*PartFunc)(Store *, Bag *, const char *side, JsonObject *part, GError **error);

static gboolean parts_add(Store *store, Bag *bag, JsonObject *side, const char *key, PartFunc add,
                          GError **error)
{
    const char *name = json_object_get_string_member(side, "side");
    JsonArray *parts = json_object_get_array_member(side, key);
    for (guint i = 0; i < json_array_get_length(parts); i++)
        if (!add(store, bag, name, json_array_get_object_element(parts, i), error))
            return FALSE;
    return TRUE;
}

static gboolean payload_add(Store *store, Bag *bag, PackageContent *content, GError **error)
{
    for (guint i = 0; PACKAGE_FOLDERS[i]; i++) {
        g_autofree char *folder = g_strconcat("data/", PACKAGE_FOLDERS[i], NULL);
        if (!bag_add_dir(bag, folder, error))
            return FALSE;
    }
    for (guint i = 0; i < json_array_get_length(content->sides); i++) {
        JsonObject *side = json_array_get_object_element(content->sides, i);
        if (!parts_add(store, bag, side, "volumes", volume_add, error) ||
            !parts_add(store, bag, side, "pages", page_add, error))
            return FALSE;
    }
    return TRUE;
}

/* -------------------------------------------------------------------------------------- CSV -- */

/* RFC 4180: quoted where needed, quotes doubled. first: no comma before. */
static void csv_add(GString *csv, const char *text, gboolean is_first)
{
    if (!is_first)
        g_string_append_c(csv, ',');
    if (!strpbrk(text, ",\"\r\n")) {
        g_string_append(csv, text);
        return;
    }
    g_auto(GStrv) parts = g_strsplit(text, "\"", -1);
    g_autofree char *doubled = g_strjoinv("\"\"", parts);
    g_string_append_printf(csv, "\"%s\"", doubled);
}

/* A text of the office's, which must be no formula. */
static void csv_add_text(GString *csv, const char *text)
{
    g_autofree char *guarded =
        *text && strchr("=+-@\t\r\n'", *text) ? g_strconcat("'", text, NULL) : NULL;
    csv_add(csv, guarded ? guarded : text, FALSE);
}

static void csv_add_member(GString *csv, JsonObject *object, const char *key)
{
    JsonNode *node = json_object_get_member(object, key);
    if (!node || json_node_is_null(node))
        csv_add(csv, "", FALSE);
    else if (json_node_get_value_type(node) == G_TYPE_INT64)
        g_string_append_printf(csv, ",%" G_GINT64_FORMAT, json_node_get_int(node));
    else
        csv_add_text(csv, json_node_get_string(node));
}

static void csv_add_volume(GString *csv, JsonObject *record, const char *side, JsonObject *volume)
{
    csv_add(csv, json_object_get_string_member(volume, "file"), TRUE);
    csv_add_member(csv, record, "nic_no");
    csv_add_member(csv, record, "subject");
    for (guint i = 0; i < G_N_ELEMENTS(CSV_RECORD); i++)
        csv_add_member(csv, record, CSV_RECORD[i]);
    csv_add(csv, side, FALSE);
    for (guint i = 0; i < G_N_ELEMENTS(CSV_VOLUME); i++)
        csv_add_member(csv, volume, CSV_VOLUME[i]);
    g_string_append(csv, "\r\n");
}

static void csv_add_header(GString *csv)
{
    g_string_append(csv, "filename,dc.identifier,dc.title");
    for (guint i = 0; i < G_N_ELEMENTS(CSV_RECORD); i++)
        csv_add(csv, CSV_RECORD[i], FALSE);
    g_string_append(csv, ",side");
    for (guint i = 0; i < G_N_ELEMENTS(CSV_VOLUME); i++)
        csv_add(csv, CSV_VOLUME[i], FALSE);
    g_string_append(csv, "\r\n");
}

static gboolean metadata_add(Bag *bag, const PackageContent *content, GError **error)
{
    g_autoptr(GString) csv = g_string_new(NULL);
    csv_add_header(csv);
    for (guint i = 0; i < json_array_get_length(content->sides); i++) {
        JsonObject *side = json_array_get_object_element(content->sides, i);
        JsonArray *volumes = json_object_get_array_member(side, "volumes");
        for (guint j = 0; j < json_array_get_length(volumes); j++)
            csv_add_volume(csv, content->record, json_object_get_string_member(side, "side"),
                           json_array_get_object_element(volumes, j));
    }
    return bag_add_bytes(bag, "data/metadata.csv", csv->str, csv->len, error);
}

/* ----------------------------------------------------------------------------------- events -- */

static const AnswerField EVENT_FIELDS[] = {
    {"office", ANSWER_TEXT}, {"number", ANSWER_INT},    {"at", ANSWER_TEXT},
    {"person", ANSWER_TEXT}, {"act", ANSWER_TEXT},      {"object", ANSWER_TEXT},
    {"detail", ANSWER_TEXT}, {"previous", ANSWER_TEXT}, {"hash", ANSWER_TEXT},
};

static void lines_add(GString *lines, JsonObject *object)
{
    g_autoptr(JsonNode) node = answer_node_of_object(json_object_ref(object));
    g_autofree char *text = json_to_string(node, FALSE);
    g_string_append_printf(lines, "%s\n", text);
}

/* {"head": {"office", "number", "hash"}}: what the office's chain looked like then. */
static gboolean lines_add_head(GString *lines, Store *store, gint64 number, GError **error)
{
    static const AnswerField fields[] = {{"hash", ANSWER_TEXT}};
    const char *office = index_store_office(store);
    g_autoptr(JsonArray) found =
        answer_array(index_store_db(store), "package_event_hash",
                     DB_VALUES(DB_TEXT(office), DB_INT(number)), fields, 1, error);
    if (!found)
        return FALSE;
    if (json_array_get_length(found) == 0) {
        g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_DATA,
                    "event %" G_GINT64_FORMAT " is missing from the index; run \"muhafiz verify\" "
                    "and restore the last backup",
                    number);
        return FALSE;
    }
    g_autoptr(JsonObject) line = json_object_new();
    JsonObject *head = json_object_ref(json_array_get_object_element(found, 0));
    json_object_set_object_member(line, "head", head);
    json_object_set_string_member(head, "office", office);
    json_object_set_int_member(head, "number", number);
    lines_add(lines, line);
    return TRUE;
}

static gboolean events_add(Store *store, Bag *bag, gint64 record_id, gint64 head, GError **error)
{
    g_autoptr(GString) lines = g_string_new(NULL);
    g_autoptr(JsonArray) events =
        answer_array(index_store_db(store), "package_events",
                     DB_VALUES(DB_TEXT(index_store_office(store)), DB_INT(record_id), DB_INT(head)),
                     EVENT_FIELDS, G_N_ELEMENTS(EVENT_FIELDS), error);
    if (!events)
        return FALSE;
    for (guint i = 0; i < json_array_get_length(events); i++)
        lines_add(lines, json_array_get_object_element(events, i));
    return lines_add_head(lines, store, head, error) &&
           bag_add_bytes(bag, "data/events.jsonl", lines->str, lines->len, error);
}

/* ------------------------------------------------------------------------------ description -- */

static JsonObject *supersedes_new(const PackageStamp *stamp)
{
    JsonObject *before = json_object_new();
    json_object_set_string_member(before, "package", stamp->supersedes);
    json_object_set_int_member(before, "version", stamp->supersedes_version);
    json_object_set_string_member(before, "manifest_sha256", stamp->supersedes_manifest);
    return before;
}

static JsonObject *office_new(Store *store)
{
    JsonObject *office = json_object_new();
    json_object_set_string_member(office, "code", index_store_office(store));
    json_object_set_string_member(office, "name", index_store_conf_text(store, "office", "name"));
    return office;
}

static gboolean efile_add(Store *store, Bag *bag, const PackageContent *content,
                          const PackageStamp *stamp, GError **error)
{
    g_autoptr(JsonObject) efile = json_object_new();
    json_object_set_int_member(efile, "schema", EFILE_SCHEMA);
    json_object_set_string_member(efile, "package", stamp->name);
    json_object_set_int_member(efile, "version", stamp->version);
    if (stamp->supersedes)
        json_object_set_object_member(efile, "supersedes", supersedes_new(stamp));
    else
        json_object_set_null_member(efile, "supersedes");
    json_object_set_string_member(efile, "content_sha256", content->hash);
    json_object_set_string_member(efile, "exported_at", stamp->at);
    json_object_set_string_member(efile, "exported_by", stamp->person);
    json_object_set_int_member(efile, "event_head", stamp->event_head);
    json_object_set_boolean_member(efile, "checked", stamp->is_checked);
    json_object_set_object_member(efile, "office", office_new(store));
    json_object_set_object_member(efile, "record", json_object_ref(content->record));
    json_object_set_array_member(efile, "sides", json_array_ref(content->sides));
    return bag_add_json(bag, PATH_EFILE, efile, error);
}

static gboolean package_finish(Store *store, Bag *bag, const PackageContent *content,
                               const PackageStamp *stamp, BagWritten *written, GError **error)
{
    g_autofree char *day = g_strndup(stamp->at, strlen("2024-05-06"));
    g_autofree char *version = g_strdup_printf("%" G_GINT64_FORMAT, stamp->version);
    const BagInfo info[] = {
        {"Source-Organization", index_store_conf_text(store, "office", "name")},
        {"External-Identifier", json_object_get_string_member(content->record, "nic_no")},
        {"External-Description", json_object_get_string_member(content->record, "subject")},
        {"Internal-Sender-Identifier", json_object_get_string_member(content->record, "file_no")},
        {"Bagging-Date", day},
        {"Bag-Software-Agent", "Muhafiz"},
        {"Record-Version", version},
        {"Supersedes", stamp->supersedes},
    };
    guint n_info = (guint)G_N_ELEMENTS(info) - (stamp->supersedes ? 0 : 1);
    return bag_finish(bag, info, n_info, written, error);
}

gboolean package_write(Store *store, PackageContent *content, const PackageStamp *stamp,
                       const char *dir, BagWritten *written, GError **error)
{
    g_autoptr(Bag) bag = bag_new(dir, error);
    return bag && payload_add(store, bag, content, error) && metadata_add(bag, content, error) &&
           efile_add(store, bag, content, stamp, error) &&
           events_add(store, bag, content->record_id, stamp->event_head, error) &&
           package_finish(store, bag, content, stamp, written, error);
}

/* ---------------------------------------------------------------------------------- reading -- */

gboolean package_read_stamp(const char *dir, const char *hash, PackageStamp *stamp)
{
    g_autofree char *path = g_build_filename(dir, PATH_EFILE, NULL), *text = NULL;
    gsize length;
    if (!g_file_get_contents(path, &text, &length, NULL))
        return FALSE;
    g_autoptr(JsonNode) root = index_json_parse(text, length, NULL);
    if (!root || !JSON_NODE_HOLDS_OBJECT(root))
        return FALSE;
    JsonObject *efile = json_node_get_object(root);
    const char *found = json_object_get_string_member_with_default(efile, "content_sha256", "");
    const char *at = json_object_get_string_member_with_default(efile, "exported_at", NULL);
    const char *person = json_object_get_string_member_with_default(efile, "exported_by", NULL);
    if (g_strcmp0(found, hash) != 0 || !at || !person)
        return FALSE;
    stamp->at = g_strdup(at);
    stamp->person = g_strdup(person);
    stamp->event_head = json_object_get_int_member_with_default(efile, "event_head", 0);
    return TRUE;
}
