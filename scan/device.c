/* The list of scanners, each opened once to learn what it can do.
 *
 * A driver may hang in listing or in opening: so each scanner is told of as soon as it is known, and
 * again when it was opened. Who reads the first and never hears the second knows what hung. */
#include "scan/driver.h"

#include <sane/saneopts.h>

#define BUSY_TRIES 4
#define BUSY_PAUSE_US 250000

void scan_device_free(ScanDevice *device)
{
    if (!device)
        return;
    g_free(device->name);
    g_free(device->vendor);
    g_free(device->model);
    g_free(device->serial);
    g_free(device->type);
    g_strfreev(device->sources);
    g_strfreev(device->modes);
    g_free(device->resolutions);
    g_free(device->trouble);
    g_free(device);
}

/* ------------------------------------------------------------------------------------- serial -- */

/* Where a driver has the serial number in its names: behind the last of these. fujitsu:MODEL:SERIAL
 * (for scanners that tell it), pixma:VVVVPPPP_SERIAL (USB), hpaio:/usb/MODEL?serial=SERIAL. Other
 * drivers name the place (libusb:001:004), or a number of their own. */
static const struct {
    const char *start, *mark;
} serial_names[] = {
    {"fujitsu:", ":"},
    {"pixma:04A9", "_"},
    {"hpaio:/usb/", "serial="},
};

static char *serial_of_name(const char *name)
{
    for (guint i = 0; i < G_N_ELEMENTS(serial_names); i++) {
        const char *rest = name + strlen(serial_names[i].start);
        if (!g_str_has_prefix(name, serial_names[i].start) || strstr(name, "libusb:") ||
            strstr(name, "/dev/"))
            continue;
        const char *mark = g_strrstr(rest, serial_names[i].mark);
        return g_strdup(mark ? mark + strlen(serial_names[i].mark) : "");
    }
    return g_strdup("");
}

/* A serial number is read, not set, so scan_option_find would not find it. */
static gboolean option_lookup(SANE_Handle handle, const char *name, ScanOption *option)
{
    return scan_option_find(handle, name, option) ||
           (option->descriptor && SANE_OPTION_IS_ACTIVE(option->descriptor->cap));
}

char *scan_device_serial(SANE_Handle handle, const char *name)
{
    static const char *const names[] = {"serial-number", "serial", "serial-no", "device-serial"};
    for (guint i = 0; i < G_N_ELEMENTS(names); i++) {
        ScanOption option = {0};
        char *text =
            option_lookup(handle, names[i], &option) ? scan_option_get_text(&option) : NULL;
        if (text) { /* what a driver says is not always UTF-8, and it goes into JSON and events */
            g_autofree char *told = g_strstrip(text);
            return g_utf8_make_valid(told, -1);
        }
    }
    return serial_of_name(name);
}

/* ---------------------------------------------------------------------------------- abilities -- */

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
    g_strfreev(device->sources);
    g_strfreev(device->modes);
    device->sources = strings_list(handle, SANE_NAME_SCAN_SOURCE);
    device->modes = strings_list(handle, SANE_NAME_SCAN_MODE);
    if (scan_option_find(handle, SANE_NAME_SCAN_RESOLUTION, &option) ||
        scan_option_find(handle, SANE_NAME_SCAN_X_RESOLUTION, &option))
        device->resolutions = scan_option_describe(&option);
    g_free(device->serial);
    device->serial = scan_device_serial(handle, device->name);
}

static ScanDevice *device_new(const SANE_Device *listed)
{
    ScanDevice *device = g_new0(ScanDevice, 1);
    device->name = g_strdup(listed->name);
    device->vendor = g_strdup(listed->vendor ? listed->vendor : "");
    device->model = g_strdup(listed->model ? listed->model : "");
    device->type = g_strdup(listed->type ? listed->type : "");
    device->serial = serial_of_name(listed->name);
    device->sources = g_new0(char *, 1);
    device->modes = g_new0(char *, 1);
    return device;
}

/* Another program, or another driver of ours that is just looking, may have it for a moment. */
static SANE_Status device_open(const char *name, SANE_Handle *handle)
{
    SANE_Status status = sane_open(name, handle);
    for (guint i = 1; i < BUSY_TRIES && status == SANE_STATUS_DEVICE_BUSY; i++) {
        g_usleep(BUSY_PAUSE_US);
        status = sane_open(name, handle);
    }
    return status;
}

static void device_look(ScanDevice *device)
{
    SANE_Handle handle;
    SANE_Status status = device_open(device->name, &handle);
    if (status == SANE_STATUS_GOOD) {
        abilities_read(handle, device);
        sane_close(handle);
        return;
    }
    g_autoptr(GError) error = NULL;
    scan_open_fail(status, device->name, &error);
    device->trouble = g_strdup(error->message);
}

/* ---------------------------------------------------------------------------------- the list -- */

/* escl is listed by a caller's own configuration only, and not opened even then: see config.c. */
static void devices_add(const SANE_Device *const *listed, GPtrArray *devices)
{
    for (; listed && *listed; listed++)
        if ((*listed)->name && !g_str_has_prefix((*listed)->name, "escl:"))
            g_ptr_array_add(devices, device_new(*listed));
}

static gboolean is_listed(const GPtrArray *devices, const char *name)
{
    for (guint i = 0; i < devices->len; i++)
        if (g_str_equal(((ScanDevice *)devices->pdata[i])->name, name))
            return TRUE;
    return FALSE;
}

static void names_add(const char *const *names, GPtrArray *devices)
{
    for (guint i = 0; names && names[i]; i++)
        if (!is_listed(devices, names[i]))
            g_ptr_array_add(devices, device_new(&(SANE_Device){.name = names[i]}));
}

static void devices_look(const GPtrArray *devices, ScanDeviceFunc tell, gpointer user_data)
{
    for (guint i = 0; i < devices->len; i++)
        tell(devices->pdata[i], FALSE, user_data);
    for (guint i = 0; i < devices->len; i++) {
        device_look(devices->pdata[i]);
        tell(devices->pdata[i], TRUE, user_data);
    }
}

static SANE_Status sane_list(gboolean list, GPtrArray *devices)
{
    const SANE_Device **listed = NULL;
    SANE_Status status = list ? sane_get_devices(&listed, SANE_FALSE) : SANE_STATUS_GOOD;
    if (status == SANE_STATUS_GOOD)
        devices_add(listed, devices);
    return status;
}

gboolean scan_devices_look(gboolean list, const char *const *names, ScanDeviceFunc tell,
                           gpointer user_data, GError **error)
{
    g_autoptr(GPtrArray) devices = g_ptr_array_new_with_free_func((GDestroyNotify)scan_device_free);
    SANE_Status status = sane_init(NULL, NULL);
    if (status == SANE_STATUS_GOOD) {
        status = sane_list(list, devices);
        names_add(names, devices);
        devices_look(devices, tell, user_data);
        sane_exit();
    }
    if (status != SANE_STATUS_GOOD)
        g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_DEVICE,
                    "SANE cannot list scanners (%s); check the package libsane1",
                    sane_strstatus(status));
    return status == SANE_STATUS_GOOD;
}
