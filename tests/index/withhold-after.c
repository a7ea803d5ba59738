/* After a removal: the same picture that comes in again waits for the nodal officer, another record that lost pages by it does not
 * lack them, and packages that are out are told of until somebody says that they are gone. */
#include <glib/gstdio.h>
#include <string.h>

#include "index/hand-over.h"
#include "tests/index/withheld.h"

#define OTHER "B-7/2010"

static void removed(Sample *sample, const GArray *pages)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(JsonNode) node =
        index_record_withhold(sample->store, WITHHELD, pages, NULL, "order of the DC", &error);
    g_assert_no_error(error);
    g_assert_nonnull(node);
}

static GArray *pages_from(gint64 first, guint n)
{
    GArray *pages = g_array_new(FALSE, FALSE, sizeof(gint64));
    for (guint i = 0; i < n; i++, first++)
        g_array_append_val(pages, first);
    return pages;
}

/* A member of why; owned. */
static char *why(Sample *sample, const char *file_no, const char *member)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(JsonNode) node = index_record_why(sample->store, file_no, &error);
    g_assert_no_error(error);
    return g_strdup(json_object_get_string_member(json_node_get_object(node), member));
}

static void why_must_say(Sample *sample, const char *file_no, const char *turn, const char *part)
{
    g_autofree char *whose = why(sample, file_no, "turn"), *what = why(sample, file_no, "what");
    g_test_message("%s: %s", whose, what);
    g_assert_cmpstr(whose, ==, turn);
    g_assert_nonnull(strstr(what, part));
}

/* Of status; 0 too where it has no such member. */
static guint status_length(Sample *sample, const char *member)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(JsonNode) node = index_status(sample->store, &error);
    g_assert_no_error(error);
    JsonObject *status = json_node_get_object(node);
    return json_object_has_member(status, member)
               ? json_array_get_length(json_object_get_array_member(status, member))
               : 0;
}

static gboolean is_exported(Sample *sample)
{
    const ExportSettings settings = {.unchecked = TRUE};
    g_autoptr(JsonNode) node = index_export(sample->store, OTHER, &settings, NULL);
    return node != NULL;
}

/* ------------------------------------------------------------------------------------ fed again -- */

static void release(Sample *sample, const GArray *pages, const char *reason, gboolean is_done)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(JsonNode) node = index_pages_release(sample->store, pages, reason, &error);
    g_assert_cmpint(node != NULL, ==, is_done);
    if (!is_done)
        g_assert_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE);
}

static void page_move(Sample *sample, const GArray *pages)
{
    g_autoptr(GError) error = NULL;
    const PagePlace to = {.side_id = sample_side(sample, OTHER, "correspondence")};
    g_autoptr(JsonNode) node = index_pages_move(sample->store, pages, &to, NULL, &error);
    g_assert_no_error(error);
    g_assert_nonnull(node);
}

static void nobody_finds(Sample *sample, guint hits)
{
    g_autoptr(JsonNode) found = index_search(sample->store, WITHHELD_WORD, 10, NULL);
    g_assert_cmpuint(json_array_get_length(json_node_get_array(found)), ==, hits);
}

/* is_moved: it comes in without a record, and somebody gives it one. */
static void test_again(Sample *sample, gconstpointer data)
{
    const gboolean is_moved = data != NULL;
    g_autoptr(GArray) page = pages_from(4, 1); /* of three that were there */
    withheld_plant(sample);
    withheld_mark(sample, "classification", "Secret", NULL);
    removed(sample, NULL);
    sample_scan(sample, is_moved ? NULL : OTHER, "", withheld_texts, 1);
    if (is_moved)
        page_move(sample, page);
    withheld_must_have_jobs(sample, 0);
    sample_run(sample);
    nobody_finds(sample, 0);
    sample_must_have_stage(sample, OTHER, "scanned");
    g_assert_false(is_exported(sample));
    why_must_say(sample, OTHER, "nodal", "page 2 is the very picture of what was removed");
    g_assert_cmpuint(status_length(sample, "held_pages"), ==, 1);
    withheld_verify(sample, 1);
    release(sample, page, " ", FALSE);
    release(sample, page, "a circular, not secret", TRUE);
    release(sample, page, "once more", FALSE);
    withheld_must_have_jobs(sample, 1);
    sample_run(sample);
    nobody_finds(sample, 1);
    g_assert_cmpuint(status_length(sample, "held_pages"), ==, 0);
    g_assert_true(is_exported(sample));
    withheld_verify(sample, 1);
}

