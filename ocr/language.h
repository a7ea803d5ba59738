/* ocr/language.h - private to ocr/: what we know of languages and of the models that read them. */
#pragma once

#include "ocr/ocr.h"

G_BEGIN_DECLS

/* A model to read a page with. */
typedef struct {
    char language[8]; /* what its words are called: "hin", also where script/Devanagari reads */
    char *name;       /* Tesseract's name of the model; owned */
} OcrModel;

void ocr_model_clear(OcrModel *model);

/* Names of all models in Tesseract's data folder (TESSDATA_PREFIX or the built-in one). */
char **ocr_models_installed(void);

/* The models for "eng+hin", likeliest first, each once although two languages may share one: array
 * of OcrModel that clears its elements. USAGE names what is wrong or the package that is missing. */
GArray *ocr_models_resolve(const char *languages, const char *const *installed, GError **error);

/* The likeliest of the models that read a language's script; the first where none does, and for NULL. */
guint ocr_models_for(const GArray *models, const char *language);

/* Which of the models' languages a word is in, by its letters: the script models read English
 * among Hindi, and nobody would search for it as Hindi. Without letters, or where no language of
 * the set has that script, it is read_by's. */
const char *ocr_language_of_word(const char *text, const OcrModel *read_by, const GArray *models);

/* Whether a language is written in Latin letters. */
gboolean ocr_language_is_latin(const char *language);

/* Tesseract's name for a BCP 47 tag of ocr_language_bcp47(), "" for the unknown. */
const char *ocr_language_from_bcp47(const char *tag);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(OcrModel, ocr_model_clear)

G_END_DECLS
