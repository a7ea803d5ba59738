/* The same scanner through two drivers.
 *
 * It is the same when the serial number is, or the place: a USB address (libusb:BUS:DEVICE), a
 * device file, or an IPv4 address, which stand in SANE's names and types in many forms
 * (epson2:net:192.0.2.7, pixma:MX920_192.0.2.7, airscan's type "ip=192.0.2.7"). One driver offers
 * several scanners at one place only where they are several, so two of one driver are never the
 * same, but for one that muhafiz.conf names and that was found as well. A scanner behind the net
 * driver is on another computer; what its name says of places is true there. */
#include "batch/devices.h"

#include "index/member.h"

#define PLACES "libusb:[0-9a-fA-F]+:[0-9a-fA-F]+|/dev/[^: ]+|[0-9]{1,3}(?:\\.[0-9]{1,3}){3}"
#define SERIAL_LEAST 4 /* "0", "001" are no serial numbers */

/* Or NULL. */
static char *place_of(JsonObject *item)
{
    g_autoptr(GRegex) regex = g_regex_new(PLACES, 0, 0, NULL);
    g_autoptr(GMatchInfo) match = NULL;
    g_autofree char *text =
        g_strconcat(member_text(item, "address"), " ", member_text(item, "type"), NULL);
    if (g_str_equal(member_text(item, "driver"), "net") || !g_regex_match(regex, text, 0, &match))
        return NULL;
    return g_match_info_fetch(match, 0);
}

static gboolean is_named_by_conf(JsonObject *item)
{
    return *member_text(item, "scanner") != '\0';
}

static gboolean is_same(JsonObject *a, JsonObject *b)
{
    const char *serial = member_text(a, "serial");
    if (!*member_text(a, "name") || !*member_text(b, "name"))
        return FALSE;
    if (g_str_equal(member_text(a, "driver"), member_text(b, "driver")) &&
        is_named_by_conf(a) == is_named_by_conf(b))
        return FALSE;
    if (strlen(serial) >= SERIAL_LEAST && g_str_equal(serial, member_text(b, "serial")))
        return TRUE;
    g_autofree char *place_a = place_of(a), *place_b = place_of(b);
    return place_a && g_strcmp0(place_a, place_b) == 0;
}

void devices_mark_same(JsonArray *items)
{
    guint n = member_length(items);
    for (guint i = 0; i < n; i++) {
        JsonObject *item = member_element(items, i);
        JsonArray *same = json_array_new();
        for (guint k = 0; k < n; k++)
            if (k != i && is_same(item, member_element(items, k)))
                json_array_add_string_element(same, member_text(member_element(items, k), "name"));
        json_object_set_array_member(item, "same_as", same);
    }
}
