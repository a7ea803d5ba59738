/* batch/show-page.h - a page of a volume, back to its master. Private to cmd-show.c. */
#pragma once

#include "batch/command.h"

G_BEGIN_DECLS

/* As index_page_trace; names a master that is not what it was as a problem. */
gboolean show_page(Context *context, const char *path, gint64 page, GError **error);

G_END_DECLS
