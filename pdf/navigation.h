/* pdf/navigation.h - how a reader finds its way in a volume (inside pdf/ only). */
#pragma once

#include "pdf/object.h"
#include "pdf/pdf.h"

/* Items of one node of a tree of pages or labels. */
#define PDF_NODE_ITEMS 200

/* Adds PageLabels to the catalog. */
void pdf_labels_add(PdfObjects *objects, HPDF_Dict catalog, const PdfPage *pages, guint n_pages);

/* What the catalog's Outlines refers to; NULL if there are no bookmarks. pages: HPDF_Dict of each
 * page. Bookmarks must have been checked. */
HPDF_Dict pdf_outline_add(PdfObjects *objects, const Volume *volume, const GPtrArray *pages);

/* Bookmarks lead to pages that exist, and none is more than one level below the one before. USAGE. */
gboolean pdf_bookmarks_check(const Volume *volume, GError **error);
