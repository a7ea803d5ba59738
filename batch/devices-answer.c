/* What becomes of the answers of drivers: an item for each scanner, and for each trouble. */
#include "batch/devices-private.h"

#include "index/member.h"

#include <string.h>

char *devices_driver_of(const char *sane_name)
{
    return g_strndup(sane_name, strcspn(sane_name, ":"));
}

static void texts_set(JsonObject *item, const char *const *names, JsonObject *source)
{
    for (guint i = 0; names[i]; i++) {
        const char *text = source ? member_text(source, names[i]) : NULL;
        json_object_set_string_member(item, names[i], text ? text : "");
    }
}

static void list_set(JsonObject *item, const char *name, JsonObject *source)
{
    JsonArray *list = source ? member_array(source, name) : NULL;
    json_object_set_array_member(item, name, list ? json_array_ref(list) : json_array_new());
}

static const char *connection_of(const char *driver, const char *address, const char *type)
{
    if (g_str_equal(driver, "net"))
        return "remote";
    if (g_str_equal(driver, "airscan") || g_str_equal(driver, "dell1600n_net") ||
        strstr(address, "://") || strstr(address, "net:") || strstr(address, "/net/") ||
        strstr(address, "tcp") || g_str_has_prefix(type, "ip="))
        return "network";
    return "local";
}

JsonObject *devices_item_add(Search *search, const char *name, const char *driver,
                             const char *address, JsonObject *device)
{
    static const char *const texts[] = {"vendor",      "model",   "serial", "type",
                                        "resolutions", "trouble", NULL};
    JsonObject *item = json_object_new();
    texts_set(item, texts, device);
    list_set(item, "sources", device);
    list_set(item, "modes", device);
    json_object_set_string_member(item, "name", name);
    json_object_set_string_member(item, "scanner", "");
    json_object_set_string_member(item, "driver", driver);
    json_object_set_string_member(item, "address", address);
    json_object_set_string_member(item, "connection",
                                  connection_of(driver, address, member_text(item, "type")));
    json_array_add_object_element(search->items, item);
    return item;
}

/* ------------------------------------------------------------------------------------- answers -- */

static const char *section_address(const Scanner *section)
{
    const ScanSettings *s = &section->settings;
    return s->airscan ? s->airscan : s->net ? s->net : s->feed ? s->feed : s->device;
}

/* What the driver was doing when it was heard of last. */
static gboolean unlooked_blame(const Ask *ask)
{
    gboolean any = FALSE;
    for (guint i = 0; ask->trouble && i < ask->found->len; i++) {
        JsonObject *device = ask->found->pdata[i];
        g_autofree char *trouble = g_strconcat("its driver ", ask->trouble, NULL);
        if (member_flag(device, "looked"))
            continue;
        json_object_set_string_member(device, "trouble", trouble);
        any = TRUE;
    }
    return any;
}

static JsonObject *section_device(const Ask *ask)
{
    for (guint i = 0; i < ask->found->len; i++)
        if (g_strcmp0(member_text(ask->found->pdata[i], "name"), ask->uses) == 0)
            return ask->found->pdata[i];
    gboolean any = ask->section->settings.net && !ask->section->settings.device;
    return any && ask->found->len ? ask->found->pdata[0] : NULL;
}

static void section_answer(Search *search, const Ask *ask)
{
    JsonObject *device = section_device(ask);
    g_autofree char *driver = devices_driver_of(ask->uses ? ask->uses : "");
    JsonObject *item =
        devices_item_add(search, ask->section->name, driver, section_address(ask->section), device);
    json_object_set_string_member(item, "scanner", ask->section->name);
    if (!device)
        json_object_set_string_member(
            item, "trouble",
            ask->trouble ? ask->trouble
                         : "no scanner answers there: is it switched on, and does its computer "
                           "let this one scan?");
    for (guint i = 0; i < ask->found->len; i++)
        if (ask->found->pdata[i] != device && ask->section->settings.net)
            devices_item_add(search, member_text(ask->found->pdata[i], "name"), driver,
                             member_text(ask->found->pdata[i], "name"), ask->found->pdata[i]);
}

/* The section that uses the SANE device, or NULL. */
static const Scanner *section_of_device(const Search *search, const char *device)
{
    for (guint i = 0; i < search->sections->len; i++) {
        const Scanner *section = search->sections->pdata[i];
        if (!section->settings.net && g_strcmp0(section->settings.device, device) == 0)
            return section;
    }
    return NULL;
}

/* A section with net was told of the device that the driver net lists as well. */
static gboolean is_told(const Search *search, const char *device)
{
    for (guint i = 0; i < search->asks->len; i++) {
        const Ask *ask = search->asks->pdata[i];
        for (guint k = 0; ask->section && ask->section->settings.net && k < ask->found->len; k++)
            if (g_strcmp0(member_text(ask->found->pdata[k], "name"), device) == 0)
                return TRUE;
    }
    return FALSE;
}

/* A driver that was asked for the sake of sections alone is their trouble. */
static void driver_add_trouble(Search *search, const Ask *ask)
{
    const char *driver = ask->driver ? ask->driver : "";
    for (guint i = 0; ask->only_names && i < ask->names->len; i++) {
        const char *device = ask->names->pdata[i];
        JsonObject *item = devices_item_add(search, device, driver, device, NULL);
        g_autofree char *trouble = g_strconcat("its driver ", ask->trouble, NULL);
        json_object_set_string_member(item, "scanner", section_of_device(search, device)->name);
        json_object_set_string_member(item, "trouble", trouble);
    }
    if (!ask->only_names)
        json_object_set_string_member(devices_item_add(search, "", driver, "", NULL), "trouble",
                                      ask->trouble);
}

static void driver_answer(Search *search, const Ask *ask)
{
    gboolean is_told_by_device = unlooked_blame(ask);
    for (guint i = 0; i < ask->found->len; i++) {
        JsonObject *device = ask->found->pdata[i];
        const char *name = member_text(device, "name");
        const Scanner *section = section_of_device(search, name);
        if (is_told(search, name) || (ask->only_names && !section))
            continue;
        g_autofree char *driver = devices_driver_of(name);
        JsonObject *item = devices_item_add(search, name, driver, name, device);
        if (section)
            json_object_set_string_member(item, "scanner", section->name);
    }
    if (!ask->trouble || is_told_by_device)
        return;
    driver_add_trouble(search, ask);
}

static JsonArray *items_sort(JsonArray *items)
{
    JsonArray *sorted = json_array_new();
    for (int named = TRUE; named >= FALSE; named--)
        for (guint i = 0; i < member_length(items); i++) {
            JsonObject *item = member_element(items, i);
            if ((*member_text(item, "scanner") != '\0') == named)
                json_array_add_object_element(sorted, json_object_ref(item));
        }
    return sorted;
}

JsonArray *devices_items(Search *search)
{
    for (guint i = 0; i < search->asks->len; i++) {
        Ask *ask = search->asks->pdata[i];
        if (ask->section)
            section_answer(search, ask);
        else
            driver_answer(search, ask);
    }
    JsonArray *items = items_sort(search->items);
    devices_mark_same(items);
    return items;
}
