/* The asking for scanners: what is asked, and what becomes of the answers.
 *
 * Sections of muhafiz.conf that name an address (airscan, net, feed) are asked by themselves, for
 * nothing lists them. A section with a SANE device is asked along with that device's driver: two
 * processes that open one scanner would call it busy. net is asked last of the drivers, because the
 * hosts that it goes through may be those of sections. */
#include "batch/child.h"
#include "batch/devices-private.h"
#include "batch/paper.h"
#include "index/member.h"

#include <string.h>

/* The worker keeps to the deadline by itself, so its silence is no sign of trouble before. */
#define WORKER_SILENCE_MS ((guint)((DEVICES_SECONDS + 1) * 1000))

static void ask_free(gpointer data)
{
    Ask *ask = data;
    g_free(ask->driver);
    g_ptr_array_unref(ask->names);
    g_ptr_array_unref(ask->found);
    g_free(ask->uses);
    g_free(ask->trouble);
    g_free(ask);
}

static Ask *ask_add(Search *search, const char *driver, const Scanner *section)
{
    Ask *ask = g_new0(Ask, 1);
    ask->driver = g_strdup(driver);
    ask->section = section;
    ask->names = g_ptr_array_new();
    ask->found = g_ptr_array_new_with_free_func((GDestroyNotify)json_object_unref);
    g_ptr_array_add(search->asks, ask);
    return ask;
}

static void scanner_free(gpointer data)
{
    scanner_clear(data);
    g_free(data);
}

/* ---------------------------------------------------------------------------------------- asks -- */

static void section_add_trouble(Search *search, const char *section, const char *trouble)
{
    JsonObject *item = devices_item_add(search, section, "", "", NULL);
    json_object_set_string_member(item, "scanner", section);
    json_object_set_string_member(item, "trouble", trouble);
}

/* NULL: it is not asked, and why is told. */
static Scanner *section_load(Search *search, const DevicesSettings *settings, const char *name)
{
    g_autoptr(GError) error = NULL;
    g_autofree Scanner *section = g_new0(Scanner, 1);
    if (!scanner_load(settings->conf, name, section, &error)) {
        section_add_trouble(search, name, error->message);
        return NULL;
    }
    if (!scanner_is_in_use(settings->store_dir, section))
        return g_steal_pointer(&section);
    section_add_trouble(search, name, "in use: a muhafiz scan feeds from it");
    scanner_clear(section);
    return NULL;
}

static void sections_load(Search *search, const DevicesSettings *settings)
{
    g_auto(GStrv) names = settings->conf ? scanner_sections(settings->conf) : NULL;
    for (guint i = 0; names && names[i]; i++) {
        Scanner *section = section_load(search, settings, names[i]);
        if (section)
            g_ptr_array_add(search->sections, section);
    }
}

static Ask *ask_find(const Search *search, const char *device)
{
    g_autofree char *driver = devices_driver_of(device);
    for (guint i = 0; i < search->asks->len; i++) {
        Ask *ask = search->asks->pdata[i];
        if (!ask->section && (!ask->driver || g_str_equal(ask->driver, driver)))
            return ask;
    }
    return NULL;
}

static void drivers_add(Search *search, const char *const *drivers)
{
    for (int net = FALSE; net <= TRUE; net++)
        for (guint i = 0; drivers[i]; i++)
            if (g_str_equal(drivers[i], "net") == net)
                ask_add(search, drivers[i], NULL);
}

/* Its driver knows its make and model, which opening it does not tell. An alias has no driver that
 * could be known here. */
static void device_add(Search *search, const Scanner *section)
{
    const char *device = section->settings.device;
    g_autofree char *driver = devices_driver_of(device);
    Ask *ask = ask_find(search, device);
    if (!ask && !strchr(device, ':')) {
        ask_add(search, NULL, section);
        return;
    }
    if (!ask) {
        ask = ask_add(search, driver, NULL);
        ask->only_names = TRUE;
    }
    g_ptr_array_add(ask->names, (char *)device);
}

