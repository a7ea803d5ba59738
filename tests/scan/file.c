/* Publishing of files: whole or not at all, private, and with advice where it fails. */
#include "scan/scan.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

typedef struct {
    char *root, *temp, *final;
} Folder;

static void folder_set_up(Folder *folder, gconstpointer data)
{
    (void)data;
    GError *error = NULL;
    folder->root = g_dir_make_tmp("muhafiz-XXXXXX", &error);
    g_assert_no_error(error);
    folder->temp = g_build_filename(folder->root, "temp", NULL);
    folder->final = g_build_filename(folder->root, "pages", "ab", "final", NULL);
}

static void folder_tear_down(Folder *folder, gconstpointer data)
{
    (void)data;
    g_autofree char *command = g_strdup_printf("rm -r '%s'", folder->root);
    g_assert_cmpint(system(command), ==, 0);
    g_free(folder->root);
    g_free(folder->temp);
    g_free(folder->final);
}

static guint mode_of(const char *path)
{
    GStatBuf info;
    g_assert_cmpint(g_stat(path, &info), ==, 0);
    return info.st_mode & 0777;
}

static guint entries_in(const char *path)
{
    GDir *dir = g_dir_open(path, 0, NULL);
    guint n = 0;
    while (g_dir_read_name(dir))
        n++;
    g_dir_close(dir);
    return n;
}

static void test_publish(Folder *folder, gconstpointer data)
{
    (void)data;
    GError *error = NULL;
    mode_t old_mask = umask(0);
    for (int round = 0; round < 2; round++) { /* the second replaces the first */
        g_file_set_contents(folder->temp, round ? "new" : "old", -1, NULL);
        g_assert_true(scan_file_publish(folder->temp, folder->final, &error));
        g_assert_no_error(error);
        g_autofree char *text = NULL;
        g_assert_true(g_file_get_contents(folder->final, &text, NULL, NULL));
        g_assert_cmpstr(text, ==, round ? "new" : "old");
    }
    umask(old_mask);
    g_autofree char *dir = g_path_get_dirname(folder->final);
    g_assert_cmpuint(mode_of(folder->final), ==, 0600);
    g_assert_cmpuint(mode_of(dir), ==, 0700);
    g_assert_false(g_file_test(folder->temp, G_FILE_TEST_EXISTS));
}

/* Setgid, writable by a group: as a share in the network is, and as a store that is shared is. */
static void test_publish_shared(Folder *folder, gconstpointer data)
{
    static const struct {
        const char *conf; /* NULL: no store */
        guint root_mode, file_mode, dir_mode;
    } cases[] = {
        {NULL, 02775, 0600, 0700},
        {"[store]\ngroup=\n", 02775, 0600, 0700},
        {"[office]\nname=x\n", 02770, 0600, 0700},
        {"no key file", 02770, 0600, 0700},
        {"[store]\ngroup=records\n", 02770, 0660, 0770},
        {"[store]\ngroup=records\n", 0700, 0600, 0700},
    };
    (void)data;
    g_autofree char *conf = g_build_filename(folder->root, SCAN_STORE_CONF, NULL);
    g_autofree char *pages = g_build_filename(folder->root, "pages", NULL);
    g_autofree char *dir = g_path_get_dirname(folder->final);
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GError) error = NULL;
        if (cases[i].conf)
            g_assert_true(g_file_set_contents(conf, cases[i].conf, -1, NULL));
        g_assert_cmpint(g_chmod(folder->root, (int)cases[i].root_mode), ==, 0);
        g_assert_true(scan_file_publish_bytes(folder->root, folder->final, "x", 1, &error));
        g_assert_no_error(error);
        g_assert_cmpuint(mode_of(folder->final), ==, cases[i].file_mode);
        g_assert_cmpuint(mode_of(dir), ==, cases[i].dir_mode);
        g_assert_true(scan_dir_remove(pages, NULL));
    }
}

static void test_publish_missing(Folder *folder, gconstpointer data)
{
    (void)data;
    g_autoptr(GError) error = NULL;
    g_assert_false(scan_file_publish(folder->temp, folder->final, &error));
    g_assert_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_IO);
    g_assert_nonnull(strstr(error->message, folder->temp));
    g_assert_nonnull(strstr(error->message, "check the path"));
}

