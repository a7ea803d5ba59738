/* batch/slip.h - a hand-over slip to be printed twice and signed by both: one stays in the record room. */
#pragma once

#include <json-glib/json-glib.h>

#include "batch/form.h"

G_BEGIN_DECLS

/* Sets the slip (index_custody_slip) on pages at path, PDF/A as volumes are. Files in flight lie in dir, which must be
 * there. DATA: a letter that no font has; IO. */
gboolean slip_write(JsonObject *slip, const char *office_code, const char *office_name,
                    const char *dir, const char *path, GError **error);

G_END_DECLS