static void asks_make(Search *search, const char *const *drivers)
{
    for (guint i = 0; i < search->sections->len; i++) {
        const Scanner *section = search->sections->pdata[i];
        if (!section->settings.device || section->settings.net)
            ask_add(search, NULL, section);
    }
    if (drivers)
        drivers_add(search, drivers);
    else
        ask_add(search, NULL, NULL);
    for (guint i = 0; i < search->sections->len; i++) {
        const Scanner *section = search->sections->pdata[i];
        if (section->settings.device && !section->settings.net)
            device_add(search, section);
    }
}

static JsonObject *ask_write(const Ask *ask)
{
    JsonObject *object = json_object_new();
    JsonArray *names = json_array_new();
    for (guint i = 0; i < ask->names->len; i++)
        json_array_add_string_element(names, ask->names->pdata[i]);
    if (ask->driver)
        json_object_set_string_member(object, "driver", ask->driver);
    if (ask->section)
        json_object_set_object_member(object, "settings",
                                      paper_settings_write(&ask->section->settings));
    gboolean device_alone =
        ask->section && ask->section->settings.device && !ask->section->settings.net;
    json_object_set_boolean_member(object, "list", !device_alone);
    json_object_set_array_member(object, "names", names);
    return object;
}

static JsonObject *request_write(const Search *search, const char *dir)
{
    JsonObject *request = json_object_new();
    JsonArray *asks = json_array_new();
    for (guint i = 0; i < search->asks->len; i++)
        json_array_add_object_element(asks, ask_write(search->asks->pdata[i]));
    json_object_set_string_member(request, "do", "devices");
    json_object_set_string_member(request, "dir", dir);
    json_object_set_double_member(request, "seconds", DEVICES_SECONDS);
    json_object_set_array_member(request, "asks", asks);
    return request;
}

/* -------------------------------------------------------------------------------------- asking -- */

/* The later word on a device replaces the earlier. */
static void device_hear(Ask *ask, JsonObject *device)
{
    const char *name = member_text(device, "name");
    for (guint i = 0; name && i < ask->found->len; i++)
        if (g_strcmp0(member_text(ask->found->pdata[i], "name"), name) == 0) {
            json_object_unref(ask->found->pdata[i]);
            ask->found->pdata[i] = json_object_ref(device);
            return;
        }
    if (name)
        g_ptr_array_add(ask->found, json_object_ref(device));
}

static void line_hear(JsonObject *line, gpointer data)
{
    const Search *search = data;
    gint64 i = member_int(line, "ask", -1);
    if (i < 0 || i >= search->asks->len)
        return;
    Ask *ask = search->asks->pdata[i];
    if (member_object(line, "device"))
        device_hear(ask, member_object(line, "device"));
    if (!ask->uses)
        ask->uses = g_strdup(member_text(line, "uses"));
    if (!ask->trouble)
        ask->trouble = g_strdup(member_text(line, "trouble"));
}

static gboolean search_call(Search *search, GError **error)
{
    const ChildSettings settings = {.worker = "scan-worker",
                                    .memory_bytes = SCAN_WORKER_BYTES,
                                    .environment = child_sane_environment};
    g_autofree char *dir = g_dir_make_tmp("muhafiz-sane-XXXXXX", error);
    if (!dir)
        return FALSE;
    g_autoptr(JsonObject) last = child_call(&settings, request_write(search, dir),
                                            WORKER_SILENCE_MS, line_hear, search, error);
    scan_dir_remove(dir, NULL);
    return last != NULL;
}

JsonArray *devices_ask(const DevicesSettings *settings, GError **error)
{
    g_auto(GStrv) system = g_getenv("SANE_CONFIG_DIR") ? NULL : scan_drivers_list();
    Search search = {.sections = g_ptr_array_new_with_free_func(scanner_free),
                     .asks = g_ptr_array_new_with_free_func(ask_free),
                     .items = json_array_new()};
    JsonArray *items = NULL;
    sections_load(&search, settings);
    asks_make(&search, settings->drivers ? settings->drivers : (const char *const *)system);
    if (search_call(&search, error))
        items = devices_items(&search);
    g_ptr_array_unref(search.asks);
    g_ptr_array_unref(search.sections);
    json_array_unref(search.items);
    return items;
}