static void test_publish_below_file(Folder *folder, gconstpointer data)
{
    (void)data;
    g_autoptr(GError) error = NULL;
    g_autofree char *pages = g_build_filename(folder->root, "pages", NULL);
    g_file_set_contents(pages, "a file where a folder should be", -1, NULL);
    g_file_set_contents(folder->temp, "x", -1, NULL);
    g_assert_false(scan_file_publish(folder->temp, folder->final, &error));
    g_assert_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_IO);
    g_assert_true(g_file_test(folder->temp, G_FILE_TEST_EXISTS));
}

static void test_publish_bytes(Folder *folder, gconstpointer data)
{
    (void)data;
    static const gsize sizes[] = {0, 1, 3000000};
    for (guint i = 0; i < G_N_ELEMENTS(sizes); i++) {
        g_autoptr(GError) error = NULL;
        g_autofree char *bytes = g_malloc(sizes[i] + 1), *read_back = NULL;
        gsize n;
        memset(bytes, 'm', sizes[i]);
        g_assert_true(
            scan_file_publish_bytes(folder->root, folder->final, bytes, sizes[i], &error));
        g_assert_no_error(error);
        g_assert_true(g_file_get_contents(folder->final, &read_back, &n, NULL));
        g_assert_cmpuint(n, ==, sizes[i]);
        g_assert_true(memcmp(read_back, bytes, n) == 0);
    }
    g_assert_cmpuint(entries_in(folder->root), ==, 1); /* no temporary stays */
}

/* The old file stays, no temporary stays, and the message says what to do. */
static void failed_publish_check(const Folder *folder, gsize size, const char *advice)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *bytes = g_malloc0(size), *text = NULL;
    guint n_before = entries_in(folder->root);
    g_assert_false(scan_file_publish_bytes(folder->root, folder->final, bytes, size, &error));
    g_assert_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_IO);
    g_test_message("%s", error->message);
    g_assert_nonnull(strstr(error->message, advice));
    g_assert_cmpuint(entries_in(folder->root), ==, n_before);
    g_assert_true(g_file_get_contents(folder->final, &text, NULL, NULL));
    g_assert_cmpstr(text, ==, "before");
}

static void test_publish_bytes_limit(Folder *folder, gconstpointer data)
{
    (void)data;
    g_assert_true(scan_file_publish_bytes(folder->root, folder->final, "before", 6, NULL));
    struct rlimit old, low;
    g_assert_cmpint(getrlimit(RLIMIT_FSIZE, &old), ==, 0);
    low = old;
    low.rlim_cur = 5000;
    g_assert_cmpint(setrlimit(RLIMIT_FSIZE, &low), ==, 0);
    failed_publish_check(folder, 6000, "ulimit -f");
    g_assert_cmpint(setrlimit(RLIMIT_FSIZE, &old), ==, 0);
}

static void test_publish_full_disk(Folder *folder, gconstpointer data)
{
    (void)data;
    if (mount("muhafiz", folder->root, "tmpfs", 0, "size=256k") != 0) {
        g_test_skip("cannot mount a small disk; run as root");
        return;
    }
    g_assert_true(scan_file_publish_bytes(folder->root, folder->final, "before", 6, NULL));
    failed_publish_check(folder, 300000, "the disk is full");
    g_assert_cmpint(mount(NULL, folder->root, NULL, MS_REMOUNT | MS_RDONLY, NULL), ==, 0);
    failed_publish_check(folder, 10, "read-only");
    g_assert_cmpint(umount(folder->root), ==, 0);
}

#define SUM_OF_ABC "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"

static void test_publish_copy(Folder *folder, gconstpointer data)
{
    (void)data;
    static const struct {
        const char *text, *sha256; /* what is there, what is expected */
        gboolean published;
    } copies[] = {{"abc", SUM_OF_ABC, TRUE}, {"abd", NULL, TRUE}, {"abd", SUM_OF_ABC, FALSE}};
    for (guint i = 0; i < G_N_ELEMENTS(copies); i++) {
        g_autoptr(GError) error = NULL;
        g_autofree char *text = NULL;
        g_file_set_contents(folder->temp, copies[i].text, -1, NULL);
        gboolean done = scan_file_publish_copy(folder->root, folder->final, folder->temp,
                                               copies[i].sha256, &error);
        g_assert_cmpint(done, ==, copies[i].published);
        g_assert_cmpint(g_file_get_contents(folder->final, &text, NULL, NULL), ==, done);
        g_assert_cmpstr(text, ==, done ? copies[i].text : NULL);
        g_assert_cmpuint(entries_in(folder->root), ==, 2); /* the source and pages/ */
        g_unlink(folder->final);
        if (done)
            continue;
        g_assert_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_DATA);
        g_assert_nonnull(strstr(error->message, "changed while it was read"));
    }
}

