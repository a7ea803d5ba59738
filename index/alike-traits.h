/* index/alike-traits.h - STORE/alike.db: which pages have which trait (alike.h). Private to index/.
 *
 * A cache, as it can be taken of the masters at any time: it is in no backup, and whoever deletes it loses time alone. Where it is
 * missing, cannot be read, or is not that of this index as it stands, it is begun anew, and all pages are due once more as old
 * ones.
 *
 * It is used under the lock of the index alone, within a transaction of that, and commits first: so a page is never done while its
 * traits are not durable. Both files have the same token, drawn when it was begun, and count what was written: the same number, or
 * one more in alike.db where work was cut short between the two commits. So neither an index that was restored nor an
 * older alike.db is taken for the other's own. */
#pragma once

#include "index/alike.h"
#include "index/db.h"
#include "index/index.h"

#define ALIKE_KEYS_MAX (SCAN_TRAITS_MAX + 1)

/* As it is kept (schema-traits-1-sqlite.sql); key: of scan_trait_key or scan_trait_keys. */
gint64 alike_key(guint64 key);
/* What is kept of a page: its traits, each once, and the row that tells their sum (alike-check.c). */
guint alike_keys_of(const AlikePage *page, gint64 keys[ALIKE_KEYS_MAX]);

/* Columns: page_id, sha256, sheet, file_no, side, folio, batch_id. */
AlikePage *alike_page_of_row(Store *store, DbRows *row);
void alike_page_free(gpointer page);

/* Within one transaction of alike.db; may be called twice. Uses nothing else. */
typedef gboolean (*AlikeWork)(Db *traits, gpointer data, GError **error);

/* Within a transaction of the index. *n_anew: pages that are due once more. */
gboolean alike_traits_do(Store *store, AlikeWork work, gpointer data, gint64 *n_anew,
                         GError **error);
/* Not begun anew, and nothing of it may be written: *is_own: work was done, as it is that of this index. */
gboolean alike_traits_look(Store *store, AlikeWork work, gpointer data, gboolean *is_own,
                           GError **error);
/* Changes where it is begun anew; likewise. */
gboolean alike_traits_token(Store *store, gint64 *token, GError **error);
