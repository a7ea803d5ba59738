/* The computer, by what the kernel tells of it.
 *
 * Firmware of cheap boards says "To be filled by O.E.M." and the like: that is nothing known. Serial
 * numbers may be read by root alone. Network cards are those with a device behind them, so bridges,
 * tunnels and loops are left out; where there is none of those (a container), any Ethernet counts. */
#include "batch/machine.h"

#include <errno.h>
#include <string.h>

#define ARPHRD_ETHER "1" /* linux/if_arp.h */

static const char *const placeholders[] = {"to be filled by o.e.m.",
                                           "default string",
                                           "not specified",
                                           "not applicable",
                                           "none",
                                           "system manufacturer",
                                           "system product name",
                                           "system serial number",
                                           "o.e.m.",
                                           "unknown",
                                           "0",
                                           "00000000",
                                           "123456789",
                                           "n/a",
                                           NULL};

/* "" where it says nothing; *reason why it could not be read. */
static char *value_read(const char *path, const char **reason)
{
    g_autofree char *text = NULL;
    g_autoptr(GError) error = NULL;
    if (!g_file_get_contents(path, &text, NULL, &error)) {
        *reason = g_error_matches(error, G_FILE_ERROR, G_FILE_ERROR_ACCES)
                      ? "only the administrator (root) may read it"
                      : "the computer does not tell it";
        return g_strdup("");
    }
    g_strstrip(text);
    g_autofree char *lower = g_ascii_strdown(text, -1);
    if (!*text || g_strv_contains(placeholders, lower) || !g_utf8_validate(text, -1, NULL)) {
        *reason = "the computer does not tell it";
        return g_strdup("");
    }
    return g_steal_pointer(&text);
}

static char *dmi_read(const char *sys_dir, const char *name, const char **reason)
{
    g_autofree char *path = g_build_filename(sys_dir, "class/dmi/id", name, NULL);
    return value_read(path, reason);
}

static void missing_add(GPtrArray *missing, const char *what, const char *reason)
{
    g_ptr_array_add(missing, g_strdup_printf("%s: %s", what, reason));
}

static char *make_model_read(const char *sys_dir, GPtrArray *missing)
{
    const char *reason = NULL;
    g_autofree char *make = dmi_read(sys_dir, "sys_vendor", &reason);
    g_autofree char *model = dmi_read(sys_dir, "product_name", &reason);
    if (*make && *model)
        return g_strconcat(make, " ", model, NULL);
    if (!*make && !*model)
        missing_add(missing, "its make and model", reason);
    return g_strconcat(make, model, NULL);
}

static char *serial_read(const char *sys_dir, GPtrArray *missing)
{
    const char *reason = NULL;
    char *serial = dmi_read(sys_dir, "product_serial", &reason);
    if (!*serial)
        missing_add(missing, "its serial number", reason);
    return serial;
}

/* ---------------------------------------------------------------------------------- the network -- */

static char *card_read(const char *sys_dir, const char *name, gboolean with_device)
{
    const char *reason = NULL;
    g_autofree char *dir = g_build_filename(sys_dir, "class/net", name, NULL);
    g_autofree char *type_path = g_build_filename(dir, "type", NULL);
    g_autofree char *address_path = g_build_filename(dir, "address", NULL);
    g_autofree char *device_path = g_build_filename(dir, "device", NULL);
    g_autofree char *type = value_read(type_path, &reason);
    g_autofree char *address = value_read(address_path, &reason);
    gboolean is_card = g_str_equal(type, ARPHRD_ETHER) && *address &&
                       !g_str_equal(address, "00:00:00:00:00:00") &&
                       (!with_device || g_file_test(device_path, G_FILE_TEST_EXISTS));
    return is_card ? g_steal_pointer(&address) : NULL;
}

static int text_compare(gconstpointer a, gconstpointer b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/* Sorted: the kernel's order is not always the same. */
static char *cards_read(const char *sys_dir, gboolean with_device)
{
    g_autofree char *path = g_build_filename(sys_dir, "class/net", NULL);
    g_autoptr(GDir) dir = g_dir_open(path, 0, NULL);
    g_autoptr(GPtrArray) found = g_ptr_array_new_with_free_func(g_free);
    for (const char *name; dir && (name = g_dir_read_name(dir));) {
        char *address = card_read(sys_dir, name, with_device);
        if (address)
            g_ptr_array_add(found, address);
    }
    g_ptr_array_sort(found, text_compare);
    g_ptr_array_add(found, NULL);
    return g_strjoinv(", ", (char **)found->pdata);
}

static char *macs_read(const char *sys_dir, GPtrArray *missing)
{
    g_autofree char *macs = cards_read(sys_dir, TRUE);
    if (!*macs) {
        g_free(macs);
        macs = cards_read(sys_dir, FALSE);
    }
    if (!*macs)
        missing_add(missing, "the MAC address", "it has no network card");
    return g_steal_pointer(&macs);
}

Machine *machine_load(const char *sys_dir, GPtrArray *missing)
{
    Machine *machine = g_new0(Machine, 1);
    machine->make_model = make_model_read(sys_dir, missing);
    machine->serial = serial_read(sys_dir, missing);
    machine->macs = macs_read(sys_dir, missing);
    machine->host = g_strdup(g_get_host_name());
    return machine;
}

void machine_free(Machine *machine)
{
    if (!machine)
        return;
    g_free(machine->make_model);
    g_free(machine->serial);
    g_free(machine->macs);
    g_free(machine->host);
    g_free(machine);
}