/* The officer may as well have it removed. */
static void test_again_removed(Sample *sample, gconstpointer data)
{
    (void)data;
    g_autoptr(GArray) page = pages_from(4, 1);
    withheld_plant(sample);
    withheld_mark(sample, "classification", "Secret", NULL);
    removed(sample, NULL);
    sample_scan(sample, OTHER, "", withheld_texts, 1);
    removed(sample, page);
    g_assert_cmpuint(status_length(sample, "held_pages"), ==, 0);
    g_assert_cmpuint(withheld_find(sample->dir), ==, 0);
    sample_run(sample);
    g_assert_true(is_exported(sample));
    withheld_verify(sample, 2);
}

/* ---------------------------------------------------------------------------------- what is left -- */

/* One page stays, and two were of the confidential record. */
static const struct Left {
    const char *name, *counted; /* by the register */
    gboolean is_aside;          /* somebody saw before that they are of another file */
    gint64 expected, removed;   /* then; removed 0: none of this side is told */
    const char *stage, *said;   /* said by why */
} lefts[] = {
    {"whole", "3", FALSE, 1, 2, "assembled", "in no lot"},
    {"not-counted", "1", FALSE, 1, 2, "assembled", "in no lot"},
    {"nobody-counted", NULL, FALSE, -1, 2, "assembled", "nobody said how many pages"},
    {"one-missing", "4", FALSE, 2, 2, "registered", "1 of 2 pages"},
    {"set-aside-before", "1", TRUE, 1, 0, "assembled", "in no lot"},
    {"set-aside-and-missing", "3", TRUE, 3, 0, "registered", "1 of 3 pages"},
};

static JsonObject *side_shown(Sample *sample, JsonNode **owner)
{
    *owner = index_record_show(sample->store, OTHER, NULL);
    JsonArray *sides = json_object_get_array_member(json_node_get_object(*owner), "sides");
    return json_array_get_object_element(sides, 0);
}

/* Records that lack nothing count as scanned. */
static void return_must_have(Sample *sample, gint64 scanned)
{
    g_autoptr(JsonNode) item = index_progress(sample->store, FALSE, NULL);
    g_autoptr(JsonNode) found = json_path_query("$.grand_total.records.scanned", item, NULL);
    g_assert_cmpint(json_array_get_int_element(json_node_get_array(found), 0), ==, scanned);
}

static void test_left(Sample *sample, gconstpointer data)
{
    const struct Left *left = data;
    static const char *const stays[] = {"Another file"};
    g_autoptr(GArray) pages = pages_from(2, 2);
    g_autoptr(JsonNode) owner = NULL;
    if (left->counted)
        g_assert_true(sample_set(sample, OTHER, "correspondence_pages", left->counted, NULL));
    sample_scan(sample, OTHER, "", stays, 1);
    sample_scan(sample, OTHER, "", withheld_texts, 2);
    sample_run(sample);
    if (left->is_aside)
        json_node_unref(index_pages_set_aside(sample->store, pages, "of another file", NULL));
    withheld_mark(sample, "classification", "Secret", NULL);
    removed(sample, pages);
    sample_run(sample);
    JsonObject *side = side_shown(sample, &owner);
    g_assert_cmpint(json_object_get_int_member_with_default(side, "removed_pages", 0), ==,
                    left->removed);
    if (left->expected >= 0)
        g_assert_cmpint(json_object_get_int_member(side, "expected_pages"), ==, left->expected);
    sample_must_have_stage(sample, OTHER, left->stage);
    why_must_say(sample, OTHER,
                 g_str_equal(left->stage, "assembled") && left->counted ? "checker" : "operator",
                 left->said);
    return_must_have(sample, left->counted && g_str_equal(left->stage, "assembled"));
    withheld_verify(sample, 1);
}

