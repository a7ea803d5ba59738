/* A hot folder: what is moved away is the file that was taken, never another one under its name. */
#include <glib/gstdio.h>

#include "batch/folder.h"
#include "scan/scan.h"

typedef struct {
    const char *name;
    const char *now;  /* what lies there when it is moved; NULL: nothing */
    gboolean is_left; /* it stays where it is */
} Change;

static const Change changes[] = {
    {"the same", "first", FALSE},
    {"the next file under its name", "the second scan", TRUE},
    {"taken away", NULL, TRUE},
};

static HotFile *file_look(Folder *folder)
{
    const GPtrArray *files;
    g_autoptr(GError) error = NULL;
    folder_look(folder, &files, &error);
    g_assert_no_error(error);
    g_assert_cmpuint(files->len, ==, 1);
    return g_ptr_array_index(files, 0);
}

static void text_check(const char *path, const char *expected)
{
    g_autofree char *text = NULL;
    g_file_get_contents(path, &text, NULL, NULL);
    g_assert_cmpstr(text, ==, expected);
}

static void change_check(gconstpointer data, gboolean (*move)(Folder *, const HotFile *, char **))
{
    const Change *change = data;
    const FolderTimes times = {.settle_s = 0, .patience_s = 1, .stale_s = 9};
    g_autoptr(GError) error = NULL;
    g_autofree char *dir = g_dir_make_tmp("folder-XXXXXX", NULL), *to = NULL;
    g_autofree char *path = g_build_filename(dir, "scan.pdf", NULL);
    g_file_set_contents(path, "first", -1, NULL);
    g_autoptr(Folder) folder = folder_open(dir, &times, &error);
    g_assert_no_error(error);
    HotFile *file = file_look(folder);
    g_assert_cmpint(file->state, ==, HOT_DUE);
    if (!change->now)
        g_unlink(path);
    else if (change->is_left)
        g_file_set_contents(path, change->now, -1, NULL);
    g_assert_true(move(folder, file, &to));
    g_assert_cmpint(to == NULL, ==, change->is_left);
    text_check(to ? to : path, change->now);
    g_clear_pointer(&folder, folder_free);
    scan_dir_remove(dir, NULL);
}

static gboolean move_to_done(Folder *folder, const HotFile *file, char **to)
{
    return folder_accept(folder, file, to, NULL);
}

/* No reason is left beside nothing. */
static gboolean move_to_refused(Folder *folder, const HotFile *file, char **to)
{
    g_autofree char *reason =
        g_build_filename(folder_path(folder), "refused", "scan.pdf.reason.txt", NULL);
    gboolean done = folder_refuse(folder, file, "it is cut off", to, NULL);
    g_assert_cmpint(g_file_test(reason, G_FILE_TEST_EXISTS), ==, *to != NULL);
    return done;
}

static void test_accept(gconstpointer data)
{
    change_check(data, move_to_done);
}

static void test_refuse(gconstpointer data)
{
    change_check(data, move_to_refused);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    for (guint i = 0; i < G_N_ELEMENTS(changes); i++) {
        g_autofree char *accept = g_strconcat("/folder/accept/", changes[i].name, NULL);
        g_autofree char *refuse = g_strconcat("/folder/refuse/", changes[i].name, NULL);
        g_test_add_data_func(accept, &changes[i], test_accept);
        g_test_add_data_func(refuse, &changes[i], test_refuse);
    }
    return g_test_run();
}
