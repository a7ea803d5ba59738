/* Cuts between volumes: they stick, an inserted page divides only its own volume, each item has its own, and no
 * page is read again for any of it. */
#include <json-glib/json-glib.h>
#include <string.h>

#include "tests/index/edit-office.h"

/* A side of 12 pages of B-7/2010, page_ids 1-12, in volumes of 4; pages 13-20 have no record. */
static void setup(Sample *sample, gconstpointer data)
{
    static const char *const texts[] = {"a", "b", "c", "d", "e", "f", "g", "h", "i", "j",
                                        "k", "l", "m", "n", "o", "p", "q", "r", "s", "t"};
    sample_setup(sample, data);
    office_conf(sample, "volume", "max_volume_pages", "4");
    sample_scan(sample, "B-7/2010", "", texts, 12);
    sample_scan(sample, NULL, NULL, texts + 12, 8);
    sample_run(sample);
}

/* "1:1 2 3 4 | 2:5 6": volumes as they are written, with their page_ids. */
static char *volumes_print(Sample *sample)
{
    return rows_text(sample,
                     "SELECT group_concat(text, ' | ') FROM (SELECT v.number || ':' || (SELECT "
                     "group_concat(page_id, ' ') FROM (SELECT page_id FROM page WHERE side_id = "
                     "v.side_id AND seq BETWEEN first_seq AND last_seq ORDER BY seq)) AS text FROM "
                     "volume v WHERE retired_at IS NULL ORDER BY v.number)");
}

static char *readings_print(Sample *sample)
{
    return rows_text(sample, "SELECT count(*) FROM event WHERE act = 'page.recognised'");
}

static void test_stick(Sample *sample, gconstpointer data)
{
    (void)data;
    static const struct {
        const char *script; /* "freeze": the record is handed over */
        const char *volumes;
        const char *readings; /* since the pages were scanned */
    } cases[] = {
        {NULL, "1:1 2 3 4 | 2:5 6 7 8 | 3:9 10 11 12", "12"},
        {"move - id:13 B before 2", "1:1 13 2 | 2:3 4 | 3:5 6 7 8 | 4:9 10 11 12", "13"},
        {"move - id:14 B after 1", "1:1 14 13 2 | 2:3 4 | 3:5 6 7 8 | 4:9 10 11 12", "14"},
        {"move - id:15 B", "1:1 14 13 2 | 2:3 4 | 3:5 6 7 8 | 4:9 10 11 12 | 5:15", "15"},
        {"move - id:16 B before 7", "1:1 14 13 2 | 2:3 4 16 | 3:5 6 7 8 | 4:9 10 11 12 | 5:15",
         "16"}, /* behind the last page of volume 2 */
        {"aside B 8", "1:1 14 13 2 | 2:3 4 16 | 3:6 7 8 | 4:9 10 11 12 | 5:15", "16"},
        {"move B 11 B before 1", "1:9 1 14 | 2:13 2 | 3:3 4 16 | 4:6 7 8 | 5:10 11 12 | 6:15",
         "16"}, /* 9 from the middle to the front */
        {"aside B 6-10", "1:9 1 14 | 2:13 2 | 3:8 | 4:10 11 12 | 5:15", "16"},
    };
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_test_message("%s", cases[i].script);
        if (cases[i].script)
            script_do(sample, cases[i].script);
        sample_run(sample);
        g_autofree char *volumes = volumes_print(sample), *readings = readings_print(sample);
        g_assert_cmpstr(volumes, ==, cases[i].volumes);
        g_assert_cmpstr(readings, ==, cases[i].readings);
    }
}

/* Volumes that were handed over and must give way keep their cuts too. */
static void test_frozen(Sample *sample, gconstpointer data)
{
    (void)data;
    static const struct {
        const char *script, *volumes;
    } cases[] = {
        {"move - id:13 B", "1:1 2 3 4 | 2:5 6 7 8 | 3:9 10 11 12 | 4:13"}, /* a supplement */
        {"move - id:14 B before 6", "1:1 2 3 4 | 2:5 14 6 | 3:7 8 | 4:9 10 11 12 | 5:13"},
    };
    const ExportSettings settings = {.unchecked = TRUE};
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(JsonNode) item = index_export(sample->store, "B-7/2010", &settings, NULL);
        g_assert_nonnull(item);
        script_do(sample, cases[i].script);
        sample_run(sample);
        g_autofree char *volumes = volumes_print(sample);
        g_assert_cmpstr(volumes, ==, cases[i].volumes);
        office_verify(sample);
    }
}

