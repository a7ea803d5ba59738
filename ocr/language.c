/* Names of languages (Tesseract's, BCP 47), and which installed model reads them best.
 *
 * The order of models is from measurements (Tesseract 5.3, Debian's models): Devanagari
 * errs half as often as hin, is faster, and reads English as well as eng does. Mizo has no model of
 * its own; Latin knows its letters with dots and circumflexes, eng reads the rest. Debian installs
 * the script models without their folder "script/".
 */
#include "ocr/language.h"

#include <string.h>
#include <tesseract/capi.h>

#define MODELS_MAX 3

typedef struct {
    const char *language, *bcp47;
    GUnicodeScript script;
    const char *models[MODELS_MAX]; /* best first */
    const char *package;            /* Debian's, to be installed where none of them is here */
} Language;

static const Language languages_known[] = {
    {"eng", "en", G_UNICODE_SCRIPT_LATIN, {"eng"}, "tesseract-ocr-eng"},
    {"hin",
     "hi",
     G_UNICODE_SCRIPT_DEVANAGARI,
     {"script/Devanagari", "Devanagari", "hin"},
     "tesseract-ocr-hin"},
    {"urd", "ur", G_UNICODE_SCRIPT_ARABIC, {"urd"}, "tesseract-ocr-urd"},
    {"pan", "pa-Guru", G_UNICODE_SCRIPT_GURMUKHI, {"pan"}, "tesseract-ocr-pan"},
    {"lus",
     "lus",
     G_UNICODE_SCRIPT_LATIN,
     {"script/Latin", "Latin", "eng"},
     "tesseract-ocr-script-latn"},
};

static const Language *language_lookup(const char *language)
{
    for (guint i = 0; i < G_N_ELEMENTS(languages_known); i++)
        if (g_str_equal(languages_known[i].language, language))
            return &languages_known[i];
    return NULL;
}

const char *ocr_language_bcp47(const char *language)
{
    const Language *known = language_lookup(language);
    return known ? known->bcp47 : "und";
}

const char *ocr_language_from_bcp47(const char *tag)
{
    for (guint i = 0; i < G_N_ELEMENTS(languages_known); i++)
        if (g_str_equal(languages_known[i].bcp47, tag))
            return languages_known[i].language;
    return "";
}

static gboolean language_has_script(const char *language, GUnicodeScript script)
{
    const Language *known = language_lookup(language);
    return known && known->script == script;
}

gboolean ocr_language_is_latin(const char *language)
{
    return language_has_script(language, G_UNICODE_SCRIPT_LATIN);
}

/* Tesseract lists its data folder only after an Init, and a failed one is enough. */
char **ocr_models_installed(void)
{
    TessBaseAPI *tess = TessBaseAPICreate();
    TessBaseAPISetVariable(tess, "debug_file", "/dev/null");
    TessBaseAPIInit3(tess, NULL, "none");
    char **found = TessBaseAPIGetAvailableLanguagesAsVector(tess);
    char **installed = g_strdupv(found);
    TessDeleteTextArray(found);
    TessBaseAPIDelete(tess);
    return installed;
}

static const char *model_choose(const char *language, const char *const *installed)
{
    const Language *known = language_lookup(language);
    if (!known)
        return g_strv_contains(installed, language) ? language : NULL;
    for (guint i = 0; i < MODELS_MAX && known->models[i]; i++)
        if (g_strv_contains(installed, known->models[i]))
            return known->models[i];
    return NULL;
}

static gboolean language_is_wellformed(const char *language)
{
    return *language && strlen(language) < sizeof(((OcrModel *)NULL)->language) &&
           strspn(language, "abcdefghijklmnopqrstuvwxyz_") == strlen(language);
}

static void set_missing(const char *language, GError **error)
{
    const Language *known = language_lookup(language);
    g_autofree char *guess = g_strdelimit(g_strdup(language), "_", '-');
    g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE,
                "no Tesseract model for language \"%s\" is installed; install it with: "
                "apt install %s%s",
                language, known ? known->package : "tesseract-ocr-", known ? "" : guess);
}