/* Nothing of the other record is left: whether it has pages of its own nobody knows. */
static void test_nothing_left(Sample *sample, gconstpointer data)
{
    (void)data;
    g_autoptr(GArray) pages = pages_from(1, 2);
    g_assert_true(sample_set(sample, OTHER, "correspondence_pages", "2", NULL));
    sample_scan(sample, OTHER, "", withheld_texts, 2);
    withheld_mark(sample, "classification", "Secret", NULL);
    removed(sample, pages);
    sample_must_have_stage(sample, OTHER, "registered");
    why_must_say(sample, OTHER, "operator", "2 pages, was removed with a confidential record");
}

/* --------------------------------------------------------------------------------------- recalls -- */

/* What became of the other record's package, which has the pages. */
static const struct Went {
    const char *name, *to, *receipt, *said; /* said NULL: it is not out */
    gboolean is_copied;                     /* to a stick, before all that */
} wents[] = {
    {"waiting", NULL, NULL, NULL, FALSE},
    {"taken", "taken", NULL, "was taken by the import job", FALSE},
    {"accepted", "taken", "accepted", "is in e-Office under 4711", FALSE},
    {"accepted-and-there", NULL, "accepted", "is in e-Office under 4711", FALSE},
    {"rejected", "taken", "rejected", NULL, FALSE},
    {"copied", NULL, NULL, "stick/fl-B-7_2010: delete it there", TRUE},
    {"copied-and-accepted", "taken", "accepted", "there; and package fl-B-7_2010 was exported to ",
     TRUE},
};

static void went(Sample *sample, const struct Went *where)
{
    g_autofree char *package = sample_path(sample, "outbox/fl-B-7_2010");
    g_autofree char *away = g_build_filename(sample->root, "taken", NULL);
    g_autofree char *now = index_now();
    g_autofree char *line = g_strdup_printf(
        "{\"package\":\"fl-B-7_2010\",\"version\":1,\"manifest_sha256\":\"%%m\",\"status\":\"%s\","
        "\"computer_no\":%s,\"reason\":%s,\"at\":\"%s\"}\n",
        where->receipt, g_strcmp0(where->receipt, "accepted") == 0 ? "\"4711\"" : "null",
        g_strcmp0(where->receipt, "rejected") == 0 ? "\"no section\"" : "null", now);
    g_autoptr(JsonNode) shown = index_record_show(sample->store, OTHER, NULL);
    g_autoptr(JsonNode) found = json_path_query("$.packages[*].manifest_sha256", shown, NULL);
    g_autofree char *stick = g_build_filename(sample->root, "stick", NULL);
    const ExportSettings copy = {.to_dir = stick, .unchecked = TRUE};
    g_autoptr(JsonNode) copied =
        where->is_copied ? index_export(sample->store, OTHER, &copy, NULL) : NULL;
    g_assert_true(!where->is_copied || copied);
    if (where->receipt) {
        AckReport report =
            sample_ack(sample, line, json_array_get_string_element(json_node_get_array(found), 0));
        g_assert_cmpuint(report.accepted + report.rejected, ==, 1);
        index_ack_report_clear(&report);
    }
    if (where->to)
        g_assert_cmpint(g_rename(package, away), ==, 0);
}

static gint64 return_out(Sample *sample)
{
    g_autoptr(JsonNode) item = index_progress(sample->store, FALSE, NULL);
    g_autoptr(JsonNode) found = json_path_query("$.lists.withheld[*].out", item, NULL);
    return json_array_get_int_element(json_node_get_array(found), 0);
}

/* Whatever people ask says it, until it is settled. */
static void must_be_told(Sample *sample, const char *said)
{
    g_autoptr(JsonNode) shown = index_record_show(sample->store, OTHER, NULL);
    g_assert_cmpint(json_object_has_member(json_node_get_object(shown), "recalls"), ==,
                    said != NULL);
    g_assert_cmpuint(status_length(sample, "recalls"), ==, said ? 1 : 0);
    g_assert_cmpint(return_out(sample), ==, said ? 1 : 0);
    if (!said)
        return;
    why_must_say(sample, OTHER, "nodal", said);
    why_must_say(sample, WITHHELD, "nodal", said);
}