/* "A-12/2008: correspondence 1-3/1st: 2-3 ": titles of a volume's bookmarks, with their pages. */
static char *bookmarks_print(Sample *sample, guint volume)
{
    g_autoptr(SideTask) task = index_side_task_load(sample->store, side_of(sample, "B"), NULL);
    g_autoptr(GString) titles = g_string_new(NULL);
    g_assert_nonnull(task);
    const VolumeTask *of = g_ptr_array_index(task->volumes, volume - 1);
    for (guint i = 0; i < of->volume.n_bookmarks; i++) {
        const PdfBookmark *bookmark = &of->volume.bookmarks[i];
        g_assert_cmpuint(bookmark->level, ==, i > 0);
        g_string_append_printf(titles, "%s%s @%u", i ? " / " : "", bookmark->title,
                               bookmark->first_page);
    }
    return g_strdup(titles->str);
}

/* Items of 3, 4 and 10 pages, with one page before and two behind the first: each is a PDF of its own, and so are
 * those pages; the long one is cut at the limit. */
static void test_items(Sample *sample, gconstpointer data)
{
    (void)data;
    static const char *const bookmarks[] = {
        "B-7/2010: correspondence 1 @0",
        "B-7/2010: correspondence 2-4 @0 / 45/2008, 2008-03-14, The Collector: 2-4 @0",
        "B-7/2010: correspondence 5-6 @0",
        "B-7/2010: correspondence 7-10 @0 / Item 2: 7-10 @0",
        "B-7/2010: correspondence 11-17 @0 / Tehsildar: 11-17 @0",
        "B-7/2010: correspondence 18-20 @0 / Tehsildar: 18-20 @0"};
    const RecordValue first[] = {
        {"number", "45/2008"}, {"date", "14.03.2008"}, {"sender", "The Collector"}};
    const RecordValue third[] = {{"sender", "Tehsildar"}};
    script_do(sample, "move - id:13-20 B");
    sample_sql(sample, "INSERT INTO item (side_id, number, dated, sender, opened_at) "
                       "SELECT side_id, '', '', '', '' FROM page WHERE page_id < 4;"
                       "UPDATE page SET item_id = 1 WHERE page_id BETWEEN 2 AND 4;"
                       "UPDATE page SET item_id = 2 WHERE page_id BETWEEN 7 AND 10;"
                       "UPDATE page SET item_id = 3 WHERE page_id > 10;"
                       "DELETE FROM volume; UPDATE page SET volume = NULL");
    office_conf(sample, "volume", "max_volume_pages", "7");
    g_autoptr(JsonNode) one = index_item_set(sample->store, "B-7/2010", 1, first, 3, NULL);
    g_autoptr(JsonNode) three = index_item_set(sample->store, "B-7/2010", 3, third, 1, NULL);
    g_assert_true(one && three);
    sample_run(sample);
    for (guint i = 0; i < G_N_ELEMENTS(bookmarks); i++) {
        g_autofree char *found = bookmarks_print(sample, i + 1);
        g_assert_cmpstr(found, ==, bookmarks[i]);
    }
}

/* What is keyed of a letter stands in its volume, which is written anew. */
static void test_item_named(Sample *sample, gconstpointer data)
{
    (void)data;
    const RecordValue value = {"number", "77"};
    sample_sql(sample, "INSERT INTO item (side_id, number, dated, sender, opened_at) "
                       "SELECT side_id, '', '', '', '' FROM page WHERE page_id = 1;"
                       "UPDATE page SET item_id = 1 WHERE page_id < 3");
    sample_must_have_stage(sample, "B-7/2010", "assembled");
    g_autoptr(JsonNode) item = index_item_set(sample->store, "B-7/2010", 1, &value, 1, NULL);
    g_assert_nonnull(item);
    sample_must_have_stage(sample, "B-7/2010", "recognised");
    sample_run(sample);
    sample_must_have_stage(sample, "B-7/2010", "assembled");
    g_autofree char *titles = bookmarks_print(sample, 1);
    g_assert_nonnull(strstr(titles, "/ 77: 1-2 @0"));
}

/* ------------------------------------------------------------------------- stronger compression -- */

/* "1:2s 2:1": volumes that would be written, their number of pages, and whether they are of the smaller
 * layers; then how many pages should be made smaller first. All made so many KiB if kib is not 0. */
