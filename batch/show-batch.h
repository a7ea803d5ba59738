/* batch/show-batch.h - batches, as muhafiz show tells of them. */
#pragma once

#include "batch/command.h"

G_BEGIN_DECLS

gboolean show_is_batch(const char *word); /* "batch:7" */
/* Prints it. USAGE: there is no such batch. */
gboolean show_batch(const Context *context, const char *word, GError **error);

G_END_DECLS
