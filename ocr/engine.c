/* Loaded Tesseracts, one per model, the least recently used dropped.
 *
 * One model for a page, not Tesseract's own "eng+hin+urd": a set costs two to three times the time and
 * misreads Urdu, because English answers for Urdu words it is sure of (character errors on a clean
 * Naskh page 11.3 % against 6.2 %, Nastaliq 41 against 19). script.c chooses instead,
 * and takes a pair only for lines that need one. Loading takes 0.02 (hin) to 0.6 seconds (Latin, 89
 * MB), so six stay: the languages of an office and a pair or two.
 */
#define _GNU_SOURCE /* RTLD_NEXT */
#include "ocr/engine.h"

#include <dlfcn.h>
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

/* ---------------------------------------------------------------- what Tesseract asks of others --
 *
 * A program's own function goes before a library's of the same name, also for other libraries (ELF gABI, "Shared
 * Object Dependencies"; CMakeLists.txt exports these). Together they take a twelfth of Recognize away and a tenth of a
 * second from loading English, and text stays as it is. */

/* Of a line's picture, which Tesseract packs as a PNG and unpacks again at once: not deflated. */
l_ok pixWriteMem(l_uint8 **bytes, size_t *size_bytes, PIX *pix, l_int32 format)
{
    static l_ok (*next)(l_uint8 **, size_t *, PIX *, l_int32);
    if (!next)
        *(void **)&next = dlsym(RTLD_NEXT, "pixWriteMem");
    gboolean is_plain = format == IFF_PNG && pix;
    if (is_plain)
        pixSetZlibCompression(pix, 0);
    l_ok status = next(bytes, size_bytes, pix, format);
    if (is_plain)
        pixSetSpecial(pix, 0);
    return status;
}

/* OpenMP for one thread. libgomp, held to one (OMP_THREAD_LIMIT), still makes a team of it for each of a line's thousand
 * pieces, and asks the kernel twice to wake the others. What of its interface Tesseract does not use is libgomp's: it
 * rightly says there that this is thread 0 of 1. */
void GOMP_parallel(void (*work)(void *), void *data, unsigned n_threads, unsigned flags);
void GOMP_parallel_sections(void (*work)(void *), void *data, unsigned n_threads,
                            unsigned n_sections, unsigned flags);
unsigned GOMP_sections_next(void);
void GOMP_sections_end_nowait(void);

static struct {
    unsigned n, n_begun;
} sections; /* of the innermost "parallel sections"; Tesseract is called from one thread of a process */

void GOMP_parallel(void (*work)(void *), void *data, unsigned n_threads, unsigned flags)
{
    (void)n_threads, (void)flags;
    work(data);
}

void GOMP_parallel_sections(void (*work)(void *), void *data, unsigned n_threads,
                            unsigned n_sections, unsigned flags)
{
    typeof(sections) outer = sections;
    (void)n_threads, (void)flags;
    sections = (typeof(sections)){.n = n_sections};
    work(data);
    sections = outer;
}

/* From 1 on; 0: none is left. */
unsigned GOMP_sections_next(void)
{
    return sections.n_begun < sections.n ? ++sections.n_begun : 0;
}

void GOMP_sections_end_nowait(void)
{
}

/* UnicharAmbigs::LoadUniversal: pairs of letters that may be taken for each other, sorted into a list from its beginning.
 * The older engine's dictionaries ask for them, the one that reads here does not. */
void tesseract_load_universal(void *ambiguities, const void *encoder_set, void *letters) __asm__(
    "_ZN9tesseract13UnicharAmbigs13LoadUniversalERKNS_10UNICHARSETEPS1_");

void tesseract_load_universal(void *ambiguities, const void *encoder_set, void *letters)
{
    (void)ambiguities, (void)encoder_set, (void)letters;
}