static void test_recall(Sample *sample, gconstpointer data)
{
    const struct Went *where = data;
    g_autoptr(GError) error = NULL;
    g_autoptr(GArray) pages = pages_from(1, 2);
    sample_scan(sample, OTHER, "", withheld_texts, 2);
    sample_run(sample);
    g_assert_true(is_exported(sample));
    went(sample, where);
    withheld_mark(sample, "classification", "Secret", NULL);
    removed(sample, pages);
    must_be_told(sample, where->said);
    g_assert_false(index_ack_recalled(sample->store, "fl-none", "said so", &error));
    g_assert_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE);
    g_clear_error(&error);
    g_assert_cmpint(index_ack_recalled(sample->store, "fl-B-7_2010", "letter 12 of NIC", NULL), ==,
                    where->said != NULL);
    must_be_told(sample, NULL);
    withheld_verify(sample, 1);
}

/* ---------------------------------------------------------------------------------- full disks -- */

/* A file stands where the next master's folder must be made. */
static char *next_block(Sample *sample, const char *disk)
{
    sample_scan(sample, OTHER, "", (const char *const[]){"A page that is new"}, 1);
    g_autoptr(JsonNode) shown = index_record_show(sample->store, OTHER, NULL);
    g_autoptr(JsonNode) found = json_path_query("$.sides[*].pages[1].path", shown, NULL);
    g_autofree char *master =
        g_build_filename(disk, json_array_get_string_element(json_node_get_array(found), 0), NULL);
    char *folder = g_path_get_dirname(master);
    g_assert_false(g_file_test(folder, G_FILE_TEST_EXISTS));
    g_assert_true(g_file_set_contents(folder, "", 0, NULL));
    return folder;
}

/* What can go goes first, and what could not is named. */
static void test_backup_fails(Sample *sample, gconstpointer data)
{
    (void)data;
    g_autoptr(GError) error = NULL;
    g_autofree char *disk = g_build_filename(sample->root, "disk", NULL);
    g_autofree char *pages = g_build_filename(disk, "pages", NULL);
    g_autofree char *folders = g_build_filename(disk, "backups", NULL);
    const BackupSettings settings = {.dir = disk};
    withheld_plant(sample);
    withheld_backup(sample, disk, 0);
    withheld_mark(sample, "classification", "Secret", NULL);
    removed(sample, NULL);
    g_autofree char *block = next_block(sample, disk);
    g_assert_null(index_backup(sample->store, &settings, NULL, NULL, &error));
    g_test_message("%s", error->message);
    g_assert_cmpuint(withheld_find(pages), ==, 0);
    g_assert_cmpuint(withheld_find(folders), >, 0);
    g_assert_nonnull(strstr(error->message, "not off this disk yet: its words are in the backup "));
    g_assert_nonnull(strstr(error->message, folders));
    g_assert_cmpint(g_remove(block), ==, 0);
    withheld_backup(sample, disk, 0);
    g_assert_cmpuint(withheld_find(disk), ==, 0);
    withheld_verify(sample, 1);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add("/withhold/again", Sample, NULL, sample_setup, test_again, sample_teardown);
    g_test_add("/withhold/again-moved", Sample, OTHER, sample_setup, test_again, sample_teardown);
    g_test_add("/withhold/again-removed", Sample, NULL, sample_setup, test_again_removed,
               sample_teardown);
    g_test_add("/withhold/nothing-left", Sample, NULL, sample_setup, test_nothing_left,
               sample_teardown);
    g_test_add("/withhold/backup-fails", Sample, NULL, sample_setup, test_backup_fails,
               sample_teardown);
    for (guint i = 0; i < G_N_ELEMENTS(lefts); i++) {
        g_autofree char *path = g_strconcat("/withhold/left/", lefts[i].name, NULL);
        g_test_add(path, Sample, &lefts[i], sample_setup, test_left, sample_teardown);
    }
    for (guint i = 0; i < G_N_ELEMENTS(wents); i++) {
        g_autofree char *path = g_strconcat("/withhold/recall/", wents[i].name, NULL);
        g_test_add(path, Sample, &wents[i], sample_setup, test_recall, sample_teardown);
    }
    return g_test_run();
}
