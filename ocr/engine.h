/* ocr/engine.h - private to ocr/: loaded Tesseracts. */
#pragma once

#include "ocr/language.h"

G_BEGIN_DECLS

struct TessBaseAPI;

/* The models of a language set, as the engine found them installed. */
GArray *ocr_engine_resolve(const OcrEngine *engine, const char *languages, GError **error);

/* A Tesseract with that model (or "a+b"), loaded now or before; the engine's. It stays valid until six
 * other models have been asked for. FAILED where the model's file is damaged. */
struct TessBaseAPI *ocr_engine_peek(OcrEngine *engine, const char *model, GError **error);

/* Makes every loaded Tesseract forget the page: what it read before must not change what it reads
 * next, and the pixels need not wait for the next page to be freed. */
void ocr_engine_forget_page(OcrEngine *engine);

G_END_DECLS
