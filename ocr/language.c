/* Names of languages: Tesseract's models and BCP 47. */
#include "ocr/ocr.h"

static const struct {
    const char *model, *bcp47;
} languages[] = {
    {"eng", "en"}, {"hin", "hi"}, {"urd", "ur"}, {"pan", "pa-Guru"}, {"lus", "lus"},
};

const char *ocr_language_bcp47(const char *language)
{
    for (guint i = 0; i < G_N_ELEMENTS(languages); i++)
        if (g_str_equal(languages[i].model, language))
            return languages[i].bcp47;
    return "und";
}
