#include "tests/scan/sane-conf.h"

#include <glib/gstdio.h>
#include <unistd.h>

static const char test_conf[] = "number_of_devices 2\n"
                                "mode Gray\n"
                                "depth 8\n"
                                "resolution_min 1.0\n"
                                "resolution_max 1200.0\n"
                                "resolution_quant 1.0\n"
                                "resolution 50.0\n"
                                "test-picture \"Grid\"\n"
                                "geometry_min 0.0\n"
                                "geometry_max 300.0\n"
                                "geometry_quant 1.0\n"
                                "tl_x 0.0\n"
                                "tl_y 0.0\n"
                                "br_x 210.0\n"
                                "br_y 297.0\n";

static void file_write(const char *dir, const char *name, const char *text)
{
    g_autofree char *path = g_build_filename(dir, name, NULL);
    g_assert_true(g_file_set_contents(path, text, -1, NULL));
}

char *sane_conf_new(char **argv)
{
    if (!g_getenv("LD_BIND_NOW")) {
        g_setenv("LD_BIND_NOW", "1", TRUE);
        execv("/proc/self/exe", argv);
    }
    char *dir = g_dir_make_tmp("muhafiz-sane-XXXXXX", NULL);
    g_assert_nonnull(dir);
    file_write(dir, "dll.conf", "test\npnm\n");
    file_write(dir, "test.conf", test_conf);
    g_setenv("SANE_CONFIG_DIR", dir, TRUE);
    return dir;
}

void sane_conf_remove(char *dir)
{
    g_autoptr(GDir) entries = g_dir_open(dir, 0, NULL);
    const char *name;
    while (entries && (name = g_dir_read_name(entries))) {
        g_autofree char *path = g_build_filename(dir, name, NULL);
        g_unlink(path);
    }
    g_rmdir(dir);
    g_free(dir);
}

/* The back ends leak (pnm its line buffer, test that of a cancelled reader). Only while they stay
 * loaded can the leak checker tell theirs from ours. */
#ifdef MUHAFIZ_SANITIZED
int dlclose(void *handle);
const char *__lsan_default_suppressions(void);

int dlclose(void *handle)
{
    (void)handle;
    return 0;
}

const char *__lsan_default_suppressions(void)
{
    return "leak:libsane-pnm\nleak:libsane-test\n";
}
#endif
