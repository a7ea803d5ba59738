/* batch/withheld.h - what status says of confidential records. */
#pragma once

#include <json-glib/json-glib.h>

#include "batch/command.h"

G_BEGIN_DECLS

/* What is held of them, may be on backups, came in again, or is out. status: of index_status. */
void withheld_print(const Context *context, JsonObject *status);

G_END_DECLS
