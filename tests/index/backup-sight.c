/* Which backups count: those that could be fetched. */
#include <json-glib/json-glib.h>

#include "tests/index/sample.h"

#define FILE_NO "A-12/2008"

static void backup(Sample *sample, const char *name)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *dir = g_build_filename(sample->root, name, NULL);
    g_autoptr(JsonNode) node =
        index_backup(sample->store, &(BackupSettings){.dir = dir}, NULL, NULL, &error);
    g_assert_no_error(error);
    g_assert_nonnull(node);
}

static gint64 copies(Sample *sample)
{
    g_autoptr(JsonNode) node = index_record_show(sample->store, FILE_NO, NULL);
    return json_object_get_int_member(json_node_get_object(node), "safe_copies");
}

/* Records that status counts as on no disk, and on one. */
static void must_count(Sample *sample, gint64 on_none, gint64 on_one)
{
    g_autoptr(JsonNode) node = index_status(sample->store, NULL);
    JsonObject *counts = json_object_get_object_member(json_node_get_object(node), "safe_copies");
    g_assert_cmpint(json_object_get_int_member(counts, "0"), ==, on_none);
    g_assert_cmpint(json_object_get_int_member(counts, "1"), ==, on_one);
}

/* Where the only copy is, and whether it counts: its folder stands there or not, on a disk that is here or not. */
static const struct Sight {
    const char *name, *place; /* NULL: the one that the folder is on */
    gboolean is_deleted;
    guint days_ago;
    gint64 copies;
} sights[] = {
    {"there", NULL, FALSE, 0, 1},
    {"there-and-old", NULL, FALSE, 400, 1},
    {"deleted", NULL, TRUE, 0, 0},
    {"away", "uuid:away", TRUE, 5, 1},
    {"away-for-long", "uuid:away", TRUE, BACKUP_UNSEEN_DAYS + 1, 0},
};

/* As if it had been made then, on that disk, which is not the store's. */
static void backup_set(Sample *sample, const struct Sight *sight)
{
    g_autoptr(GDateTime) now = g_date_time_new_now_local();
    g_autoptr(GDateTime) then = g_date_time_add_days(now, -(int)sight->days_ago);
    g_autofree char *at = g_date_time_format_iso8601(then);
    g_autofree char *sql = g_strdup_printf(
        "UPDATE backup SET beside_store = 0, at = '%s', place = COALESCE(%s%s%s, place)", at,
        sight->place ? "'" : "", sight->place ? sight->place : "NULL", sight->place ? "'" : "");
    sample_sql(sample, sql);
}

static void test_sight(Sample *sample, gconstpointer data)
{
    const struct Sight *sight = data;
    g_autofree char *disk = g_build_filename(sample->root, "disk", NULL);
    sample_scan(sample, FILE_NO, "", (const char *const[]){"one"}, 1);
    backup(sample, "disk");
    backup_set(sample, sight);
    if (sight->is_deleted)
        g_assert_true(scan_dir_remove(disk, NULL));
    g_assert_cmpint(copies(sample), ==, sight->copies);
    must_count(sample, 1 - sight->copies, sight->copies);
    g_autoptr(JsonNode) node = index_status(sample->store, NULL);
    g_autoptr(JsonNode) days = json_path_query("$.backups[*].days_unseen", node, NULL);
    g_assert_cmpint(json_array_get_int_element(json_node_get_array(days), 0), ==,
                    sight->is_deleted ? sight->days_ago : 0);
}

/* Where one folder of a disk was deleted, what another one has of it counts. */
static void test_other_folder(Sample *sample, gconstpointer data)
{
    (void)data;
    g_autofree char *disk = g_build_filename(sample->root, "disk", NULL);
    g_autofree char *other = g_build_filename(sample->root, "other", NULL);
    sample_scan(sample, FILE_NO, "", (const char *const[]){"one"}, 1);
    backup(sample, "disk");
    backup(sample, "other");
    sample_sql(sample, "UPDATE backup SET beside_store = 0");
    g_assert_true(scan_dir_remove(other, NULL));
    g_assert_cmpint(copies(sample), ==, 1);
    g_assert_true(scan_dir_remove(disk, NULL));
    g_assert_cmpint(copies(sample), ==, 0);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add("/backup/other-folder", Sample, NULL, sample_setup, test_other_folder,
               sample_teardown);
    for (guint i = 0; i < G_N_ELEMENTS(sights); i++) {
        g_autofree char *path = g_strconcat("/backup/sight/", sights[i].name, NULL);
        g_test_add(path, Sample, &sights[i], sample_setup, test_sight, sample_teardown);
    }
    return g_test_run();
}
