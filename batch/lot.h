/* batch/lot.h - what the commands of checking share. */
#pragma once

#include <json-glib/json-glib.h>

#include "batch/command.h"

G_BEGIN_DECLS

/* The number of a lot, as it is written. USAGE: it is none. */
gboolean lot_parse(const char *word, gint64 *lot_id, GError **error);
/* Prints the lot, or answers it with --json; takes the item, which may be NULL: then 1. */
int lot_answer(Context *context, JsonNode *lot);

G_END_DECLS
