/* pdf/intent.h - the output intent (inside pdf/ only). */
#pragma once

#include "pdf/object.h"

/* Adds the sRGB output intent to the catalog. FAILED. */
gboolean pdf_intent_add(PdfObjects *objects, HPDF_Dict catalog, GError **error);