static gboolean models_add(GArray *models, const char *language, const char *const *installed,
                           GError **error)
{
    if (!language_is_wellformed(language)) {
        g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE,
                    "\"%s\" is not a language; write them like \"eng+hin+urd\"", language);
        return FALSE;
    }
    const char *name = model_choose(language, installed);
    if (!name) {
        set_missing(language, error);
        return FALSE;
    }
    for (guint i = 0; i < models->len; i++)
        if (g_str_equal(g_array_index(models, OcrModel, i).name, name))
            return TRUE;
    OcrModel model = {.name = g_strdup(name)};
    g_strlcpy(model.language, language, sizeof(model.language));
    g_array_append_val(models, model);
    return TRUE;
}

void ocr_model_clear(OcrModel *model)
{
    g_free(model->name);
}

/* Tesseract's script models have names with a capital: "Latin", "script/Devanagari". */
static gboolean model_is_of_script(const OcrModel *model)
{
    const char *slash = strrchr(model->name, '/');
    return g_ascii_isupper(slash ? slash[1] : *model->name);
}

/* The script's model reads its other languages too: "eng" knows no Mizo, "Latin" both. */
static gboolean model_covers(const OcrModel *model, const OcrModel *other)
{
    const Language *known = language_lookup(model->language);
    return model_is_of_script(model) && !model_is_of_script(other) && known &&
           language_has_script(other->language, known->script);
}

/* The models that another covers go; that one is called by the likeliest of their languages. */
static void models_merge(GArray *models)
{
    for (guint i = 0; i < models->len; i++)
        for (guint j = models->len; j-- > 0;) {
            OcrModel *model = &g_array_index(models, OcrModel, i);
            const OcrModel *other = &g_array_index(models, OcrModel, j);
            if (!model_covers(model, other))
                continue;
            if (j < i)
                g_strlcpy(model->language, other->language, sizeof(model->language));
            g_array_remove_index(models, j);
            i -= j < i;
        }
}

GArray *ocr_models_resolve(const char *languages, const char *const *installed, GError **error)
{
    g_autoptr(GArray) models = g_array_new(FALSE, FALSE, sizeof(OcrModel));
    g_array_set_clear_func(models, (GDestroyNotify)ocr_model_clear);
    g_auto(GStrv) names = g_strsplit(languages && *languages ? languages : "?", "+", -1);
    for (char **name = names; *name; name++)
        if (!models_add(models, *name, installed, error))
            return NULL;
    models_merge(models);
    return g_steal_pointer(&models);
}

guint ocr_models_for(const GArray *models, const char *language)
{
    const Language *known = language ? language_lookup(language) : NULL;
    for (guint i = 0; known && i < models->len; i++)
        if (language_has_script(g_array_index(models, OcrModel, i).language, known->script))
            return i;
    return 0;
}

gboolean ocr_languages_check(const char *languages, GError **error)
{
    g_auto(GStrv) installed = ocr_models_installed();
    g_autoptr(GArray) models = ocr_models_resolve(languages, (const char *const *)installed, error);
    return models != NULL;
}

static GUnicodeScript script_of_word(const char *text)
{
    for (const char *p = text; *p; p = g_utf8_next_char(p))
        if (g_unichar_isalpha(g_utf8_get_char(p)))
            return g_unichar_get_script(g_utf8_get_char(p));
    return G_UNICODE_SCRIPT_COMMON;
}

const char *ocr_language_of_word(const char *text, const OcrModel *read_by, const GArray *models)
{
    GUnicodeScript script = script_of_word(text);
    if (language_has_script(read_by->language, script))
        return read_by->language;
    for (guint i = 0; i < models->len; i++) {
        const char *language = g_array_index(models, OcrModel, i).language;
        if (language_has_script(language, script))
            return language;
    }
    return read_by->language;
}
