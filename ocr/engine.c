/* Loaded Tesseracts, one per model, the least recently used dropped.
 *
 * One model for a page, not Tesseract's own "eng+hin+urd": a set costs two to three times the time and
 * misreads Urdu, because English answers for Urdu words it is sure of (character errors on a clean
 * Naskh page 11.3 % against 6.2 %, Nastaliq 41 against 19). script.c chooses instead,
 * and takes a pair only for lines that need one. Loading takes 0.02 (hin) to 0.6 seconds (Latin, 89
 * MB), so six stay: the languages of an office and a pair or two.
 */
#include "ocr/engine.h"

#include <leptonica/allheaders.h>
#include <tesseract/capi.h>

#define LOADED_MAX 6

typedef struct {
    char *model;
    TessBaseAPI *tess;
} Loaded;

struct OcrEngine {
    char **installed;
    GPtrArray *loaded; /* Loaded, the most recently used first */
};

static void loaded_free(Loaded *loaded)
{
    TessBaseAPIDelete(loaded->tess);
    g_free(loaded->model);
    g_free(loaded);
}

OcrEngine *ocr_engine_new(void)
{
    setMsgSeverity(L_SEVERITY_NONE);
    OcrEngine *engine = g_new(OcrEngine, 1);
    engine->installed = ocr_models_installed();
    engine->loaded = g_ptr_array_new_with_free_func((GDestroyNotify)loaded_free);
    return engine;
}

void ocr_engine_free(OcrEngine *engine)
{
    if (!engine)
        return;
    g_ptr_array_unref(engine->loaded);
    g_strfreev(engine->installed);
    g_free(engine);
}

GArray *ocr_engine_resolve(const OcrEngine *engine, const char *languages, GError **error)
{
    return ocr_models_resolve(languages, (const char *const *)engine->installed, error);
}

static TessBaseAPI *model_load(const char *model, GError **error)
{
    TessBaseAPI *tess = TessBaseAPICreate();
    TessBaseAPISetVariable(tess, "debug_file", "/dev/null");
    if (TessBaseAPIInit2(tess, NULL, model, OEM_LSTM_ONLY) == 0)
        return tess;
    g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_FAILED,
                "Tesseract cannot load its model \"%s\"; install its package again", model);
    TessBaseAPIDelete(tess);
    return NULL;
}

static Loaded *loaded_take(OcrEngine *engine, const char *model)
{
    for (guint i = 0; i < engine->loaded->len; i++) {
        Loaded *loaded = g_ptr_array_index(engine->loaded, i);
        if (g_str_equal(loaded->model, model))
            return g_ptr_array_steal_index(engine->loaded, i);
    }
    return NULL;
}

TessBaseAPI *ocr_engine_peek(OcrEngine *engine, const char *model, GError **error)
{
    Loaded *loaded = loaded_take(engine, model);
    if (!loaded) {
        TessBaseAPI *tess = model_load(model, error);
        if (!tess)
            return NULL;
        loaded = g_new(Loaded, 1);
        *loaded = (Loaded){.model = g_strdup(model), .tess = tess};
    }
    if (engine->loaded->len == LOADED_MAX)
        g_ptr_array_remove_index(engine->loaded, LOADED_MAX - 1);
    g_ptr_array_insert(engine->loaded, 0, loaded);
    return loaded->tess;
}

void ocr_engine_forget_page(OcrEngine *engine)
{
    for (guint i = 0; i < engine->loaded->len; i++) {
        Loaded *loaded = g_ptr_array_index(engine->loaded, i);
        TessBaseAPIClear(loaded->tess);
        TessBaseAPIClearAdaptiveClassifier(loaded->tess);
    }
}
