/* A private SANE configuration, and the name of the device to open with it.
 *
 * With SANE_CONFIG_DIR=dir SANE reads dir and nothing else; without it, it would read the current
 * folder first, then /etc/sane.d. So what a device of the system needs is linked into dir: every
 * file of /etc/sane.d (the drivers' own configuration, dll.aliases, airscan.d), but for the list of
 * drivers, which is written anew from dll.conf and dll.d without escl. For airscan, net and feed
 * the list holds the one driver and nothing of the system is seen.
 *
 * escl is left out because it loses pages after a jam and crashes when the scanner goes away;
 * airscan drives the same scanners. A test.conf of the system counts as the user's and is linked
 * like the others. */
#include "scan/scan.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <unistd.h>

#define SYSTEM_DIR "/etc/sane.d"

static gboolean conf_write(const char *dir, const char *name, const char *text, GError **error)
{
    g_autofree char *path = g_build_filename(dir, name, NULL);
    return scan_file_publish_bytes(dir, path, text, strlen(text), error);
}

/* --------------------------------------------------------------------- the system's drivers -- */

static const char *const drivers_refused[] = {"escl", NULL};

/* The driver names of one list, comments stripped as SANE does. */
static void drivers_append(GPtrArray *drivers, const char *list_path)
{
    g_autofree char *text = NULL;
    if (!g_file_get_contents(list_path, &text, NULL, NULL))
        return; /* SANE does not insist on it either */
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    for (guint i = 0; lines[i]; i++) {
        lines[i][strcspn(lines[i], "#")] = '\0';
        const char *driver = g_strstrip(lines[i]);
        if (*driver && !g_ptr_array_find_with_equal_func(drivers, driver, g_str_equal, NULL))
            g_ptr_array_add(drivers, g_strdup(driver));
    }
}

static GPtrArray *system_drivers(void)
{
    GPtrArray *drivers = g_ptr_array_new_with_free_func(g_free);
    drivers_append(drivers, SYSTEM_DIR "/dll.conf");
    g_autoptr(GDir) dir = g_dir_open(SYSTEM_DIR "/dll.d", 0, NULL);
    const char *name;
    while (dir && (name = g_dir_read_name(dir))) {
        g_autofree char *path = g_build_filename(SYSTEM_DIR "/dll.d", name, NULL);
        if (name[0] != '.' && !g_str_has_suffix(name, "~") && !g_str_has_suffix(name, "#"))
            drivers_append(drivers, path);
    }
    return drivers;
}

static char **drivers_filter(gboolean refused)
{
    g_autoptr(GPtrArray) all = system_drivers();
    g_autoptr(GPtrArray) wanted = g_ptr_array_new();
    for (guint i = 0; i < all->len; i++)
        if (g_strv_contains(drivers_refused, all->pdata[i]) == refused)
            g_ptr_array_add(wanted, g_strdup(all->pdata[i]));
    g_ptr_array_add(wanted, NULL);
    return (char **)g_ptr_array_free(g_steal_pointer(&wanted), FALSE);
}

char **scan_drivers_list(void)
{
    return drivers_filter(FALSE);
}

char **scan_drivers_refused(void)
{
    return drivers_filter(TRUE);
}

/* --------------------------------------------------------------------------------- one driver -- */

static gboolean driver_check(const char *driver, GError **error)
{
    const char *bad = driver;
    while (g_ascii_isalnum(*bad) || *bad == '_' || *bad == '-')
        bad++;
    if (*driver && !*bad && !g_strv_contains(drivers_refused, driver))
        return TRUE;
    g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE,
                *driver && !*bad ? "the driver %s is not used: it loses pages after a jam, and "
                                   "airscan drives the same scanners"
                                 : "\"%s\" is not the name of a driver",
                driver);
    return FALSE;
}

/* The first folder of the path has the list of drivers, an empty dll.d and no aliases, so that SANE
 * looks for those no further; the drivers find their own files in the second, or in the caller's.
 * Nothing is synced: this lives for seconds. */
char *scan_config_write_driver(const char *driver, const char *dir, GError **error)
{
    g_autofree char *list = g_build_filename(dir, "dll.conf", NULL);
    g_autofree char *aliases = g_build_filename(dir, "dll.aliases", NULL);
    g_autofree char *more = g_build_filename(dir, "dll.d", NULL);
    g_autofree char *text = g_strconcat(driver, "\n", NULL);
    if (!driver_check(driver, error))
        return NULL;
    if (g_mkdir_with_parents(more, 0700) != 0) {
        scan_set_errno(error, errno, "make", more);
        return NULL;
    }
    if (!g_file_set_contents(list, text, -1, NULL) || !g_file_set_contents(aliases, "", 0, NULL)) {
        scan_set_errno(error, errno, "write", dir);
        return NULL;
    }
    const char *callers = g_getenv("SANE_CONFIG_DIR");
    return g_strconcat(dir, ":", callers ? callers : SYSTEM_DIR, NULL);
}

/* ---------------------------------------------------------------------------- the whole system -- */

