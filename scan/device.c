/* The list of scanners, each opened once to learn what it can do. */
#include "scan/driver.h"

#include <sane/saneopts.h>

void scan_device_free(ScanDevice *device)
{
    if (!device)
        return;
    g_free(device->name);
    g_free(device->vendor);
    g_free(device->model);
    g_free(device->type);
    g_strfreev(device->sources);
    g_strfreev(device->modes);
    g_free(device->resolutions);
    g_free(device->trouble);
    g_free(device);
}

static char **strings_list(SANE_Handle handle, const char *name)
{
    ScanOption option;
    const SANE_String_Const *strings =
        scan_option_find(handle, name, &option) ? scan_option_strings(&option) : NULL;
    return strings ? g_strdupv((char **)strings) : g_new0(char *, 1);
}

static void abilities_read(SANE_Handle handle, ScanDevice *device)
{
    ScanOption option;
    device->sources = strings_list(handle, SANE_NAME_SCAN_SOURCE);
    device->modes = strings_list(handle, SANE_NAME_SCAN_MODE);
    if (scan_option_find(handle, SANE_NAME_SCAN_RESOLUTION, &option) ||
        scan_option_find(handle, SANE_NAME_SCAN_X_RESOLUTION, &option))
        device->resolutions = scan_option_describe(&option);
}

static ScanDevice *device_new(const SANE_Device *listed)
{
    ScanDevice *device = g_new0(ScanDevice, 1);
    device->name = g_strdup(listed->name);
    device->vendor = g_strdup(listed->vendor);
    device->model = g_strdup(listed->model);
    device->type = g_strdup(listed->type);
    return device;
}

static void device_look(ScanDevice *device)
{
    SANE_Handle handle;
    SANE_Status status = sane_open(device->name, &handle);
    if (status == SANE_STATUS_GOOD) {
        abilities_read(handle, device);
        sane_close(handle);
        return;
    }
    device->sources = g_new0(char *, 1);
    device->modes = g_new0(char *, 1);
    g_autoptr(GError) error = NULL;
    scan_open_fail(status, device->name, &error);
    device->trouble = g_strdup(error->message);
}

/* escl is listed by a caller's own configuration only, and not opened even then: see config.c. */
static GPtrArray *devices_look(const SANE_Device *const *listed)
{
    GPtrArray *devices = g_ptr_array_new_with_free_func((GDestroyNotify)scan_device_free);
    for (; listed && *listed; listed++)
        if ((*listed)->name && !g_str_has_prefix((*listed)->name, "escl:"))
            g_ptr_array_add(devices, device_new(*listed));
    for (guint i = 0; i < devices->len; i++)
        device_look(devices->pdata[i]);
    return devices;
}

GPtrArray *scan_devices_list(GError **error)
{
    const SANE_Device **listed = NULL;
    GPtrArray *devices = NULL;
    SANE_Status status = sane_init(NULL, NULL);
    if (status == SANE_STATUS_GOOD) {
        status = sane_get_devices(&listed, SANE_FALSE);
        if (status == SANE_STATUS_GOOD)
            devices = devices_look(listed);
        sane_exit();
    }
    if (!devices)
        g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_DEVICE,
                    "SANE cannot list scanners (%s); check the package libsane1",
                    sane_strstatus(status));
    return devices;
}
