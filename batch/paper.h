/* batch/paper.h - pages and scan settings as they travel between a command and its scan worker. */
#pragma once

#include <json-glib/json-glib.h>

#include "index/index.h"

G_BEGIN_DECLS

/* Address space of a scan worker: decoders and drivers are hostile ground. */
#define SCAN_WORKER_BYTES (4ull << 30)

JsonObject *paper_page_write(const Page *page);
/* Fills *page, which the caller clears. DATA if the line lacks what a page must have. */
gboolean paper_page_parse(JsonObject *object, Page *page, GError **error);

JsonObject *paper_sheet_write(const Sheet *sheet);
void paper_sheet_parse(JsonObject *object, Sheet *sheet);

/* Strings of the parsed settings are borrowed from the object; further options are owned by
 * *options, to be freed after use. */
JsonObject *paper_settings_write(const ScanSettings *settings);
void paper_settings_parse(JsonObject *object, ScanSettings *settings, char ***options);
/* Where the text called name in muhafiz.conf stands in settings; NULL if there is none. */
const char **paper_setting_text(ScanSettings *settings, const char *name);

G_END_DECLS
