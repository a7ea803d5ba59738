/* index/evidence.h - what a version of a record consisted of, and how its pages came in. Private to
 * index/.
 *
 * Sides, volumes and pages are those of PackageContent (package.h); "path" of a volume and of a master
 * are relative to the store.
 */
#pragma once

#include "index/package.h"

/* What version of the record held; 0: what it holds now. A version that the record has left behind is
 * read from its package, which is checked as an auditor does. USAGE: there is no such version; DATA:
 * its package is gone or damaged. */
PackageContent *evidence_content_load(Store *store, const Record *record, gint64 version,
                                      GError **error);

/* The pages of a side that stand in a volume's PDF, in its order; borrowed. DATA: rows and volume do not
 * agree. */
GPtrArray *evidence_volume_pages(JsonObject *side, JsonObject *volume, GError **error);

/* Knows who brought in which page; asks for each batch once. */
typedef struct Origins Origins;

Origins *evidence_origins_new(Store *store);
void evidence_origins_free(Origins *origins);
/* Adds to a page "path", "batch", "sheet", "face", "kind", "source", "device" and "serial" (null
 * where no scanner told them), "scanned_at", "operator". */
gboolean evidence_page_fill(Origins *origins, JsonObject *page, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(Origins, evidence_origins_free)
