/* Bags: the same bytes each time, what sha256sum says of them, and damage found by name. */
#include "index/bag.h"

#include <glib/gstdio.h>

typedef struct {
    char *root, *bag;
} Fixture;

static void setup(Fixture *f, gconstpointer data)
{
    (void)data;
    f->root = g_dir_make_tmp("muhafiz-bag-XXXXXX", NULL);
    f->bag = g_build_filename(f->root, "bag", NULL);
}

static void teardown(Fixture *f, gconstpointer data)
{
    (void)data;
    g_assert_true(scan_dir_remove(f->root, NULL));
    g_assert_false(g_file_test(f->root, G_FILE_TEST_EXISTS));
    g_free(f->root);
    g_free(f->bag);
}

static BagWritten bag_make(const char *dir)
{
    static const BagInfo info[] = {{"Source-Organization", "Tehsil\nDemo"},
                                   {"Bagging-Date", "2024-05-06"}};
    BagWritten written;
    g_autoptr(GError) error = NULL;
    g_autoptr(Bag) bag = bag_new(dir, &error);
    g_assert_no_error(error);
    g_assert_true(bag_add_dir(bag, "data/Issues", NULL));
    g_assert_true(bag_add_bytes(bag, "data/b.txt", "two", 3, NULL));
    g_assert_true(bag_add_bytes(bag, "data/Notes/a.txt", "", 0, NULL));
    g_assert_true(bag_finish(bag, info, G_N_ELEMENTS(info), &written, &error));
    g_assert_no_error(error);
    return written;
}

static char *read_text(const char *dir, const char *path)
{
    g_autofree char *full = g_build_filename(dir, path, NULL);
    char *text = NULL;
    g_assert_true(g_file_get_contents(full, &text, NULL, NULL));
    return text;
}

static void test_same_bytes(Fixture *f, gconstpointer data)
{
    (void)data;
    g_autofree char *second = g_build_filename(f->root, "second", NULL);
    BagWritten one = bag_make(f->bag), two = bag_make(second);
    g_assert_cmpstr(one.manifest_sha256, ==, two.manifest_sha256);
    g_autofree char *info = read_text(f->bag, "bag-info.txt");
    g_assert_cmpstr(info, ==,
                    "Source-Organization: Tehsil Demo\nBagging-Date: 2024-05-06\n"
                    "Payload-Oxum: 3.2\n");
    g_autofree char *manifest = read_text(f->bag, "manifest-sha256.txt");
    g_assert_cmpstr(manifest, ==,
                    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
                    "  data/Notes/a.txt\n"
                    "3fc4ccfe745870e2c0d99f71f30ff0656c8dedd41cc1d7d3d376b0dbe685e2f3"
                    "  data/b.txt\n");
}

static void test_sha256sum(Fixture *f, gconstpointer data)
{
    (void)data;
    bag_make(f->bag);
    const char *const argv[] = {
        "sha256sum", "--strict", "--quiet", "-c", "manifest-sha256.txt", "tagmanifest-sha256.txt",
        NULL};
    int status = -1;
    g_assert_true(g_spawn_sync(f->bag, (char **)argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL,
                               NULL, &status, NULL));
    g_assert_cmpint(status, ==, 0);
}

static void test_damaged_source(Fixture *f, gconstpointer data)
{
    (void)data;
    g_autofree char *source = g_build_filename(f->root, "source", NULL);
    g_assert_true(g_file_set_contents(source, "changed", -1, NULL));
    g_autoptr(GError) error = NULL;
    g_autoptr(Bag) bag = bag_new(f->bag, NULL);
    g_assert_false(bag_add_file(bag, "data/a", source, "00", &error));
    g_assert_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_DATA);
    g_assert_null(bag_new(f->bag, NULL));
}

typedef struct {
    const char *name, *path, *bytes; /* NULL: removed */
    const char *problem;             /* what must be said, in a line that names the path */
} Damage;

static const Damage DAMAGES[] = {
    {"payload-changed", "data/b.txt", "tow", "is damaged"},
    {"payload-cut", "data/b.txt", "tw", "is damaged"},
    {"payload-gone", "data/Notes/a.txt", NULL, "is missing"},
    {"payload-added", "data/c.txt", "three", "does not belong there"},
    {"info-changed", "bag-info.txt", "Payload-Oxum: 3.2\n", "is damaged"},
    {"manifest-emptied", "manifest-sha256.txt", "", "is damaged"},
    {"manifest-gone", "manifest-sha256.txt", NULL, "is missing"},
    {"tagmanifest-garbled", "tagmanifest-sha256.txt", "zzz\n", "is damaged"},
};

static void test_damage(Fixture *f, gconstpointer data)
{
    const Damage *damage = data;
    BagWritten written = bag_make(f->bag);
    g_autoptr(GPtrArray) problems = g_ptr_array_new_with_free_func(g_free);
    bag_check(f->bag, written.manifest_sha256, BAG_ALL, problems);
    g_assert_cmpuint(problems->len, ==, 0);

    g_autofree char *path = g_build_filename(f->bag, damage->path, NULL);
    if (damage->bytes)
        g_assert_true(g_file_set_contents(path, damage->bytes, -1, NULL));
    else
        g_assert_cmpint(g_unlink(path), ==, 0);
    bag_check(f->bag, written.manifest_sha256, BAG_ALL, problems);
    gboolean found = FALSE;
    for (guint i = 0; i < problems->len; i++) {
        const char *problem = g_ptr_array_index(problems, i);
        found |= strstr(problem, damage->path) && strstr(problem, damage->problem);
    }
    g_assert_true(found);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add("/bag/same-bytes", Fixture, NULL, setup, test_same_bytes, teardown);
    g_test_add("/bag/sha256sum", Fixture, NULL, setup, test_sha256sum, teardown);
    g_test_add("/bag/damaged-source", Fixture, NULL, setup, test_damaged_source, teardown);
    for (gsize i = 0; i < G_N_ELEMENTS(DAMAGES); i++) {
        g_autofree char *path = g_strdup_printf("/bag/damage/%s", DAMAGES[i].name);
        g_test_add(path, Fixture, &DAMAGES[i], setup, test_damage, teardown);
    }
    return g_test_run();
}
