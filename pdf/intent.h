/* pdf/intent.h - the output intent (inside pdf/ only). */
#pragma once

#include "pdf/object.h"

/* Adds the sRGB output intent; the dictionary goes into the catalog's OutputIntents. FAILED. */
HPDF_Dict pdf_intent_add(PdfObjects *objects, GError **error);
