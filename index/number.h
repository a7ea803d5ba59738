/* index/number.h - records whose number was wrong. Part of index.h; renaming is index_record_set with file_no. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct Store Store;

/* Takes a record out of the register that never had a page, a slip or a package. Event "record.removed". USAGE: it is
 * known elsewhere, or no reason. */
gboolean index_record_remove(Store *store, const char *file_no, const char *reason, GError **error);
/* Only the nodal officer does it (ACT_EXCLUDE): the office's list brought the record, or it is excluded. */
gboolean index_record_removal_is_nodals(Store *store, const char *file_no, gboolean *is_nodals,
                                        GError **error);

G_END_DECLS
