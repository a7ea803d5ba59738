/* batch/devices.h - which scanners are there, asked of many drivers at once within one deadline. */
#pragma once

#include <json-glib/json-glib.h>

#include "batch/command.h"

G_BEGIN_DECLS

#define DEVICES_SECONDS 8.0 /* for all drivers together; the command promises 10 */

typedef struct {
    GKeyFile *conf; /* its [scanner NAME] sections are asked, but for those that a scan of the store
                       is feeding from now; may be NULL */
    const char *store_dir;
    const char *const *drivers; /* NULL-terminated; NULL: those of the system, which a caller's own
                                   SANE_CONFIG_DIR replaces */
} DevicesSettings;

/* Items as tests/schemas/devices.json has them: scanners, those of the sections first, and with an
 * empty name drivers that hung or crashed. A device that two drivers offer stands there twice, each
 * naming the other. Private configurations and processes are gone afterwards. */
JsonArray *devices_ask(const DevicesSettings *settings, GError **error);

/* Fills "same_as" of all items (devices-same.c says what counts as the same). */
void devices_mark_same(JsonArray *items);

G_END_DECLS