static char *smaller_print(Sample *sample, guint kib)
{
    g_autoptr(SideTask) task = index_side_task_load(sample->store, side_of(sample, "C"), NULL);
    GString *text = g_string_new(NULL);
    g_assert_nonnull(task);
    for (guint i = 0; i < task->volumes->len; i++) {
        const VolumeTask *of = g_ptr_array_index(task->volumes, i);
        g_autofree char *bytes = NULL;
        g_assert_true(g_file_get_contents(of->volume.pages[0].layers_path, &bytes, NULL, NULL));
        g_string_append_printf(text, "%u:%u%s ", of->volume.volume, of->volume.n_pages,
                               *bytes == 's' ? "s" : "");
    }
    g_string_append_printf(text, "ask %u", task->smaller->len);
    for (guint i = 0; kib && i < task->smaller->len; i++) {
        const SmallerTask *smaller = g_ptr_array_index(task->smaller, i);
        g_autofree char *bytes = g_strnfill(kib << 10, 's'), *folder = NULL;
        folder = g_path_get_dirname(smaller->layers_path);
        g_assert_true(scan_dir_make(folder, NULL));
        g_assert_true(g_file_test(smaller->master_path, G_FILE_TEST_EXISTS));
        g_assert_true(g_file_test(smaller->alto_path, G_FILE_TEST_EXISTS));
        g_assert_true(g_file_set_contents(smaller->layers_path, bytes, -1, NULL));
    }
    return g_string_free(text, FALSE);
}

/* Pages whose layers have so many KiB are scanned and read, and their side is not written yet. */
static void scan_sizes(Sample *sample, const guint *kib, guint n, char name)
{
    g_autofree char *before = rows_text(sample, "SELECT max(page_id) FROM page");
    g_autofree char *forget = g_strdup_printf("UPDATE page SET volume = NULL WHERE page_id > %s;"
                                              "UPDATE side SET revision = revision + 1",
                                              before);
    for (guint i = 0; i < n && kib[i]; i++) {
        g_autofree char *text = g_strnfill(kib[i] << 10, ' '); /* layers are as long as the text */
        text[0] = (char)(name + (char)i);
        sample_scan(sample, "C-3/2011", "", (const char *const *)&text, 1);
    }
    sample_run(sample);
    sample_sql(sample, forget);
}

static void test_smaller(Sample *sample, gconstpointer data)
{
    (void)data;
    static const struct {
        const char *name;
        guint kib[3];      /* scanned at once, as many as are not 0 */
        guint smaller_kib; /* what stronger compression makes of each */
        const char *before, *after;
    } cases[] = {
        {"two fit if they are smaller", {600, 600}, 300, "1:1 2:1 ask 2", "1:2s ask 0"},
        {"the next joins them", {300}, 200, "1:2s 2:1 ask 1", "1:3s ask 0"},
        {"it grows no more: no smaller ones would fit",
         {700},
         690,
         "1:3s 2:1 ask 0",
         "1:3s 2:1 ask 0"},
        {"they do not get small enough", {900}, 800, "1:3s 2:1 3:1 ask 2", "1:3s 2:1 3:1 ask 0"},
        {"one page, larger than a volume",
         {1300},
         900,
         "1:3s 2:1 3:1 4:1 ask 1",
         "1:3s 2:1 3:1 4:1s ask 0"},
        {"far larger", {3000}, 1, "1:3s 2:1 3:1 4:1s 5:1 ask 0", "1:3s 2:1 3:1 4:1s 5:1 ask 0"},
    };
    office_conf(sample, "volume", "max_volume_pages", "100");
    office_conf(sample, "volume", "max_volume_mb", "1");
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_test_message("%s", cases[i].name);
        scan_sizes(sample, cases[i].kib, G_N_ELEMENTS(cases[i].kib), (char)('A' + i * 3));
        g_autofree char *before = smaller_print(sample, cases[i].smaller_kib);
        g_assert_cmpstr(before, ==, cases[i].before);
        g_autofree char *after = smaller_print(sample, 0);
        g_assert_cmpstr(after, ==, cases[i].after);
        sample_run(sample);
        g_autofree char *written = smaller_print(sample, 0);
        g_assert_cmpstr(written, ==, cases[i].after);
    }
}

/* Where pages stay as they were scanned, nobody is asked to make them smaller, nor archival and so larger. */
static void test_archival(Sample *sample, gconstpointer data)
{
    static const guint kib[] = {600, 600};
    (void)data;
    office_conf(sample, "volume", "max_volume_mb", "1");
    office_conf(sample, "volume", "quality", "archival");
    scan_sizes(sample, kib, G_N_ELEMENTS(kib), 'A');
    g_autofree char *planned = smaller_print(sample, 0);
    g_assert_cmpstr(planned, ==, "1:1 2:1 ask 0");
}

int main(int argc, char **argv)
{
    static const struct {
        const char *path;
        void (*test)(Sample *, gconstpointer);
    } tests[] = {
        {"/cuts/stick", test_stick},     {"/cuts/frozen", test_frozen},
        {"/cuts/items", test_items},     {"/cuts/item-named", test_item_named},
        {"/cuts/smaller", test_smaller}, {"/cuts/archival", test_archival},
    };
    g_test_init(&argc, &argv, NULL);
    for (guint i = 0; i < G_N_ELEMENTS(tests); i++)
        g_test_add(tests[i].path, Sample, NULL, setup, tests[i].test, sample_teardown);
    return g_test_run();
}