/* A source that cannot be read is not taken for a target that cannot be written. */
static void test_publish_copy_folder(Folder *folder, gconstpointer data)
{
    (void)data;
    g_autoptr(GError) error = NULL;
    g_autofree char *source = g_build_filename(folder->root, "source", NULL);
    g_mkdir(source, 0700);
    g_assert_false(scan_file_publish_copy(folder->root, folder->final, source, NULL, &error));
    g_assert_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_IO);
    g_assert_nonnull(strstr(error->message, source));
    g_assert_cmpuint(entries_in(folder->root), ==, 1);
}

static void test_sha256(Folder *folder, gconstpointer data)
{
    (void)data;
    /* FIPS 180-2 appendix B: the empty message, "abc", one million times "a". */
    g_autofree char *million = g_strnfill(1000000, 'a');
    const struct {
        const char *text, *sum;
    } sums[] = {
        {"", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
        {"abc", SUM_OF_ABC},
        {million, "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"},
    };
    for (guint i = 0; i < G_N_ELEMENTS(sums); i++) {
        g_autoptr(GError) error = NULL;
        char sum[SCAN_SHA256_SIZE];
        guint64 size;
        g_file_set_contents(folder->temp, sums[i].text, -1, NULL);
        g_assert_true(scan_file_sha256(folder->temp, sum, &size, &error));
        g_assert_no_error(error);
        g_assert_cmpstr(sum, ==, sums[i].sum);
        g_assert_cmpuint(size, ==, strlen(sums[i].text));
    }
    g_autoptr(GError) error = NULL;
    char sum[SCAN_SHA256_SIZE] = "untouched";
    g_assert_false(scan_file_sha256(folder->root, sum, NULL, &error)); /* a folder */
    g_assert_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_IO);
    g_assert_cmpstr(sum, ==, "untouched");
}

/* With everything below it, but nothing that a link points to. */
static void test_dir_remove(Folder *folder, gconstpointer data)
{
    (void)data;
    g_autoptr(GError) error = NULL;
    g_autofree char *tree = g_build_filename(folder->root, "tree", NULL);
    g_autofree char *deep = g_build_filename(tree, "a", "b", "c", NULL);
    g_autofree char *link = g_build_filename(deep, "link", NULL);
    g_autofree char *file = g_build_filename(tree, "a", "file", NULL);
    g_assert_true(scan_dir_make(deep, NULL));
    g_file_set_contents(file, "x", -1, NULL);
    g_file_set_contents(folder->temp, "stays", -1, NULL);
    g_assert_cmpint(symlink(folder->root, link), ==, 0);
    for (guint i = 0; i < 2; i++) { /* the second time it does not exist */
        g_assert_true(scan_dir_remove(tree, &error));
        g_assert_no_error(error);
        g_assert_false(g_file_test(tree, G_FILE_TEST_EXISTS));
    }
    g_assert_true(g_file_test(folder->temp, G_FILE_TEST_EXISTS));
    g_assert_false(scan_dir_remove("/proc/self/task", &error));
    g_assert_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_IO);
}

#define ADD(name, function)                                                                        \
    g_test_add("/scan/file/" name, Folder, NULL, folder_set_up, function, folder_tear_down)

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    signal(SIGXFSZ, SIG_IGN); /* write then fails with EFBIG */
    ADD("publish", test_publish);
    ADD("publish/shared", test_publish_shared);
    ADD("publish/missing", test_publish_missing);
    ADD("publish/below-a-file", test_publish_below_file);
    ADD("publish-bytes", test_publish_bytes);
    ADD("publish-bytes/limit", test_publish_bytes_limit);
    ADD("publish-bytes/full-disk", test_publish_full_disk);
    ADD("publish-copy", test_publish_copy);
    ADD("publish-copy/folder", test_publish_copy_folder);
    ADD("dir-remove", test_dir_remove);
    ADD("sha256", test_sha256);
    return g_test_run();
}
