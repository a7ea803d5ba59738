/* Private SANE configurations: what stands in them, and that nothing else does. */
#include "scan/scan.h"

#include <glib/gstdio.h>
#include <string.h>

typedef struct {
    const char *name;
    ScanSettings settings;
    const char *device;     /* expected */
    const char *drivers;    /* the whole dll.conf, or NULL: the system's */
    const char *conf, *has; /* a file and what stands in it, or NULL */
} Case;

static const Case cases[] = {
    {"device", {.device = "fujitsu:fi-7160:1"}, "fujitsu:fi-7160:1", NULL, NULL, NULL},
    {"nothing", {.dpi = 0}, "", NULL, NULL, NULL},
    {"airscan",
     {.airscan = "http://192.168.1.20:8080/eSCL"},
     "airscan:e0:Muhafiz",
     "airscan\n",
     "airscan.conf",
     "\"Muhafiz\" = http://192.168.1.20:8080/eSCL, eSCL\n"},
    {"airscan-v6",
     {.airscan = "https://[fe80::1]/eSCL/"},
     "airscan:e0:Muhafiz",
     "airscan\n",
     "airscan.conf",
     "https://[fe80::1]/eSCL/, eSCL\n[options]\ndiscovery = disable\n"},
    {"net", {.net = "pc-2"}, "net:pc-2", "net\n", "net.conf", "\npc-2\n"},
    {"net-device",
     {.net = "10.0.0.2", .device = "test:0"},
     "net:10.0.0.2:test:0",
     "net\n",
     "net.conf",
     "\n10.0.0.2\n"},
    {"net-v6",
     {.net = "fe80::2", .device = "test:0"},
     "net:[fe80::2]:test:0",
     "net\n",
     "net.conf",
     "\nfe80::2\n"},
    {"feed", {.feed = "/in/*.png"}, "pnm:0", "pnm\n", NULL, NULL},
};

static char *text_of(const char *dir, const char *name)
{
    char *text = NULL;
    g_autofree char *path = g_build_filename(dir, name, NULL);
    g_file_get_contents(path, &text, NULL, NULL);
    return text;
}

static guint links_in(const char *dir)
{
    guint n = 0;
    const char *name;
    g_autoptr(GDir) entries = g_dir_open(dir, 0, NULL);
    while ((name = g_dir_read_name(entries))) {
        g_autofree char *path = g_build_filename(dir, name, NULL);
        n += g_file_test(path, G_FILE_TEST_IS_SYMLINK);
    }
    return n;
}

/* The system's drivers, its other files linked, and no escl. */
static void system_check(const char *dir)
{
    g_autofree char *drivers = text_of(dir, "dll.conf");
    g_autofree char *lines = g_strconcat("\n", drivers, NULL);
    g_autofree char *dll_d = g_build_filename(dir, "dll.d", NULL);
    g_assert_null(strstr(lines, "\nescl\n"));
    g_assert_false(g_file_test(dll_d, G_FILE_TEST_EXISTS));
    if (!g_file_test("/etc/sane.d/dll.conf", G_FILE_TEST_EXISTS)) {
        g_test_message("skipped: this machine has no /etc/sane.d/dll.conf");
        return;
    }
    g_autofree char *theirs = text_of("/etc/sane.d", "net.conf"), *ours = text_of(dir, "net.conf");
    g_assert_nonnull(strstr(lines, "\nnet\n"));
    g_assert_cmpstr(ours, ==, theirs);
    if (g_file_test("/etc/sane.d/dll.d/airscan", G_FILE_TEST_EXISTS))
        g_assert_nonnull(strstr(lines, "\nairscan\n"));
}

static void case_check(const Case *c, const char *dir)
{
    GError *error = NULL;
    g_autofree char *device = scan_config_write(&c->settings, dir, &error);
    g_assert_no_error(error);
    g_assert_cmpstr(device, ==, c->device);
    if (!c->drivers) {
        system_check(dir);
        return;
    }
    g_autofree char *drivers = text_of(dir, "dll.conf");
    g_autofree char *conf = c->conf ? text_of(dir, c->conf) : NULL;
    g_assert_cmpstr(drivers, ==, c->drivers);
    g_assert_cmpuint(links_in(dir), ==, 0);
    if (c->has)
        g_assert_nonnull(strstr(conf, c->has));
}

/* Twice through one folder: what an earlier use left must not show. */
static void test_written(void)
{
    g_autofree char *root = g_dir_make_tmp("muhafiz-conf-XXXXXX", NULL);
    g_autofree char *dir = g_build_filename(root, "sane", NULL);
    for (int round = 0; round < 2; round++)
        for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
            g_test_message("%s", cases[i].name);
            case_check(&cases[i], dir);
        }
    g_autofree char *command = g_strdup_printf("rm -r '%s'", root);
    g_assert_cmpint(system(command), ==, 0);
}

static void test_refused(void)
{
    static const struct {
        ScanSettings settings;
        const char *named;
    } refused[] = {
        {{.device = "escl:http://10.0.0.1:80"}, "airscan=http://HOST/eSCL"},
        {{.device = "test:0", .feed = "*.png"}, "more than one"},
        {{.airscan = "http://a/eSCL", .net = "b"}, "more than one"},
        {{.airscan = "10.0.0.1"}, "http://HOST/eSCL"},
        {{.airscan = "ftp://10.0.0.1/eSCL"}, "http://HOST/eSCL"},
        {{.airscan = "http:///eSCL"}, "http://HOST/eSCL"},
        {{.airscan = "http://a/eSCL, WSD"}, "http://HOST/eSCL"},
        {{.airscan = "http://a/\n[devices]\n\"b\" = c"}, "http://HOST/eSCL"},
        {{.net = ""}, "not a host"},
        {{.net = "a\nb"}, "not a host"},
        {{.net = "http://a/"}, "not a host"},
    };
    g_autofree char *dir = g_dir_make_tmp("muhafiz-conf-XXXXXX", NULL);
    for (guint i = 0; i < G_N_ELEMENTS(refused); i++) {
        g_autoptr(GError) error = NULL;
        g_assert_null(scan_config_write(&refused[i].settings, dir, &error));
        g_assert_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE);
        g_assert_nonnull(strstr(error->message, refused[i].named));
    }
    g_assert_cmpint(g_rmdir(dir), ==, 0); /* nothing was written */
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/scan/config/written", test_written);
    g_test_add_func("/scan/config/refused", test_refused);
    return g_test_run();
}
