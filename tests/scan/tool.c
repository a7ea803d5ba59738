/* Children that fail, flood, hang and leave children of their own. */
#include "scan/scan.h"
#include "tests/scan/decode-make.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

typedef struct {
    const char *name, *script;
    int code;          /* -1: it succeeds */
    const char *words; /* its output, or what the message says */
} ToolCase;

static const ToolCase cases[] = {
    {"output", "printf 'two\nlines'", -1, "two\nlines"},
    {"no-output", "exit 0", -1, ""},
    {"locale", "printf '%s' \"$LC_ALL\"", -1, "C"},
    {"no-input", "cat", -1, ""},
    {"group", "cut -d' ' -f5 /proc/$$/stat | grep -qx $$", -1, ""},
    {"warning", "echo 'Syntax Warning: odd' >&2", -1, ""},
    {"error", "echo odd >&2; echo 'Syntax Error: bad xref' >&2; echo more >&2", MUHAFIZ_ERROR_DATA,
     "Syntax Error: bad xref"},
    {"error-unended", "printf 'Error' >&2", MUHAFIZ_ERROR_DATA, "Error"},
    {"fails", "exit 3", MUHAFIZ_ERROR_DATA, "sh fails"},
    {"crashes", "kill -SEGV $$", MUHAFIZ_ERROR_DATA, "sh crashes"},
    {"hangs", "sleep 60", MUHAFIZ_ERROR_LIMIT, "1 seconds"},
    {"spins", "while :; do :; done", MUHAFIZ_ERROR_LIMIT, "1 seconds"},
    {"floods", "exec cat /dev/zero", MUHAFIZ_ERROR_LIMIT, "1 MB"},
    {"floods-stderr", "exec cat /dev/zero >&2", MUHAFIZ_ERROR_LIMIT, "1 MB"},
    {"many-words", "head -c 900000 /dev/zero | tr '\\0' 'e' >&2", -1, ""},
};

static gboolean tool_run(const char *dir, const char *script, GBytes **output, GError **error)
{
    const char *const argv[] = {"sh", "-c", script, NULL};
    const ScanToolLimits limits = {1, 1 << 20, dir};
    return scan_tool_run(argv, &limits, output, error);
}

static void test_run(gconstpointer data)
{
    const ToolCase *c = data;
    g_autofree char *dir = folder_new();
    g_autoptr(GError) error = NULL;
    g_autoptr(GBytes) output = NULL;
    gboolean done = tool_run(dir, c->script, &output, &error);
    g_assert_cmpint(done, ==, c->code < 0);
    g_assert_cmpuint(folder_count(dir), ==, 0);
    if (done) {
        gsize size_bytes = 0;
        const char *said = g_bytes_get_data(output, &size_bytes);
        g_assert_cmpuint(size_bytes, ==, strlen(c->words));
        g_assert_true(size_bytes == 0 || memcmp(said, c->words, size_bytes) == 0);
    } else {
        g_assert_error(error, MUHAFIZ_ERROR, c->code);
        g_assert_null(output);
        g_assert_nonnull(strstr(error->message, c->words));
        g_assert_null(strchr(error->message, '\n')); /* one line of many */
    }
    folder_remove(dir);
}

static gboolean process_runs(int pid)
{
    g_autofree char *path = g_strdup_printf("/proc/%d/stat", pid), *text = NULL;
    if (!g_file_get_contents(path, &text, NULL, NULL))
        return FALSE;
    return !strstr(text, ") Z "); /* dead, and nobody asked how it ended */
}

/* Time is up for the children of the child as well. */
static void test_grandchild(void)
{
    g_autofree char *dir = folder_new(), *text = NULL;
    g_autofree char *path = g_build_filename(dir, "pid", NULL);
    g_autofree char *script = g_strdup_printf("sleep 60 & echo $! >%s; wait", path);
    g_assert_false(tool_run(dir, script, NULL, NULL));
    g_assert_true(g_file_get_contents(path, &text, NULL, NULL));
    int pid = atoi(text);
    for (guint i = 0; i < 100 && process_runs(pid); i++)
        g_usleep(G_USEC_PER_SEC / 50);
    g_assert_false(process_runs(pid));
    folder_remove(dir);
}

static void test_not_there(void)
{
    const char *const argv[] = {"no-such-program-of-poppler", NULL};
    g_autofree char *dir = folder_new();
    g_autofree char *no_dir = g_build_filename(dir, "none", NULL);
    const ScanToolLimits limits = {1, 1 << 20, dir}, nowhere = {1, 1 << 20, no_dir};
    g_autoptr(GError) error = NULL, no_room = NULL;
    g_assert_false(scan_tool_run(argv, &limits, NULL, &error));
    g_assert_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_IO);
    g_assert_nonnull(strstr(error->message, "poppler-utils"));
    g_assert_false(scan_tool_run(argv, &nowhere, NULL, &no_room));
    g_assert_error(no_room, MUHAFIZ_ERROR, MUHAFIZ_ERROR_IO);
    folder_remove(dir);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *path = g_strconcat("/scan/tool/", cases[i].name, NULL);
        g_test_add_data_func(path, &cases[i], test_run);
    }
    g_test_add_func("/scan/tool/grandchild", test_grandchild);
    g_test_add_func("/scan/tool/not-there", test_not_there);
    return g_test_run();
}