static gboolean links_make(const char *dir, GError **error)
{
    g_autoptr(GDir) system = g_dir_open(SYSTEM_DIR, 0, NULL);
    const char *name;
    while (system && (name = g_dir_read_name(system))) {
        g_autofree char *target = g_build_filename(SYSTEM_DIR, name, NULL);
        g_autofree char *link = g_build_filename(dir, name, NULL);
        if (g_str_equal(name, "dll.conf") || g_str_equal(name, "dll.d"))
            continue;
        g_unlink(link); /* ours, from an earlier use of dir for something else */
        if (symlink(target, link) != 0)
            return scan_set_errno(error, errno, "write", link);
    }
    return TRUE;
}

static gboolean links_remove(const char *dir, GError **error)
{
    g_autoptr(GDir) entries = g_dir_open(dir, 0, NULL);
    const char *name;
    while (entries && (name = g_dir_read_name(entries))) {
        g_autofree char *path = g_build_filename(dir, name, NULL);
        if (g_file_test(path, G_FILE_TEST_IS_SYMLINK) && g_unlink(path) != 0)
            return scan_set_errno(error, errno, "remove", path);
    }
    return TRUE;
}

/* ---------------------------------------------------------------------------- kinds of scanner -- */

static char *device_config(const ScanSettings *settings, const char *dir, GError **error)
{
    const char *device = settings->device ? settings->device : "";
    if (g_str_has_prefix(device, "escl:")) {
        g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE,
                    "device=%s: the escl driver loses pages after a jam; use "
                    "airscan=http://HOST/eSCL, the same scanner through a driver that does not",
                    device);
        return NULL;
    }
    g_auto(GStrv) names = scan_drivers_list();
    g_autofree char *lines = g_strjoinv("\n", names);
    g_autofree char *drivers = g_strconcat(lines, "\n", NULL);
    return links_make(dir, error) && conf_write(dir, "dll.conf", drivers, error) ? g_strdup(device)
                                                                                 : NULL;
}

/* What stands in a configuration line must not end it or begin a comment or another value. */
static gboolean is_plain(const char *text)
{
    for (const char *c = text; *c; c++)
        if (!g_ascii_isgraph(*c) || strchr("\"',;#\\", *c))
            return FALSE;
    return *text != '\0';
}

static gboolean url_check(const char *url, GError **error)
{
    g_autoptr(GUri) uri = g_uri_parse(url, G_URI_FLAGS_NONE, NULL);
    if (uri && is_plain(url) && g_uri_get_host(uri) && *g_uri_get_host(uri) &&
        (g_str_equal(g_uri_get_scheme(uri), "http") || g_str_equal(g_uri_get_scheme(uri), "https")))
        return TRUE;
    g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE,
                "airscan=%s is not an address; write it as http://HOST/eSCL", url);
    return FALSE;
}

static char *airscan_config(const ScanSettings *settings, const char *dir, GError **error)
{
    if (!url_check(settings->airscan, error))
        return NULL;
    g_autofree char *text = g_strdup_printf("[devices]\n\"Muhafiz\" = %s, eSCL\n"
                                            "[options]\ndiscovery = disable\n",
                                            settings->airscan);
    if (!links_remove(dir, error) || !conf_write(dir, "airscan.conf", text, error) ||
        !conf_write(dir, "dll.conf", "airscan\n", error))
        return NULL;
    return g_strdup("airscan:e0:Muhafiz");
}

/* "net:HOST:DEVICE"; an address of IPv6 in brackets; without device the host's first one. */
static char *net_config(const ScanSettings *settings, const char *dir, GError **error)
{
    const char *host = settings->net, *device = settings->device;
    if (!is_plain(host) || strchr(host, '[') || strchr(host, '/')) {
        g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE,
                    "net=%s is not a host; write its name or its address alone", host);
        return NULL;
    }
    g_autofree char *text = g_strdup_printf("connect_timeout = 10\n%s\n", host);
    if (!links_remove(dir, error) || !conf_write(dir, "net.conf", text, error) ||
        !conf_write(dir, "dll.conf", "net\n", error))
        return NULL;
    gboolean v6 = strchr(host, ':') != NULL;
    return g_strconcat("net:", v6 ? "[" : "", host, v6 ? "]" : "", device ? ":" : "", device, NULL);
}

static char *feed_config(const ScanSettings *settings, const char *dir, GError **error)
{
    (void)settings;
    return links_remove(dir, error) && conf_write(dir, "dll.conf", "pnm\n", error)
               ? g_strdup("pnm:0")
               : NULL;
}

char *scan_config_write(const ScanSettings *settings, const char *dir, GError **error)
{
    gboolean local_device = settings->device && !settings->net;
    if (local_device + !!settings->airscan + !!settings->net + !!settings->feed > 1) {
        g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE,
                    "the scanner has more than one of device, airscan, net and feed; keep one");
        return NULL;
    }
    if (!scan_dir_make(dir, error))
        return NULL;
    if (settings->airscan)
        return airscan_config(settings, dir, error);
    if (settings->net)
        return net_config(settings, dir, error);
    return settings->feed ? feed_config(settings, dir, error) : device_config(settings, dir, error);
}
