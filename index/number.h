/* index/number.h - records whose number was wrong. Part of index.h; renaming is index_record_set with file_no. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct Store Store;

/* Takes a record out of the register that never had a page, a slip or a package. Event "record.removed". USAGE: it is
 * known elsewhere, or no reason. */
gboolean index_record_remove(Store *store, const char *file_no, const char *reason, GError **error);

G_END_DECLS
